import type { Problem } from '../contract/problem.ts';
import { bytesOf } from './entity-cache.ts';
import type { Stored } from './overlay.ts';
import type { ResourceIndex } from './resource-index.ts';
import type { SeedEntity, SeedFile } from './seed-file.ts';
import type { World } from './world.ts';

/** A file of entities by the schema of the day. */
export interface BoundSeed {
  /** As a person names it. */
  readonly file: string;
  readonly seed: SeedFile;
}

/** What came of one file. */
export interface AppliedSeed {
  readonly file: string;
  /** How many entities it holds. */
  readonly entities: number;
  readonly problems: readonly Problem[];
}

/**
 * Brings the world to what the files say. What files wrote before and say no more is taken back; what calls and people
 * wrote meanwhile stays, until the world is reset. Of two files that hold the same entity the later one counts.
 */
export function applySeeds(world: World, index: ResourceIndex, files: readonly BoundSeed[]): readonly AppliedSeed[] {
  const keyOf = (key: string, id: string): string => `${key}\n${id}`;
  const problems = new Map(files.map(({ file, seed }) => [file, [...seed.problems]]));
  const wanted = new Map<string, { readonly file: string; readonly entity: SeedEntity }>();
  for (const { file, seed } of files)
    for (const entity of seed.entities) {
      const key = keyOf(entity.kind.resource.key, entity.id);
      const before = wanted.get(key);
      if (before) problems.get(file)!.push(twice(file, entity, before.file));
      wanted.set(key, { file, entity });
    }

  world.close(new Set(files.flatMap(({ seed }) => [...seed.only])));
  const stored = new Map<string, Stored>();
  for (const { key, stored: entry } of [...world.entries()]) {
    const at = keyOf(key, entry.id);
    if (entry.writer.by === 'file' && !wanted.has(at)) {
      const kind = index.find(key);
      if (kind) world.forget(kind.universe, kind.resource, entry.id);
    } else stored.set(at, entry);
  }
  // What is deleted goes first: deleting a thing takes what lies below it along.
  const rank = ({ message, anew }: SeedEntity): number => (message === undefined ? 0 : anew ? 1 : 2);
  const inOrder = [...wanted].sort(([, a], [, b]) => rank(a.entity) - rank(b.entity));
  for (const [key, { file, entity }] of inOrder) {
    const known = stored.get(key);
    if (known && known.writer.by !== 'file') continue;
    if (!write(world, file, entity, known)) problems.get(file)!.push(full(file, entity));
  }
  return files.map(({ file, seed }) => ({
    file,
    entities: seed.entities.filter(({ message }) => message !== undefined).length,
    problems: problems.get(file)!,
  }));
}

/** False where the world is full. */
function write(
  world: World,
  file: string,
  { kind, id, message, deleted, anew }: SeedEntity,
  known: Stored | undefined,
): boolean {
  const { universe, resource } = kind;
  const writer = { by: 'file', file } as const;
  if (message === undefined)
    return known?.bytes === undefined && known ? true : world.remove(universe, resource, id, writer) !== undefined;
  const bytes = bytesOf(resource.desc, message);
  const same =
    known?.bytes &&
    known.deleted === deleted &&
    known.writer.by === 'file' &&
    known.writer.file === file &&
    sameBytes(known.bytes, bytes);
  if (same !== true && anew && !known) world.remove(universe, resource, id, writer);
  return same === true || world.put(universe, resource, id, message, writer, { deleted }) !== undefined;
}

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, at) => byte === right[at]);

const twice = (file: string, { id, line }: SeedEntity, other: string): Problem => ({
  severity: 'warning',
  code: 'world-entity-twice',
  message: `${JSON.stringify(id.slice(0, 200))} stands in ${other} as well; what stands here counts.`,
  hint: 'Remove one of the two.',
  file,
  line,
});

const full = (file: string, { id, line }: SeedEntity): Problem => ({
  severity: 'error',
  code: 'world-full',
  message: `${JSON.stringify(id.slice(0, 200))} has no room: the world keeps 100,000 written entities, or 64 MB of them.`,
  hint: 'Write fewer.',
  file,
  line,
});
