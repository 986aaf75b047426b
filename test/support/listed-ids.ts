import type { ListedRow } from '../../server/world/list-rows.ts';
import type { Rows } from '../../server/world/paging.ts';

/** The ids of a list, in its order. */
export const listedIds = (rows: Rows<ListedRow>): string[] =>
  Array.from({ length: rows.length }, (_, index) => rows.at(index)!.id);
