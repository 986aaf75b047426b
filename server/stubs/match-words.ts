import { ScalarType, type DescMessage, type Message, type Registry } from '@bufbuild/protobuf';
import { printEnum, printScalar } from '../codec/print-scalar.ts';
import { printMessage } from '../codec/print-message.ts';
import type { Operator } from './spec.ts';
import { isMessage, normal, type Shape } from './match-shape.ts';

const LONGEST = 80;

/** A value for a sentence: canonical ProtoJSON on one line, cut at 80 characters; `not set`. */
export function showValue(shape: Shape, value: unknown, types?: Registry): string {
  if (value === undefined) return 'not set';
  if (value === '') return '""';
  const text = shown(shape, value, types);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function shown(shape: Shape, value: unknown, types: Registry | undefined): string {
  switch (shape.kind) {
    case 'scalar':
      return shape.scalar === ScalarType.BYTES || typeof value === 'object'
        ? printScalar(shape.scalar, value)
        : bare(printScalar(shape.scalar, value));
    case 'enum':
      return typeof value === 'number' ? bare(printEnum(shape.desc, value)) : String(value);
    case 'message':
      return isMessage(value) ? oneLine(shape.desc, value, types) : String(value);
    case 'list':
      return `[${some(value as readonly unknown[])
        .map((item) => shown(shape.item, normal(shape.item, item), types))
        .join(', ')}]`;
    case 'map':
      return `{${some(Object.entries(value as object))
        .map(([key, item]) => `${key}: ${shown(shape.item, normal(shape.item, item), types)}`)
        .join(', ')}}`;
    case 'json':
    case 'number':
    case 'metadata':
      if (value instanceof Uint8Array) return printScalar(ScalarType.BYTES, value);
      return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  }
}

const some = <T>(list: readonly T[]): readonly T[] => list.slice(0, 12);
/** Numbers beyond 2^53 are text in JSON only. */
const bare = (json: string): string =>
  json.startsWith('"') && json.length < 200 ? (JSON.parse(json) as string) : json; // JSON text of a string

function oneLine(desc: DescMessage, message: Message, types: Registry | undefined): string {
  const { json } = printMessage(desc, message, types, 400);
  return json.replaceAll(/\n\s*/g, ' ').replaceAll(/"([A-Za-z_]\w*)":/g, '$1:');
}

const SIGNS: Readonly<Partial<Record<Operator, string>>> = {
  $eq: '=',
  $ne: '≠',
  $in: 'in',
  $contains: 'contains',
  $startsWith: 'starts with',
  $endsWith: 'ends with',
  $matches: 'matches',
  $glob: 'like',
  $gt: '>',
  $gte: '≥',
  $lt: '<',
  $lte: '≤',
  $size: 'of size',
  $any: 'any',
  $all: 'all',
  $unordered: 'in any order',
};

/** `≥` of `$gte`: as a list of stubs says it. */
export const signOf = (op: Operator): string => SIGNS[op] ?? op;
