import type { DescFile } from '@bufbuild/protobuf';
import { draw, hashText, mixA, pick, type Key } from './hash.ts';
import { collectionKey, memberCount } from './members.ts';
import { partLook, REGIONS } from './name-looks.ts';
import { lastVariable, patternParts, type PatternPart } from './pattern-parts.ts';
import { ADJECTIVES, NOUNS } from './pools.ts';
import { partsIn } from './shop-parts.ts';

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
