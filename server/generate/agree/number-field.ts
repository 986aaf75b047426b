import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Draft } from '../context.ts';
import { splitWords } from '../words.ts';
import { WIDE } from '../../schema/integer-scalars.ts';

/** A field that holds one number, of whatever type. */
export interface NumberField {
  readonly name: string;
  readonly words: string;
  readonly whole: boolean;
  /** Undefined where the field is unset. */
  read(draft: Draft): number | undefined;
  /** Only where the field is set: honest presence is not ours to change. */
  write(draft: Draft, value: number): void;
}

const UNSIGNED: ReadonlySet<ScalarType> = new Set([
  ScalarType.UINT32,
  ScalarType.UINT64,
  ScalarType.FIXED32,
  ScalarType.FIXED64,
]);
const TEXT_LIKE: ReadonlySet<ScalarType> = new Set([ScalarType.STRING, ScalarType.BOOL, ScalarType.BYTES]);

/** Set by us or read from the library's own object; not what a prototype says of an unset field. */
export const isThere = (draft: Draft, name: string): boolean => Object.hasOwn(draft, name) && draft[name] !== undefined;

export function numberField(field: DescField): NumberField | undefined {
  if (field.fieldKind !== 'scalar' || field.oneof || TEXT_LIKE.has(field.scalar)) return undefined;
  const { localName: name, scalar, longAsString } = field;
  const fraction = scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT;
  return {
    name,
    words: splitWords(field.name),
    whole: !fraction,
    read: (draft) => (isThere(draft, name) ? Number(draft[name]) : undefined),
    write: (draft, value) => {
      if (!isThere(draft, name)) return;
      const fitting = UNSIGNED.has(scalar) ? Math.max(0, value) : value;
      if (scalar === ScalarType.DOUBLE) draft[name] = fitting;
      else if (scalar === ScalarType.FLOAT) draft[name] = Math.fround(fitting);
      else if (!WIDE.has(scalar))
        draft[name] = Math.max(
          -0x8000_0000,
          Math.min(UNSIGNED.has(scalar) ? 0xffff_ffff : 0x7fff_ffff, Math.round(fitting)),
        );
      else draft[name] = longAsString ? String(Math.round(fitting)) : BigInt(Math.round(fitting));
    },
  };
}

export const numberFields = (desc: DescMessage): readonly NumberField[] =>
  desc.fields.flatMap((field) => numberField(field) ?? []);
