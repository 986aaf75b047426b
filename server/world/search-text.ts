import { ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { byteSieve } from './byte-sieve.ts';
import { readField } from './field-access.ts';

/** Whether an entity holds all the words. */
export interface TextSearch {
  (message: Message): boolean;
  /** False for bytes of a message that surely does not. */
  readonly sieve: (bytes: Uint8Array) => boolean;
}

const MOST_WORDS = 20;
const LONGEST = 1_000;
const DEEPEST = 4;
/** Texts that are looked at in one entity, before it is said to hold no more. */
const MOST_TEXTS = 2_000;

/** Words, or phrases in double quotes, each of which has to stand somewhere in the texts of a message; case does not matter. */
export function compileSearch(query: string, desc: DescMessage): TextSearch {
  const words = [...query.slice(0, LONGEST).matchAll(/"([^"]*)"|[^\s"]+/g)]
    .map((match) => (match[1] ?? match[0]).trim().toLowerCase())
    .filter((word) => word !== '' && !/^[*%]+$/.test(word))
    .slice(0, MOST_WORDS);
  if (words.length === 0) return Object.assign(() => true, { sieve: () => true });
  const holds = (message: Message): boolean => {
    const missing = new Set(words);
    const budget = { left: MOST_TEXTS };
    return look(message, desc, 0, budget, (text) => {
      const lower = text.toLowerCase();
      for (const word of missing) if (lower.includes(word)) missing.delete(word);
      return missing.size === 0;
    });
  };
  const sieves = words.map((word) => byteSieve(word, desc));
  return Object.assign(holds, { sieve: (bytes: Uint8Array) => sieves.every((sieve) => sieve(bytes)) });
}

/** Whether one of the texts of a message satisfies; enums count by the names of their values. */
export function someText(message: Message, desc: DescMessage, test: (text: string) => boolean): boolean {
  return look(message, desc, 0, { left: MOST_TEXTS }, test);
}

const known = new WeakMap<DescMessage, readonly DescField[]>();

/** The fields of a message in which texts may stand: enums count, and messages and maps of all kinds. */
export function textFields(desc: DescMessage): readonly DescField[] {
  let fields = known.get(desc);
  if (!fields) {
    fields = desc.fields.filter(
      (field) =>
        field.fieldKind === 'map' ||
        field.message ||
        field.enum ||
        field.scalar === ScalarType.STRING ||
        isLongText(field),
    );
    known.set(desc, fields);
  }
  return fields;
}

/** Longs that are kept as texts are looked through as texts. */
const isLongText = (field: DescField): boolean => 'longAsString' in field && Boolean(field.longAsString);

function look(
  message: Message,
  desc: DescMessage,
  depth: number,
  budget: { left: number },
  test: (text: string) => boolean,
): boolean {
  for (const field of textFields(desc)) {
    const value = readField(message, field);
    if (value === undefined) continue;
    const values =
      field.fieldKind === 'list'
        ? (value as readonly unknown[]) // as its kind says
        : field.fieldKind === 'map'
          ? Object.entries(value as object).flat()
          : [value];
    for (const one of values) if (inValue(one, field, depth, budget, test)) return true;
  }
  return false;
}

function inValue(
  value: unknown,
  field: DescField,
  depth: number,
  budget: { left: number },
  test: (text: string) => boolean,
): boolean {
  if ((budget.left -= 1) < 0) return false;
  if (typeof value === 'string') return test(value);
  if (field.enum && typeof value === 'number') return test(field.enum.value[value]?.name ?? '');
  if (!field.message || typeof value !== 'object' || value === null || depth >= DEEPEST) return false;
  if (field.message.typeName === 'google.protobuf.Struct')
    return Object.values(value).some((one) => inValue(one, field, depth + 1, budget, test));
  return look(value as Message, field.message, depth + 1, budget, test); // what such a field holds
}
