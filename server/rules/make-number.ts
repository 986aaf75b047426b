import { futureOf, isOutside, pastOf } from './accept.ts';
import { fraction, type Draws } from './draws.ts';
import type { Moments, ValueRules } from './field-rules.ts';

/** The ends of the range of whole numbers that rules allow; one side of it where they exclude what lies between. */
export function wholeRange(
  rules: ValueRules,
  [least, greatest]: readonly [bigint, bigint],
  draws: Draws,
): readonly [bigint, bigint] {
  const low = rules.low && BigInt(rules.low.value) + (rules.low.open ? 1n : 0n);
  const high = rules.high && BigInt(rules.high.value) - (rules.high.open ? 1n : 0n);
  if (isOutside(rules)) {
    const up = low! <= greatest && (high! < least || (draws() & 1) === 0);
    return up ? [max(low!, least), greatest] : [least, min(high!, greatest)];
  }
  return [max(low ?? least, least), min(high ?? greatest, greatest)];
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What is beyond this is no end that a person had in mind. */
const FAR = 2n ** 40n;

/** A whole number in a range: `like`, or else one not far from it. */
export function wholeBetween(low: bigint, high: bigint, like: bigint, draws: Draws): bigint {
  if (like >= low && like <= high) return like;
  if (low > high) return low;
  const width = high - low;
  if (width <= FAR) {
    const step = width >= 1000n ? 10n : 1n;
    const value = low + BigInt(Math.floor(fraction(draws) * (Number(width) + 1)));
    const round = (value / step) * step;
    return round >= low && round <= high ? round : value;
  }
  // Only one end is near: stay near it.
  const off = BigInt(1 + (draws() % 100)) * max(1n, power(like < low ? low : high) / 100n);
  return like < low ? min(low + off, high) : max(high - off, low);
}

const power = (value: bigint): bigint => 10n ** BigInt(String(value < 0n ? -value : value).length - 1);

/** A fraction in the range that rules allow, with few digits where the range has room for them. */
export function fractionBetween(rules: ValueRules, like: number, draws: Draws, single: boolean): number {
  const cut = single ? Math.fround : (value: number): number => value;
  let low = rules.low === undefined ? -Infinity : Number(rules.low.value);
  let high = rules.high === undefined ? Infinity : Number(rules.high.value);
  if (isOutside(rules)) [low, high] = (draws() & 1) === 0 ? [low, Infinity] : [-Infinity, high];
  if (like > low && like < high) return cut(like);
  if (low === high) return cut(low);
  if (low === -Infinity && high === Infinity) return cut(like);
  const reach = Math.max(10, Math.abs(low === -Infinity ? high : low));
  if (low === -Infinity) low = Math.max(high - reach, -Number.MAX_VALUE);
  if (high === Infinity) high = Math.min(low + reach, single ? 3.4e38 : Number.MAX_VALUE);
  const value = low + (high - low) * (0.05 + 0.9 * fraction(draws));
  for (const digits of [100, 10_000, 1e9]) {
    const round = cut(Math.round(value * digits) / digits);
    if (round > low && round < high && Math.abs(value) < 1e12) return round;
  }
  const middle = cut(value);
  return middle > low && middle < high ? middle : rules.low && !rules.low.open ? cut(low) : cut(high);
}

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
/** Hints tell of moments this long before and after the reference. */
const LIFE = 400n * DAY;

/** A moment as rules allow it. Moments that must move keep their order and distances where there is room. */
export function momentFor(
  rules: ValueRules,
  like: bigint,
  moments: Moments,
  range: readonly [bigint, bigint],
  draws: Draws,
): bigint {
  if (rules.within !== undefined) return nearNow(rules, moments);
  let [low, high] = wholeRange(rules, range, draws);
  if (rules.past) high = min(high, pastOf(moments) - SECOND);
  if (rules.future) low = max(low, futureOf(moments) + SECOND);
  if (like >= low && like <= high) return like;
  if (low > high) return low;
  const start = moments.reference - LIFE;
  const offset = min(max(like - start, 0n), 2n * LIFE);
  if (high - low <= 3n * LIFE) return onSecond(low + ((high - low) * offset) / (2n * LIFE), low, high);
  return like < low ? onSecond(low + offset, low, high) : onSecond(high - 2n * LIFE + offset, low, high);
}

const onSecond = (value: bigint, low: bigint, high: bigint): bigint => {
  const whole = value - (((value % SECOND) + SECOND) % SECOND);
  return whole >= low && whole <= high ? whole : value;
};

/** Within a distance of the clock, and the same for as long as half of it. */
function nearNow({ within = 0n, past, future }: ValueRules, moments: Moments): bigint {
  const now = moments.now ?? moments.reference;
  const step = max(within / 2n, 1n);
  const start = now - (now % step);
  return future ? start + within : past ? start - step / 2n : start;
}

/** A duration: whole seconds where the range has room for them. */
export function durationFor(rules: ValueRules, like: bigint, range: readonly [bigint, bigint], draws: Draws): bigint {
  const [low, high] = wholeRange(rules, range, draws);
  if (like >= low && like <= high) return like;
  if (low > high) return low;
  const [first, last] = [low >= 0n ? (low + SECOND - 1n) / SECOND : low / SECOND, high / SECOND];
  if (first > last) return wholeBetween(low, high, low, draws);
  const seconds = wholeBetween(first, last, -FAR * FAR, draws);
  const value = seconds * SECOND;
  return value >= low && value <= high ? value : low;
}
