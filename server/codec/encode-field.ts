import { ScalarType, type DescEnum } from '@bufbuild/protobuf';
import { WireType, type BinaryWriter } from '@bufbuild/protobuf/wire';
import { describeNode } from './encode-scalar.ts';
import type { JsonNode } from './json-text.ts';
import { nearestWord } from '../schema/nearest.ts';

type Scalar = string | number | bigint | boolean | Uint8Array;

/** How a scalar stands on the wire. */
export function scalarWireType(type: ScalarType): WireType {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}

/** The value alone. `encodeScalar` has made sure that value and type fit. */
export function writeScalar(type: ScalarType, value: Scalar, writer: BinaryWriter): void {
  // Every assertion here rests on `encodeScalar`, which gives each type its own kind of value.
  switch (type) {
    case ScalarType.STRING:
      writer.string(value as string);
      return;
    case ScalarType.BYTES:
      writer.bytes(value as Uint8Array);
      return;
    case ScalarType.BOOL:
      writer.bool(value as boolean);
      return;
    case ScalarType.DOUBLE:
      writer.double(value as number);
      return;
    case ScalarType.FLOAT:
      writer.float(value as number);
      return;
    case ScalarType.INT32:
      writer.int32(value as number);
      return;
    case ScalarType.UINT32:
      writer.uint32(value as number);
      return;
    case ScalarType.SINT32:
      writer.sint32(value as number);
      return;
    case ScalarType.FIXED32:
      writer.fixed32(value as number);
      return;
    case ScalarType.SFIXED32:
      writer.sfixed32(value as number);
      return;
    case ScalarType.INT64:
      writer.int64(value as bigint);
      return;
    case ScalarType.UINT64:
      writer.uint64(value as bigint);
      return;
    case ScalarType.SINT64:
      writer.sint64(value as bigint);
      return;
    case ScalarType.FIXED64:
      writer.fixed64(value as bigint);
      return;
    case ScalarType.SFIXED64:
      writer.sfixed64(value as bigint);
  }
}

/** Tag and value; nothing for the zero value of a field with implicit presence. */
export function writeScalarField(
  field: { readonly number: number; readonly scalar: ScalarType },
  value: Scalar,
  writer: BinaryWriter,
  skipZero: boolean,
): void {
  if (skipZero && isZero(value)) return;
  writer.tag(field.number, scalarWireType(field.scalar));
  writeScalar(field.scalar, value, writer);
}

const isZero = (value: Scalar): boolean =>
  value instanceof Uint8Array
    ? value.length === 0
    : Object.is(value, 0) || value === '' || value === false || value === 0n;

/** The number of an enum value by name or number, or what is wrong. */
export function encodeEnum(
  desc: DescEnum,
  node: JsonNode,
): { readonly value: number } | { readonly code: string; readonly message: string; readonly hint?: string } {
  if (node.kind === 'null' && desc.typeName === 'google.protobuf.NullValue') return { value: 0 };
  if (node.kind === 'string') {
    const found = desc.values.find((value) => value.name === node.value || value.jsonName === node.value);
    if (found) return { value: found.number };
    const names = desc.values.map((value) => value.name);
    const near = nearestWord(node.value, names);
    return {
      code: 'json-unknown-enum-value',
      message: `${desc.typeName} has no value "${node.value.slice(0, 60)}".`,
      hint: near
        ? `Did you mean "${near}"?`
        : `It has ${names.slice(0, 8).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}.`,
    };
  }
  if (node.kind !== 'number')
    return { code: 'json-wrong-type', message: `Expected a value of ${desc.typeName}, found ${describeNode(node)}.` };
  const number = Number(node.text);
  if (!Number.isInteger(number) || number > 0x7fffffff || number < -0x80000000)
    return { code: 'json-out-of-range', message: `${node.text.slice(0, 40)} is not the number of an enum value.` };
  if (!desc.open && desc.value[number] === undefined)
    return { code: 'json-unknown-enum-value', message: `${desc.typeName} is closed and has no value ${number}.` };
  return { value: number };
}
