import type { DescFile } from '@bufbuild/protobuf';
import { resourceOf, resourcesOfFile } from './annotations.ts';
import { draw, hashText, mixA, pick, type Key } from './hash.ts';
import { collectionKey, memberCount, wordsLook, type IdLook } from './members.ts';
import { ADJECTIVES, BOOKS, COMPANY_FORMS, FIRST_NAMES, LAST_NAMES, NOUNS } from './pools.ts';
import { kindsOf } from './assortment.ts';
import { namesOfKinds, PRODUCT_NAMES } from './catalog.ts';
import { subjectOf, type Subject } from './subjects.ts';
import { knownSlug, splitWords } from './words.ts';

/** One part of a pattern between slashes. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `{book}`; `before` and `after` stand around it in the same part. `any`: it may hold slashes (`{path=**}`). */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly before: string;
      readonly after: string;
      readonly any: boolean;
      /** What a shop sells whose products it stands for (`assortment`). */
      readonly kinds: string | undefined;
    };

const patterns = new Map<string, readonly PatternPart[]>();

/** `projects/{project}/topics/{topic}` in parts. Remembered, within a bound. */
export function patternParts(pattern: string): readonly PatternPart[] {
  let parts = patterns.get(pattern);
  if (!parts) {
    if (patterns.size > 10_000) patterns.clear();
    parts = (pattern.match(/(?:\{[^}]*\}|[^/{])+/g) ?? []).map((text): PatternPart => {
      const match = /^([^{]*)\{([^}=]*)(=[^}]*)?\}(.*)$/.exec(text);
      if (!match) return { kind: 'text', text };
      return {
        kind: 'variable',
        name: match[2]!,
        before: match[1]!,
        // Two variables in one part (`{a}~{b}`) are one id to us.
        after: match[4]!.includes('{') ? '' : match[4]!,
        any: (match[3] ?? '').includes('**'),
        kinds: undefined,
      };
    });
    patterns.set(pattern, parts);
  }
  return parts;
}

const ofShops = new Map<string, readonly PatternPart[]>();
const inFiles = new WeakMap<DescFile, Map<string, readonly PatternPart[]>>();

/** The same, where a file and what it imports may say what is sold: ids of products are then those of such. */
export function partsIn(file: DescFile, pattern: string): readonly PatternPart[] {
  const shops = shopsOf(file);
  if (shops.size === 0) return patternParts(pattern);
  let inFile = inFiles.get(file);
  if (!inFile) inFiles.set(file, (inFile = new Map<string, readonly PatternPart[]>()));
  let parts = inFile.get(pattern);
  if (!parts) {
    if (inFile.size > 1_000) inFile.clear();
    inFile.set(pattern, (parts = partsOfShops(pattern, shops)));
  }
  return parts;
}

/** The same object for whoever asks: members are remembered by their part. */
function partsOfShops(pattern: string, shops: ReadonlyMap<string, string>): readonly PatternPart[] {
  const shop = [...shops].find(([whole]) => pattern === whole || pattern.startsWith(`${whole}/`));
  if (!shop) return patternParts(pattern);
  const [whole, kinds] = shop;
  const key = `${whole} ${kinds} ${pattern}`;
  let parts = ofShops.get(key);
  if (!parts) {
    if (ofShops.size > 5_000) ofShops.clear();
    const at = lastVariable(patternParts(whole));
    parts = patternParts(pattern).map((part, index) =>
      part.kind === 'variable' && index === at ? { ...part, kinds } : part,
    );
    ofShops.set(key, parts);
  }
  return parts;
}

const shopsIn = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** Patterns of products, with what their shops sell. */
function shopsOf(root: DescFile): ReadonlyMap<string, string> {
  let shops = shopsIn.get(root);
  if (!shops) {
    const found = new Map<string, string>();
    for (const file of withImports(root))
      for (const desc of file.messages) {
        const pattern = resourceOf(desc)?.patterns[0];
        const last = pattern === undefined ? undefined : patternParts(pattern).at(-1);
        const kinds = last?.kind === 'variable' && ofProducts(last.name) ? kindsOf(desc) : undefined;
        if (pattern !== undefined && kinds !== undefined) found.set(pattern, kinds);
      }
    shopsIn.set(root, (shops = found));
  }
  return shops;
}

