import { between, draw, pick } from '../hash.ts';
import { LAST_NAMES } from '../pools.ts';
import type { Facts } from './facts.ts';

// kind, bedrooms, from and to in square metres
const HOMES = [
  ['apartment', 1, 38, 52, 'Bright apartment with a balcony'],
  ['apartment', 2, 58, 84, 'Renovated two-bedroom apartment near the park'],
  ['apartment', 3, 86, 118, 'Family apartment on a quiet street'],
  ['house', 3, 110, 150, 'Terraced house with a small garden'],
  ['house', 4, 140, 210, 'Detached house with a view'],
  ['studio', 1, 24, 36, 'Furnished studio in the old town'],
] as const;
const homeOf = (s: number): (typeof HOMES)[number] => pick(HOMES, draw(s, 145));
const squareMetresOf = (s: number): number => between(draw(s, 146), homeOf(s)[2], homeOf(s)[3]);

/** Homes for sale and to let. */
export const HOMES_KNOWN: readonly Facts[] = [
  {
    about: ['home'],
    text: [
      ['title', '(listing )?(title|headline|name)', (s) => homeOf(s)[4]],
      ['type', '(property|home|listing|building|dwelling)? ?(type|kind|category)', (s) => homeOf(s)[0]],
      [
        'about',
        'description|summary|about|details',
        (s) => `${homeOf(s)[4]}: ${squareMetresOf(s)} m², five minutes from the station. Available at once.`,
      ],
      [
        'status',
        '(listing |sale )?(status|state)',
        (s) => pick(['for sale', 'for sale', 'under offer', 'sold'], draw(s, 119)),
      ],
      ['heating', 'heating( type| system)?', (s) => pick(['heat pump', 'district heating', 'gas'], draw(s, 153))],
      [
        'energy class',
        'energy (class|rating|label)|epc( rating)?',
        (s) => pick(['A', 'B', 'B', 'C', 'D'], draw(s, 154)),
      ],
      ['condition', 'condition', (s) => pick(['renovated', 'well kept', 'new'], draw(s, 155))],
      ['agency', '(agency|broker|brokerage)( name)?', (s) => `${pick(LAST_NAMES, draw(s, 156))} Real Estate`],
      [
        'neighbourhood',
        'neighbou?rhood|district|quarter',
        (s) => pick(['Old Town', 'Riverside', 'Station District', 'Parkside', 'University Quarter'], draw(s, 157)),
      ],
      [
        'MLS',
        'mls( number| id)|listing (number|reference|code)|reference|object number',
        (s) => `RE-${between(draw(s, 158), 10_000, 99_999)}`,
      ],
    ],
    numbers: [
      ['rent', '(monthly |cold |warm )?rent(al price)?( amount)?', (s) => 10 * Math.round(squareMetresOf(s) * 1.75)],
      [
        'price',
        '(asking |list |listing |sale |purchase )?(price|amount|value)',
        (s) => 5_000 * Math.round(squareMetresOf(s) * between(draw(s, 159), 80, 150) * 0.01),
      ],
      [
        'square metres',
        '(living |floor |usable |total )?(area|space|size|surface)( sqm| m2| m 2| square meters)?|sqm|square meters',
        (s) => squareMetresOf(s),
      ],
      [
        'square feet',
        '(area|size|living area)? ?(sqft|square feet|sq ft|square footage)',
        (s) => Math.round(squareMetresOf(s) * 10.764),
      ],
      ['lot', 'lot (size|area).*|plot.*|land area', (s) => between(draw(s, 160), 24, 80) * 10],
      ['bedrooms', '(bedroom|bedrooms|beds)( count)?|number of bedrooms', (s) => homeOf(s)[1]],
      ['rooms', '(room|rooms)( count)?|number of rooms', (s) => homeOf(s)[1] + 1],
      ['bathrooms', '(bathroom|bathrooms|baths)( count)?|number of bathrooms', (s) => (homeOf(s)[1] > 2 ? 2 : 1)],
      [
        'year built',
        'year (built|of construction)|built( in)?( year)?|construction year|build year',
        (s) => between(draw(s, 161), 1928, 2024),
      ],
      ['floor', 'floor( number)?|level', (s) => (homeOf(s)[0] === 'house' ? 0 : between(draw(s, 162), 1, 5))],
      ['fees', '(hoa|service|monthly|maintenance) (fee|fees|charge|charges)', (s) => 10 * between(draw(s, 163), 9, 34)],
      ['parking', 'parking( space| spaces| spots)?|garage( spaces)?', (_s, a) => between(a, 0, 2)],
    ],
    lists: [
      [
        'features',
        '(amenity|feature|facility|highlight)',
        (s) =>
          pick(
            [
              ['balcony', 'lift', 'cellar'],
              ['garden', 'garage', 'fireplace'],
              ['fitted kitchen', 'balcony', 'bicycle room'],
            ],
            draw(s, 164),
          ),
      ],
    ],
  },
];
