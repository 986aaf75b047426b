import { ScalarType, type DescEnum, type DescEnumValue } from '@bufbuild/protobuf';
import { WIDE } from '../schema/integer-scalars.ts';
import { isMain } from './about.ts';
import { saysKind } from './assortment.ts';
import { productOf, PRODUCT_KINDS } from './catalog.ts';
import { draw, chance, hex, mix, pick, hashText } from './hash.ts';
import { FLAG_HINTS, hintFor, STRING_HINTS, type Hint } from './name-hints.ts';
import { NUMBER_HINTS } from './number-hints.ts';
import { NUMBERS } from './numbers.ts';
import { moneyOf } from './money.ts';
import { SENTENCES } from './sentences.ts';
import { TEXT, type TextSource } from './strings.ts';
import { calledNoun, subjectOf } from './subjects.ts';
import type { Tell } from './things/facts.ts';
import type { Make } from './context.ts';
import { itemWords, splitWords } from './words.ts';

/** Words that say what of a thing a field holds, not which thing it is about. */
const ATTRIBUTES = new Set(
  'name nickname nick first last given family full display middle email e mail address phone mobile telephone fax number no username login handle city town country state province region county zip zipcode postal postcode post code street line line1 line2 title url uri link avatar photo image picture price cost amount total unit lat lng lon latitude longitude timezone time zone tz id uuid description summary currency language locale bio category rating about primary main current default formatted complete home work personal business official public short long preferred label domain website gender sex nationality'.split(
    ' ',
  ),
);

/** Which thing a field is about: `customer` for `customer_email`, nothing for `email`. Zero keeps the message's own key. */
function ownerSalt(words: string, noun: string): number {
  const parts = words.split(' ');
  while (parts.length > 0 && ATTRIBUTES.has(parts.at(-1)!)) parts.pop();
  const owner = parts.join(' ');
  return owner === '' || owner === calledNoun(noun) || isMain(owner, noun) ? 0 : hashText(owner);
}

/** `flight` of `flight_number` in a booking is another thing than the booking. */
const factSalt = ({ prefix }: Hint, noun: string): number =>
  prefix === '' || prefix === calledNoun(noun) ? 0 : hashText(prefix);

const salted = (s: number, salt: number): number => (salt === 0 ? s : mix(s ^ salt));

/**
 * The maker of a scalar field (or of its items), by type, words of its name and noun of its message; and the hint it
 * followed. `like`: the kind of the row that it follows, whatever its name says.
 */
export function scalarMaker(
  type: ScalarType,
  longAsString: boolean,
  words: string,
  noun: string,
  like?: string,
): { readonly kind: string; readonly make: Make } {
  switch (type) {
    case ScalarType.STRING:
      return textMaker(words, noun, like);
    case ScalarType.BOOL:
      return flagMaker(words, noun, like);
    case ScalarType.BYTES:
      return bytesMaker(words);
    default:
      return numberMaker(type, longAsString, words, noun, like);
  }
}

function textMaker(
  words: string,
  noun: string,
  like: string | undefined,
): { readonly kind: string; readonly make: Make } {
  const hint: Hint | undefined = like === undefined ? hintFor(STRING_HINTS, words, noun) : { kind: like, prefix: '' };
  const kind = hint && TEXT[hint.kind] ? hint.kind : 'plain';
  const text = TEXT[kind]!;
  const prefix = hint?.prefix ?? '';
  const source: TextSource = {
    subject: subjectOf(prefix) ?? subjectOf(noun),
    noun: prefix === '' || prefix === 'parent' ? calledNoun(noun) : prefix,
    words,
  };
  if (kind === 'currency') return { kind, make: (_a, _b, _s, gen) => moneyOf(gen.root) };
  const salt =
    kind === 'time' || kind === 'date'
      ? 0
      : hint?.fact
        ? factSalt(hint, noun)
        : ownerSalt(kind === 'tax id' ? prefix : words, noun);
  return { kind, make: (a, b, s) => text(a, b, salted(s, salt), source) };
}

function flagMaker(
  words: string,
  noun: string,
  like: string | undefined,
): { readonly kind: string; readonly make: Make } {
  const kind = like ?? hintFor(FLAG_HINTS, words, noun)?.kind ?? 'flag';
  switch (kind) {
    case 'on':
      return { kind, make: () => true };
    case 'off':
      return { kind, make: () => false };
    case 'mostly':
      return { kind, make: (a) => chance(a, 0.85) };
    default:
      return { kind, make: (a) => chance(a, 0.5) };
  }
}

const encoder = new TextEncoder();

function bytesMaker(words: string): { readonly kind: string; readonly make: Make } {
  if (/\b(data|content|payload|body|text|value|message|chunk|file|blob)$/.test(words))
    return { kind: 'text bytes', make: (a) => encoder.encode(pick(SENTENCES, a)) };
  const size = /\b(hash|checksum|digest|signature|sha256|key)$/.test(words) ? 32 : 16;
  return {
    kind: 'bytes',
    make: (a, b) => Uint8Array.from(hex(a, b, size * 2).match(/../g)!, (byte) => parseInt(byte, 16)),
  };
}