const ofProducts = (variable: string): boolean => subjectOf(splitWords(variable)) === 'product';

/** A file and all that it imports, itself first. */
function withImports(root: DescFile): ReadonlySet<DescFile> {
  const files = new Set<DescFile>([root]);
  // A set goes on to what is added while it is walked.
  for (const file of files) for (const imported of file.dependencies) files.add(imported);
  return files;
}

const REGIONS = ['europe-west1', 'us-central1', 'us-east4', 'asia-east1', 'europe-north1', 'australia-southeast1'];

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
export function variableLook(name: string): IdLook {
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

function partLook({ name, kinds }: PatternPart & { readonly kind: 'variable' }): IdLook {
  if (kinds === undefined) return variableLook(name);
  let look = shopLooks.get(kinds);
  if (!look) {
    if (shopLooks.size > 500) shopLooks.clear();
    shopLooks.set(kinds, (look = namesLook(namesOfKinds(kinds))));
  }
  return look;
}

interface NamedCollection {
  readonly key: Key;
  readonly count: number;
  /** The members by their index, as far as somebody asked for them: of the part of a pattern that asked last. */
  names: string[];
  part: PatternPart | undefined;
}

/** By the seed, then by what stands before the ids: within a bound. */
const collections = new Map<number, Map<string, NamedCollection>>();
const MOST_SEEDS = 20;
const MOST_COLLECTIONS = 5_000;

/**
 * The members of a collection by what stands before their ids: `customers/a/orders`. They follow from that text and the
 * seed alone, whoever asks.
 */
export function namedCollection(before: string, variable: string, root: number): NamedCollection {
  let known = collections.get(root);
  if (!known) {
    if (collections.size >= MOST_SEEDS) collections.clear();
    collections.set(root, (known = new Map<string, NamedCollection>()));
  }
  let found = known.get(before);
  if (!found) {
    if (known.size >= MOST_COLLECTIONS) known.clear();
    const key = collectionKey(before, root);
    const most = /(^|_)(location|region|zone)$/.test(variable) ? REGIONS.length : Infinity;
    const nested = before.includes('/');
    found = { key, count: Math.min(most, memberCount(key, nested)), names: [], part: undefined };
    known.set(before, found);
  }
  return found;
}

const MOST_NAMES = 64;

/** Member `index` of a collection, with what stands before it. */
export function memberName(
  before: string,
  part: PatternPart & { readonly kind: 'variable' },
  index: number,
  root: number,
): string {
  const collection = namedCollection(before, part.name, root);
  if (collection.part !== part) {
    collection.part = part;
    collection.names = [];
  }
  const known = collection.names[index];
  if (known !== undefined) return known;
  const { key } = collection;
  const id = partLook(part)(key.a, key.b, index);
  const name = `${before === '' ? '' : `${before}/`}${part.before}${id}${part.after}`;
  if (index < MOST_NAMES) collection.names[index] = name;
  return name;
}

/**
 * The name of a member by its pattern: one that lists show and that can be got. The last variable is chosen by `a`;
 * those before it are the same in the whole mock (`root`), so that resources share their parents, or those of `home`
 * (the name of the resource that holds the reference) as far as its collections are the same. `at`: how many members
 * further, for several that are made together.
 */
export function resourceName(pattern: string, a: number, root: number, file: DescFile, home = '', at = 0): string {
  const parts = partsIn(file, pattern);
  const last = lastVariable(parts);
  if (home === '' && last === parts.length - 1) {
    const before = aroundLast(parts, root);
    const part = parts[last] as PatternPart & { readonly kind: 'variable' }; // as `lastVariable` says
    const { count } = namedCollection(before, part.name, root);
    return memberName(before, part, ((draw(a, 3) >>> 0) + at) % count, root);
  }
  return wholeName(parts, last, a, root, home, at);
}

function lastVariable(parts: readonly PatternPart[]): number {
  for (let index = parts.length - 1; index >= 0; index--) if (parts[index]!.kind === 'variable') return index;
  return -1;
}

/** What stands before the last part of a pattern, of the seed that was asked for last. */
const befores = new WeakMap<readonly PatternPart[], { root: number; before: string }>();

/** What stands before the last variable where nothing is known of where it lies: the same in the whole mock. */
function aroundLast(parts: readonly PatternPart[], root: number): string {
  const known = befores.get(parts);
  if (known?.root === root) return known.before;
  const before = wholeName(parts.slice(0, -1), parts.length - 1, 0, root, '', 0);
  befores.set(parts, { root, before });
  return before;
}

function wholeName(
  parts: readonly PatternPart[],
  last: number,
  a: number,
  root: number,
  home: string,
  at: number,
): string {
  const around = home === '' ? [] : home.split('/');
  let shared = around.length > 0;
  let name = '';
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (part.kind === 'text') {
      shared &&= around[index] === part.text;
      name = name === '' ? part.text : `${name}/${part.text}`;
    } else if (shared && index < last && index < around.length - 1) {
      name = name === '' ? around[index]! : `${name}/${around[index]!}`;
    } else {
      shared = false;
      const { count } = namedCollection(name, part.name, root);
      const lane = index === last ? draw(a, 3) : mixA(root, hashText(part.name));
      name = memberName(name, part, ((lane >>> 0) + (index === last ? at : 0)) % count, root);
    }
  }
  return name;
}

