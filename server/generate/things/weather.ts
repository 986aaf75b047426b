import { between, draw, pick } from '../hash.ts';
import { placeOf } from '../contact.ts';
import type { Facts } from './facts.ts';

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

/** The weather of a place, now or on a day. */
export const WEATHER: readonly Facts[] = [
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
