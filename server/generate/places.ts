/** A city with what belongs together: country, region, postal code, time zone, phone prefix, position, money. */
export interface Place {
  readonly city: string;
  readonly region: string;
  readonly country: string;
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly postal: string;
  readonly zone: string;
  readonly dial: string;
  readonly lat: number;
  readonly lng: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly language: string;
  readonly street: string;
}

type Row = readonly [string, string, string, string, string, string, string, number, number, string, string, string];

// city, region, country, code, postal, zone, dial, lat, lng, currency, language, street
// prettier-ignore
const ROWS: readonly Row[] = [[ 'Zurich', 'Zurich', 'Switzerland', 'CH', '8001', 'Europe/Zurich', '+41', 47.3769, 8.5417, 'CHF', 'de', 'Bahnhofstrasse'],
  ['Berlin', 'Berlin', 'Germany', 'DE', '10115', 'Europe/Berlin', '+49', 52.52, 13.405, 'EUR', 'de', 'Invalidenstraße'],
  ['Hamburg', 'Hamburg', 'Germany', 'DE', '20095', 'Europe/Berlin', '+49', 53.5511, 9.9937, 'EUR', 'de', 'Mönckebergstraße'],
  ['Vienna', 'Vienna', 'Austria', 'AT', '1010', 'Europe/Vienna', '+43', 48.2082, 16.3738, 'EUR', 'de', 'Kärntner Straße'],
  ['Paris', 'Île-de-France', 'France', 'FR', '75011', 'Europe/Paris', '+33', 48.8566, 2.3522, 'EUR', 'fr', 'Rue Oberkampf'],
  ['Lyon', 'Auvergne-Rhône-Alpes', 'France', 'FR', '69002', 'Europe/Paris', '+33', 45.764, 4.8357, 'EUR', 'fr', 'Rue Mercière'],
  ['Amsterdam', 'North Holland', 'Netherlands', 'NL', '1012 AB', 'Europe/Amsterdam', '+31', 52.3676, 4.9041, 'EUR', 'nl', 'Prinsengracht'],
  ['Brussels', 'Brussels', 'Belgium', 'BE', '1000', 'Europe/Brussels', '+32', 50.8503, 4.3517, 'EUR', 'fr', 'Rue Neuve'],
  ['London', 'England', 'United Kingdom', 'GB', 'E1 6AN', 'Europe/London', '+44', 51.5074, -0.1278, 'GBP', 'en', 'Commercial Street'],
  ['Edinburgh', 'Scotland', 'United Kingdom', 'GB', 'EH1 1YZ', 'Europe/London', '+44', 55.9533, -3.1883, 'GBP', 'en', 'High Street'],
  ['Dublin', 'Leinster', 'Ireland', 'IE', 'D02 X285', 'Europe/Dublin', '+353', 53.3498, -6.2603, 'EUR', 'en', 'Baggot Street'],
  ['Madrid', 'Madrid', 'Spain', 'ES', '28013', 'Europe/Madrid', '+34', 40.4168, -3.7038, 'EUR', 'es', 'Calle Mayor'],
  ['Barcelona', 'Catalonia', 'Spain', 'ES', '08002', 'Europe/Madrid', '+34', 41.3851, 2.1734, 'EUR', 'es', 'Carrer de Ferran'],
  ['Lisbon', 'Lisbon', 'Portugal', 'PT', '1100-038', 'Europe/Lisbon', '+351', 38.7223, -9.1393, 'EUR', 'pt', 'Rua Augusta'],
  ['Milan', 'Lombardy', 'Italy', 'IT', '20121', 'Europe/Rome', '+39', 45.4642, 9.19, 'EUR', 'it', 'Via Manzoni'],
  ['Stockholm', 'Stockholm', 'Sweden', 'SE', '111 22', 'Europe/Stockholm', '+46', 59.3293, 18.0686, 'SEK', 'sv', 'Drottninggatan'],
  ['Oslo', 'Oslo', 'Norway', 'NO', '0155', 'Europe/Oslo', '+47', 59.9139, 10.7522, 'NOK', 'no', 'Karl Johans gate'],
  ['Copenhagen', 'Capital Region', 'Denmark', 'DK', '1050', 'Europe/Copenhagen', '+45', 55.6761, 12.5683, 'DKK', 'da', 'Gothersgade'],
  ['Helsinki', 'Uusimaa', 'Finland', 'FI', '00100', 'Europe/Helsinki', '+358', 60.1699, 24.9384, 'EUR', 'fi', 'Mannerheimintie'],
  ['Warsaw', 'Masovia', 'Poland', 'PL', '00-001', 'Europe/Warsaw', '+48', 52.2297, 21.0122, 'PLN', 'pl', 'Nowy Świat'],
  ['Prague', 'Prague', 'Czechia', 'CZ', '110 00', 'Europe/Prague', '+420', 50.0755, 14.4378, 'CZK', 'cs', 'Národní'],
  ['New York', 'New York', 'United States', 'US', '10013', 'America/New_York', '+1', 40.7128, -74.006, 'USD', 'en', 'Canal Street'],
  ['Chicago', 'Illinois', 'United States', 'US', '60607', 'America/Chicago', '+1', 41.8781, -87.6298, 'USD', 'en', 'Randolph Street'],
  ['Seattle', 'Washington', 'United States', 'US', '98101', 'America/Los_Angeles', '+1', 47.6062, -122.3321, 'USD', 'en', 'Pike Street'],
  ['Austin', 'Texas', 'United States', 'US', '78701', 'America/Chicago', '+1', 30.2672, -97.7431, 'USD', 'en', 'Congress Avenue'],
  ['San Francisco', 'California', 'United States', 'US', '94103', 'America/Los_Angeles', '+1', 37.7749, -122.4194, 'USD', 'en', 'Mission Street'],
  ['Toronto', 'Ontario', 'Canada', 'CA', 'M5V 2T6', 'America/Toronto', '+1', 43.6532, -79.3832, 'CAD', 'en', 'Queen Street West'],
  ['Montreal', 'Quebec', 'Canada', 'CA', 'H2X 1Y4', 'America/Toronto', '+1', 45.5017, -73.5673, 'CAD', 'fr', 'Rue Saint-Denis'],
  ['Mexico City', 'Mexico City', 'Mexico', 'MX', '06000', 'America/Mexico_City', '+52', 19.4326, -99.1332, 'MXN', 'es', 'Calle Madero'],
  ['São Paulo', 'São Paulo', 'Brazil', 'BR', '01310-100', 'America/Sao_Paulo', '+55', -23.5505, -46.6333, 'BRL', 'pt', 'Avenida Paulista'],
  ['Buenos Aires', 'Buenos Aires', 'Argentina', 'AR', 'C1043', 'America/Argentina/Buenos_Aires', '+54', -34.6037, -58.3816, 'ARS', 'es', 'Calle Florida'],
  ['Tokyo', 'Tokyo', 'Japan', 'JP', '150-0001', 'Asia/Tokyo', '+81', 35.6762, 139.6503, 'JPY', 'ja', 'Meiji-dori'],
  ['Osaka', 'Osaka', 'Japan', 'JP', '530-0001', 'Asia/Tokyo', '+81', 34.6937, 135.5023, 'JPY', 'ja', 'Midosuji'],
  ['Seoul', 'Seoul', 'South Korea', 'KR', '04524', 'Asia/Seoul', '+82', 37.5665, 126.978, 'KRW', 'ko', 'Sejong-daero'],
  ['Singapore', 'Singapore', 'Singapore', 'SG', '048616', 'Asia/Singapore', '+65', 1.3521, 103.8198, 'SGD', 'en', 'Cecil Street'],
  ['Mumbai', 'Maharashtra', 'India', 'IN', '400001', 'Asia/Kolkata', '+91', 19.076, 72.8777, 'INR', 'hi', 'Marine Drive'],
  ['Bengaluru', 'Karnataka', 'India', 'IN', '560001', 'Asia/Kolkata', '+91', 12.9716, 77.5946, 'INR', 'en', 'Brigade Road'],
  ['Sydney', 'New South Wales', 'Australia', 'AU', '2000', 'Australia/Sydney', '+61', -33.8688, 151.2093, 'AUD', 'en', 'George Street'],
  ['Auckland', 'Auckland', 'New Zealand', 'NZ', '1010', 'Pacific/Auckland', '+64', -36.8509, 174.7645, 'NZD', 'en', 'Ponsonby Road'],
  ['Nairobi', 'Nairobi', 'Kenya', 'KE', '00100', 'Africa/Nairobi', '+254', -1.2921, 36.8219, 'KES', 'en', 'Moi Avenue'],
  ['Cape Town', 'Western Cape', 'South Africa', 'ZA', '8001', 'Africa/Johannesburg', '+27', -33.9249, 18.4241, 'ZAR', 'en', 'Long Street'],
];

export const PLACES: readonly Place[] = ROWS.map(
  ([city, region, country, code, postal, zone, dial, lat, lng, currency, language, street]) => ({
    city,
    region,
    country,
    code,
    postal,
    zone,
    dial,
    lat,
    lng,
    currency,
    language,
    street,
  }),
);
