import type { DescField } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import { kindOf, wordsOf } from './infer-field.ts';
import type { FieldPath, Resource } from './resource.ts';

/** A flag of a list's request, or a part of a text, and what it leaves of the list. */
export type Switch =
  | {
      /** `when`: what the flag has to be (not set is off) for things to be left out. */
      readonly kind: 'flag';
      readonly from: FieldPath;
      readonly when: boolean;
      readonly to: DescField;
      /** Undefined: whether the field is set. */
      readonly value: boolean | number | undefined;
      /** Those are kept that have the value, or those that have another one. */
      readonly keeps: boolean;
    }
  | {
      readonly kind: 'text';
      readonly from: FieldPath;
      readonly to: DescField;
      /** Where in the text, in any case, what is asked for stands. */
      readonly at: 'begin' | 'anywhere' | 'end';
    };

const TEXTS: readonly (readonly [RegExp, (Switch & { kind: 'text' })['at']])[] = [
  [/^(.+) (?:prefix|starts with|begins with|startswith)$/, 'begin'],
  [/^(.+) (?:contains|contain|like|substring|match|matches|includes|fragment)$/, 'anywhere'],
  [/^(.+) (?:suffix|ends with|endswith)$/, 'end'],
];
const ONLY = /^(?:only (.+)|(.+) only)$/;
const WITH = /^(?:include|with|show|return|list|including) (.+)$/;
const WITHOUT = /^(?:exclude|without|hide|skip|ignore|excluding|omit) (.+)$/;

/** `active_only`, `include_archived`, `exclude_closed`, `name_prefix`; undefined for fields that are nothing of this. */
export function switchOf(field: DescField, resource: Resource, before: readonly DescField[]): Switch | undefined {
  const words = wordsOf(field);
  const from: FieldPath = [...before, field];
  if (kindOf(field) === 'text') {
    for (const [pattern, at] of TEXTS) {
      const stem = pattern.exec(words)?.[1];
      const to = stem && resource.desc.fields.find((own) => kindOf(own) === 'text' && wordsOf(own) === stem);
      if (to && !to.oneof) return { kind: 'text', from, to, at };
    }
    return undefined;
  }
  if (kindOf(field) !== 'flag') return undefined;
  const [, front, behind] = ONLY.exec(words) ?? [];
  const only = front ?? behind;
  if (only !== undefined) return flag(only, resource, { from, when: true, keeps: true });
  const shown = WITH.exec(words)?.[1];
  if (shown !== undefined) return flag(shown, resource, { from, when: false, keeps: false });
  const hidden = WITHOUT.exec(words)?.[1];
  return hidden === undefined ? undefined : flag(hidden, resource, { from, when: true, keeps: false });
}

/** What a word says of a thing: a flag, a value of its state, or a time that is set once it is so. */
function flag(
  said: string,
  { desc, marks, plural, singular }: Resource,
  rest: Pick<Switch & { kind: 'flag' }, 'from' | 'when' | 'keeps'>,
): Switch | undefined {
  const words = said.replace(new RegExp(` (${plural}|${singular}|ones|items)$`), '');
  const own = desc.fields.find(
    (one) => !one.oneof && kindOf(one) === 'flag' && wordsOf(one).replace(/^is /, '') === words,
  );
  if (own) return { kind: 'flag', ...rest, to: own, value: true };
  const { state, deleteTime } = marks;
  const prefix = state?.enum.sharedPrefix?.length ?? 0;
  const value = state?.enum.values.find(({ name }) => splitWords(name.slice(prefix)) === words);
  if (state && value && value.number !== 0) return { kind: 'flag', ...rest, to: state, value: value.number };
  const time = desc.fields.find(
    (one) =>
      !one.oneof &&
      one !== deleteTime &&
      one.message?.typeName === 'google.protobuf.Timestamp' &&
      one.fieldKind === 'message' &&
      new RegExp(`^${words} (at|time|on)$`).test(wordsOf(one)),
  );
  return time ? { kind: 'flag', ...rest, to: time, value: undefined } : undefined;
}
