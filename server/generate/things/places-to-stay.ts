import { between, draw, pick } from '../hash.ts';
import { placeOf } from '../contact.ts';
import { LAST_NAMES } from '../pools.ts';
import type { Facts } from './facts.ts';

export const hotelOf = (s: number): string =>
  pick(
    [
      'Hotel Astoria',
      'The Harbour House',
      'Grand Hotel Central',
      'Parkside Inn',
      'Hotel Bellevue',
      'The Old Mill',
      'City Garden Hotel',
      'Seaview Lodge',
    ],
    draw(s, 141),
  );

// type, guests, price per night
const ROOMS = [
  ['Single', 1, 89],
  ['Double', 2, 129],
  ['Twin', 2, 124],
  ['Junior Suite', 3, 198],
  ['Suite', 4, 289],
] as const;
const roomOf = (s: number): (typeof ROOMS)[number] => pick(ROOMS, draw(s, 142));
const nightOf = (s: number): number => roomOf(s)[2] + between(draw(s, 143), 0, 8) * 5;
export const nightsOf = (s: number): number => between(draw(s, 144), 1, 7);

const ROOM_WORDS = '(room )?(type|category|class)( name)?|room (name|type)';
const AMENITIES = [
  ['Wi-Fi', 'breakfast', 'parking'],
  ['Wi-Fi', 'gym', 'air conditioning', 'bar'],
  ['Wi-Fi', 'pool', 'spa', 'restaurant'],
] as const;

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

