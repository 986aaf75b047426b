import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** A file of the built page. */
export interface WebAsset {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** True where the name carries a hash of the content. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
const MAX_FILES = 2_000;
const MAX_FILE_BYTES = 16_000_000;

/**
 * Reads the built page from `folder`: all of it at the first request, and again when index.html has changed (a build
 * while the server runs). A request is looked up among the names found there and never becomes a path on disk, so no
 * spelling of it leads out of the folder; links that do are left out.
 */
export function createWebAssets(folder: string): (path: string) => Promise<WebAsset | undefined> {
  let loaded: { readonly stamp: string; readonly files: Promise<ReadonlyMap<string, WebAsset>> } | undefined;
  return async (path) => {
    if (loaded === undefined || path === 'index.html') {
      const stamp = await stampOf(join(folder, 'index.html'));
      if (stamp === undefined) return undefined;
      if (loaded?.stamp !== stamp) loaded = { stamp, files: load(folder) };
    }
    try {
      return (await loaded.files).get(path);
    } catch {
      // The folder is being replaced by a build: as if it were not there, and read again at the next request.
      loaded = undefined;
      return undefined;
    }
  };
}

async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}

async function load(folder: string): Promise<ReadonlyMap<string, WebAsset>> {
  const root = await realpath(folder);
  const files = new Map<string, WebAsset>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const real = await realpath(path).catch(() => undefined);
    if (real?.startsWith(root + sep) !== true) continue;
    const info = await stat(real);
    if (!info.isFile() || info.size > MAX_FILE_BYTES) continue;
    if (files.size >= MAX_FILES) break;
    const name = relative(root, path).split(sep).join('/');
    files.set(name, {
      bytes: await readFile(real),
      type: TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
      immutable: /^assets\/.*-[\w-]{8,}\.\w+$/.test(name),
    });
  }
  return files;
}
