import { between, draw, pick } from '../hash.ts';
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
const nightsOf = (s: number): number => between(draw(s, 144), 1, 7);

const ROOM_WORDS = '(room )?(type|category|class)( name)?|room (name|type)';
const AMENITIES = [
  ['Wi-Fi', 'breakfast', 'parking'],
  ['Wi-Fi', 'gym', 'air conditioning', 'bar'],
  ['Wi-Fi', 'pool', 'spa', 'restaurant'],
] as const;

/** Hotels, their rooms, and nights booked there. */
export const HOTELS: readonly Facts[] = [
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
];
