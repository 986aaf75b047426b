import { evaluate, HINT_FUNCTIONS } from '../generate/hint-functions.ts';
import { HINT_KINDS } from '../generate/hint-kinds.ts';
import { chance, draw, mixA, mixB } from '../generate/hash.ts';
import { NUMBERS } from '../generate/numbers.ts';
import { momentAt } from '../generate/times.ts';
import type { FakeKey } from './cel-library.ts';

/** The kinds of the hints file as names: `first name` is `fake.first_name`. */
const KINDS: ReadonlyMap<string, string> = new Map([...HINT_KINDS.keys()].map((kind) => [kind.replaceAll(/\W+/g, '_'), kind])); // prettier-ignore

/** All that may stand behind `fake.`. */
export const FAKE_NAMES: readonly string[] = [...KINDS.keys(), ...Object.keys(HINT_FUNCTIONS)];
const NAMES = new Set(FAKE_NAMES);
export const isFake = (name: string): boolean => NAMES.has(name);

/** How many values each of them can be called with. */
export function fakeArities(name: string): readonly number[] {
  const none = KINDS.has(name) ? [0] : [];
  if (!Object.hasOwn(HINT_FUNCTIONS, name)) return none;
  const { least, most } = HINT_FUNCTIONS[name]!;
  const counts = Array.from({ length: Math.min(most, MOST_ARGS) - least + 1 }, (_, index) => least + index);
  return [...new Set([...none, ...counts])];
}
const MOST_ARGS = 20;

/** A made-up value: text, a number, a boolean, or the milliseconds of a moment. */
export type Fake = string | number | bigint | boolean | { readonly moment: number };

/** A value of a kind; undefined where there is none of that name. What a message is about decides names and e-mails alike. */
export function fakeKind(name: string, key: FakeKey): Fake | undefined {
  const kind = KINDS.get(name);
  if (kind === undefined) return undefined;
  const { a, b, subject } = key;
  const makes = HINT_KINDS.get(kind) ?? [];
  if (makes.includes('text'))
    return evaluate([{ is: 'call', name: kind.replaceAll(' ', '_'), args: [], at: 0, lane: 0 }], {
      a,
      b,
      s: subject,
      root: subject,
      source: { subject: undefined, noun: kind, words: kind },
      field: () => '',
    });
  if (makes.includes('number')) {
    const made = NUMBERS[kind]!(a, subject, kind);
    return Number.isInteger(made) ? BigInt(made) : made;
  }
  if (makes.includes('time')) return { moment: momentAt(kind, subject, a) };
  return chance(a, kind === 'on' ? 1 : kind === 'off' ? 0 : kind === 'mostly' ? 0.8 : 0.5);
}

/** A function of the hints file with its values; undefined where it does not take so many. */
export function fakeCall(name: string, args: readonly string[], key: FakeKey): Fake | undefined {
  if (!Object.hasOwn(HINT_FUNCTIONS, name)) return undefined;
  const { least, most, run } = HINT_FUNCTIONS[name]!;
  if (args.length < least || args.length > most) return undefined;
  const text = run(args, key.a, key.b);
  if (name === 'int') return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (name === 'number') return Number.isNaN(Number(text)) ? undefined : Number(text);
  return text;
}

/** The key of the n-th made-up value of one expression. */
export const nthKey = ({ a, b, subject }: FakeKey, n: number): FakeKey => ({
  a: draw(mixA(a, n), 31),
  b: draw(mixB(b, n), 32),
  subject,
});
