import { between, draw, letters, pick } from '../hash.ts';
import { type Airport, airportOf, AIRPORTS, byCode, distance } from './airports.ts';
import type { Facts, Member } from './facts.ts';

// name, IATA, ICAO, hub: an airline flies from or to its hub.
const AIRLINES = (
  [
    ['Swiss International Air Lines', 'LX', 'SWR', 'ZRH'],
    ['Lufthansa', 'LH', 'DLH', 'FRA'],
    ['Austrian Airlines', 'OS', 'AUA', 'VIE'],
    ['Air France', 'AF', 'AFR', 'CDG'],
    ['KLM Royal Dutch Airlines', 'KL', 'KLM', 'AMS'],
    ['British Airways', 'BA', 'BAW', 'LHR'],
    ['Iberia', 'IB', 'IBE', 'MAD'],
    ['TAP Air Portugal', 'TP', 'TAP', 'LIS'],
    ['Scandinavian Airlines', 'SK', 'SAS', 'CPH'],
    ['Finnair', 'AY', 'FIN', 'HEL'],
    ['Delta Air Lines', 'DL', 'DAL', 'ATL'],
    ['United Airlines', 'UA', 'UAL', 'SFO'],
    ['American Airlines', 'AA', 'AAL', 'JFK'],
    ['Air Canada', 'AC', 'ACA', 'YYZ'],
    ['Japan Airlines', 'JL', 'JAL', 'HND'],
    ['Korean Air', 'KE', 'KAL', 'ICN'],
    ['Singapore Airlines', 'SQ', 'SIA', 'SIN'],
    ['Emirates', 'EK', 'UAE', 'DXB'],
    ['Qantas', 'QF', 'QFA', 'SYD'],
    ['Kenya Airways', 'KQ', 'KQA', 'NBO'],
  ] as const
).map(([name, code, icao, hub]) => ({ name, code, icao, hub: byCode(hub) }));

export type Airline = (typeof AIRLINES)[number];

export const airlineOf = (s: number): Airline => pick(AIRLINES, draw(s, 61));

const SHORT = ['Airbus A320neo', 'Airbus A321neo', 'Boeing 737-800', 'Embraer E190', 'Airbus A220-300'];
const LONG = ['Airbus A350-900', 'Boeing 787-9', 'Boeing 777-300ER', 'Airbus A330-300'];

/** A flight from or to the hub of its airline. */
export interface Flight {
  readonly airline: Airline;
  readonly number: string;
  readonly origin: Airport;
  readonly destination: Airport;
  readonly km: number;
  readonly minutes: number;
  readonly aircraft: string;
}

export function flightOf(s: number): Flight {
  const airline = airlineOf(s);
  const others = AIRPORTS.filter((airport) => airport !== airline.hub);
  const other = pick(others, draw(s, 62));
  const out = (draw(s, 63) & 1) === 0;
  const km = distance(airline.hub, other);
  return {
    airline,
    number: `${airline.code}${between(draw(s, 64), km > 4_000 ? 1 : 300, km > 4_000 ? 299 : 2_899)}`,
    origin: out ? airline.hub : other,
    destination: out ? other : airline.hub,
    km,
    minutes: 5 * Math.round((35 + km / 14) / 5),
    aircraft: pick(km > 4_000 ? LONG : SHORT, draw(s, 65)),
  };
}

const FROM = '(origin|departure|from|source|departing)';
const TO = '(destination|arrival|to|dest|arriving|target)';
const cabinOf = (s: number): string =>
  pick(['economy', 'economy', 'economy', 'premium economy', 'business'], draw(s, 67));

