import type { Message } from '@bufbuild/protobuf';
import type { Derived, Scope } from './collection.ts';
import { inScope, prefixOf } from './in-scope.ts';
import type { Overlay } from './overlay.ts';
import type { Resource } from './resource.ts';
import type { Severed } from './severed.ts';

/** One row of a list: its entity is made when it is asked for. */
export interface ListedRow {
  readonly id: string;
  /** Where it stands: what was created first, by id, then what follows from the seed, by its index. */
  readonly place: readonly [string];
}

/** What a list is made of. */
export interface ListSources {
  readonly derived: Derived;
  readonly overlay: Overlay | undefined;
  readonly severed: Severed;
  readonly message: (id: string) => Message;
}

/** The rows of a list, in its order. `hidden`: soft-deleted ones as well. Messages are made only to see what is in scope. */
export function listRows(
  resource: Resource,
  scope: Scope,
  hidden: boolean,
  { derived, overlay, severed, message }: ListSources,
): ListedRow[] {
  const rows: ListedRow[] = [];
  const shows = (id: string): boolean => {
    const stored = overlay?.get(id);
    if (!stored?.bytes || (stored.deleted && !hidden)) return false;
    return inScope(resource, scope, id, () => message(id));
  };
  for (const id of overlay?.idsWith(prefixOf(resource, scope)) ?? [])
    if (!derived.index.has(id) && shows(id)) rows.push({ id, place: [`0${id}`] });
  const cut = severed.any;
  for (const [index, id] of derived.ids.entries()) {
    if (overlay?.get(id) ? !shows(id) : cut && severed.above(resource, id)) continue;
    rows.push({ id, place: [`1${String(index).padStart(5, '0')}`] });
  }
  return rows;
}
