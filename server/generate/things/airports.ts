import { draw, pick } from '../hash.ts';

/** An airport with its city; positions decide how long a flight takes. */
export interface Airport {
  readonly code: string;
  readonly icao: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly countryCode: string;
  readonly zone: string;
  readonly lat: number;
  readonly lng: number;
}

// prettier-ignore
export const AIRPORTS: readonly Airport[] = ([
  ['ZRH', 'LSZH', 'Zurich Airport', 'Zurich', 'Switzerland', 'CH', 'Europe/Zurich', 47.458, 8.548],
  ['FRA', 'EDDF', 'Frankfurt Airport', 'Frankfurt', 'Germany', 'DE', 'Europe/Berlin', 50.033, 8.571],
  ['MUC', 'EDDM', 'Munich Airport', 'Munich', 'Germany', 'DE', 'Europe/Berlin', 48.354, 11.786],
  ['VIE', 'LOWW', 'Vienna International Airport', 'Vienna', 'Austria', 'AT', 'Europe/Vienna', 48.11, 16.57],
  ['CDG', 'LFPG', 'Charles de Gaulle Airport', 'Paris', 'France', 'FR', 'Europe/Paris', 49.01, 2.548],
  ['AMS', 'EHAM', 'Schiphol Airport', 'Amsterdam', 'Netherlands', 'NL', 'Europe/Amsterdam', 52.309, 4.764],
  ['LHR', 'EGLL', 'Heathrow Airport', 'London', 'United Kingdom', 'GB', 'Europe/London', 51.47, -0.454],
  ['MAD', 'LEMD', 'Adolfo Suárez Madrid–Barajas Airport', 'Madrid', 'Spain', 'ES', 'Europe/Madrid', 40.472, -3.561],
  ['LIS', 'LPPT', 'Humberto Delgado Airport', 'Lisbon', 'Portugal', 'PT', 'Europe/Lisbon', 38.774, -9.134],
  ['ARN', 'ESSA', 'Stockholm Arlanda Airport', 'Stockholm', 'Sweden', 'SE', 'Europe/Stockholm', 59.65, 17.924],
  ['CPH', 'EKCH', 'Copenhagen Airport', 'Copenhagen', 'Denmark', 'DK', 'Europe/Copenhagen', 55.618, 12.656],
  ['HEL', 'EFHK', 'Helsinki Airport', 'Helsinki', 'Finland', 'FI', 'Europe/Helsinki', 60.317, 24.963],
  ['JFK', 'KJFK', 'John F. Kennedy International Airport', 'New York', 'United States', 'US', 'America/New_York', 40.64, -73.779],
  ['ORD', 'KORD', 'O’Hare International Airport', 'Chicago', 'United States', 'US', 'America/Chicago', 41.978, -87.905],
  ['SFO', 'KSFO', 'San Francisco International Airport', 'San Francisco', 'United States', 'US', 'America/Los_Angeles', 37.619, -122.375],
  ['ATL', 'KATL', 'Hartsfield–Jackson Atlanta International Airport', 'Atlanta', 'United States', 'US', 'America/New_York', 33.637, -84.428],
  ['YYZ', 'CYYZ', 'Toronto Pearson International Airport', 'Toronto', 'Canada', 'CA', 'America/Toronto', 43.677, -79.631],
  ['GRU', 'SBGR', 'São Paulo/Guarulhos International Airport', 'São Paulo', 'Brazil', 'BR', 'America/Sao_Paulo', -23.432, -46.469],
  ['HND', 'RJTT', 'Haneda Airport', 'Tokyo', 'Japan', 'JP', 'Asia/Tokyo', 35.553, 139.781],
  ['ICN', 'RKSI', 'Incheon International Airport', 'Seoul', 'South Korea', 'KR', 'Asia/Seoul', 37.463, 126.44],
  ['SIN', 'WSSS', 'Changi Airport', 'Singapore', 'Singapore', 'SG', 'Asia/Singapore', 1.35, 103.994],
  ['DXB', 'OMDB', 'Dubai International Airport', 'Dubai', 'United Arab Emirates', 'AE', 'Asia/Dubai', 25.253, 55.364],
  ['SYD', 'YSSY', 'Sydney Kingsford Smith Airport', 'Sydney', 'Australia', 'AU', 'Australia/Sydney', -33.946, 151.177],
  ['NBO', 'HKJK', 'Jomo Kenyatta International Airport', 'Nairobi', 'Kenya', 'KE', 'Africa/Nairobi', -1.319, 36.928],
] as const).map(([code, icao, name, city, country, countryCode, zone, lat, lng]) => ({ code, icao, name, city, country, countryCode, zone, lat, lng }));

export const byCode = (code: string): Airport => AIRPORTS.find((airport) => airport.code === code)!; // codes of this file

export const airportOf = (s: number): Airport => pick(AIRPORTS, draw(s, 66));

/** Along the great circle, in km. */
export function distance(from: Airport, to: Airport): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((to.lat - from.lat) * rad) / 2) ** 2 +
    Math.cos(from.lat * rad) * Math.cos(to.lat * rad) * Math.sin(((to.lng - from.lng) * rad) / 2) ** 2;
  return Math.round(12_742 * Math.asin(Math.sqrt(h)));
}
