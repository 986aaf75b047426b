import type { EnumInfo, FieldInfo, FieldType, MessageInfo, ScalarName } from '#contract/schema';

/** The types that an editor knows: those of `MethodDetail`. */
export interface JsonTypes {
  readonly messages: Readonly<Record<string, MessageInfo>>;
  readonly enums: Readonly<Record<string, EnumInfo>>;
}

/** What ProtoJSON expects at one place. `free` is any JSON. */
export type Shape =
  | { readonly kind: 'message'; readonly type: string; readonly info: MessageInfo }
  | { readonly kind: 'any'; readonly type: string }
  | { readonly kind: 'enum'; readonly type: string }
  | { readonly kind: 'scalar'; readonly scalar: ScalarName; readonly wrapped?: boolean }
  | { readonly kind: 'text'; readonly type: 'Timestamp' | 'Duration' | 'FieldMask' }
  | { readonly kind: 'struct' }
  | { readonly kind: 'list-value' }
  | { readonly kind: 'map'; readonly key: ScalarName; readonly value: Shape }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'free' };

const GOOGLE = 'google.protobuf.';
const WRAPPERS: Readonly<Record<string, ScalarName>> = {
  DoubleValue: 'double',
  FloatValue: 'float',
  Int64Value: 'int64',
  UInt64Value: 'uint64',
  Int32Value: 'int32',
  UInt32Value: 'uint32',
  BoolValue: 'bool',
  StringValue: 'string',
  BytesValue: 'bytes',
};

/** The shape of a message by its full name; well-known types have forms of their own. */
export function messageShape(type: string, types: JsonTypes): Shape {
  const known = type.startsWith(GOOGLE) ? type.slice(GOOGLE.length) : '';
  if (known === 'Timestamp' || known === 'Duration' || known === 'FieldMask') return { kind: 'text', type: known };
  if (known === 'Struct') return { kind: 'struct' };
  if (known === 'ListValue') return { kind: 'list-value' };
  if (known === 'Value') return { kind: 'free' };
  if (known === 'Any') return { kind: 'any', type };
  const wrapped = Object.hasOwn(WRAPPERS, known) ? WRAPPERS[known] : undefined;
  if (wrapped) return { kind: 'scalar', scalar: wrapped, wrapped: true };
  const info = Object.hasOwn(types.messages, type) ? types.messages[type] : undefined;
  return info ? { kind: 'message', type, info } : { kind: 'free' };
}

/** The shape of a field's value, lists and maps included. */
export function fieldShape(field: FieldInfo, types: JsonTypes): Shape {
  const one = typeShape(field.type, types);
  if (field.mapKey) return { kind: 'map', key: field.mapKey, value: one };
  return field.repeated ? { kind: 'list', item: one } : one;
}

function typeShape(type: FieldType, types: JsonTypes): Shape {
  if (type.kind === 'scalar') return { kind: 'scalar', scalar: type.scalar };
  if (type.kind === 'enum') return { kind: 'enum', type: type.type };
  return messageShape(type.type, types);
}

/** ProtoJSON accepts both spellings of a field. */
export function findField(info: MessageInfo, key: string): FieldInfo | undefined {
  return info.fields.find((field) => field.json === key || field.name === key);
}

/** `shop.v1.Order` → `Order`. */
export function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** A field's type as a person reads it: `repeated Line`, `map<string, int32>`, `Duration`. */
export function fieldTypeText(field: FieldInfo, full = false): string {
  const name = field.type.kind === 'scalar' ? field.type.scalar : full ? field.type.type : shortName(field.type.type);
  if (field.mapKey) return `map<${field.mapKey}, ${name}>`;
  return field.repeated ? `repeated ${name}` : name;
}

/** The message that an `Any` holds: `type.googleapis.com/shop.v1.Order` → `shop.v1.Order`. */
export function anyType(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** What a text is: a message of this type. */
export interface JsonSchema {
  readonly type: string;
  readonly types: JsonTypes;
}

/** Above this many UTF-16 units a text is shown and sent, but no longer read as it is typed. */
export const LINT_LIMIT = 1_000_000;
