import { toBinary, type Message } from '@bufbuild/protobuf';
import { idAt, isNamed, joinKey, keyParents } from './entity-id.ts';
import { newIds, newIdsKey, placeFor } from './entity-name.ts';
import { isMember } from './membership.ts';
import type { Kind } from './resource-index.ts';

/** Gives ids to entities of a file that have none. */
export interface SeedIds {
  /** An id that an entity has already. */
  take(id: string): void;
  has(id: string): boolean;
  next(message: Message): string;
}

/**
 * Ids by seed and content alone: whatever else was written meanwhile, the same file has the same ids. Those that follow
 * from the seed are left alone.
 */
export function seedIds({ resource, universe }: Kind): SeedIds {
  const taken = new Set<string>();
  const root = universe.key.a;
  const place = isNamed(resource) ? placeFor(resource, '', root) : undefined;
  return {
    take: (id) => void taken.add(id),
    has: (id) => taken.has(id),
    next(message) {
      const above = keyParents(resource).map(({ path }) => idAt(message, path));
      const key = newIdsKey(resource, place, toBinary(resource.desc, message), root);
      for (const { id: own } of newIds(resource, place, key)) {
        const id = above.length === 0 ? own : joinKey([...above, own]);
        if (taken.has(id) || isMember(resource, id, root)) continue;
        taken.add(id);
        return id;
      }
      throw new Error('The ids of a new entity never end.');
    },
  };
}
