import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of all modules that stand between a test and us. */
const OURS = fileURLToPath(new URL('..', import.meta.url));
/** Lines of a file that are believed. */
const MOST_LINES = 1_000_000;

/** Where the library was called from: the first line of the stack that is not ours, nor that of a package. */
export function callSite(): { readonly file: string; readonly line: number } {
  for (const frame of (new Error().stack ?? '').split('\n').slice(1)) {
    const [, place, line] = /([^\s()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (place === undefined || /^node:|[\\/]node_modules[\\/]/.test(place)) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!path.startsWith(OURS) && Number(line) < MOST_LINES) return { file: relative('', path), line: Number(line) };
  }
  return { file: 'library', line: 1 };
}
