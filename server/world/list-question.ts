import type { DescField } from '@bufbuild/protobuf';
import type { Scope } from './collection.ts';
import { idAt, isNamed } from './entity-id.ts';
import { inScope, prefixOf } from './in-scope.ts';
import type { Order } from './order-by.ts';
import type { Demand } from './reads.ts';
import type { Resource } from './resource.ts';
import type { Question } from './written-rows.ts';

/** What is asked of the entities of a list, besides what they lie under. */
export interface Asked {
  /** All of them have to hold. */
  readonly demands: readonly Demand[];
  readonly order?: Order | undefined;
  /** Text that says all of this: the same text, the same question. Without it nothing is kept for the next page. */
  readonly key?: string | undefined;
}

export const ANYTHING: Asked = { demands: [], key: '' };

/** A list as it is asked of what was written. */
export function questionOf(resource: Resource, scope: Scope, hidden: boolean, { demands, order }: Asked): Question {
  const { parent = '' } = scope;
  const wild = isNamed(resource) && parent.split('/').includes('-');
  const under = isNamed(resource) ? undefined : underDemand(resource, scope);
  return {
    prefix: prefixOf(resource, scope),
    fits: wild ? (id) => inScope(resource, scope, id) : undefined,
    hidden,
    demands: under ? [under, ...demands] : demands,
    order,
  };
}

/** Plain ids: what they lie under stands in their messages. */
export function underDemand(resource: Resource, { under = [] }: Scope): Demand | undefined {
  const pairs = resource.parents.flatMap(({ path }, index) => {
    const wanted = under[index];
    return wanted === undefined ? [] : [{ path, wanted }];
  });
  if (pairs.length === 0) return undefined;
  return {
    reads: new Set<DescField>(pairs.map(({ path }) => path[0]!)),
    holds: (message) => pairs.every(({ path, wanted }) => idAt(message, path) === wanted),
  };
}
