import { between, code, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

/** What a sensor measures: the unit belongs to the quantity, and values lie where such a sensor's values lie. */
export interface Measure {
  readonly quantity: string;
  readonly unit: string;
  readonly unitName: string;
  readonly low: number;
  readonly high: number;
  readonly digits: number;
  readonly model: string;
}

// prettier-ignore
const MEASURES: readonly Measure[] = ([
  ['temperature', '°C', 'celsius', 17, 26, 1, 'BME280'],
  ['temperature', '°C', 'celsius', 2, 8, 1, 'DS18B20'],
  ['humidity', '%', 'percent', 32, 64, 1, 'SHT31'],
  ['pressure', 'hPa', 'hectopascal', 985, 1031, 1, 'BMP390'],
  ['co2', 'ppm', 'parts per million', 420, 1180, 0, 'SCD41'],
  ['pm2.5', 'µg/m³', 'micrograms per cubic metre', 3, 34, 1, 'SPS30'],
  ['illuminance', 'lx', 'lux', 80, 720, 0, 'BH1750'],
  ['noise', 'dB', 'decibel', 34, 71, 1, 'SPH0645'],
  ['power', 'W', 'watt', 12, 1850, 0, 'PZEM-004T'],
  ['voltage', 'V', 'volt', 226, 236, 1, 'INA219'],
  ['vibration', 'mm/s', 'millimetres per second', 0, 7, 2, 'ADXL345'],
  ['water flow', 'l/min', 'litres per minute', 1, 18, 1, 'YF-S201'],
  ['wind speed', 'm/s', 'metres per second', 0, 17, 1, 'WS-103'],
  ['soil moisture', '%', 'percent', 18, 46, 1, 'STEMMA-4026'],
] as const).map(([quantity, unit, unitName, low, high, digits, model]) => ({ quantity, unit, unitName, low, high, digits, model }));

export const measureOf = (s: number): Measure => pick(MEASURES, draw(s, 81));

const ROOMS = [
  'Server Room',
  'Greenhouse',
  'Cold Store',
  'Lobby',
  'Workshop',
  'Roof',
  'Meeting Room 2',
  'Boiler Room',
  'Warehouse East',
  'Loading Dock',
];
const roomOf = (s: number): string => pick(ROOMS, draw(s, 82));

const value =
  (low: number, high: number): ((s: number, a: number) => number) =>
  (s, a) => {
    const measure = measureOf(s);
    const scale = 10 ** measure.digits;
    const width = measure.high - measure.low;
    return (
      between(a, Math.round((measure.low + low * width) * scale), Math.round((measure.low + high * width) * scale)) /
      scale
    );
  };

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const BEFORE_VALUE =
  '(last |latest |current |avg |average |mean |median |measured |sensor |raw |calibrated |new |old |previous |numeric )?';

export const SENSORS: readonly Facts[] = [
  {
    about: ['sensor'],
    text: [
      ['name', '(sensor |display |friendly )?name|title', (s) => `${roomOf(s)} ${measureOf(s).quantity}`],
      [
        'quantity',
        'sensor|(sensor |measurement |metric )?(type|kind|quantity|metric|measurand|parameter|channel|measurement|category)( name)?|measured quantity',
        (s) => measureOf(s).quantity,
      ],
      ['unit name', 'unit name', (s) => measureOf(s).unitName],
      ['unit', '(measurement |value )?(unit|uom)( of measure(ment)?| symbol)?', (s) => measureOf(s).unit],
      [
        'model',
        '(sensor |device |hardware )?model( name| number| no)?|part number|hardware revision',
        (s) => measureOf(s).model,
      ],
      [
        'manufacturer',
        'manufacturer|vendor|maker|brand',
        (s) => pick(['Sensirion', 'Bosch Sensortec', 'Adafruit', 'Analog Devices'], draw(s, 83)),
      ],
      ['place', '(installation |mounting )?(location|place|room|position|zone|site|area)( name)?', (s) => roomOf(s)],
      ['serial number', 'serial( number| no)?', (_s, a, b) => `SN-${code(a, b, 8).toUpperCase()}`],
      [
        'firmware',
        'firmware( version)?|fw( version)?|software version',
        (_s, a) => `${between(a, 1, 3)}.${between(draw(a, 1), 0, 9)}.${between(draw(a, 2), 0, 20)}`,
      ],
      [
        'status',
        '(sensor )?(status|state|health)',
        (s) => pick(['online', 'online', 'online', 'offline', 'maintenance'], draw(s, 84)),
      ],
      ['quality', '(data |signal )?quality', (_s, a) => pick(['good', 'good', 'good', 'uncertain'], a)],
      [
        'protocol',
        'protocol|connectivity|network',
        (s) => pick(['LoRaWAN', 'Zigbee', 'MQTT', 'Modbus', 'BLE'], draw(s, 85)),
      ],
      [
        'alert',
        '(alert |alarm )?(message|text)',
        (s) => `${title(measureOf(s).quantity)} is back in its normal range.`,
      ],
    ],
    numbers: [
      [
        'low threshold',
        '(low|lower|min)( alarm| alert)? (threshold|limit|alarm|bound)|(threshold|limit|alarm) (min|low|lower)|range min|min range',
        (s) => rounded(measureOf(s), -0.2),
      ],
      [
        'high threshold',
        '(high|upper|max)( alarm| alert)? (threshold|limit|alarm|bound)|(threshold|limit|alarm) (max|high|upper)|(alarm |alert |warning |critical )?(threshold|limit)|range max|max range',
        (s) => rounded(measureOf(s), 1.2),
      ],
      ['lowest', '(min|minimum|lowest|low)( value| reading)?', value(0, 0.15)],
      ['highest', '(max|maximum|highest|peak|high)( value| reading)?', value(0.85, 1)],
      ['value', `${BEFORE_VALUE}(value|reading|measurement|level)|avg|average|median|mean`, value(0.25, 0.75)],
      ['battery', 'battery( level| percent| percentage| pct)?', (_s, a) => between(a, 38, 100)],
      ['signal strength', 'rssi( dbm)?|signal( strength)?( dbm)?', (_s, a) => -between(a, 48, 96)],
      ['precision', 'precision|resolution|accuracy', (s) => 1 / 10 ** measureOf(s).digits],
      [
        'interval',
        '(sampling |sample |reporting |report |polling )(interval|rate|period)( seconds| secs| s)?',
        (s) => pick([10, 30, 60, 300], draw(s, 86)),
      ],
      ['offset', '(calibration )?offset', (_s, a) => between(a, -5, 5) / 10],
    ],
  },
];

const rounded = ({ low, high, digits }: Measure, at: number): number => {
  const scale = 10 ** Math.min(digits, 1);
  const bound = Math.round((low + at * (high - low)) * scale) / scale;
  return low >= 0 ? Math.max(0, bound) : bound;
};
