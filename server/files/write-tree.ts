import { lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import { badProtoName } from './save-proto.ts';
import { writeWhole } from './write-file.ts';

/** A file to write below a folder; its name has slashes. */
export interface TreeFile {
  readonly name: string;
  readonly text: string;
}

/** What is there now where a file would be written. */
export type FileState = 'new' | 'changed' | 'same';

/** Where a file goes, or why it cannot go there. */
export type Placed = { readonly path: string; readonly state: FileState } | { readonly refused: Problem };

/** What was written. */
export interface TreeWritten {
  readonly fresh: number;
  readonly changed: number;
  readonly same: number;
}

/**
 * Where a file of that name would stand below a folder, and what is there. Refuses names that lead out of it, also through
 * a symbolic link on the way, and names that no proto file should have.
 */
export function placeFile(folder: string, { name, text }: TreeFile): Placed {
  const refused = (code: string, message: string, hint: string): Placed => ({
    refused: { severity: 'error', code, message, hint },
  });
  const bad = badProtoName(name);
  const shown = JSON.stringify(name.slice(0, 200));
  if (bad !== undefined) return refused('import-name', `${shown} cannot be the name of a proto file.`, bad);
  const path = join(folder, ...name.split('/'));
  const outside = (): Placed =>
    refused('outside-workspace', `${shown} would lie outside of ${folder}, by a link.`, 'Take the link away.');
  try {
    // The deepest folder that is there decides: what is made below it is made by us.
    let above = dirname(path);
    while (!lstatSync(above, { throwIfNoEntry: false }) && dirname(above) !== above) above = dirname(above);
    if (statSync(folder, { throwIfNoEntry: false })) {
      const [root, real] = [realpathSync(folder), realpathSync(above)];
      if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return outside();
    }
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (!there) return { path, state: 'new' };
    if (there.isSymbolicLink()) return outside();
    if (!there.isFile())
      return refused('not-writable', `${path} is there, and is no file.`, 'Move it, or choose another folder.');
    return { path, state: readFileSync(path, 'utf8') === text ? 'same' : 'changed' };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return refused('not-writable', `${path} cannot be written: ${why}.`, 'Check its permissions.');
  }
}

/** Writes files below a folder. All are placed before the first is written; one that is refused refuses all. */
export function writeTree(
  folder: string,
  files: readonly TreeFile[],
  overwrite: boolean,
): TreeWritten | { readonly refused: Problem } {
  const placed = files.map((file) => ({ file, place: placeFile(folder, file) }));
  const count: Record<FileState, number> = { new: 0, changed: 0, same: 0 };
  const changed: string[] = [];
  for (const { place } of placed) {
    if ('refused' in place) return place;
    count[place.state] += 1;
    if (place.state === 'changed') changed.push(place.path);
  }
  if (changed.length > 0 && !overwrite) {
    const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
    return {
      refused: {
        severity: 'error',
        code: 'changed-on-disk',
        message: `${changed.slice(0, 3).join(', ')}${more} would be overwritten; nothing was written.`,
        hint: 'Choose another folder, or overwrite with --force.',
      },
    };
  }
  mkdirSync(folder, { recursive: true });
  for (const { file, place } of placed) {
    if ('refused' in place || place.state === 'same') continue;
    const why = writeWhole(place.path, new TextEncoder().encode(file.text));
    if (why !== undefined)
      return {
        refused: {
          severity: 'error',
          code: 'not-writable',
          message: `${place.path} cannot be written: ${why}.`,
          hint: 'Check permissions and space.',
        },
      };
  }
  return { fresh: count.new, changed: count.changed, same: count.same };
}
