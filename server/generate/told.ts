import type { DescField } from '@bufbuild/protobuf';
import type { Referent } from './referents.ts';
import { splitWords } from './words.ts';

/** Which referent a field speaks of, and which field of the thing it repeats. */
export interface Told {
  /** Index in the list of referents. */
  readonly of: number;
  /** Words of the field without the prefix. */
  readonly words: string;
  /** The field of the thing with the same name and type. */
  readonly same: DescField | undefined;
}

/** Numbers and times that a thing and what mentions it each have of their own. */
const OWN =
  /^(quantity|qty|count|total.*|subtotal|create time|update time|created at|updated at|delete time|state|status|etag|labels|annotations|position|index|line.*|note|notes|discount.*|tax.*)$/;

export function toldOf(field: DescField, referents: readonly Referent[]): Told | undefined {
  const words = splitWords(field.name);
  // The longest prefix is the closest thing.
  for (let of = referents.length - 1; of >= 0; of--) {
    const { by, prefix, target } = referents[of]!;
    if (field === by) return { of, words, same: undefined };
    if (field.oneof) continue;
    if (prefix !== '' && !words.startsWith(`${prefix} `)) continue;
    const own = prefix === '' ? words : words.slice(prefix.length + 1);
    const same = target === field.parent ? field : target?.fields.find((other) => isSame(field, other, own));
    if (target === field.parent) return { of, words: own, same };
    if (OWN.test(own)) continue;
    if (prefix === '' && !same) continue;
    if (prefix !== '' && field.fieldKind === 'message') continue;
    return { of, words: own, same };
  }
  return undefined;
}

const isSame = (field: DescField, other: DescField, words: string): boolean =>
  splitWords(other.name) === words &&
  !other.oneof &&
  field.fieldKind === other.fieldKind &&
  field.scalar === other.scalar &&
  field.message?.typeName === other.message?.typeName &&
  field.enum?.typeName === other.enum?.typeName;
