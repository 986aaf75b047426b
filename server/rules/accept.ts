import type { Bound, Moments, Plain, Size, ValueRules } from './field-rules.ts';
import { FORMATS } from './formats.ts';
import { patternOf } from './regex-match.ts';

/** Whether a value keeps all rules but CEL. */
export const holds = (rules: ValueRules, value: Plain, moments: Moments): boolean =>
  breaches(rules, value, moments) === 0;

/** How many rules a value breaks, CEL aside. */
export function breaches(rules: ValueRules, value: Plain, moments: Moments): number {
  let count = 0;
  if (rules.const !== undefined && !same(rules.const, value)) count += 1;
  if (rules.in && !rules.in.some((allowed) => same(allowed, value))) count += 1;
  if (rules.notIn.some((forbidden) => same(forbidden, value))) count += 1;
  if (rules.defined && !rules.defined.some((allowed) => allowed === value)) count += 1;
  switch (rules.kind) {
    case 'text':
      return count + textBreaches(rules, value as string); // by its kind
    case 'bytes':
      return count + bytesBreaches(rules, value as Uint8Array); // by its kind
    case 'timestamp':
      return count + rangeBreaches(rules, value as bigint) + nowBreaches(rules, value as bigint, moments); // by its kind
    case 'integer':
    case 'number':
    case 'duration':
      return count + rangeBreaches(rules, value as number | bigint); // by its kind
    case 'mask':
      return count + maskBreaches(rules, value as string); // by its kind
    default:
      return count;
  }
}

export function same(left: Plain, right: Plain): boolean {
  if (!(left instanceof Uint8Array)) return left === right;
  return (
    right instanceof Uint8Array && left.length === right.length && left.every((byte, index) => byte === right[index])
  );
}

const above = (value: number | bigint, { value: low, open }: Bound): boolean => (open ? value > low : value >= low);
const below = (value: number | bigint, { value: high, open }: Bound): boolean => (open ? value < high : value <= high);

/** The range lies outside of its ends, as protovalidate reads `gt: 10, lt: 5`. */
export const isOutside = ({ low, high }: ValueRules): boolean =>
  low !== undefined && high !== undefined && high.value < low.value;

function rangeBreaches(rules: ValueRules, value: number | bigint): number {
  const { low, high, multipleOf } = rules;
  if (typeof value === 'number' && !Number.isFinite(value)) return 1;
  let count = multipleOf !== undefined && Math.abs(Number(value) % multipleOf) > 1e-9 ? 1 : 0;
  if (isOutside(rules)) return count + (above(value, low!) || below(value, high!) ? 0 : 1);
  if (low && !above(value, low)) count += 1;
  if (high && !below(value, high)) count += 1;
  return count;
}

/** Until then, what was said to lie in the future still does. */
const FUTURE = 10n * 366n * 86_400n * 1_000_000_000n;

/** The past ends and the future begins here, whatever the clock says: see README. */
export const pastOf = ({ reference }: Moments): bigint => reference;
export const futureOf = ({ reference }: Moments): bigint => reference + FUTURE;

function nowBreaches({ past, future, within }: ValueRules, value: bigint, moments: Moments): number {
  if (within === undefined)
    return (past && value >= pastOf(moments) ? 1 : 0) + (future && value <= futureOf(moments) ? 1 : 0);
  const now = moments.now ?? moments.reference;
  const distance = value - now;
  if (past && distance >= 0n) return 1;
  if (future && distance <= 0n) return 1;
  return (distance < 0n ? -distance : distance) > within ? 1 : 0;
}

const fits = (size: Size | undefined, length: number): boolean => !size || (length >= size.min && length <= size.max);

export const charCount = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};
const encoder = new TextEncoder();
export const byteCount = (text: string): number => encoder.encode(text).length;

function textBreaches(rules: ValueRules, text: string): number {
  let count = 0;
  if (rules.size && !fits(rules.size, charCount(text))) count += 1;
  if (rules.byteSize && !fits(rules.byteSize, byteCount(text))) count += 1;
  for (const source of rules.patterns) {
    const pattern = patternOf(source);
    if (typeof pattern !== 'string' && !pattern.test(text)) count += 1;
  }
  // What is compared here is text because the value is.
  if (rules.prefix !== undefined && !text.startsWith(rules.prefix as string)) count += 1;
  if (rules.suffix !== undefined && !text.endsWith(rules.suffix as string)) count += 1;
  if (rules.contains !== undefined && !text.includes(rules.contains as string)) count += 1;
  if (rules.notContains !== undefined && text.includes(rules.notContains)) count += 1;
  if (rules.format !== undefined && !FORMATS[rules.format]?.test(text)) count += 1;
  return count;
}

/** Bytes as characters, one each. */
export const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const decoder = new TextDecoder('utf-8', { fatal: true });

function bytesBreaches(rules: ValueRules, bytes: Uint8Array): number {
  let count = fits(rules.size, bytes.length) ? 0 : 1;
  const text = latin1(bytes);
  const part = (value: string | Uint8Array | undefined): string | undefined =>
    value instanceof Uint8Array ? latin1(value) : value;
  for (const source of rules.patterns) {
    const pattern = patternOf(source);
    const utf8 = decoded(bytes);
    if (utf8 === undefined || (typeof pattern !== 'string' && !pattern.test(utf8))) count += 1;
  }
  if (rules.prefix !== undefined && !text.startsWith(part(rules.prefix)!)) count += 1;
  if (rules.suffix !== undefined && !text.endsWith(part(rules.suffix)!)) count += 1;
  if (rules.contains !== undefined && !text.includes(part(rules.contains)!)) count += 1;
  if (rules.format !== undefined && !FORMATS[rules.format]?.test(text)) count += 1;
  return count;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** `in` and `not_in` of a mask speak of each path, and of what lies below them. */
function maskBreaches({ in: allowed, notIn }: ValueRules, value: string): number {
  const covers = (list: readonly Plain[], path: string): boolean =>
    list.some((entry) => path === entry || path.startsWith(`${String(entry)}.`));
  const paths = value === '' ? [] : value.split(',');
  const wrong = paths.filter((path) => (allowed && !covers(allowed, path)) || covers(notIn, path)).length;
  // The general checks took the whole for one value.
  const counted = (allowed && !allowed.includes(value) ? 1 : 0) + (notIn.includes(value) ? 1 : 0);
  return wrong - counted;
}
