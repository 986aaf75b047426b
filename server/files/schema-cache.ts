import { createHash, type Hash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../contract/problem.ts';
import type { SchemaFile } from '../schema/registry.ts';
import type { ProtoText } from './disk.ts';

/** A compiled tree, as it is kept. */
export interface CachedTree {
  readonly files: readonly SchemaFile[];
  readonly problems: readonly Problem[];
  /** Imports that were looked for beyond the given files, with the digest of what was found; null for nothing. */
  readonly found: readonly (readonly [importName: string, digest: string | null])[];
}

interface Head {
  readonly files: readonly (Omit<SchemaFile, 'bytes'> & { readonly size: number })[];
  readonly problems: readonly Problem[];
  readonly found: CachedTree['found'];
}

/** Trees that are kept; the one that was used longest ago goes first. */
const MAX_TREES = 4;
const MAX_BYTES = 512 * 1024 * 1024;
const SUFFIX = '.understudy-schema';
/** Bytes of the digest, and of the digest with the length of the head. */
const DIGEST = 20;
const PREFIX = 24;

/** Where caches of this system are; undefined where nobody can say. */
export function cacheFolder(platform: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base =
    env['XDG_CACHE_HOME'] ||
    (platform === 'win32'
      ? env['LOCALAPPDATA']
      : platform === 'darwin'
        ? join(homedir(), 'Library/Caches')
        : join(homedir(), '.cache'));
  return base ? join(base, 'understudy') : undefined;
}

/**
 * Compiled trees on disk, each under a digest of all that it was made from: paths and texts of the files, roots, and the
 * compiler itself. What cannot be read, or is not what was written, is as if it were not there. Nothing here throws.
 */
export class SchemaCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get(key: string): CachedTree | undefined {
    const path = join(this.#folder, key + SUFFIX);
    try {
      const all = readFileSync(path);
      const body = all.subarray(DIGEST);
      if (!createHash('sha1').update(body).digest().equals(all.subarray(0, DIGEST))) return undefined;
      const start = PREFIX + all.readUInt32LE(DIGEST);
      // Whoever can write here with a matching digest could as well change our code.
      const head = JSON.parse(all.toString('utf8', PREFIX, start)) as Head;
      let at = start;
      const files = head.files.map(({ size, ...file }): SchemaFile => {
        at += size;
        // JSON has left out paths that are undefined.
        return { ...file, path: file.path, bytes: new Uint8Array(all.buffer, all.byteOffset + at - size, size) };
      });
      const now = new Date();
      utimesSync(path, now, now);
      return { files, problems: head.problems, found: head.found };
    } catch {
      return undefined;
    }
  }

  /** Writes it beside, then renames: another process sees all of it or nothing. */
  put(key: string, { files, problems, found }: CachedTree): void {
    const path = join(this.#folder, key + SUFFIX);
    const temporary = `${path}.${createHash('sha1').update(String(performance.timeOrigin)).digest('hex').slice(0, 12)}`;
    try {
      const index: Head = {
        files: files.map(({ bytes, ...file }) => ({ ...file, size: bytes.length })),
        problems,
        found,
      };
      const head = Buffer.from(JSON.stringify(index));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(head.length);
      const parts = [length, head, ...files.map(({ bytes }) => bytes)];
      const digest = createHash('sha1');
      for (const part of parts) digest.update(part);
      const size = parts.reduce((sum, part) => sum + part.length, DIGEST);
      if (size > MAX_BYTES / 2) return;
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#makeRoom(size);
      writeFileSync(temporary, Buffer.concat([digest.digest(), ...parts], size), { mode: 0o600, flag: 'wx' });
      renameSync(temporary, path);
    } catch {
      // A full or read-only disk: the next start compiles again.
      remove(temporary);
    }
  }

  #makeRoom(size: number): void {
    const kept = readdirSync(this.#folder)
      .filter((name) => name.includes(SUFFIX))
      .map((name) => ({ path: join(this.#folder, name), stat: statSync(join(this.#folder, name)) }))
      .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
    let total = size;
    for (const [at, { path, stat }] of kept.entries()) {
      total += stat.size;
      if (at >= MAX_TREES - 1 || total > MAX_BYTES) remove(path);
    }
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is not ours to remove, or there is no such folder.
  }
}

/** A digest of everything that the compiled tree follows from. */
export function treeKey(files: readonly ProtoText[], roots: readonly string[]): string {
  const hash = createHash('sha1');
  addCode(hash);
  add(hash, String(roots.length));
  for (const root of roots) add(hash, root);
  for (const { path, text } of files) {
    add(hash, path);
    add(hash, text);
  }
  return hash.digest('hex');
}

export const textDigest = (text: string): string => createHash('sha1').update(text).digest('hex');

/** Lengths stand between texts, so that no two lists are the same bytes. */
function add(hash: Hash, text: string): void {
  hash.update(`${text.length}:`).update(text);
}

/** The compiler is its own version: what another build has made is not used. */
function addCode(hash: Hash): void {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../schema');
  for (const name of readdirSync(folder).sort())
    if (/\.[jt]s$/.test(name) && !name.endsWith('.d.ts')) add(hash, readFileSync(join(folder, name), 'utf8'));
}
