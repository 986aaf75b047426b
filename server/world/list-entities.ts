import type { Problem } from '../contract/problem.ts';
import { hashText } from '../generate/hash.ts';
import type { Scope } from './collection.ts';
import { isNamed } from './entity-id.ts';
import type { Entity } from './entity.ts';
import { decodeToken } from './page-token.ts';
import { ANYTHING, type Asked } from './list-question.ts';
import { cutPage } from './paging.ts';
import type { Demand } from './reads.ts';
import type { Kind } from './resource-index.ts';
import { compileSearch } from './search-text.ts';
import type { World } from './world.ts';

/** Which entities a person wants to see. */
export interface EntityQuestion {
  /** Name of what they lie under; of plain ids, the id. */
  readonly parent: string | undefined;
  /** Where the last page ended. */
  readonly token: string | undefined;
  readonly size: number;
  /** Free text to look for, in ids too. */
  readonly query: string | undefined;
}

/** One page of the entities of a resource, soft-deleted ones included, in the order of its lists. */
export function listEntities(
  world: World,
  { resource, universe }: Kind,
  { parent = '', token, size, query = '' }: EntityQuestion,
):
  | { readonly entities: readonly Entity[]; readonly next: string; readonly total: number }
  | { readonly problem: Problem } {
  const sum = (hashText(JSON.stringify([resource.key, parent, query, universe.seed])) >>> 0).toString(36);
  const read = token === undefined || token === '' ? undefined : decodeToken(token);
  if (token && read?.sum !== sum)
    return {
      problem: {
        severity: 'error',
        code: 'bad-token',
        message: 'The token belongs to another list.',
        hint: 'Leave it out to begin.',
        path: 'token',
      },
    };
  const entityOf = (id: string): Entity => world.find(universe, resource, id)!; // it was just listed
  const matches = compileSearch(query, resource.desc);
  const words = query.trim().toLowerCase();
  const found: Demand = {
    holds: (message, id) => id.toLowerCase().includes(words) || matches(message),
    reads: undefined,
    sieve: (bytes, id) => id.toLowerCase().includes(words) || matches.sieve(bytes),
  };
  const asked: Asked = words === '' ? ANYTHING : { demands: [found], key: `page ${words}` };
  const rows = world.list(universe, resource, scopeOf(), true, asked);
  const page = cutPage(rows, { size, after: read?.place, skip: 0, sum });
  return { entities: page.rows.map(({ id }) => entityOf(id)), next: page.next, total: page.total };

  function scopeOf(): Scope {
    if (isNamed(resource)) return { parent };
    return parent === '' ? {} : { under: resource.parents.map((_parent, index) => (index === 0 ? parent : undefined)) };
  }
}
