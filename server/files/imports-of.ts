import { dirname, resolve } from 'node:path';
import type { Disk } from './disk.ts';

/** Files that are followed. */
const MOST_FILES = 2_000;

const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]+)\1/g;
const ENDINGS = ['.ts', '.js', '.mts', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * The files, absolute, that modules import by relative paths, and what those import, read by `disk` and so watched: those
 * that are not there as well, so that they are found when they come. It goes by the text, whether it can be loaded or not.
 */
export function importsOf(files: readonly string[], disk: Disk): readonly string[] {
  const found = new Set<string>();
  const todo = files.map((file) => resolve(file));
  for (let at = todo.pop(); at !== undefined && found.size < MOST_FILES; at = todo.pop()) {
    const read = disk.read(at);
    if (!('text' in read) || !CODE.test(at)) continue;
    for (const [, , specifier] of read.text.matchAll(SPECIFIER))
      for (const path of placesOf(resolve(dirname(at), specifier!), disk)) {
        if (found.has(path)) continue;
        found.add(path);
        disk.read(path);
        todo.push(path);
      }
  }
  for (const file of files) found.delete(resolve(file));
  return [...found];
}

/** Where an import leads to: the first that is there, or all of what people most often mean. */
function placesOf(path: string, disk: Disk): readonly string[] {
  // `./rooms.js` may be written for `./rooms.ts`.
  const written = /\.[cm]?js$/.test(path) ? [path, path.replace(/js$/, 'ts')] : [path];
  const places = CODE.test(path) ? written : [path, ...ENDINGS.map((ending) => path + ending)];
  const there = places.find((place) => disk.kind(place) === 'file');
  return there === undefined ? places.slice(0, 3) : [there];
}
