import { equals, type DescMessage, type Message } from '@bufbuild/protobuf';
import { isMessage } from './match-shape.ts';

/** Equality of two values in their local form: bytes by content, NaN is NaN, 0 is -0. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && sameBytes(left, right);
  if (typeof left === 'number' && typeof right === 'number') return Number.isNaN(left) && Number.isNaN(right);
  // A whole number may be written as either.
  if (
    (typeof left === 'bigint' && typeof right === 'number') ||
    (typeof left === 'number' && typeof right === 'bigint')
  )
    return left == right; // eslint-disable-line eqeqeq -- across the two kinds of numbers
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  return isRecord(left) && isRecord(right) && sameRecord(left, right);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

function sameRecord(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
  );
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Equality of two messages of one type. Times are instants, masks are sets; an Any is compared by type and bytes. */
export function sameMessage(desc: DescMessage, left: Message, right: Message): boolean {
  const moment = instant(left);
  if (moment !== undefined) return moment === instant(right);
  if (desc.typeName === 'google.protobuf.FieldMask') {
    const [mine, theirs] = [new Set(pathsOf(left)), new Set(pathsOf(right))];
    return mine.size === theirs.size && [...mine].every((path) => theirs.has(path));
  }
  return equals(desc, left, right);
}

/** The paths of a FieldMask. */
export const pathsOf = (message: Message): readonly string[] =>
  (message as unknown as { readonly paths: readonly string[] }).paths;

/** Nanoseconds of a Timestamp or a Duration; undefined for every other value. */
export function instant(value: unknown): bigint | undefined {
  if (!isMessage(value)) return undefined;
  if (value.$typeName !== 'google.protobuf.Timestamp' && value.$typeName !== 'google.protobuf.Duration')
    return undefined;
  const { seconds, nanos } = value as unknown as { readonly seconds: bigint | string; readonly nanos: number };
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** A number to be ordered: times as instants, text (of metadata) as the number it writes; undefined for all else. */
export function orderable(value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    if (/^\s*-?\d{1,400}\s*$/.test(value)) return BigInt(value.trim());
    return /^\s*-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : undefined;
  }
  return instant(value);
}

export type Order = '$gt' | '$gte' | '$lt' | '$lte';

/** NaN is neither above nor below anything. */
export function inOrder(op: Order, left: number | bigint, right: number | bigint): boolean {
  switch (op) {
    case '$gt':
      return left > right;
    case '$gte':
      return left >= right;
    case '$lt':
      return left < right;
    case '$lte':
      return left <= right;
  }
}

/** Items, entries, characters or bytes; undefined for what has no size. */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return characters(value);
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  if (isMessage(value)) return value.$typeName === 'google.protobuf.FieldMask' ? pathsOf(value).length : undefined;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Whether each test can have an item of its own, and each item a test (augmenting paths). */
export function pairUp(tests: number, items: number, fits: (test: number, item: number) => boolean): boolean {
  if (tests !== items) return false;
  const owner = new Array<number>(items).fill(-1);
  const find = (test: number, seen: Set<number>): boolean => {
    for (let item = 0; item < items; item++) {
      if (seen.has(item) || !fits(test, item)) continue;
      seen.add(item);
      if (owner[item] === -1 || find(owner[item]!, seen)) {
        owner[item] = test;
        return true;
      }
    }
    return false;
  };
  for (let test = 0; test < tests; test++) if (!find(test, new Set())) return false;
  return true;
}
