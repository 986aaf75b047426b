import { ScalarType } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { WIDE } from '../schema/integer-scalars.ts';
import type { JsonNode } from './json-text.ts';

/** A scalar as the wire writer wants it, or what is wrong with the text. */
export type ScalarResult =
  | { readonly value: string | number | bigint | boolean | Uint8Array }
  | {
      readonly code: 'json-wrong-type' | 'json-out-of-range' | 'json-invalid-value';
      readonly message: string;
      readonly hint?: string;
    };

const INT_RANGE = new Map<ScalarType, readonly [bigint, bigint]>([
  ...[ScalarType.INT32, ScalarType.SINT32, ScalarType.SFIXED32].map(
    (type) => [type, [-(2n ** 31n), 2n ** 31n - 1n]] as const,
  ),
  ...[ScalarType.UINT32, ScalarType.FIXED32].map((type) => [type, [0n, 2n ** 32n - 1n]] as const),
  ...[ScalarType.INT64, ScalarType.SINT64, ScalarType.SFIXED64].map(
    (type) => [type, [-(2n ** 63n), 2n ** 63n - 1n]] as const,
  ),
  ...[ScalarType.UINT64, ScalarType.FIXED64].map((type) => [type, [0n, 2n ** 64n - 1n]] as const),
]);
const FLOAT_MAX = 3.4028234663852886e38;
// A float overflows when it rounds away from the largest finite one: half a step above it.
const FLOAT_LIMIT = 3.4028235677973366e38;

/** `int32`, as written in a proto. */
export const scalarName = (type: ScalarType): string => ScalarType[type].toLowerCase();

/** `a string`, `the number 12`, …: how a message names what it found. */
export function describeNode(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'an array';
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'number':
      return `the number ${node.text.slice(0, 40)}`;
    case 'string':
      return node.value.length > 40 ? `the string "${node.value.slice(0, 40)}…"` : `the string "${node.value}"`;
  }
}

/** One JSON value as a protobuf scalar, by the rules of ProtoJSON. */
export function encodeScalar(type: ScalarType, node: JsonNode): ScalarResult {
  switch (type) {
    case ScalarType.STRING:
      if (node.kind !== 'string') return wrong(type, node, quoteHint(node));
      if (!wellFormed(node.value))
        return { code: 'json-invalid-value', message: 'This string has half of a surrogate pair, which is not text.' };
      return { value: node.value };
    case ScalarType.BOOL:
      if (node.kind !== 'boolean')
        return wrong(type, node, node.kind === 'string' ? 'Write true or false without quotes.' : undefined);
      return { value: node.value };
    case ScalarType.BYTES:
      if (node.kind !== 'string') return wrong(type, node, 'Bytes are a base64 string.');
      return decodeBase64(node.value);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return encodeFloating(type, node);
    default:
      return encodeInteger(type, node);
  }
}

function encodeInteger(type: ScalarType, node: JsonNode): ScalarResult {
  if (node.kind !== 'number' && node.kind !== 'string') return wrong(type, node);
  const text = node.kind === 'number' ? node.text : node.value;
  const integer = exactInteger(text);
  if (integer === undefined)
    return wrong(type, node, node.kind === 'number' ? 'It must be a whole number.' : undefined);
  const [low, high] = INT_RANGE.get(type)!;
  if (integer === 'huge' || integer < low || integer > high)
    return {
      code: 'json-out-of-range',
      message: `${text.slice(0, 40)} does not fit ${scalarName(type)}.`,
      hint: `Write a number from ${low} to ${high}.`,
    };
  return { value: WIDE.has(type) ? integer : Number(integer) };
}

/** `1e3` and `10.0` are whole numbers as well; undefined where the text is none. */
function exactInteger(text: string): bigint | 'huge' | undefined {
  const match = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = '', exponentText = '0'] = match;
  let digits = whole! + fraction;
  if (/^0*$/.test(digits)) return 0n;
  const exponent = Number(exponentText) - fraction.length;
  if (exponent > 400 || digits.length > 400) return 'huge';
  if (exponent >= 0) digits += '0'.repeat(exponent);
  else {
    const cut = digits.length + exponent;
    if (cut <= 0 || !/^0*$/.test(digits.slice(cut))) return undefined;
    digits = digits.slice(0, cut);
  }
  return BigInt(sign! + digits);
}

function encodeFloating(type: ScalarType, node: JsonNode): ScalarResult {
  if (node.kind !== 'number' && node.kind !== 'string') return wrong(type, node);
  const text = node.kind === 'number' ? node.text : node.value;
  if (node.kind === 'string') {
    if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return { value: Number(text) };
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return wrong(type, node);
  }
  const value = Number(text);
  const size = Math.abs(value);
  if (size === Infinity || (type === ScalarType.FLOAT && size >= FLOAT_LIMIT))
    return {
      code: 'json-out-of-range',
      message: `${text.slice(0, 40)} does not fit ${scalarName(type)}.`,
      hint: 'Write "Infinity" if you mean it.',
    };
  return { value: type === ScalarType.FLOAT && size > FLOAT_MAX ? Math.sign(value) * FLOAT_MAX : value };
}

function decodeBase64(text: string): ScalarResult {
  const invalid: ScalarResult = {
    code: 'json-invalid-value',
    message: 'This is not base64.',
    hint: 'Bytes are base64, standard or URL-safe, with or without padding.',
  };
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(text)) return invalid;
  const bare = text.replace(/=+$/, '');
  if (bare.length % 4 === 1 || (bare.length !== text.length && text.length % 4 !== 0)) return invalid;
  return { value: base64Decode(bare.replaceAll('-', '+').replaceAll('_', '/')) };
}

const wrong = (type: ScalarType, node: JsonNode, hint?: string): ScalarResult => ({
  code: 'json-wrong-type',
  message: `Expected ${scalarName(type)}, found ${describeNode(node)}.`,
  ...(hint === undefined ? {} : { hint }),
});

const quoteHint = (node: JsonNode): string | undefined =>
  node.kind === 'number' || node.kind === 'boolean' ? 'Put it in double quotes.' : undefined;

/** `String.prototype.isWellFormed` is not in the ES2023 library types. */
export const wellFormed = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);
