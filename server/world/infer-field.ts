import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import { INTEGERS } from '../schema/integer-scalars.ts';
import type { FieldPath } from './resource.ts';

const words = new WeakMap<DescField, string>();

/** The words of a field's name. */
export function wordsOf(field: DescField): string {
  let found = words.get(field);
  if (found === undefined) words.set(field, (found = splitWords(field.name)));
  return found;
}

const BOXED = /^(value|val|v|id|uid|uuid|guid|key|name|slug|text|data)$/i;

/** A wrapper, ours or `google.protobuf.*Value`: one scalar and nothing else. */
export const boxOf = (desc: DescMessage): DescField | undefined => {
  const [only, more] = desc.fields;
  return only && !more && only.fieldKind === 'scalar' && BOXED.test(only.name) ? only : undefined;
};

/** A value as it is compared: `text`, `whole`, `flag`, …; undefined for lists, maps and messages that are no wrapper. */
export type Kind = 'text' | 'whole' | 'flag' | 'fraction' | 'bytes' | `enum ${string}`;

const kindOfScalar = (scalar: ScalarType): Kind => {
  if (scalar === ScalarType.STRING) return 'text';
  if (scalar === ScalarType.BOOL) return 'flag';
  if (scalar === ScalarType.BYTES) return 'bytes';
  return INTEGERS.has(scalar) ? 'whole' : 'fraction';
};

export function kindOf(field: DescField): Kind | undefined {
  if (field.fieldKind === 'scalar') return kindOfScalar(field.scalar);
  return field.fieldKind === 'enum' ? `enum ${field.enum.typeName}` : undefined;
}

/** The kind of a list's items. */
export const itemKindOf = (field: DescField): Kind | undefined =>
  field.fieldKind !== 'list'
    ? undefined
    : field.listKind === 'scalar'
      ? kindOfScalar(field.scalar)
      : field.listKind === 'enum'
        ? `enum ${field.enum.typeName}`
        : undefined;

/** A value that a message holds, with the words that name it. */
export interface Leaf {
  readonly path: FieldPath;
  readonly words: string;
  readonly kind: Kind;
}

// Messages that a thing keeps its identity in.
const HOLDER =
  /(^| )(metadata|meta|object meta|header|headers|identity|identifier|id|uid|uuid|key|ref|reference|name|spec|base)$/;

/**
 * The scalars of a message: its own, the value of wrappers, and those of messages that hold an identity (`metadata.id`,
 * `user_ref { id }`) or that `also` names.
 */
export function leavesOf(desc: DescMessage, also: (field: DescField) => boolean = () => false): readonly Leaf[] {
  const leaves: Leaf[] = [];
  for (const field of desc.fields) {
    const kind = kindOf(field);
    if (kind) {
      leaves.push({ path: [field], words: wordsOf(field), kind });
      continue;
    }
    if (field.fieldKind !== 'message') continue;
    const box = boxOf(field.message);
    if (box) {
      const inner = kindOf(box);
      if (inner) leaves.push({ path: [field, box], words: wordsOf(field), kind: inner });
    } else if (!isWellKnown(field.message) && (HOLDER.test(wordsOf(field)) || also(field)))
      for (const inner of field.message.fields) {
        const innerKind = kindOf(inner);
        const innerBox = inner.fieldKind === 'message' ? boxOf(inner.message) : undefined;
        if (innerKind) leaves.push({ path: [field, inner], words: wordsOf(inner), kind: innerKind });
        else if (innerBox)
          leaves.push({ path: [field, inner, innerBox], words: wordsOf(inner), kind: kindOf(innerBox) ?? 'bytes' });
      }
  }
  return leaves;
}

/** Messages of `google.protobuf`, `google.type`, `google.rpc` and the like: values, never things of the world. */
export const isWellKnown = (desc: DescMessage): boolean =>
  /^google\.(protobuf|type|rpc|longrunning)\.[A-Z]\w*$|^google\.api\.HttpBody$/.test(desc.typeName);

/** A field's path as ProtoJSON names it: `metadata.uid`. */
export const pathText = (path: readonly DescField[]): string => path.map((field) => field.jsonName).join('.');

/** The same in the names of the proto file. */
export const protoPath = (path: readonly DescField[]): string => path.map((field) => field.name).join('.');

/** Whether a value of one field can stand in the other as it is. */
export const sameType = (left: DescField, right: DescField): boolean =>
  left.fieldKind === right.fieldKind &&
  left.scalar === right.scalar &&
  left.enum?.typeName === right.enum?.typeName &&
  left.message?.typeName === right.message?.typeName &&
  ('listKind' in left ? left.listKind : '') === ('listKind' in right ? right.listKind : '') &&
  ('mapKey' in left ? left.mapKey : 0) === ('mapKey' in right ? right.mapKey : 0);
