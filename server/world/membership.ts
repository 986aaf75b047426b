import type { PatternPart } from '../generate/pattern-parts.ts';
import { namedCollection, memberName } from '../generate/resource-names.ts';
import { partsIn } from '../generate/shop-parts.ts';
import { derivedIds } from './collection.ts';
import { isNamed, keyParents, splitKey } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Whether an id is one that lists show, by the seed alone: its parents are members as well. */
export function isMember(resource: Resource, id: string, root: number): boolean {
  if (isNamed(resource))
    return resource.patterns.some((pattern) => isMemberName(partsIn(resource.desc.file, pattern), id, root));
  if (resource.parents.every(({ inKey }) => !inKey)) return derivedIds(resource, {}, root).index.has(id);
  const parts = splitKey(id, keyParents(resource).length + 1);
  let at = 0;
  const under = resource.parents.map(({ inKey }) => (inKey ? parts[at++] : undefined));
  return derivedIds(resource, { under }, root).index.has(id);
}

function isMemberName(parts: readonly PatternPart[], name: string, root: number): boolean {
  const segments = name.split('/');
  if (segments.length !== parts.length) return false;
  return parts.every((part, index) => {
    if (part.kind === 'text') return part.text === segments[index];
    const before = segments.slice(0, index).join('/');
    const wanted = segments.slice(0, index + 1).join('/');
    const { count } = namedCollection(before, part.name, root);
    for (let at = 0; at < count; at++) if (memberName(before, part, at, root) === wanted) return true;
    return false;
  });
}
