import { namesOfKinds, PRODUCT_NAMES } from './catalog.ts';
import { draw, mixA, pick } from './hash.ts';
import { wordsLook, type IdLook } from './members.ts';
import type { PatternPart } from './pattern-parts.ts';
import { BOOKS, COMPANY_FORMS, FIRST_NAMES, LAST_NAMES, NOUNS } from './pools.ts';
import { subjectOf, type Subject } from './subjects.ts';
import { knownSlug, splitWords } from './words.ts';

export const REGIONS = [
  'europe-west1',
  'us-central1',
  'us-east4',
  'asia-east1',
  'europe-north1',
  'australia-southeast1',
];

/** Titles that make an id, and not a sentence. */
const SHORT_BOOKS = BOOKS.filter((title) => /^[A-Za-z ]{4,32}$/.test(title));

const LOOKS: readonly (readonly [RegExp, IdLook])[] = [
  [/(^|_)(location|region)$/, (a, _b, index) => pick(REGIONS, (a >>> 3) + index)],
  [/(^|_)zone$/, (a, _b, index) => `${pick(REGIONS, (a >>> 3) + index)}-${'abc'[index % 3]!}`],
  [/(^|_)(version|revision)$/, (_a, _b, index) => String(index + 1)],
];

/** Members that are called what they are: no two of the first of a collection share a name, for the list is walked. */
const namesLook =
  (names: readonly string[], rest: (lane: number) => string = () => ''): IdLook =>
  (a, b, index) => {
    const step = stepThrough(names.length, b);
    const at = ((a >>> 0) % names.length) + (index % names.length) * step;
    const slug = [names[at % names.length]!, rest(mixA(a, index + 1))].filter((part) => part !== '').map(knownSlug);
    const round = Math.floor(index / names.length);
    return round === 0 ? slug.join('-') : `${slug.join('-')}-${round + 1}`;
  };

/** A step that visits all of a list before it comes back. */
function stepThrough(length: number, lane: number): number {
  let step = 1 + ((lane >>> 0) % (length - 1));
  while (gcd(step, length) !== 1) step = (step % (length - 1)) + 1;
  return step;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const NAMES: Readonly<Partial<Record<Subject, IdLook>>> = {
  person: namesLook(FIRST_NAMES, (lane) => pick(LAST_NAMES, draw(lane, 2))),
  product: namesLook(PRODUCT_NAMES),
  book: namesLook(SHORT_BOOKS),
  company: namesLook(NOUNS, (lane) => pick(COMPANY_FORMS, draw(lane, 5))),
};

const looks = new Map<string, IdLook>();

/**
 * How the ids of a variable look: regions, running numbers of versions, what people, products, books and companies are
 * called, and words for everything else.
 */
function variableLook(name: string): IdLook {
  let look = looks.get(name);
  if (!look) {
    if (looks.size > 5_000) looks.clear();
    const subject = subjectOf(splitWords(name));
    look = LOOKS.find(([words]) => words.test(name))?.[1] ?? (subject && NAMES[subject]) ?? wordsLook;
    looks.set(name, look);
  }
  return look;
}

const shopLooks = new Map<string, IdLook>();

export function partLook({ name, kinds }: PatternPart & { readonly kind: 'variable' }): IdLook {
  if (kinds === undefined) return variableLook(name);
  let look = shopLooks.get(kinds);
  if (!look) {
    if (shopLooks.size > 500) shopLooks.clear();
    shopLooks.set(kinds, (look = namesLook(namesOfKinds(kinds))));
  }
  return look;
}
