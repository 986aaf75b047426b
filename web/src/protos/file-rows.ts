import type { ProtoFileInfo, ProtoOrigin } from '#contract/protos';
import { words } from '../lib/match.ts';

/** One line of the list of files. */
export type FileRow =
  | { readonly type: 'head'; readonly id: string; readonly label: string; readonly count: number }
  | {
      readonly type: 'file';
      readonly id: string;
      readonly name: string;
      /** `shop/v1/` and `orders.proto` */
      readonly folder: string;
      readonly base: string;
      readonly errors: number;
      readonly warnings: number;
    };

const GROUPS: readonly (readonly [ProtoOrigin, string])[] = [
  ['workspace', 'Workspace'],
  ['imported', 'Imported from elsewhere'],
  ['built-in', 'Built in'],
];

/** The files that hold every word of the filter, by where they come from; files that are not on disk yet come first. */
export function fileRows(
  files: readonly ProtoFileInfo[],
  unsaved: readonly { readonly name: string; readonly state: string }[],
  filter: string,
): readonly FileRow[] {
  const wanted = words(filter);
  const fits = (name: string): boolean => {
    const lower = name.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
  const known = new Set(files.map(({ name }) => name));
  const fresh = unsaved.filter(({ name, state }) => state === 'new' && !known.has(name) && fits(name));
  return GROUPS.flatMap(([origin, label]) => {
    const rows = files.filter((file) => file.origin === origin && fits(file.name)).map(fileRow);
    if (origin === 'workspace') rows.unshift(...fresh.map(({ name }) => fileRow({ name, errors: 0, warnings: 0 })));
    if (rows.length === 0) return [];
    return [{ type: 'head', id: `head:${origin}`, label, count: rows.length } as const, ...rows];
  });
}

function fileRow({ name, errors, warnings }: Pick<ProtoFileInfo, 'name' | 'errors' | 'warnings'>): FileRow {
  const cut = name.lastIndexOf('/') + 1;
  return { type: 'file', id: name, name, folder: name.slice(0, cut), base: name.slice(cut), errors, warnings };
}
