import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';

/** Longest text that a condition asks for, in characters: what is longer is content, and tells no calls apart. */
const LONGEST = 200;
/** How deep a condition goes into messages. */
const DEEPEST = 4;

type Json = Readonly<Record<string, unknown>>;

/**
 * Canonical ProtoJSON of a message as a person writes it in YAML: 64-bit numbers are numbers, and `${` is written as
 * `$${`, for texts may be templates.
 */
export function writtenValue(desc: DescMessage, json: unknown): unknown {
  if (!isObject(json) || isWellKnown(desc)) return escaped(json);
  return mapped(json, (key, value) => {
    const field = fieldOf(desc, key);
    return field ? writtenField(field, value) : escaped(value);
  });
}

function writtenField(field: DescField, value: unknown): unknown {
  switch (field.fieldKind) {
    case 'list':
      return Array.isArray(value) ? value.map((one: unknown) => element(field, one)) : escaped(value);
    case 'map':
      return isObject(value) ? mapped(value, (_, one) => element(field, one)) : escaped(value);
    case 'message':
      return writtenValue(field.message, value);
    case 'scalar':
      return scalar(field.scalar, value);
    case 'enum':
      return value;
    default:
      return field satisfies never;
  }
}

const element = (field: DescField & { readonly fieldKind: 'list' | 'map' }, value: unknown): unknown =>
  field.message ? writtenValue(field.message, value) : field.enum ? value : scalar(field.scalar!, value);

const LONG = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64]);

const scalar = (type: ScalarType, value: unknown): unknown =>
  LONG.has(type) && typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : escaped(value);

/** Text as a template that says just this. */
export const literalText = (text: string): string => text.replaceAll('${', () => '$${');

/** Everything that is text may be a template. */
export function escaped(value: unknown): unknown {
  if (typeof value === 'string') return literalText(value);
  if (Array.isArray(value)) return value.map(escaped);
  return isObject(value) ? mapped(value, (_, one) => escaped(one)) : value;
}

/**
 * What tells this request from others: its set fields of scalar types, those of its messages included. Lists, maps, times
 * and long texts are left out. Undefined where nothing is left.
 */
export function tellingFields(desc: DescMessage, json: unknown, depth = 0): Json | undefined {
  if (!isObject(json) || isWellKnown(desc)) return undefined;
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    const field = fieldOf(desc, key);
    const told = field && tellingField(field, value, depth);
    if (told !== undefined) found[key] = told;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function tellingField(field: DescField, value: unknown, depth: number): unknown {
  if (field.fieldKind === 'enum') return value ?? undefined;
  if (field.fieldKind === 'scalar') {
    if (typeof value === 'string' && value.length > LONGEST) return undefined;
    return scalar(field.scalar, value) ?? undefined;
  }
  if (field.fieldKind !== 'message') return undefined;
  if (isWrapperDesc(field.message))
    return isObject(value) || value === null || (typeof value === 'string' && value.length > LONGEST)
      ? undefined
      : escaped(value);
  return depth < DEEPEST ? tellingFields(field.message, value, depth + 1) : undefined;
}

const isWellKnown = ({ typeName }: DescMessage): boolean => typeName.startsWith('google.protobuf.');
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (desc: DescMessage, key: string): DescField | undefined =>
  desc.fields.find(({ jsonName, name }) => jsonName === key || name === key);

function mapped(value: Json, change: (key: string, value: unknown) => unknown): Json {
  const made: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value))
    // Any key may come: `__proto__` is one of them.
    Object.defineProperty(made, key, { value: change(key, one), enumerable: true, writable: true, configurable: true });
  return made;
}