export const STAYS: readonly Facts[] = [
  {
    about: ['hotel', 'booking'],
    text: [
      ['hotel', '(hotel|property|accommodation|lodging)( name)?', (s) => hotelOf(s)],
      ['room type', ROOM_WORDS, (s) => roomOf(s)[0]],
      [
        'room number',
        'room( number| no)?',
        (s) => String(100 * between(draw(s, 147), 1, 6) + between(draw(s, 148), 1, 28)),
      ],
      [
        'board',
        '(board|meal)( plan| basis| type)?',
        (s) => pick(['breakfast included', 'room only', 'half board'], draw(s, 149)),
      ],
      ['bed', 'bed( type)?', (s) => (roomOf(s)[1] === 1 ? 'single' : roomOf(s)[0] === 'Twin' ? 'twin' : 'queen')],
      [
        'request',
        '(special )?(request|wish|remark|note|comment)',
        (s) =>
          pick(['A quiet room, please.', 'Late arrival, around 11 pm.', 'A cot for a baby, please.'], draw(s, 150)),
      ],
      ['policy', '(cancellation )?policy', () => 'Free cancellation until 24 hours before arrival.'],
      [
        'status',
        '(booking |reservation )?(status|state)',
        (s) => pick(['confirmed', 'confirmed', 'checked in', 'pending', 'cancelled'], draw(s, 119)),
      ],
      [
        'channel',
        '(booking )?(channel|source)',
        (s) => pick(['website', 'phone', 'travel agency', 'mobile app'], draw(s, 123)),
      ],
    ],
    numbers: [
      ['nights', '(number of )?nights?( count)?|length of stay', (s) => nightsOf(s)],
      [
        'rate',
        '(room |nightly |base )?(rate|price)( per night| amount)?|(price|rate) per night|amount per night',
        (s) => nightOf(s),
      ],
      [
        'adults',
        'adults?( count)?|number of adults|guests?( count)?|number of guests|occupancy|max (guest|occupancy)',
        (s) => roomOf(s)[1],
      ],
      ['children', '(children|child|kids|infants)( count)?|number of children', () => 0],
      ['stars', '(star|stars)( rating)?|hotel class', (s) => between(draw(s, 151), 3, 5)],
      ['floor', 'floor', (s) => between(draw(s, 147), 1, 6)],
    ],
    lists: [['amenities', '(amenity|facility|feature|service)', (s) => pick(AMENITIES, draw(s, 152))]],
  },
  { about: ['hotel'], text: [['name', '(hotel |display )?(name|title)', (s) => hotelOf(s)]] },
  {
    about: ['room type'],
    text: [
      ['name', ROOM_WORDS + '|name|title', (s) => roomOf(s)[0]],
      ['number', '(room )?number', (s) => String(100 * between(draw(s, 147), 1, 6) + between(draw(s, 148), 1, 28))],
      ['bed', 'bed( type)?', (s) => (roomOf(s)[1] === 1 ? 'single' : 'queen')],
    ],
    numbers: [
      ['rate', '(room |nightly |base )?(rate|price)( per night| amount)?|price per night', (s) => nightOf(s)],
      ['guests', '(max )?(guest|guests|occupancy|adults|capacity|sleeps)( count)?', (s) => roomOf(s)[1]],
    ],
    lists: [['amenities', '(amenity|facility|feature)', (s) => pick(AMENITIES, draw(s, 152))]],
  },
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
  {
    about: ['weather'],
    text: [
      [
        'condition',
        '(weather |sky )?(condition|summary|description|text|sky|phrase|type|status|main|headline)|weather',
        (s) => skyOf(s)[0],
      ],
      [
        'wind direction',
        'wind (direction|dir)( compass| cardinal)?',
        (_s, a) => pick(['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'], a),
      ],
      ['sunrise', 'sunrise', () => '06:38'],
      ['sunset', 'sunset', () => '20:04'],
      ['station', 'station( name)?', (s) => `${placeOf(s).city} Airport`],
      ['icon', 'icon( code)?', (s) => skyOf(s)[0].replaceAll(' ', '-')],
      ['units', 'units?', () => 'metric'],
      ['source', 'source|provider', () => 'National Weather Service'],
    ],
    numbers: [
      [
        'lowest',
        '(min|low|minimum|lowest|night)( air)? ?(temp|temperature)?( c| celsius)?|(temp|temperature) (min|low|night)( c| celsius)?',
        (s) => warmthOf(s, -5.2),
      ],
      [
        'highest',
        '(max|high|maximum|highest|day)( air)? ?(temp|temperature)?( c| celsius)?|(temp|temperature) (max|high|day)( c| celsius)?',
        (s) => warmthOf(s, 3.4),
      ],
      [
        'feels like',
        '(feels like|apparent)( temp| temperature)?( c| celsius)?|(temp|temperature) feels like',
        (s) => warmthOf(s) - 1,
      ],
      ['dew point', 'dew ?point( c| celsius)?', (s) => warmthOf(s, -7)],
      ['temperature', '(air |current )?(temp|temperature)( c| celsius)?', (s) => warmthOf(s)],
      ['fahrenheit', '(temp|temperature) (f|fahrenheit)', (s) => Math.round(warmthOf(s) * 1.8 + 32)],
      [
        'chance of rain',
        '(precipitation|rain|precip) (probability|chance|prob)( percent)?|(chance|probability) of (rain|precipitation)|pop',
        (s) => skyOf(s)[1],
      ],
      ['rain', '(rain|rainfall|precipitation|precip)( mm| amount)?', (s) => skyOf(s)[2]],
      ['snow', 'snow(fall)?( mm| cm)?', () => 0],
      ['clouds', '(cloud|clouds|cloudiness)( cover)?( percent| pct)?', (s) => skyOf(s)[3]],
      ['humidity', '(relative )?humidity( percent| pct)?', (s) => skyOf(s)[4]],
      ['pressure', '(air |sea level |surface )?pressure( hpa| mb| msl)?', (_s, a) => between(a, 996, 1028)],
      ['visibility', 'visibility( km)?', (s) => (skyOf(s)[1] > 60 ? 6 : 10)],
      ['visibility in metres', 'visibility (m|meters|metres)', (s) => (skyOf(s)[1] > 60 ? 6_000 : 10_000)],
      ['gusts', '(wind )?gusts?( speed)?( kph| kmh| ms)?', (s) => windOf(s) + 9],
      ['wind', 'wind( speed)?( kph| kmh| ms| mps)?', (s) => windOf(s)],
      ['wind direction', 'wind (direction|deg|degrees|bearing|dir)( deg| degrees)?', (_s, a) => 10 * between(a, 0, 35)],
      ['UV index', 'uv( index)?', (s) => (skyOf(s)[1] > 60 ? 2 : 5)],
      ['air quality', '(air quality|aqi)( index)?', (_s, a) => between(a, 18, 72)],
    ],
  },
];

// sky, chance of rain %, rain mm, clouds %, humidity %
const SKIES = [
  ['clear sky', 2, 0, 6, 44],
  ['sunny', 4, 0, 10, 42],
  ['partly cloudy', 15, 0, 42, 55],
  ['overcast', 28, 0, 94, 66],
  ['light rain', 72, 1.4, 88, 81],
  ['rain showers', 84, 4.6, 80, 86],
] as const;
const skyOf = (s: number): (typeof SKIES)[number] => pick(SKIES, draw(s, 165));
const warmthOf = (s: number, more = 0): number => Math.round(between(draw(s, 166), 110, 260) + more * 10) / 10;
const windOf = (s: number): number => between(draw(s, 167), 4, 28);
