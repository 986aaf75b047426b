import { basename, dirname, join, resolve } from 'node:path';
import type { Disk } from './disk.ts';

/** Files beside the protos that say what the mock answers, by path as a person would type it. */
export interface SideFiles {
  /** Entities: `*.world.yaml`, `.yml`, `.json`. Sorted; those that were named one by one come last, in their order. */
  readonly worlds: readonly string[];
  /** `understudy.hints.yaml`; the nearest to the protos first, that of the working directory last. */
  readonly hints: readonly string[];
  /** `*.stubs.yaml`, `.yml`, `.json`; sorted. */
  readonly stubs: readonly string[];
  /** Code: `*.handlers.ts`, `.mts`, `.js`, `.mjs`; sorted. */
  readonly handlers: readonly string[];
}

const HINTS = ['understudy.hints.yaml', 'understudy.hints.yml'];
const MAX_FILES = 1_000;

/** True for names of files with entities. */
export const isWorldName = (name: string): boolean => /\.world\.(ya?ml|json)$/i.test(name);

/** True for names of files with stubs. */
export const isStubsName = (name: string): boolean => /\.stubs\.(ya?ml|json)$/i.test(name);

/** True for names of files with handlers. */
export const isHandlersName = (name: string): boolean => /\.handlers\.m?[jt]s$/i.test(name);

/** True for names of files that are read besides protos. */
export const isSideName = (name: string): boolean =>
  isWorldName(name) || isStubsName(name) || isHandlersName(name) || HINTS.includes(basename(name));

/** Names that are nearly those of files that are read: what they are for, and the name to give them. */
const NEARLY: readonly (readonly [RegExp, of: string, name: (ending: string) => string])[] = [
  [/^(?:.*\.)?stubs?\.(ya?ml|json)$/i, 'stubs', (ending) => `*.stubs.${ending}`],
  [/^(?:.*\.)?worlds?\.(ya?ml|json)$/i, 'entities', (ending) => `*.world.${ending}`],
  [/^(?:.*\.)?hints?\.(ya?ml)$/i, 'hints', () => HINTS[0]!],
  [/^.*\.handler\.(m?[jt]s)$/i, 'handlers', (ending) => `*.handlers.${ending}`],
];

/** For a file that nobody reads because of its name: what it seems to be for, and how it must be called. */
export function misnamed(name: string): { readonly of: string; readonly name: string } | undefined {
  if (isSideName(name)) return undefined;
  for (const [pattern, of, right] of NEARLY) {
    const ending = pattern.exec(name)?.[1];
    if (ending !== undefined) return { of, name: right(ending) };
  }
  return undefined;
}

/** Files that go with one proto: its name, and one of these. */
const BESIDE_A_FILE = [
  ...['world', 'stubs'].flatMap((kind) => ['yaml', 'yml', 'json'].map((ending) => `${kind}.${ending}`)),
  ...['ts', 'mts', 'js', 'mjs'].map((ending) => `handlers.${ending}`),
];

/**
 * What lies beside the protos: `found` in their folders, `named` one by one; for protos that were given as files, what has
 * the same name (`shop.proto`, `shop.world.yaml`) or is the folder's hints. A `disk` that is asked for a file goes on
 * watching for it, so that one that is not there yet is found when it comes.
 */
export function sideFiles(
  found: readonly string[],
  paths: readonly string[],
  named: readonly string[],
  disk: Disk,
): SideFiles {
  const worlds = new Map<string, string>();
  const hints = new Map<string, string>();
  const stubs = new Map<string, string>();
  const handlers = new Map<string, string>();
  const add = (path: string): void => {
    const files = isWorldName(path) ? worlds : isStubsName(path) ? stubs : isHandlersName(path) ? handlers : hints;
    if (files.size < MAX_FILES && !files.has(resolve(path))) files.set(resolve(path), path);
  };
  const look = (path: string): void => {
    if ('text' in disk.read(path)) add(path);
  };
  for (const path of found.toSorted()) {
    // The disk watches the text of what was read.
    disk.read(path);
    add(path);
  }
  for (const path of paths) {
    if (disk.kind(path) !== 'file') continue;
    const folder = dirname(path);
    if (path.endsWith('.proto'))
      for (const ending of BESIDE_A_FILE) look(join(folder, `${basename(path, '.proto')}.${ending}`));
    for (const name of HINTS) look(join(folder, name));
  }
  for (const name of HINTS) look(name);
  for (const path of named) {
    worlds.delete(resolve(path));
    // One that is gone is told of by whoever reads it.
    disk.read(path);
    worlds.set(resolve(path), path);
  }
  return {
    worlds: [...worlds.values()],
    hints: [...hints.values()],
    stubs: [...stubs.values()],
    handlers: [...handlers.values()],
  };
}
