import {
  getExtension,
  hasExtension,
  isFieldSet,
  ScalarType,
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { WIDE } from '../schema/integer-scalars.ts';

export const ANY = 'google.protobuf.Any';

/** What kind of value a matcher is for. */
export type Shape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'enum'; readonly desc: DescEnum }
  | { readonly kind: 'message'; readonly desc: DescMessage }
  | { readonly kind: 'list' | 'map'; readonly item: Shape }
  /** Struct, Value, ListValue: as plain JSON. */
  | { readonly kind: 'json' }
  /** A count, or a size. */
  | { readonly kind: 'number' }
  | { readonly kind: 'metadata'; readonly bin: boolean };

const JSON_TYPES = new Set(['google.protobuf.Struct', 'google.protobuf.Value', 'google.protobuf.ListValue']);

/** Of a message type; wrappers are what they wrap. */
export function messageShape(desc: DescMessage): Shape {
  if (JSON_TYPES.has(desc.typeName)) return { kind: 'json' };
  if (isWrapperDesc(desc)) return { kind: 'scalar', scalar: desc.fields[0].scalar };
  return { kind: 'message', desc };
}

/** Of a field, lists and maps included. */
export function shapeOf(field: DescField | DescExtension): Shape {
  const item: Shape = field.message
    ? messageShape(field.message)
    : field.enum
      ? { kind: 'enum', desc: field.enum }
      : { kind: 'scalar', scalar: field.scalar! }; // the only one that is left
  if (field.fieldKind === 'list') return { kind: 'list', item };
  return field.fieldKind === 'map' ? { kind: 'map', item } : item;
}

/** Whether a field counts as set: by presence, or because it is not the default. */
export const isSet = (message: Message, field: DescField | DescExtension): boolean =>
  field.kind === 'extension' ? hasExtension(message, field) : isFieldSet(message, field);

/** The value of a field as matchers take it; undefined where it is unset and has presence. */
export function readField(message: Message, field: DescField | DescExtension): unknown {
  if (field.kind === 'extension')
    return hasExtension(message, field) ? normal(shapeOf(field), getExtension(message, field)) : undefined;
  // A message of the library keeps its fields as properties under their local names, oneofs as `{ case, value }`.
  const local = message as unknown as Readonly<Record<string, unknown>>;
  if (field.oneof) {
    const held = local[field.oneof.localName] as { readonly case?: string; readonly value?: unknown };
    return held.case === field.localName ? normal(shapeOf(field), held.value) : undefined;
  }
  const singular = field.fieldKind !== 'list' && field.fieldKind !== 'map';
  if (singular && field.presence !== IMPLICIT && !isFieldSet(message, field)) return undefined;
  return normal(shapeOf(field), local[field.localName]);
}

/** `FeatureSet_FieldPresence.IMPLICIT`. */
const IMPLICIT = 2;
/** 64-bit numbers that are kept as text are bigints here, wrappers what they wrap, a Struct plain JSON. */
export function normal(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'scalar': {
      const bare = isMessage(value) ? (value as unknown as { readonly value: unknown }).value : value; // a wrapper
      return typeof bare === 'string' && WIDE.has(shape.scalar) ? BigInt(bare) : bare;
    }
    case 'json':
      return plainJson(value);
    default:
      return value;
  }
}

/** The items of a list or the values of a map. */
export function itemsOf(shape: Shape, value: unknown): readonly unknown[] | undefined {
  if (shape.kind === 'json') {
    if (Array.isArray(value)) return value;
    return typeof value === 'object' && value !== null ? Object.values(value) : undefined;
  }
  if (shape.kind === 'list') return (value as readonly unknown[]).map((item) => normal(shape.item, item));
  if (shape.kind === 'map') return Object.values(value as object).map((item) => normal(shape.item, item));
  return undefined;
}

/** The shape of an item of it. */
export const itemShape = (shape: Shape): Shape =>
  shape.kind === 'list' || shape.kind === 'map' ? shape.item : shape.kind === 'json' ? shape : { kind: 'json' };

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && '$typeName' in value && typeof value.$typeName === 'string';

const DEEPEST = 100;

/** Struct, Value and ListValue, as messages or as the plain JSON that the library makes of a Struct in a field. */
function plainJson(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (isMessage(value)) {
    const inner = value as unknown as Readonly<Record<string, unknown>>; // one of the three, by its name
    switch (value.$typeName) {
      case 'google.protobuf.Value': {
        const held = inner['kind'] as { readonly case?: string; readonly value?: unknown };
        return held.case === undefined || held.case === 'nullValue' ? null : plainJson(held.value, depth + 1);
      }
      case 'google.protobuf.ListValue':
        return plainJson(inner['values'], depth + 1);
      case 'google.protobuf.Struct':
        return plainJson(inner['fields'], depth + 1);
    }
  }
  if (Array.isArray(value)) return value.map((item: unknown) => plainJson(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // names may be anything
  for (const [key, item] of Object.entries(value)) copy[key] = plainJson(item, depth + 1);
  return copy;
}
