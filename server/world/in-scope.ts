import type { Scope } from './collection.ts';
import { isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Whether a name belongs to a scope. Of plain ids, their messages say it (`underDemand`). */
export function inScope(resource: Resource, { parent = '' }: Scope, id: string): boolean {
  if (!isNamed(resource) || parent === '' || parent === '-') return true;
  const wanted = parent.split('/');
  const segments = id.split('/');
  return segments.length > wanted.length && wanted.every((part, index) => part === '-' || part === segments[index]);
}

/** What the ids of a scope begin with, as far as that is one text. */
export function prefixOf(resource: Resource, { parent = '' }: Scope): string {
  if (!isNamed(resource) || parent === '') return '';
  const wild = parent.split('/').indexOf('-');
  const fixed = wild < 0 ? parent : parent.split('/').slice(0, wild).join('/');
  return fixed === '' ? '' : `${fixed}/`;
}
