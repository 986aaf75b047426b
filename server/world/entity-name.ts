import { bytesKey, textKey, type Key } from '../generate/hash.ts';
import { collectionKey, lookOf, numberLook, wordsLook } from '../generate/members.ts';
import { parentPattern, patternParts, resourceName, variableLook } from '../generate/resource-names.ts';
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
  return parts.every((part, index) =>
    part.kind === 'text'
      ? part.text === segments[index]
      : segments[index] !== '' && segments[index] !== '-' && segments[index]!.startsWith(part.before),
  );
}

/** What stands before the id of a new entity: `customers/a/orders`; undefined where a parent is missing. */
export function placeFor(
  resource: Resource,
  parent: string,
  root: number,
): { readonly before: string; readonly variable: string } {
  const fitting =
    resource.patterns.find((pattern) => {
      const above = parentPattern(pattern);
      return above === '' ? parent === '' : parent !== '' && fitsPattern(parent, above);
    }) ??
    resource.patterns.find((pattern) => {
      // `projects/p` for `projects/{project}/global/networks/{network}`.
      const above = patternParts(pattern).length - parent.split('/').length;
      return parent !== '' && above > 0 && fitsPattern(parent, pattern.split('/').slice(0, -above).join('/'));
    }) ??
    resource.patterns[0]!;
  const parts = patternParts(fitting);
  const last = parts.at(-1)!;
  const given = parent === '' ? [] : parent.split('/');
  const own = parts.slice(given.length, -1);
  const rest = own.every(({ kind }) => kind === 'text')
    ? own.map((part) => (part.kind === 'text' ? part.text : ''))
    : undefined;
  // A parent that is not given where one is needed: those that the whole mock shares.
  const before =
    given.length === 0 || !rest
      ? given.length === 0
        ? resourceName(fitting, 0, root).split('/').slice(0, -1)
        : [...given, ...parts.slice(-2, -1).flatMap((part) => (part.kind === 'text' ? part.text : []))]
      : [...given, ...rest];
  return { before: before.join('/'), variable: last.kind === 'variable' ? last.name : '' };
}

/** Ids for a new entity, one after the other, by what was asked: the first that is free is taken. */
export function* newIds(
  resource: Resource,
  place: { readonly before: string; readonly variable: string } | undefined,
  asked: Uint8Array,
  root: number,
): Iterable<string> {
  const before = place?.before ?? '';
  const key: Key = bytesKey(asked, collectionKey(`new ${resource.key} ${before}`, root));
  if (isNamed(resource)) {
    const look = variableLook(place?.variable ?? '');
    // Numbers of versions go on from one; everything else is drawn.
    const running = /(^|_)(version|revision)$/.test(place?.variable ?? '');
    for (let index = 0; ; index++) {
      const lane = running ? key : textKey(String(index), key);
      const id = running ? String(index + 1) : (look === wordsLook ? wordsLook : wordsLook)(lane.a, lane.b, 0);
      yield before === '' ? id : `${before}/${id}`;
    }
  }
  const own = resource.id.at(-1)!;
  const named = /^(value|id)$/.test(own.name) ? (resource.id.at(-2) ?? own) : own;
  const look = lookOf(own, nounOf(resource.desc.name), splitWords(named.name)) ?? wordsLook;
  for (let index = 0; ; index++) {
    const lane = textKey(String(index), key);
    yield look === numberLook ? String(10_000 + ((lane.a >>> 0) % 90_000) + index) : look(lane.a, lane.b, 0);
  }
}
