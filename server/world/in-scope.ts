import type { Message } from '@bufbuild/protobuf';
import type { Scope } from './collection.ts';
import { idAt, isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Whether an entity belongs to a scope: by its name, or by what its message says of its parents. */
export function inScope(resource: Resource, scope: Scope, id: string, message: () => Message): boolean {
  if (isNamed(resource)) {
    const parent = scope.parent ?? '';
    if (parent === '' || parent === '-') return true;
    const wanted = parent.split('/');
    const segments = id.split('/');
    return segments.length > wanted.length && wanted.every((part, index) => part === '-' || part === segments[index]);
  }
  const under = scope.under ?? [];
  if (!under.some((value) => value !== undefined)) return true;
  const held = message();
  return resource.parents.every(({ path }, index) => under[index] === undefined || idAt(held, path) === under[index]);
}

/** What the ids of a scope begin with, as far as that is one text. */
export function prefixOf(resource: Resource, { parent = '' }: Scope): string {
  if (!isNamed(resource) || parent === '') return '';
  const wild = parent.split('/').indexOf('-');
  const fixed = wild < 0 ? parent : parent.split('/').slice(0, wild).join('/');
  return fixed === '' ? '' : `${fixed}/`;
}
