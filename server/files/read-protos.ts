import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import type { SchemaFile } from '../schema/registry.ts';
import { Disk, type ProtoText } from './disk.ts';
import { isSourceName, readSource } from './read-source.ts';
import { isSideName, misnamed } from './side-files.ts';

/** What was found under the given paths. */
export interface ProtoTree {
  readonly files: readonly ProtoText[];
  /** Files that came as descriptors, from descriptor sets. */
  readonly compiled: readonly SchemaFile[];
  /** Import roots that were given, where they exist. */
  readonly roots: readonly string[];
  readonly problems: readonly Problem[];
  /** Files that say what the data are, by path: see `sideFiles`. */
  readonly beside: readonly string[];
  /** Looks for an imported file on disk: in the roots, then in every folder above the given paths. */
  readonly find: (importName: string) => ProtoText | undefined;
}

const MAX_FILES = 100_000;
/** Files with nearly the right name that are told of. */
const MAX_MISNAMED = 20;

/**
 * Reads every `.proto` file under `paths` (folders, files, zips, descriptor sets), sorted by path. A path that is not there, or cannot be
 * read, is a problem with code `path-not-found` or `unreadable`; the rest is read all the same. A `disk` that was read
 * before is asked again only where it was told to look again.
 */
export function readProtos(paths: readonly string[], protoPaths: readonly string[], disk = new Disk()): ProtoTree {
  const problems: Problem[] = [];
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const walk = (path: string): void => {
    const { real, entries } = disk.list(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const [name, kind] of entries) {
      if (kind === 'file')
        (name.endsWith('.proto') ? add : isSideName(name) ? addBeside : addMisnamed)(join(path, name));
      else guarded(join(path, name), problems, walk);
    }
  };
  const add = (path: string): void => {
    if (found.size < MAX_FILES) found.set(resolve(path), path);
  };

  const beside: string[] = [];
  const addBeside = (path: string): void => {
    if (beside.length < MAX_FILES) beside.push(path);
  };

  const misnamedFiles: string[] = [];
  const addMisnamed = (path: string): void => {
    if (misnamedFiles.length < MAX_MISNAMED) misnamedFiles.push(path);
  };

  const sources = new Set<string>();
  for (const path of paths) {
    const kind = disk.kind(path);
    if (kind === 'folder') guarded(path, problems, walk);
    else if (kind === 'file' && path.endsWith('.proto')) add(path);
    else if (kind === 'file' && isSideName(path)) addBeside(path);
    else if (kind === 'file' && misnamed(basename(path))) addMisnamed(path);
    else if (kind === 'file' && isSourceName(path)) sources.add(path);
    else if (kind === 'file')
      problems.push(
        problem(
          'not-a-proto',
          path,
          `${path} is not a .proto file.`,
          'Give a folder, .proto files, a .zip of them, or a descriptor set (.binpb .pb .protoset .desc .json).',
        ),
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
  for (const path of misnamedFiles) problems.push(misnamedProblem(path));
  const roots = protoPaths.filter((path) => {
    const there = disk.kind(path) === 'folder';
    if (!there) problems.push(problem('path-not-found', path, `The import root ${path} is not a folder.`, 'Check -I.'));
    return there;
  });

  const files: ProtoText[] = [];
  for (const path of found.values()) {
    const file = read(disk, path, problems);
    if (file) files.push(file);
  }
  const compiled: SchemaFile[] = [];
  for (const path of sources) {
    // Text of it is nobody's concern: the disk is to know that it matters.
    disk.read(path);
    const source = readSource(path);
    if ('why' in source) {
      problems.push(problem('unreadable', path, `${path} cannot be read: ${source.why}.`, 'Make it anew.'));
      continue;
    }
    files.push(...source.files);
    compiled.push(...source.compiled);
  }
  return { files, compiled, roots, problems, beside, find: finder(disk, [...paths], roots) };
}

/** Imports beyond the given files: `-I` roots first, then the folders above each given path, nearest first. */
function finder(disk: Disk, paths: readonly string[], roots: readonly string[]): ProtoTree['find'] {
  const bases = [...roots];
  for (const path of paths) {
    let folder = disk.kind(path) === 'folder' ? resolve(path) : dirname(resolve(path));
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
      if (disk.kind(path) === 'file') return read(disk, path, []);
    }
    return undefined;
  };
}

function read(disk: Disk, path: string, problems: Problem[]): ProtoText | undefined {
  const found = disk.read(path);
  if ('text' in found) return found;
  problems.push(unreadable(path, found.why));
  return undefined;
}

function guarded(path: string, problems: Problem[], action: (path: string) => void): void {
  try {
    action(path);
  } catch (error) {
    problems.push(unreadable(path, error instanceof Error ? error.message : String(error)));
  }
}

function unreadable(path: string, why: string): Problem {
  return problem('unreadable', path, `${path} cannot be read: ${why}.`, 'Check its permissions and its size.');
}

function misnamedProblem(path: string): Problem {
  const { of, name } = misnamed(basename(path))!; // It was found by it.
  return {
    severity: 'warning',
    code: 'misnamed',
    file: path,
    message: `${path} is not read: files of ${of} are called ${name}.`,
    hint: 'Rename it, if it was meant to be one.',
  };
}

function problem(code: string, file: string, message: string, hint: string): Problem {
  return { severity: 'error', code, file, message, hint };
}