export const FLIGHTS: readonly Facts[] = [
  {
    about: ['flight'],
    text: [
      ['number', '(flight )?(number|no|code|designator|name|ident)|iata flight number', (s) => flightOf(s).number],
      [
        'airline code',
        '(airline|carrier|operator|marketing carrier|operating carrier) (code|iata|iata code)',
        (s) => flightOf(s).airline.code,
      ],
      ['airline icao', '(airline|carrier) icao( code)?|call ?sign', (s) => flightOf(s).airline.icao],
      [
        'airline',
        '(airline|carrier|operator|operated by|operating carrier|marketing carrier)( name)?',
        (s) => flightOf(s).airline.name,
      ],
      ['origin city', `${FROM} (airport )?city( name)?`, (s) => flightOf(s).origin.city],
      ['destination city', `${TO} (airport )?city( name)?`, (s) => flightOf(s).destination.city],
      ['origin country', `${FROM} (airport )?country`, (s) => flightOf(s).origin.country],
      ['destination country', `${TO} (airport )?country`, (s) => flightOf(s).destination.country],
      ['origin airport name', `${FROM} airport name`, (s) => flightOf(s).origin.name],
      ['destination airport name', `${TO} airport name`, (s) => flightOf(s).destination.name],
      ['origin zone', `${FROM} (time ?zone|tz)`, (s) => flightOf(s).origin.zone],
      ['destination zone', `${TO} (time ?zone|tz)`, (s) => flightOf(s).destination.zone],
      ['origin', `${FROM}( airport)?( iata)?( code| id)?`, (s) => flightOf(s).origin.code],
      ['destination', `${TO}( airport)?( iata)?( code| id)?`, (s) => flightOf(s).destination.code],
      ['aircraft', '(aircraft|plane|equipment|airplane)( type| model| name)?', (s) => flightOf(s).aircraft],
      [
        'tail number',
        '(tail|registration)( number| code)?',
        (s, a) =>
          `${pick(['HB-J', 'D-AI', 'OE-L', 'F-HB', 'G-EU', 'N80'], s)}${pick(['BA', 'LC', 'XN', 'QM', 'TD'], a)}`,
      ],
      [
        'status',
        '(flight )?(status|state)',
        (s) => pick(['scheduled', 'on time', 'boarding', 'departed', 'landed', 'delayed'], draw(s, 68)),
      ],
    ],
    numbers: [
      ['distance', '(flight )?distance( km)?', (s) => flightOf(s).km],
      ['miles', 'distance (miles|mi)|miles', (s) => Math.round(flightOf(s).km * 0.621)],
      ['minutes', '((flight|flying|block) )?(duration|time)( minutes| mins| min)?|minutes', (s) => flightOf(s).minutes],
      ['number', '(flight )?(number|no)', (s) => Number(flightOf(s).number.slice(2))],
      ['fare', '(base |total |ticket )?(fare|price|cost)( amount)?', (s) => Math.round(39 + flightOf(s).km / 9) + 0.9],
      ['seats', '(seat|seats|total seats|capacity|passenger capacity)', (s) => (flightOf(s).km > 4_000 ? 293 : 180)],
      [
        'free seats',
        '(available|remaining|free|open) seats|seats (available|left|remaining)',
        (_s, a) => between(a, 2, 48),
      ],
      ['delay', 'delay( minutes| mins)?', (_s, a) => pick([0, 0, 0, 5, 10, 25], a)],
      ['stops', 'stop|stops|stop count|number of stops', () => 0],
    ],
    parts: [
      ['origin part', `${FROM}( airport| city| station)?`, (s) => asMember(flightOf(s).origin)],
      ['destination part', `${TO}( airport| city| station)?`, (s) => asMember(flightOf(s).destination)],
    ],
  },
  {
    about: ['flight', 'booking', 'passenger', 'seat'],
    text: [
      [
        'seat',
        'seat( number| no| assignment| id)?',
        (_s, a) => `${between(a, 4, 34)}${'ABCDEF'[(draw(a, 1) >>> 0) % 6]!}`,
      ],
      [
        'gate',
        '((departure|boarding|arrival) )?gate( number)?',
        (_s, a) => `${'ABCDE'[(a >>> 0) % 5]!}${between(draw(a, 1), 1, 48)}`,
      ],
      ['terminal', '(.*\\b)?terminal', (_s, a) => String(between(a, 1, 4))],
      ['cabin', '(cabin|travel|service|booking|fare)( class)|cabin', (s) => cabinOf(s)],
      ['boarding group', 'boarding (group|zone)', (_s, a) => String(between(a, 1, 5))],
      [
        'record locator',
        'pnr|(record )?locator|booking (reference|ref|code)|confirmation code',
        (_s, a, b) => letters(a, b, 6),
      ],
      ['baggage belt', '(baggage|luggage) (claim|belt|carousel)', (_s, a) => String(between(a, 1, 12))],
      [
        'meal',
        'meal( preference| choice| type)?',
        (_s, a) => pick(['standard', 'vegetarian', 'vegan', 'gluten-free'], a),
      ],
    ],
  },
  {
    about: ['airport'],
    text: [
      ['code', '(airport )?(iata|code|iata code)', (s) => airportOf(s).code],
      ['icao', 'icao( code)?', (s) => airportOf(s).icao],
      ['name', '(airport |display |full )?name', (s) => airportOf(s).name],
      ['city', '(city|town|municipality|locality)( name)?', (s) => airportOf(s).city],
      ['country code', 'country (code|iso)', (s) => airportOf(s).countryCode],
      ['country', 'country( name)?', (s) => airportOf(s).country],
      ['zone', 'time ?zone( id| name)?|tz', (s) => airportOf(s).zone],
      ['terminal', 'terminal', (_s, a) => String(between(a, 1, 4))],
      ['gate', 'gate', (_s, a) => `${'ABCDE'[(a >>> 0) % 5]!}${between(draw(a, 1), 1, 48)}`],
    ],
    numbers: [
      ['latitude', 'lat|latitude', (s) => airportOf(s).lat],
      ['longitude', 'lng|lon|long|longitude', (s) => airportOf(s).lng],
    ],
  },
  {
    about: ['airline'],
    text: [
      ['code', '(airline |iata )?(code|iata)|iata code', (s) => airlineOf(s).code],
      ['icao', 'icao( code)?|call ?sign', (s) => airlineOf(s).icao],
      ['name', '(airline |display |full )?name', (s) => airlineOf(s).name],
      ['hub', 'hub( airport| code)?', (s) => airlineOf(s).hub.code],
      ['country', 'country( name)?', (s) => airlineOf(s).hub.country],
      ['alliance', 'alliance', (s) => pick(['Star Alliance', 'oneworld', 'SkyTeam'], s)],
    ],
  },
];

function asMember({ code, icao, name, city, country, countryCode, zone, lat, lng }: Airport): Member {
  return {
    '(airport )?(iata|code|iata code|id)': code,
    'icao( code)?': icao,
    '(airport |display |full )?name': name,
    '(city|town|municipality|locality)( name)?': city,
    'country( name)?': country,
    'country (code|iso)': countryCode,
    'time ?zone( id| name)?|tz': zone,
    'lat|latitude': lat,
    'lng|lon|long|longitude': lng,
  };
}
