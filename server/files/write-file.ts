import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes a file in one step: beside it, flushed, then moved into its place. Keeps its permissions. Answers why it could not. */
export function writeWhole(path: string, bytes: Uint8Array): string | undefined {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const handle = openSync(beside, 'wx', 0o644);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined) chmodSync(beside, mode & 0o777);
    renameSync(beside, path);
    return undefined;
  } catch (error) {
    try {
      rmSync(beside, { force: true });
    } catch {
      // Where its folder is none there is nothing to remove, and that is what went wrong.
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  }
}

/** Node's own words name a file that nobody has asked for. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENOENT: 'its folder is not there, and cannot be made',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

/** No save takes as long: what is older was left by a process that was killed. */
const LEFT_MS = 10_000;

/** Removes what saves of a file that was saved just now have left beside it that were cut off: nobody reads it, and nobody else would remove it. */
export function removeLeftovers(path: string): void {
  const prefix = `.${basename(path)}.`;
  const folder = dirname(path);
  try {
    const { mtimeMs: saved } = statSync(path);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix) || !/^[\da-f]{12}\.tmp$/.test(name.slice(prefix.length))) continue;
      const left = join(folder, name);
      if (saved - statSync(left).mtimeMs > LEFT_MS) rmSync(left, { force: true });
    }
  } catch {
    // They are in nobody's way: the file itself was saved.
  }
}