/** The parent of a thing, by the name of the thing, where a pattern is that of its parent. */
export function prefixOfHome(pattern: string, home: string): string | undefined {
  if (home === '') return undefined;
  const parts = patternParts(pattern);
  const first = parts[0];
  // Most lie elsewhere, and splitting costs.
  if (parts.length < 2 || (first?.kind === 'text' && !home.startsWith(first.text))) return undefined;
  const around = home.split('/');
  if (parts.length >= around.length) return undefined;
  const fits = parts.every((part, index) => part.kind === 'variable' || part.text === around[index]);
  return fits ? around.slice(0, parts.length).join('/') : undefined;
}

/** A name that need not be a member's: for things that are made up together, which should not be the same thing twice. */
export function freshName(pattern: string, a: number, root: number, file: DescFile): string {
  const parts = partsIn(file, pattern);
  const last = lastVariable(parts);
  if (last < 0 || last !== parts.length - 1) return resourceName(pattern, a, root, file);
  const id = `${pick(ADJECTIVES, draw(a, 1))}-${pick(NOUNS, draw(a, 2))}-${(draw(a, 3) >>> 0) % 100}`;
  const before = aroundLast(parts, root);
  return before === '' ? id : `${before}/${id}`;
}

/** `projects/{project}/topics/{topic}` → `projects/{project}`: a parent, as far as the pattern has one. */
export const parentPattern = (pattern: string): string => {
  const parts = pattern.match(/(?:\{[^}]*\}|[^/{])+/g) ?? [];
  return parts.slice(0, -2).join('/');
};

const cache = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** Types that many APIs speak of and none of them defines. */
const SHARED_TYPES: Readonly<Record<string, string>> = {
  'locations.googleapis.com/Location': 'projects/{project}/locations/{location}',
  'cloudkms.googleapis.com/KeyRing': 'projects/{project}/locations/{location}/keyRings/{key_ring}',
  'cloudkms.googleapis.com/CryptoKey':
    'projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}',
  'iam.googleapis.com/ServiceAccount': 'projects/{project}/serviceAccounts/{service_account}',
  'pubsub.googleapis.com/Topic': 'projects/{project}/topics/{topic}',
};

/** `shop.example.com/Customer` → `customers/{customer}`: what a type that nobody defines most likely looks like. */
export function likelyPattern(type: string): string {
  if (Object.hasOwn(SHARED_TYPES, type)) return SHARED_TYPES[type]!;
  const name = type.slice(type.lastIndexOf('/') + 1);
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  const plural = camel.endsWith('y') ? `${camel.slice(0, -1)}ies` : camel.endsWith('s') ? `${camel}es` : `${camel}s`;
  return `${plural}/{${camel}}`;
}

/** The first pattern of each resource type in a file and all that it imports. */
export function patternsOf(root: DescFile): ReadonlyMap<string, string> {
  let patterns = cache.get(root);
  if (!patterns) {
    const found = new Map<string, string>();
    for (const file of withImports(root)) {
      for (const resource of [...file.messages.map(resourceOf), ...resourcesOfFile(file.proto.options)]) {
        const pattern = resource?.patterns[0];
        if (resource && pattern !== undefined && !found.has(resource.type)) found.set(resource.type, pattern);
      }
    }
    patterns = found;
    cache.set(root, patterns);
  }
  return patterns;
}
