import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import { removeLeftovers, writeWhole } from './write-file.ts';

/** Proto text as it lies on disk, with the hash of its bytes. */
export interface DiskText {
  readonly text: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** What became of a file that was to be saved; `conflict`: it is not what the person edited. */
export type Saved = { readonly hash: string } | { readonly refused: Problem; readonly conflict: boolean };

/** True where a file, and not a folder, lies at the path. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Reads a proto file; undefined where it is gone. */
export function readProtoText(path: string): DiskText | undefined {
  if (!isFile(path)) return undefined;
  const bytes = readFileSync(path);
  return { text: bytes.toString('utf8'), hash: hashOf(bytes) };
}

/** The folder that new files go below: the first folder of the paths, or that of the first file. */
export function firstFolder(paths: readonly string[]): string {
  const folder = paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  return folder ?? dirname(paths[0] ?? '.');
}

/** True where a file is among what the person gave: one of the files, or below one of the folders. By name only. */
export function isWithin(paths: readonly string[], file: string): boolean {
  const at = resolve(file);
  return paths.some((path) => at === resolve(path) || at.startsWith(withSlash(resolve(path))));
}

/** Why a name cannot be that of a new proto file; undefined where it can. */
export function badProtoName(name: string): string | undefined {
  if (name.length > 200) return 'It is longer than 200 characters.';
  if (!name.endsWith('.proto') || basename(name) === '.proto') return 'It must end in .proto.';
  if (!/^[\w.@+-]+(\/[\w.@+-]+)*$/.test(name))
    return 'Folders and names take letters, digits and the signs _ - . @ + only.';
  if (name.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
    return 'No part of it may begin with a dot, or be node_modules.';
  return undefined;
}

/**
 * Writes a proto file in one step: beside it, flushed, then moved into its place. It must lie within `paths` (symbolic
 * links followed), and hold what was edited: `baseHash` is the hash of that version, null for a file that is new.
 */
export function saveProto(paths: readonly string[], file: string, text: string, baseHash: string | null): Saved {
  // 1. Where it really is.
  const real = realPlace(file);
  const roots = paths.flatMap((path) => (statSync(path, { throwIfNoEntry: false }) ? [realpathSync(path)] : []));
  if (!roots.some((root) => real === root || real.startsWith(withSlash(root))))
    return refused(
      'outside-workspace',
      file,
      `${file} does not lie in what is served.`,
      'Save it below one of its folders.',
    );
  // 2. What it holds now.
  const before = readProtoText(real);
  if (before && baseHash === null)
    return refused('changed-on-disk', file, `${file} is there already.`, 'Open it, or choose another name.', true);
  if (baseHash !== null && before?.hash !== baseHash)
    return before
      ? refused('changed-on-disk', file, `${file} was changed on disk.`, 'Compare, then keep one of the two.', true)
      : refused('changed-on-disk', file, `${file} is no longer on disk.`, 'Save it again to put it back.', true);
  // 3. In one step.
  const bytes = Buffer.from(text, 'utf8');
  const why = writeWhole(real, bytes);
  if (why !== undefined)
    return refused('not-writable', file, `${file} cannot be written: ${why}.`, 'Check its permissions.');
  removeLeftovers(real);
  return { hash: hashOf(bytes) };
}

/** The path with symbolic links followed, as far as it exists. */
export function realPlace(file: string): string {
  const full = resolve(file);
  for (let at = full; ; at = dirname(at)) {
    if (statSync(at, { throwIfNoEntry: false })) return join(realpathSync(at), relative(at, full));
    if (dirname(at) === at) return full;
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const withSlash = (path: string): string => (path.endsWith(sep) ? path : path + sep);

function refused(code: string, file: string, message: string, hint: string, conflict = false): Saved {
  return { refused: { severity: 'error', code, file, message, hint }, conflict };
}