const WHOLE_RANGE: ReadonlyMap<ScalarType, readonly [number, number]> = new Map([
  [ScalarType.INT32, [-0x80000000, 0x7fffffff]],
  [ScalarType.SINT32, [-0x80000000, 0x7fffffff]],
  [ScalarType.SFIXED32, [-0x80000000, 0x7fffffff]],
  [ScalarType.UINT32, [0, 0xffffffff]],
  [ScalarType.FIXED32, [0, 0xffffffff]],
  [ScalarType.UINT64, [0, Number.MAX_VALUE]],
  [ScalarType.FIXED64, [0, Number.MAX_VALUE]],
] as const);

function numberMaker(
  type: ScalarType,
  longAsString: boolean,
  words: string,
  noun: string,
  like: string | undefined,
): { readonly kind: string; readonly make: Make } {
  const fraction = type === ScalarType.DOUBLE || type === ScalarType.FLOAT;
  const hint: Hint | undefined = like === undefined ? hintFor(NUMBER_HINTS, words, noun) : { kind: like, prefix: '' };
  const kind =
    hint !== undefined && NUMBERS[hint.kind]
      ? hint.kind
      : fraction
        ? 'plain fraction'
        : itemWords(words) === words
          ? 'plain'
          : 'several';
  const number = NUMBERS[kind]!;
  const salt = kind.startsWith('epoch') ? 0 : hint?.fact ? factSalt(hint, noun) : ownerSalt(words, noun);
  const value = (a: number, s: number): number => number(a, salted(s, salt), words);
  if (type === ScalarType.DOUBLE) return { kind, make: (a, _b, s) => value(a, s) };
  if (type === ScalarType.FLOAT) return { kind, make: (a, _b, s) => Math.fround(value(a, s)) };
  const [low, high] = WHOLE_RANGE.get(type) ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
  const whole = (a: number, s: number): number => Math.min(high, Math.max(low, Math.round(value(a, s))));
  if (!WIDE.has(type)) return { kind, make: (a, _b, s) => whole(a, s) };
  if (longAsString) return { kind, make: (a, _b, s) => String(BigInt(whole(a, s))) };
  return { kind, make: (a, _b, s) => BigInt(whole(a, s)) };
}

const VAGUE = /(^|_)(UNSPECIFIED|UNKNOWN|UNDEFINED|UNRECOGNIZED|INVALID|NONE|UNSET|DEPRECATED)(_|$)/i;

/** A value of an enum that says something: not the zero, not "unknown", not a deprecated one, while there are others. */
export function enumMaker(desc: DescEnum, words = '', noun = ''): Make {
  const others = desc.values.filter((value) => value.number !== 0);
  const meaningful = others.filter((value) => !value.deprecated && !VAGUE.test(value.name));
  const chosen = meaningful.length > 0 ? meaningful : others.length > 0 ? others : desc.values;
  const numbers = chosen.map(({ number }) => number);
  const known = knownValue(chosen, words, noun) ?? productKind(chosen, words, noun);
  return (a, b, s) => known?.(s, a, b) ?? pick(numbers, a);
}

/** The category that a product belongs to, by the words that shops use for it; any where none fits. */
function productKind(
  values: readonly DescEnumValue[],
  words: string,
  noun: string,
): Tell<number | undefined> | undefined {
  if (!saysKind(words, noun)) return undefined;
  const spoken = values.map(({ name, number }) => ({ number, words: splitWords(name).split(' ').map(itemWords) }));
  const numbers = new Map<string, number | undefined>();
  const find = (kinds: readonly string[]): number | undefined => {
    for (const kind of kinds) {
      const found = spoken.find((value) => value.words.includes(kind));
      if (found) return found.number;
    }
    return undefined;
  };
  const any = PRODUCT_KINDS.some((kinds) => find(kinds) !== undefined);
  // An enum that speaks of something else than what a product is (`DIGITAL`, `PHYSICAL`).
  if (!any) return undefined;
  const rest = values.find(({ name }) => /(^|_)(OTHER|MISC|MISCELLANEOUS|GENERAL)$/.test(name));
  return (s) => {
    const { name, kinds } = productOf(s);
    if (!numbers.has(name)) {
      if (numbers.size > 500) numbers.clear();
      numbers.set(name, find(kinds) ?? rest?.number);
    }
    return numbers.get(name) ?? pick(values, draw(s, 18)).number;
  };
}

/** The value that says what is known of the thing: a ticket that tells of a bug is a bug. A state is free to differ. */
function knownValue(
  values: readonly DescEnumValue[],
  words: string,
  noun: string,
): Tell<number | undefined> | undefined {
  const hint = hintFor(STRING_HINTS, words, noun);
  if (!hint?.fact || /(status|visibility)$/.test(hint.kind)) return undefined;
  const text = TEXT[hint.kind]!;
  const salt = factSalt(hint, noun);
  const source: TextSource = { subject: subjectOf(noun), noun, words };
  const numbers = new Map<string, number | undefined>();
  const find = (value: string): number | undefined => {
    const spoken = splitWords(value);
    return values.find(({ name }) => splitWords(name) === spoken || splitWords(name).endsWith(` ${spoken}`))?.number;
  };
  return (s, a, b) => {
    const value = text(a, b, salted(s, salt), source);
    if (!numbers.has(value) && numbers.size < 500) numbers.set(value, find(value));
    return numbers.get(value);
  };
}
