import { ScalarType, type DescField } from '@bufbuild/protobuf';
import type { Make } from './context.ts';
import { draw } from './hash.ts';
import type { Gives } from './hints-file.ts';
import { isoTime } from './times.ts';

const share = (a: number): number => (draw(a, 151) >>> 0) / 0x1_0000_0000;

/** The maker of a range, or why the field cannot have one. */
export function betweenMaker(
  { low, high }: Gives & { readonly by: 'between' },
  field: DescField,
  scalar: ScalarType | undefined,
): { readonly make: Make } | { readonly fault: string } {
  const name = `${field.parent.typeName}.${field.name}`;
  const moments = Number.isNaN(Number(low));
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    return moments ? { make: timestamps(low, high) } : { fault: `${name} is a time: write dates (2026-01-01).` };
  if (scalar === ScalarType.STRING)
    return moments ? { make: texts(low, high) } : { fault: `${name} is a text, and has no range of numbers.` };
  if (scalar === undefined || scalar === ScalarType.BOOL || scalar === ScalarType.BYTES || field.enum)
    return { fault: `${name} has no range: it is neither a number nor a time.` };
  if (moments) return { fault: `${name} is a number: write numbers.` };
  if (scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT) return { make: fractions(low, high, scalar) };
  const { least, most, wide } = WHOLE[scalar];
  // Whole numbers within the range: 0.5 to 3.5 are 1 to 3.
  const [first, last] = [wholeOf(low, Math.ceil), wholeOf(high, Math.floor)];
  if (first < least || last > most || first > last)
    return {
      fault: `${name} is ${ScalarType[scalar].toLowerCase()}, which holds whole numbers from ${least} to ${most}.`,
    };
  const whole = (a: number): bigint => first + scaled(last - first + 1n, a);
  if (!wide) return { make: (a) => Number(whole(a)) };
  const text = 'longAsString' in field && field.longAsString;
  return { make: (a) => (text ? String(whole(a)) : whole(a)) };
}

const wholeOf = (text: string, round: (value: number) => number): bigint =>
  /^-?\d+$/.test(text) ? BigInt(text) : BigInt(round(Number(text)));

/** `span` numbers from 0, one of them by a hash of 64 bits. */
const scaled = (span: bigint, a: number): bigint =>
  (((BigInt(draw(a, 151) >>> 0) << 32n) | BigInt(draw(a, 152) >>> 0)) * span) >> 64n;

const W32 = 0x7fff_ffffn;
const W64 = 0x7fff_ffff_ffff_ffffn;
const int32 = { least: -W32 - 1n, most: W32, wide: false };
const uint32 = { least: 0n, most: 2n * W32 + 1n, wide: false };
const int64 = { least: -W64 - 1n, most: W64, wide: true };
const uint64 = { least: 0n, most: 2n * W64 + 1n, wide: true };
const WHOLE = {
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FIXED64]: uint64,
} as const;

/** Two decimals, or as many as were written, or as the range is narrow. */
function fractions(low: string, high: string, scalar: ScalarType): Make {
  const [first, last] = [Number(low), Number(high)];
  const written = Math.max(...[low, high].map((text) => (text.split('.')[1] ?? '').length));
  const narrow = last > first ? 2 - Math.floor(Math.log10(last - first)) : 0;
  const scale = 10 ** Math.min(12, Math.max(2, written, narrow));
  return (a) => {
    const value = Math.round((first + share(a) * (last - first)) * scale) / scale;
    const within = Math.min(last, Math.max(first, value));
    return scalar === ScalarType.FLOAT ? Math.fround(within) : within;
  };
}

/** Whole seconds between two moments; a date as the upper end is the whole day. */
function secondsOf(low: string, high: string): (a: number) => number {
  const first = Math.ceil(Date.parse(low) / 1000);
  const last = Math.floor(Date.parse(high) / 1000) + (isDate(high) ? 86_399 : 0);
  return (a) => first + Math.floor(share(a) * (last - first + 1));
}

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

function timestamps(low: string, high: string): Make {
  const seconds = secondsOf(low, high);
  return (a) => ({ $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds(a)), nanos: 0 });
}

/** Dates where dates were written, moments otherwise. */
function texts(low: string, high: string): Make {
  const seconds = secondsOf(low, high);
  const length = isDate(low) && isDate(high) ? 10 : undefined;
  return (a) => isoTime(seconds(a) * 1000).slice(0, length);
}
