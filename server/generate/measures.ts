import { row, type HintRow } from './hint-row.ts';
import { between } from './hash.ts';

/**
 * What is measured, by the words of a field: a range in which most things of the kind lie, and how many decimals people
 * write. A unit at the end of a name may stand (`heart_rate_bpm`).
 */
type Measure = readonly [kind: string, words: string, low: number, high: number, decimals: 0 | 1 | 2];

const MEASURES: readonly Measure[] = [
  // Health.
  ['heart rate', '((resting |average |avg |max |min )?(heart rate|pulse)|hr)( bpm)?|bpm', 54, 128, 0],
  ['oxygen saturation', '(spo ?2|sp o2|oxygen saturation|o2 sat(uration)?)( percent| pct)?', 94, 100, 0],
  ['systolic', 'systolic( (blood )?pressure| bp)?( mm ?hg)?', 104, 138, 0],
  ['diastolic', 'diastolic( (blood )?pressure| bp)?( mm ?hg)?', 62, 88, 0],
  ['respiration', '(respiratory|respiration|breathing) rate', 12, 20, 0],
  ['body temperature', 'body temp(erature)?( c| celsius)?', 36.1, 37.6, 1],
  ['glucose', '(blood )?(glucose|sugar)( level)?( mg ?dl)?', 74, 138, 0],
  ['bmi', 'bmi|body mass index', 19, 29, 1],
  ['steps', '(daily |total )?steps|step count', 2_400, 14_800, 0],
  ['calories', '(active |total )?(calories|kcal|calorie)( burned| burnt)?|energy kcal', 90, 780, 0],
  // Food.
  ['servings', 'servings|portions|serves', 2, 6, 0],
  ['nutrient', '(protein|carbs|carbohydrates?|fat|sugars?|fib(er|re))( g| grams)?', 1, 42, 1],
  ['sodium', '(sodium|salt|potassium|cholesterol)( mg)?', 15, 820, 0],
  // Power.
  ['voltage', '((battery|supply|line|input|output) )?voltage( v)?|volts', 3.3, 240, 1],
  ['current', '(electric |charging |line )current|current( a| amps| amperes)|amps|amperes|amperage', 0.2, 16, 1],
  ['watts', '(.*\\b)?(watts?|wattage|power( w| watts| draw| consumption))', 4, 2_200, 0],
  ['energy', '(.*\\b)?(kwh|energy( used| consumed| consumption| usage))', 0.4, 48, 1],
  ['frequency', '(line |grid |clock )?frequency( hz| mhz)?|hertz|hz', 50, 60, 0],
  // Air and weather.
  ['air pressure', '(air |atmospheric |barometric |sea level )?pressure( hpa| mbar)?|hpa', 986, 1_034, 0],
  ['wind speed', '(wind|gust)( speed| gust)?( kmh| kph| ms| mps)?', 1, 44, 1],
  ['bearing', '(wind )?(direction|bearing|heading|azimuth)( deg| degrees)?', 0, 359, 0],
  ['uv index', 'uv( index)?', 0, 9, 0],
  ['air quality', 'aqi|air quality( index)?', 12, 118, 0],
  ['carbon dioxide', 'co ?2( ppm| level| concentration)?|ppm', 410, 1_180, 0],
  ['particles', 'pm ?(1|10|2 5|25)( ugm3)?|particulates?', 2, 46, 1],
  ['light', 'lux|illuminance|(ambient )?light level|ambient light', 4, 920, 0],
  ['noise', '(noise|sound)( level)?( db)?|decibels?', 28, 84, 0],
  ['rain', '(rain|rainfall|precipitation|snowfall|snow)( mm| cm| amount)?', 0, 24, 1],
  ['moisture', '(soil )?moisture( percent| pct)?', 11, 62, 0],
  ['acidity', 'ph( level| value)?', 5.8, 8.2, 1],
  ['visibility', 'visibility( km| m| meters)?', 2, 20, 0],
  // Machines.
  ['processors', '(v ?cpus?|(cpu )?cores|cpu count|num cpus|threads|concurrency|workers|parallelism)', 1, 32, 0],
  ['memory megabytes', '(.*\\b)?(memory|ram|heap|rss)( mb| mib)', 128, 16_384, 0],
  ['memory gigabytes', '(.*\\b)?(memory|ram|disk|storage|ssd|volume)( size)?( gb| gib)|(gb|gib)', 2, 512, 0],
  [
    'rate of requests',
    '(rps|qps|tps|iops|requests per second|queries per second|ops per sec(ond)?|events per second)',
    12,
    4_800,
    0,
  ],
  ['load', '(cpu |system )?load( avg| average)?( 1m| 5m| 15m| 1| 5| 15)?', 0.05, 3.8, 2],
  ['frames', 'fps|frames per second|frame rate', 24, 60, 0],
  ['radio channel', '(wi ?fi |radio |rf |wlan )?channel( number| no)?', 1, 13, 0],
  ['gain', '(sensor |calibration |antenna |mic )?gain', 0.9, 1.1, 2],
  ['bitrate', 'bit ?rate( kbps)?|kbps', 96, 6_000, 0],
  ['megabits', 'mbps|(download|upload|link) speed( mbps)?', 12, 940, 0],
  ['sample rate', 'sample rate( hz)?|sampling rate', 8_000, 48_000, 0],
  ['dpi', 'dpi|ppi', 72, 300, 0],
  // Money beside amounts.
  ['exchange rate', '(exchange|fx|conversion|currency)( rate)', 0.62, 1.48, 2],
  ['shares', 'shares (outstanding|held|owned)', 5, 1_200, 0],
  ['leverage', 'leverage', 1, 10, 0],
  // Motion.
  ['pace', 'pace( min per km)?|cadence( rpm| spm)?', 68, 176, 0],
  ['gravity', '(accel(eration)?|gyro|magnet(ic)?( field)?)( x| y| z)?', 0, 9.8, 2],
  ['angle', '(angle|pitch|roll|yaw|tilt|rotation)( deg| degrees)?', 0, 180, 0],
  ['odometer', 'odometer( km| miles)?', 1_200, 148_000, 0],
  ['fuel', '(fuel|tank|state of charge|soc)( level| percent| pct)?', 8, 96, 0],
];

export const MEASURE_ROWS: readonly HintRow[] = MEASURES.map(([kind, words]) => row(kind, words));

/** A maker for each kind of `MEASURE_ROWS`: of the field's key `a`. */
export const MEASURE_MAKERS: Readonly<Record<string, (a: number) => number>> = Object.fromEntries(
  MEASURES.map(([kind, , low, high, decimals]) => {
    const scale = 10 ** decimals;
    return [kind, (a: number) => between(a, Math.round(low * scale), Math.round(high * scale)) / scale];
  }),
);
