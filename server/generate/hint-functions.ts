import { nearestWord } from '../schema/nearest.ts';
import { draw, hex, pick, between } from './hash.ts';
import { partsOf, type Expression, type ExpressionFault, type Part } from './hint-expression.ts';
import { moneyOf } from './money.ts';
import { TEXT, type TextSource } from './strings.ts';
import { isoTime, REFERENCE } from './times.ts';
import { slugOf, titleCase } from './words.ts';

/** What an expression is evaluated with: the key of the field, what its message is about, and its neighbours. */
export interface ExpressionInput {
  readonly a: number;
  readonly b: number;
  readonly s: number;
  /** A hash of the seed alone. */
  readonly root: number;
  readonly source: TextSource;
  /** The text of another field; empty where it is unset. */
  readonly field: (path: readonly string[]) => string;
}

interface HintFunction {
  /** As a person writes it. */
  readonly usage: string;
  readonly least: number;
  readonly most: number;
  readonly run: (args: readonly string[], a: number, b: number) => string;
}

const LONGEST = 4_000;
const MOST_LETTERS = 200;

const count = (text: string | undefined, otherwise: number): number => {
  const number = Math.floor(Number(text ?? otherwise));
  return Number.isFinite(number) ? Math.min(MOST_LETTERS, Math.max(0, number)) : otherwise;
};
const letters = (alphabet: string, a: number, b: number, length: number): string =>
  Array.from({ length }, (_, index) => alphabet[(draw(index % 2 === 0 ? a : b, index) >>> 0) % alphabet.length]).join(
    '',
  );
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const DAY = 86_400_000;

/** Milliseconds between two moments as people write them; the 300 days before the reference date otherwise. */
function moment([from, to]: readonly string[], a: number): number {
  const [low, high] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  const start = Number.isNaN(low) ? REFERENCE - 300 * DAY : low;
  const end = Number.isNaN(high) ? Math.max(start, REFERENCE) : high;
  return start + Math.floor(((a >>> 0) / 0x1_0000_0000) * Math.max(0, end - start));
}

/** The functions of the expressions. The rows of the built-in table of text are functions too, by their kinds. */
export const HINT_FUNCTIONS: Readonly<Record<string, HintFunction>> = {
  pick: { usage: "pick('a', 'b', …)", least: 1, most: 100, run: (args, a) => pick(args, a) },
  int: {
    usage: 'int(low, high)',
    least: 2,
    most: 2,
    run: ([low, high], a) => String(between(a, Math.ceil(Number(low)), Math.floor(Number(high)))),
  },
  number: {
    usage: 'number(low, high, decimals)',
    least: 2,
    most: 3,
    run: ([low, high, decimals], a) =>
      (Number(low) + ((a >>> 0) / 0xffff_ffff) * (Number(high) - Number(low))).toFixed(
        Math.min(10, count(decimals, 2)),
      ),
  },
  digits: { usage: 'digits(n)', least: 1, most: 1, run: ([n], a, b) => letters('0123456789', a, b, count(n, 4)) },
  letters: { usage: 'letters(n)', least: 1, most: 1, run: ([n], a, b) => letters(ALPHABET, a, b, count(n, 4)) },
  chars: {
    usage: 'chars(n)',
    least: 1,
    most: 1,
    run: ([n], a, b) => letters(`${ALPHABET}0123456789`, a, b, count(n, 8)),
  },
  hex: { usage: 'hex(n)', least: 1, most: 1, run: ([n], a, b) => hex(a, b, count(n, 8)) },
  date: {
    usage: "date('2026-01-01', '2026-06-30')",
    least: 0,
    most: 2,
    run: (args, a) => isoTime(moment(args, a)).slice(0, 10),
  },
  time: {
    usage: "time('2026-01-01T00:00:00Z', '2026-06-30')",
    least: 0,
    most: 2,
    run: (args, a) => isoTime(Math.floor(moment(args, a) / 1000) * 1000),
  },
  upper: { usage: 'upper(text)', least: 1, most: 1, run: ([text]) => text!.toUpperCase() },
  lower: { usage: 'lower(text)', least: 1, most: 1, run: ([text]) => text!.toLowerCase() },
  title: { usage: 'title(text)', least: 1, most: 1, run: ([text]) => titleCase(text!) },
  slug: { usage: 'slug(text)', least: 1, most: 1, run: ([text]) => slugOf(text!) },
  pad: { usage: 'pad(text, length)', least: 2, most: 2, run: ([text, n]) => text!.padStart(count(n, 0), '0') },
};

const kindOf = (name: string): string => name.replaceAll('_', ' ');
const isFunction = (name: string): boolean => Object.hasOwn(HINT_FUNCTIONS, name);
const isKind = (name: string): boolean => Object.hasOwn(TEXT, kindOf(name));

/** The first call of a function that is not there, or with too few or too many values. */
export function checkExpression(expression: Expression): ExpressionFault | undefined {
  for (const part of partsOf(expression)) {
    if (part.is !== 'call') continue;
    const { name, args, at } = part;
    if (!isFunction(name)) {
      if (isKind(name) && args.length === 0) continue;
      if (isKind(name)) return { at, message: `${name} takes no values.`, hint: `Write \${${name}}.` };
      const near = nearestWord(name, [...Object.keys(HINT_FUNCTIONS), ...Object.keys(TEXT).map(slugged)]);
      return {
        at,
        message: `There is no function "${name.slice(0, 60)}".`,
        hint: near === undefined ? `Known are ${Object.keys(HINT_FUNCTIONS).join(', ')}.` : `Did you mean ${near}?`,
      };
    }
    const { least, most, usage } = HINT_FUNCTIONS[name]!;
    if (args.length < least || args.length > most)
      return {
        at,
        message: `${name} takes ${least === most ? least : `${least} to ${most}`} values.`,
        hint: `Write \${${usage}}.`,
      };
    const bounds = name === 'int' || name === 'number' ? args.slice(0, 2) : [];
    const [low, high] = bounds.map((arg) => (arg.is === 'number' ? arg.value : undefined));
    if (low !== undefined && high !== undefined && low > high)
      return { at, message: `The range of ${name} ends before it begins.`, hint: `Write \${${usage}}.` };
  }
  return undefined;
}

const slugged = (kind: string): string => kind.replaceAll(' ', '_');

/** The text of an expression that was checked, cut at 4,000 characters. */
export function evaluate(expression: Expression, input: ExpressionInput): string {
  let text = '';
  for (const part of expression) text += valueOf(part, input);
  return text.slice(0, LONGEST);
}

function valueOf(part: Part, input: ExpressionInput): string {
  switch (part.is) {
    case 'text':
      return part.text;
    case 'number':
      return String(part.value);
    case 'field':
      return input.field(part.path);
    case 'call': {
      const [a, b] = [draw(input.a, 200 + part.lane), draw(input.b, 200 + part.lane)];
      if (isFunction(part.name)) {
        const args = part.args.map((arg) => valueOf(arg, input));
        return HINT_FUNCTIONS[part.name]!.run(args, a, b).slice(0, LONGEST);
      }
      const kind = kindOf(part.name);
      if (kind === 'currency') return moneyOf(input.root);
      // A person's name and e-mail agree: what the message is about decides, and not the place in the text.
      return TEXT[kind]!(a, b, input.s, input.source);
    }
    default:
      return part satisfies never;
  }
}
