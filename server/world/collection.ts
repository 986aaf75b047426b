import type { DescField, DescFile } from '@bufbuild/protobuf';
import { referenceOf } from '../generate/annotations.ts';
import { between, draw, hashText, mix, mixA, type Key } from '../generate/hash.ts';
import {
  collectionKey,
  lookOf,
  madeUpCount,
  memberCount,
  nounCollection,
  numberLook,
  referencePlan,
  referencePool,
  wordsLook,
  type IdLook,
} from '../generate/members.ts';
import type { PatternPart } from '../generate/pattern-parts.ts';
import { memberName, namedCollection } from '../generate/resource-names.ts';
import { likelyPattern, patternsOf } from '../generate/resource-patterns.ts';
import { partsIn } from '../generate/shop-parts.ts';
import { nounOf } from '../generate/subjects.ts';
import { splitWords } from '../generate/words.ts';
import { isNamed, joinKey, keyParents } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Which entities of a resource a list is about. */
export interface Scope {
  /** Of names: the parent's; `-` stands for any id. Empty or undefined: all. */
  readonly parent?: string | undefined;
  /** Of plain ids: the id of each of `resource.parents`, in their order; undefined for any. */
  readonly under?: readonly (string | undefined)[] | undefined;
}

/** The ids that follow from the seed. */
export interface Derived {
  /** No two are the same. At most 4,096. */
  readonly ids: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  /** Of plain ids: what each of them lies under, by index, for each of `resource.parents`. */
  readonly under: readonly (readonly string[])[];
}

/** Where nothing follows from the seed. */
export const NO_IDS: Derived = { ids: [], index: new Map(), under: [] };

const MOST = 4_096;
const MOST_CACHED = 500;

const caches = new WeakMap<Resource, Map<string, Derived>>();

/** The members of a collection by the seed: the same for whoever asks, in whatever order. Remembered, within a bound. */
export function derivedIds(resource: Resource, scope: Scope, root: number): Derived {
  let cache = caches.get(resource);
  if (!cache) caches.set(resource, (cache = new Map()));
  const key = `${root} ${scope.parent ?? ''} ${JSON.stringify(scope.under ?? [])}`;
  let found = cache.get(key);
  if (!found) {
    if (cache.size >= MOST_CACHED) cache.clear();
    found = isNamed(resource)
      ? derived(
          namesUnder(resource.patterns, scope.parent ?? '', root, resource.desc.file).map((id) => ({ id, under: [] })),
        )
      : derived(plainIds(resource, scope.under ?? [], root));
    cache.set(key, found);
  }
  return found;
}

interface Member {
  readonly id: string;
  readonly under: readonly string[];
}

function derived(members: readonly Member[]): Derived {
  const index = new Map<string, number>();
  const under: (readonly string[])[] = [];
  for (const member of members) {
    if (index.has(member.id)) continue;
    index.set(member.id, index.size);
    under.push(member.under);
  }
  return { ids: [...index.keys()], index, under };
}

/** The names of members below a parent, by the patterns that it fits. */
export function namesUnder(patterns: readonly string[], parent: string, root: number, file: DescFile): string[] {
  const given = parent === '' || parent === '-' ? [] : parent.split('/');
  const names = patterns.flatMap((pattern) => expand(partsIn(file, pattern), given, root) ?? []);
  if (names.length > 0 || given.length === 0 || given.includes('-')) return names.slice(0, MOST);
  // A parent that fits no pattern: its members still have the last part of one.
  const last = partsIn(file, patterns[0]!).slice(-2);
  return (expandFrom([parent], last, 0, [], root) ?? []).slice(0, MOST);
}

/** Undefined where the parent does not fit the pattern. */
function expand(parts: readonly PatternPart[], given: readonly string[], root: number): string[] | undefined {
  if (given.length >= parts.length) return undefined;
  for (const [index, segment] of given.entries()) {
    const part = parts[index]!;
    if (part.kind === 'text' && part.text !== segment) return undefined;
  }
  return expandFrom([''], parts, 0, given, root);
}

function expandFrom(
  begun: readonly string[],
  parts: readonly PatternPart[],
  from: number,
  given: readonly string[],
  root: number,
): string[] {
  let names = [...begun];
  for (let index = from; index < parts.length; index++) {
    const part = parts[index]!;
    const fixed = given[index];
    if (part.kind === 'text' || (fixed !== undefined && fixed !== '-')) {
      const text = part.kind === 'text' ? part.text : fixed!;
      names = names.map((name) => (name === '' ? text : `${name}/${text}`));
      continue;
    }
    names = names.flatMap((before) =>
      Array.from({ length: namedCollection(before, part.name, root).count }, (_, at) =>
        memberName(before, part, at, root),
      ),
    );
    if (names.length > MOST) names.length = MOST;
  }
  return names;
}

