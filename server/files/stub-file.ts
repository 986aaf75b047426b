import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import { SKIPPED } from './disk.ts';
import {
  firstFolder,
  isFile,
  isWithin,
  readProtoText,
  realPlace,
  saveProto,
  type DiskText,
  type Saved,
} from './save-proto.ts';
import { isStubsName } from './side-files.ts';

const NAME = 'It must end in .stubs.yaml, .stubs.yml or .stubs.json.';

/** A file of stubs as it is on disk now; undefined where it is gone. */
export const readStubFile = (path: string): DiskText | undefined => readProtoText(path);

/**
 * Where a new file of stubs of that name goes: within the workspace, as the person names it, or below its first folder;
 * or why it cannot go there.
 */
export function newStubFile(
  paths: readonly string[],
  name: string,
): { readonly path: string } | { readonly refused: Problem } {
  const refused = (code: string, message: string, hint: string): { readonly refused: Problem } => ({
    refused: { severity: 'error', code, message, hint, path: 'file' },
  });
  if (!isStubsName(name) || basename(name).startsWith('.'))
    return refused('not-a-stub-file', `${name} is no name of a file of stubs.`, NAME);
  const parts = name.split('/');
  if (
    name.length > 400 ||
    !/^[/.]*[\w.@+ -]+(\/[\w.@+ -]+)*$/.test(name) ||
    parts.includes('..') ||
    parts.some((part) => SKIPPED.has(part))
  )
    return refused('bad-name', `${name} cannot be the name of a file.`, 'Use a path such as shop/catalog.stubs.yaml.');
  const roots = foldersOf(paths);
  if (isAbsolute(name) && !isWithin(roots, name))
    return refused('outside-workspace', `${name} does not lie in what is served.`, 'Save it below one of its folders.');
  const path = isWithin(roots, name) ? name : join(firstFolder(paths), name);
  if (!isFound(paths, path))
    return refused(
      'stubs-not-found',
      `${path} would not be read: the protos were given as files.`,
      `Call it ${stubFileBeside(paths[0] ?? 'mock.proto')}.`,
    );
  // A link may lead to something else.
  if (!isStubsName(realPlace(path)))
    return refused('not-a-stub-file', `${path} leads to something else.`, 'Choose another name.');
  return { path };
}

/** The file of stubs that belongs to a proto which was given as a file. */
export const stubFileBeside = (proto: string): string =>
  join(dirname(proto), `${basename(proto).replace(/\.proto$/, '')}.stubs.yaml`);

/** Whether a file of stubs is found there: below a folder, or beside a proto that was given as a file. */
function isFound(paths: readonly string[], path: string): boolean {
  const folders = paths.filter((one) => !isFile(one));
  if (isWithin(folders, path)) return true;
  const own = path.replace(/\.stubs\.(ya?ml|json)$/, '');
  return paths.some((one) => join(one.replace(/\.proto$/, '')) === join(own));
}

/** The folder for stubs of what a proto declares: that of the proto, where it is of the workspace. */
export function stubFolder(paths: readonly string[], proto: string | undefined): string {
  return proto !== undefined && isFile(proto) && isWithin(paths, proto) ? dirname(proto) : firstFolder(paths);
}

/**
 * Writes a file of stubs in one step, where it still is what was edited; `baseHash` is null for a new one. Refuses what
 * would lie elsewhere, by a link.
 */
export function saveStubFile(paths: readonly string[], path: string, text: string, baseHash: string | null): Saved {
  return saveProto(foldersOf(paths), path, text, baseHash);
}

/** Beside a proto that was given as a file, its folder is the workspace. */
const foldersOf = (paths: readonly string[]): readonly string[] =>
  paths.map((one) => (isFile(one) ? dirname(one) : one));
