import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { holds } from '../rules/accept.ts';
import type { FieldRules, ValueRules } from '../rules/field-rules.ts';
import { rulesOf } from '../rules/read-rules.ts';
import { keyType, valueType } from '../rules/value-kind.ts';
import type { Generation, Make } from './context.ts';
import { keyForm, plainForm, type PlainForm } from '../rules/plain-value.ts';
import { ruledAny } from './ruled-any.ts';
import { keepsRules, NO_CLOCK, ruledMaker, type Ruling } from './ruled.ts';
import { itemWords } from './words.ts';

type MakeMessage = (desc: DescMessage, a: number, b: number, gen: Generation, depth: number) => unknown;

/** The rules of a field as generation follows them. */
export interface FieldRuling {
  readonly rules: FieldRules;
  /** Puts the rules around the maker of the field's value, or of its items. */
  wrap(make: Make): Make;
  /** The same for the keys of a map. */
  key(make: Make): Make;
  /** Another item that keeps the rules, and differs by a number; undefined where that keeps them not. */
  readonly vary: Vary | undefined;
  varyKey(key: string, n: number): string | undefined;
  /** Whether a value that was set later keeps the rules; undefined where only the makers can tell. */
  readonly keeps: ((value: unknown) => boolean) | undefined;
}

/** The rules of a field; undefined where it has none. */
export function rulingOf(
  field: DescField,
  words: string,
  noun: string,
  makeMessage: MakeMessage,
): FieldRuling | undefined {
  const rules = rulesOf(field);
  if (!rules) return undefined;
  const many = field.fieldKind === 'list' || field.fieldKind === 'map';
  const value = many ? rules.items : rules.value;
  const needed = many || rules.required;
  const form = plainForm(field);
  const ruling: Ruling | undefined = value &&
    form && { rules: value, type: valueType(field), form, needed, words: many ? itemWords(words) : words, noun };
  return {
    rules,
    wrap: (make) => {
      if (ruling) return speaks(ruling.rules) || needed ? ruledMaker(make, ruling) : make;
      return value?.kind === 'any'
        ? ruledAny(make, value, needed, makeMessage)
        : needed && form
          ? always(make, field, words, noun)
          : make;
    },
    key: (make) => (rules.keys && field.fieldKind === 'map' ? keyMaker(make, rules.keys, field, words, noun) : make),
    vary: many && form ? varied(value ?? { kind: valueType(field).kind, ...NO_RULES }, form) : undefined,
    varyKey: (key, n) =>
      // The local form of a key is text.
      field.fieldKind === 'map'
        ? (varied(rules.keys ?? { kind: keyType(field).kind, ...NO_RULES }, keyForm(field.mapKey))(key, n) as
            string | undefined)
        : undefined,
    keeps: ruling && !many ? keepsRules(ruling) : undefined,
  };
}

type Vary = (local: unknown, n: number) => unknown;

function varied(rules: ValueRules, form: PlainForm): Vary {
  return (local, n) => {
    const plain = form.toPlain(local);
    const next =
      typeof plain === 'string'
        ? `${plain}${/\s/.test(plain) ? ' ' : '-'}${n}`
        : typeof plain === 'bigint'
          ? plain + BigInt(n)
          : typeof plain === 'number'
            ? plain + n
            : undefined;
    return next !== undefined && rules.kind !== 'enum' && holds(rules, next, NO_CLOCK) ? form.toLocal(next) : undefined;
  };
}

/** CEL alone is for the message as a whole. */
const speaks = (rules: ValueRules): boolean =>
  Object.keys(rules).some((name) => !['kind', 'names', 'notIn', 'examples', 'patterns', 'cel'].includes(name)) ||
  rules.notIn.length + rules.examples.length + rules.patterns.length > 0;

const NO_RULES = { names: ['required'], notIn: [], examples: [], patterns: [], cel: [] } as const;

/** Required, and nothing more: for values that their name alone would leave out. */
function always(make: Make, field: DescField, words: string, noun: string): Make {
  const type = valueType(field);
  return ruledMaker(make, {
    rules: { kind: type.kind, ...NO_RULES },
    type,
    form: plainForm(field)!, // the caller looked
    needed: true,
    words,
    noun,
  });
}

function keyMaker(
  make: Make,
  rules: ValueRules,
  field: DescField & { readonly fieldKind: 'map' },
  words: string,
  noun: string,
): Make {
  const type = keyType(field);
  return ruledMaker(make, { rules, type, form: keyForm(field.mapKey), needed: true, words: itemWords(words), noun });
}
