import { bytesKey, textKey, type Key } from '../generate/hash.ts';
import { collectionKey, lookOf, numberLook, wordsLook } from '../generate/members.ts';
import { patternParts, type PatternPart } from '../generate/pattern-parts.ts';
import { resourceName } from '../generate/resource-names.ts';
import { nounOf } from '../generate/subjects.ts';
import { splitWords } from '../generate/words.ts';
import { isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Whether a name fits a pattern. */
export function fitsPattern(name: string, pattern: string): boolean {
  const parts = patternParts(pattern);
  const segments = name.split('/');
  const open = parts.some((part) => part.kind === 'variable' && part.any);
  if (open ? segments.length < parts.length : segments.length !== parts.length) return false;
  if (hasDots(name)) return false;
  return parts.every((part, index) =>
    part.kind === 'text'
      ? part.text === segments[index]
      : segments[index] !== '' && segments[index] !== '-' && segments[index]!.startsWith(part.before),
  );
}

/** Whether a name has a part that means another place to every path there is: `courses/..`. */
export const hasDots = (name: string): boolean => /(^|\/)\.\.?(\/|$)/.test(name);

/** Where a new entity goes. */
export interface Place {
  /** What stands before its id: `customers/a/orders`. */
  readonly before: string;
  /** Of the pattern: the name of what its id stands for. Empty where there is one such thing below each parent. */
  readonly variable: string;
  /** The parent was needed and not given: it is one that the whole mock shares. */
  readonly adopted: boolean;
}

/** Where a new entity below a parent goes, by the first pattern that the parent fits. */
export function placeFor(resource: Resource, parent: string, root: number): Place {
  const given = parent === '' ? [] : parent.split('/');
  for (const pattern of resource.patterns) {
    const parts = patternParts(pattern);
    const last = parts.at(-1);
    const single = last?.kind === 'text';
    const between = parts.slice(given.length, single ? undefined : -1);
    const texts = between.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    const fits =
      given.length < parts.length &&
      texts.length === between.length &&
      given.every((segment, index) => {
        const part = parts[index]!;
        return part.kind === 'variable' || part.text === segment;
      });
    if (fits)
      return { before: [...given, ...texts].join('/'), variable: single ? '' : nameOfPart(last), adopted: false };
  }
  const [pattern] = resource.patterns;
  const parts = patternParts(pattern!);
  const variable = nameOfPart(parts.at(-1));
  if (parent === '')
    return {
      before: resourceName(pattern!, 0, root, resource.desc.file).split('/').slice(0, -1).join('/'),
      variable,
      adopted: true,
    };
  const collection = parts.slice(-2, -1).flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  return { before: [...given, ...collection].join('/'), variable, adopted: false };
}

const nameOfPart = (part: PatternPart | undefined): string => (part?.kind === 'variable' ? part.name : 'id');

/** Ids of versions and revisions go on from one; all others are drawn. */
const isRunning = (place: Place | undefined): boolean => /(^|_)(version|revision)$/.test(place?.variable ?? '');

/** What the ids of a new entity follow from: the same content below the same parent has the same ones. */
export function newIdsKey(resource: Resource, place: Place | undefined, asked: Uint8Array, root: number): Key {
  const content = isRunning(place) ? new Uint8Array() : asked;
  return bytesKey(content, collectionKey(`new ${resource.key} ${place?.before ?? ''}`, root));
}

/** Ids for a new entity, one after the other from a place in their order: the first that is free is taken. */
export function* newIds(
  resource: Resource,
  place: Place | undefined,
  key: Key,
  from = 0,
): Iterable<{ readonly id: string; readonly index: number }> {
  const before = place?.before ?? '';
  if (isNamed(resource)) {
    const running = isRunning(place);
    for (let index = from; ; index++) {
      const lane = textKey(String(index), key);
      const id = running ? String(index + 1) : wordsLook(lane.a, lane.b, 0);
      yield { id: place?.variable === '' ? before : before === '' ? id : `${before}/${id}`, index };
    }
  }
  const own = resource.id.at(-1)!;
  const named = /^(value|id)$/.test(own.name) ? (resource.id.at(-2) ?? own) : own;
  const look = lookOf(own, nounOf(resource.desc.name), splitWords(named.name)) ?? wordsLook;
  for (let index = from; ; index++) {
    const lane = textKey(String(index), key);
    const id = look === numberLook ? String(10_000 + ((lane.a >>> 0) % 900_000) + index) : look(lane.a, lane.b, 0);
    yield { id, index };
  }
}
