import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';

/** Characters of a text that count in an order. */
const MOST_TEXT = 256;

/** Messages that have an order as a whole: by what they amount to. */
const WHOLE: Readonly<Record<string, (value: Readonly<Record<string, unknown>>) => bigint>> = {
  'google.protobuf.Timestamp': nanos('seconds'),
  'google.protobuf.Duration': nanos('seconds'),
  'google.type.Money': nanos('units'),
  'google.type.Date': (value) =>
    BigInt(whole(value['year']) * 10_000 + whole(value['month']) * 100 + whole(value['day'])),
  'google.type.TimeOfDay': (value) =>
    BigInt(whole(value['hours']) * 3600 + whole(value['minutes']) * 60 + whole(value['seconds'])) * 1_000_000_000n +
    BigInt(whole(value['nanos'])),
};

/** Seconds (or units) and nanoseconds as one number; messages with these fields have them, and bare objects may not. */
function nanos(unit: string): (value: Readonly<Record<string, unknown>>) => bigint {
  return (value) => big(value[unit]) * 1_000_000_000n + BigInt(whole(value['nanos']));
}
const whole = (value: unknown): number => (typeof value === 'number' ? value : 0);
const big = (value: unknown): bigint =>
  typeof value === 'bigint' || typeof value === 'string' || typeof value === 'number' ? BigInt(value) : 0n;

/** Whether messages of a type have an order as a whole: times, durations, money, dates. */
export const hasAmount = (desc: DescMessage): boolean => Object.hasOwn(WHOLE, desc.typeName);

/** What a message amounts to, for types that have an order as a whole; undefined for all others. */
export function amountOf(desc: DescMessage, value: Message): bigint | undefined {
  // A message of the library keeps its fields as properties under their local names.
  return hasAmount(desc) ? WHOLE[desc.typeName]!(value as never) : undefined;
}

/** Whether the values of a field have an order. */
export const sorts = (field: DescField): boolean =>
  field.fieldKind === 'scalar' ||
  field.fieldKind === 'enum' ||
  (field.fieldKind === 'message' && (isWrapperDesc(field.message) || hasAmount(field.message)));

/** Text that sorts, by code units, as the values of the field do. Empty where it is unset: before all others. */
export function sortKey(field: DescField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (field.fieldKind === 'message') {
    const amount = amountOf(field.message, value as Message); // what such a field holds
    if (amount !== undefined) return bigKey(amount);
    const inner = field.message.fields[0]!; // a wrapper: bare, or in a oneof
    return sortKey(inner, typeof value === 'object' && 'value' in value ? value.value : value);
  }
  switch (typeof value) {
    case 'number':
      return numberKey(value);
    case 'bigint':
      return bigKey(value);
    case 'boolean':
      return value ? '1' : '0';
    case 'string':
      return field.scalar === 9 ? `t${value.slice(0, MOST_TEXT)}` : bigKey(BigInt(value)); // or a long kept as text
    default:
      return value instanceof Uint8Array ? `t${hex(value)}` : '';
  }
}

const OFFSET = 1n << 100n;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const ZEROS = '0'.repeat(25);

function bigKey(value: bigint): string {
  if (value < 0n || value > SAFE) return (value + OFFSET).toString(16).padStart(26, '0');
  // The same, without sums of large numbers.
  const digits = Number(value).toString(16);
  return `1${ZEROS.slice(digits.length)}${digits}`;
}

const view = new DataView(new ArrayBuffer(8));

/** The bits of a double, turned so that they sort as the numbers do; NaN last. */
function numberKey(value: number): string {
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const turned = bits >> 63n === 0n ? bits | (1n << 63n) : ~bits & 0xffff_ffff_ffff_ffffn;
  return turned.toString(16).padStart(16, '0');
}

const hex = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, MOST_TEXT / 2)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
