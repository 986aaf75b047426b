import { ScalarType, type DescEnum, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { AnyField } from '../codec/assign-fields.ts';
import { scalarName } from '../codec/encode-scalar.ts';
import type { Operator } from './spec.ts';

/** What a matcher stands on: it says which literals and which operators fit. */
export type Slot =
  | { readonly is: 'scalar'; readonly scalar: ScalarType }
  | { readonly is: 'enum'; readonly desc: DescEnum }
  | { readonly is: 'message' | 'any'; readonly desc: DescMessage }
  | { readonly is: 'time' | 'mask'; readonly desc: DescMessage }
  | { readonly is: 'list'; readonly of: Slot }
  | { readonly is: 'map'; readonly key: ScalarType; readonly of: Slot }
  /** A `google.protobuf.Value`: any JSON. */
  | { readonly is: 'value' }
  /** Text of metadata, which is compared as a number where the operator has one. */
  | { readonly is: 'metadata' }
  /** How many there are. */
  | { readonly is: 'count' };

/** Of one value of a message type. */
export function messageSlot(desc: DescMessage): Slot {
  if (isWrapperDesc(desc)) return { is: 'scalar', scalar: desc.fields[0].scalar };
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
      return { is: 'time', desc };
    case 'google.protobuf.FieldMask':
      return { is: 'mask', desc };
    case 'google.protobuf.Any':
      return { is: 'any', desc };
    case 'google.protobuf.Value':
      return { is: 'value' };
    case 'google.protobuf.Struct':
      return { is: 'map', key: ScalarType.STRING, of: { is: 'value' } };
    case 'google.protobuf.ListValue':
      return { is: 'list', of: { is: 'value' } };
    default:
      return { is: 'message', desc };
  }
}

/** Of a field. */
export function fieldSlot(field: AnyField): Slot {
  const one: Slot = field.message
    ? messageSlot(field.message)
    : field.enum
      ? { is: 'enum', desc: field.enum }
      : { is: 'scalar', scalar: field.scalar ?? ScalarType.STRING };
  if (field.fieldKind === 'list') return { is: 'list', of: one };
  return field.fieldKind === 'map' ? { is: 'map', key: field.mapKey, of: one } : one;
}

/** As a problem names it: `text`, `int32`, `shop.v1.Category`, `a list`. */
export function slotName(slot: Slot): string {
  switch (slot.is) {
    case 'scalar':
      return slot.scalar === ScalarType.STRING ? 'text' : scalarName(slot.scalar);
    case 'enum':
    case 'message':
    case 'time':
    case 'mask':
    case 'any':
      return slot.desc.typeName;
    case 'list':
      return 'a list';
    case 'map':
      return 'a map';
    case 'value':
      return 'a value';
    case 'metadata':
      return 'text of metadata';
    case 'count':
      return 'a number';
    default:
      return slot satisfies never;
  }
}

const EQUAL = ['$eq', '$ne', '$in', '$not'] as const;
const ANY = [...EQUAL, '$exists'] as const;
const ORDER = ['$gt', '$gte', '$lt', '$lte'] as const;
const TEXT = ['$contains', '$startsWith', '$endsWith', '$matches', '$glob'] as const;
const LIST = ['$contains', '$any', '$all', '$unordered', '$size'] as const;

/** The operators that can stand on it. */
export function operatorsOf(slot: Slot): readonly Operator[] {
  switch (slot.is) {
    case 'scalar':
      if (slot.scalar === ScalarType.STRING) return [...ANY, ...TEXT, '$size'];
      if (slot.scalar === ScalarType.BYTES) return [...ANY, '$size'];
      return slot.scalar === ScalarType.BOOL ? ANY : [...ANY, ...ORDER];
    case 'enum':
    case 'time':
      return [...ANY, ...ORDER];
    case 'message':
    case 'any':
      return ANY;
    case 'mask':
      return [...ANY, '$contains', '$size'];
    case 'list':
      return [...ANY, ...LIST];
    case 'map':
      return [...ANY, '$size'];
    case 'value':
      return [...ANY, ...ORDER, ...TEXT, '$any', '$all', '$unordered', '$size'];
    case 'metadata':
      return [...ANY, ...ORDER, ...TEXT, '$size'];
    case 'count':
      return [...EQUAL, ...ORDER];
    default:
      return slot satisfies never;
  }
}
