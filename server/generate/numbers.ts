import { priceOf } from './catalog.ts';
import { positionOf } from './contact.ts';
import { between, draw, pick } from './hash.ts';
import { MEASURE_MAKERS } from './measures.ts';
import { tellers } from './things/facts.ts';
import { THINGS } from './things/things.ts';
import { momentOf, REFERENCE } from './times.ts';

/** `a`: the field's key; `s`: the key of what the message is about; `words`: of the field's name. */
type Make = (a: number, s: number, words: string) => number;

const range =
  (low: number, high: number): Make =>
  (a) =>
    between(a, low, high);
const tenths =
  (low: number, high: number): Make =>
  (a) =>
    between(a, low * 10, high * 10) / 10;
const cents = (value: number): number => Math.round(value * 100) / 100;

const FACTS: Readonly<Record<string, Make>> = Object.fromEntries(
  [...tellers(THINGS, 'numbers')].map(([kind, tell]) => [kind, ((a, s) => tell(s, a, a)) satisfies Make]),
);

/** One maker for each kind of `NUMBER_HINTS`. Whole-number fields round the result. */
export const NUMBERS: Readonly<Record<string, Make>> = {
  latitude: (_a, s) => positionOf(s).lat,
  longitude: (_a, s) => positionOf(s).lng,
  altitude: range(5, 1_800),
  'epoch seconds': (a, s, words) => Math.floor(momentOf(words.replace(/ (sec|secs|seconds|unix)$/, ''), s, a) / 1000),
  'epoch millis': (a, s, words) => momentOf(words.replace(/ ?(ms|msec|millis|milliseconds)$/, ''), s, a),
  'epoch micros': (a, s, words) => momentOf(words.replace(/ ?(us|usec|micros|microseconds)$/, ''), s, a) * 1_000,
  'epoch nanos': (a, s) => (REFERENCE - between(draw(s, 41), 0, 10_000_000) * 1000) * 1_000_000 + (a & 0),
  'duration millis': range(12, 950),
  'duration seconds': (a) => pick([30, 45, 60, 90, 120, 300, 600, 900, 1800, 3600], a),
  minutes: (a) => pick([5, 10, 15, 20, 30, 45, 60, 90], a),
  hours: range(1, 24),
  days: range(1, 30),
  year: range(2012, 2026),
  month: range(1, 12),
  day: range(1, 28),
  weekday: range(1, 7),
  'minor units': (_a, s) => Math.round(priceOf(s) * 100),
  percent: range(3, 97),
  'tax rate': (a) => pick([7, 8.1, 10, 19, 20, 21, 25], a),
  ratio: (a) => between(a, 5, 99) / 100,
  rating: tenths(3, 5),
  score: range(10, 990),
  price: (_a, s) => priceOf(s),
  amount: (a) => cents(between(a, 900, 48_000) / 100),
  count: range(1, 60),
  salary: (a) => between(a, 42, 160) * 1000,
  quantity: (a) => pick([1, 1, 1, 2, 2, 3], a),
  bags: range(0, 2),
  interest: (a) => between(a, 50, 650) / 100,
  signal: (a) => -between(a, 45, 96),
  founded: range(1886, 2019),
  pixels: (a) => pick([640, 800, 1080, 1280, 1600, 1920, 2400], a),
  'limit amount': (a) => 100 * between(a, 5, 50),
  stock: range(0, 240),
  age: range(19, 78),
  'page size': (a) => pick([10, 20, 25, 50, 100], a),
  small: range(1, 9),
  port: (a) => pick([443, 8080, 8443, 5432, 6379, 9090, 50051], a),
  'http status': (a) => pick([200, 200, 200, 201, 204], a),
  code: range(0, 0),
  bytes: range(2_048, 8_388_608),
  length: range(4, 180),
  weight: tenths(0.2, 24),
  grams: (a) => 10 * between(a, 8, 240),
  distance: tenths(0.4, 42),
  temperature: tenths(-4, 31),
  speed: range(10, 130),
  population: range(120, 94_000),
  coordinate: range(0, 100),
  id: range(1_000, 999_999),
  'plain fraction': (a) => cents(between(a, 100, 100_000) / 100),
  several: range(1, 12),
  plain: range(1, 1_000),
  ...MEASURE_MAKERS,
  ...FACTS,
};
