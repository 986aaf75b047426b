import { untrack } from 'svelte';
import type { MethodDetail } from '#contract/schema';
import type { WorldResource } from '#contract/world';
import type { usePage } from '../context.ts';
import { columnsOf, type Column } from './cells.ts';
import { EntityTable } from './entity-table.svelte.ts';
import { typeDetail } from './type-detail.ts';

/** The entities of a kind, with what their types say; both are as new as the server's. */
export interface FollowedResource {
  readonly table: EntityTable;
  /** Null until it is known. */
  readonly detail: MethodDetail | null;
  readonly columns: readonly Column[];
}

/**
 * Asks for the entities of a kind, and again when somebody writes one; for its types, and again when the schema changes.
 * Call it while a component is set up: it ends with that one. `session`: whose world; another one, or another kind, is
 * another component. `changed` is told when somebody wrote one.
 */
export function followResource(
  resource: () => WorldResource,
  session: string | null,
  { api, world, workspace }: Pick<ReturnType<typeof usePage>, 'api' | 'world' | 'workspace'>,
  changed: () => void = () => undefined,
): FollowedResource {
  let detail: MethodDetail | null = $state.raw(null);
  const { type } = untrack(resource);
  const table = new EntityTable(type, api.world.of(session), (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  });
  const columns = $derived(columnsOf(resource(), detail));

  $effect(() => void untrack(() => table.ask()));
  $effect(() => {
    void workspace.schema?.revision;
    let stale = false;
    void typeDetail(untrack(resource), (path) => workspace.detail(path)).then((found) => {
      if (!stale) detail = found;
    });
    return () => (stale = true);
  });
  $effect(() => {
    if (world.version === 0) return;
    const { news } = world;
    if (news && news.types.length > 0 && !news.types.includes(type)) return;
    untrack(() => {
      void table.refresh();
      changed();
    });
  });
  return {
    table,
    get detail() {
      return detail;
    },
    get columns() {
      return columns;
    },
  };
}
