import { ScalarType, type DescEnum } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';

/** A scalar of a message as ProtoJSON: 64-bit integers and non-finite numbers are strings, bytes are base64. */
export function printScalar(type: ScalarType, value: unknown): string {
  if (value instanceof Uint8Array) return `"${base64Encode(value)}"`;
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'number') return JSON.stringify(value ?? null);
  if (!Number.isFinite(value)) return `"${value}"`;
  if (type === ScalarType.FLOAT) return shortestFloat(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shortest text that reads back as the same 32-bit float: 0.1 rather than 0.10000000149011612. */
export function shortestFloat(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** The name of an enum value; its number where the schema does not know it, or where numbers are asked for. */
export function printEnum(desc: DescEnum, value: number, asNumber = false): string {
  if (desc.typeName === 'google.protobuf.NullValue') return 'null';
  if (asNumber) return String(value);
  const known = desc.value[value];
  return known ? JSON.stringify(known.jsonName) : String(value);
}