/** Ids of the things that a parent field names. Remembered by field in `pools`. */
export function parentPool(field: DescField, root: number): readonly string[] {
  const reference = referenceOf(field)?.type;
  if (reference !== undefined) {
    const pattern = patternsOf(field.parent.file).get(reference) ?? likelyPattern(reference);
    return namesUnder([pattern], '', root, field.parent.file).slice(0, 27);
  }
  const plan = referencePlan(field);
  if (plan) {
    const { key, count } = referencePool(plan, root);
    return members(plan.look, key, count);
  }
  const words = splitWords(field.name);
  const key = nounCollection(words, root);
  return members(lookOf(field, words) ?? wordsLook, key, madeUpCount(key));
}

const members = (look: IdLook, { a, b }: Key, count: number): readonly string[] => [
  ...new Set(Array.from({ length: count }, (_, index) => look(a, b, index))),
];

/** How the ids of a resource look. */
function lookOfResource(resource: Resource): IdLook {
  const own = resource.id.at(-1)!;
  // `UserId { value }`: the words are those of the field that holds it.
  const named = /^(value|id)$/.test(own.name) ? (resource.id.at(-2) ?? own) : own;
  return lookOf(own, nounOf(resource.desc.name), splitWords(named.name)) ?? wordsLook;
}

function plainIds(resource: Resource, under: readonly (string | undefined)[], root: number): Member[] {
  const noun = nounOf(resource.desc.name) || resource.singular;
  const look = lookOfResource(resource);
  const pools = resource.parents.map(({ path }, index) => ({
    given: under[index],
    pool: parentPool(path.at(-1)!, root),
  }));
  return keyParents(resource).length > 0 ? keyed(resource, noun, look, pools, root) : spread(noun, look, pools, root);
}

interface Pool {
  readonly given: string | undefined;
  readonly pool: readonly string[];
}

/** Ids that are unique below their parents: a collection for each of these. */
function keyed(resource: Resource, noun: string, look: IdLook, pools: readonly Pool[], root: number): Member[] {
  let paths: (readonly string[])[] = [[]];
  for (const { given, pool } of pools) {
    const choices = given === undefined ? pool : [given];
    paths = paths.flatMap((path) => choices.map((choice) => [...path, choice])).slice(0, MOST);
  }
  return paths
    .flatMap((path) => {
      const inKey = path.filter((_, index) => resource.parents[index]!.inKey);
      const key = collectionKey(`all ${noun} in ${joinKey(['', ...inKey])}`, root);
      return members(look, key, memberCount(key, true)).map((own) => ({ id: joinKey([...inKey, own]), under: path }));
    })
    .slice(0, MOST);
}

/** Ids that are unique on their own, each of which lies under one of each kind of parent. */
function spread(noun: string, look: IdLook, pools: readonly Pool[], root: number): Member[] {
  const key = nounCollection(noun, root);
  const first = pools[0]?.pool.length ?? 0;
  const count =
    first === 0
      ? memberCount(key, false)
      : first * between(draw(key.a, 7), 3, 7) + (Math.abs(draw(key.a, 8)) % Math.max(1, first));
  const all = members(look, key, Math.min(count, MOST)).map((id, index) => ({
    id,
    under: pools.map(({ pool }, at) => pool[at === 0 ? index % first : (mixA(index, key.a + at) >>> 0) % pool.length]!),
  }));
  const strange = pools.findIndex(({ given, pool }) => given !== undefined && !pool.includes(given));
  if (strange < 0)
    return all.filter(({ under }) => pools.every(({ given }, at) => given === undefined || under[at] === given));
  // Below something that nobody lists: members of its own.
  const text = JSON.stringify(pools.map(({ given }) => given ?? null));
  const own = collectionKey(`all ${noun} under ${text}`, root);
  return members(look === numberLook ? distantLook : look, own, memberCount(own, true)).map((id) => ({
    id,
    under: pools.map(({ given, pool }, at) => given ?? pool[(mix(hashText(id) + at) >>> 0) % pool.length]!),
  }));
}

/** Numbers that keep away from those of the whole collection. */
const distantLook: IdLook = (a, _b, index) => String(100_000 + ((a >>> 0) % 1_000_000) * 16 + index);
