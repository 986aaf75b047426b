import { readFileSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Problem } from '../contract/problem.ts';

/** A `.proto` file as text. `path` is what the person would type to open it. */
export interface ProtoText {
  readonly path: string;
  readonly text: string;
}

/** What was found under the given paths. */
export interface ProtoTree {
  readonly files: readonly ProtoText[];
  /** Import roots that were given, where they exist. */
  readonly roots: readonly string[];
  readonly problems: readonly Problem[];
  /** Looks for an imported file on disk: in the roots, then in every folder above the given paths. */
  readonly find: (importName: string) => ProtoText | undefined;
}

/** Folders that hold no sources of the person's own. */
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);
/** Larger files are not sources that a person wrote; googleapis' largest is 0.5 MB. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 100_000;

/**
 * Reads every `.proto` file under `paths` (folders or files), sorted by path. A path that is not there, or cannot be
 * read, is a problem with code `path-not-found`, `unreadable` or `too-large`; the rest is read all the same.
 */
export function readProtos(paths: readonly string[], protoPaths: readonly string[]): ProtoTree {
  const problems: Problem[] = [];
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const walk = (path: string): void => {
    const real = realpathSync(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of readdirSync(path).sort()) {
      if (SKIPPED.has(entry)) continue;
      const child = join(path, entry);
      const stat = statOf(child);
      if (stat?.isDirectory()) walk(child);
      else if (stat?.isFile() && entry.endsWith('.proto')) add(child);
    }
  };
  const add = (path: string): void => {
    if (found.size < MAX_FILES) found.set(resolve(path), path);
  };

  for (const path of paths) {
    const stat = statOf(path);
    if (stat?.isDirectory()) guarded(path, problems, () => walk(path));
    else if (stat?.isFile() && path.endsWith('.proto')) add(path);
    else if (stat?.isFile())
      problems.push(
        problem('not-a-proto', path, `${path} is not a .proto file.`, 'Give a folder, or files that end in .proto.'),
      );
    else
      problems.push(
        problem(
          'path-not-found',
          path,
          `There is no file or folder ${path}.`,
          'Check the spelling, or give another path.',
        ),
      );
  }
  const roots = protoPaths.filter((path) => {
    const there = statOf(path)?.isDirectory() ?? false;
    if (!there) problems.push(problem('path-not-found', path, `The import root ${path} is not a folder.`, 'Check -I.'));
    return there;
  });

  const files: ProtoText[] = [];
  for (const path of found.values()) {
    const file = read(path, problems);
    if (file) files.push(file);
  }
  return { files, roots, problems, find: finder([...paths], roots) };
}

/** Imports beyond the given files: `-I` roots first, then the folders above each given path, nearest first. */
function finder(paths: readonly string[], roots: readonly string[]): ProtoTree['find'] {
  const bases = [...roots];
  for (const path of paths) {
    let folder = statOf(path)?.isDirectory() ? resolve(path) : dirname(resolve(path));
    for (;;) {
      if (!bases.includes(folder)) bases.push(folder);
      const parent = dirname(folder);
      if (parent === folder) break;
      folder = parent;
    }
  }
  return (importName) => {
    // Import names are relative and stay below their root; anything else never reaches the disk.
    if (
      !importName.endsWith('.proto') ||
      importName.includes('\0') ||
      /(^|[\\/])\.\.?([\\/]|$)|^[\\/]/.test(importName)
    )
      return undefined;
    for (const base of bases) {
      const path = join(base, importName);
      if (statOf(path)?.isFile()) return read(path, []);
    }
    return undefined;
  };
}

function read(path: string, problems: Problem[]): ProtoText | undefined {
  let text: string | undefined;
  guarded(path, problems, () => {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES)
      problems.push(
        problem('too-large', path, `${path} has ${size} bytes; the limit is ${MAX_FILE_BYTES}.`, 'Split the file.'),
      );
    else text = readFileSync(path, 'utf8');
  });
  return text === undefined ? undefined : { path, text };
}

function guarded(path: string, problems: Problem[], action: () => void): void {
  try {
    action();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push(problem('unreadable', path, `${path} cannot be read: ${why}.`, 'Check its permissions.'));
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function problem(code: string, file: string, message: string, hint: string): Problem {
  return { severity: 'error', code, file, message, hint };
}
