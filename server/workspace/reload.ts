import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { Problem } from '../contract/problem.ts';
import type { SchemaDifference } from '../contract/schema.ts';
import type { Dirty } from '../files/disk.ts';
import type { SideFiles } from '../files/side-files.ts';
import { watchFolders, type FolderWatch } from '../files/watch-folders.ts';
import type { HandlerFiles } from './handler-files.ts';
import type { HandlerReport } from '../handlers/handlers.ts';
import { inSlices, SLICE_MS } from './in-slices.ts';
import { countOf, type Counts, type Loaded } from './load.ts';
import type { CompileInput } from '../schema/compile-input.ts';
import { differenceOf } from '../schema/difference.ts';
import { LastGood } from '../schema/last-good.ts';
import type { Registry } from '../schema/registry.ts';
import type { StubFiles, StubReport } from './stub-files.ts';
import type { SideReport, WorldFiles } from './world-files.ts';

/** How long it rests after each slice while nobody waits for it. */
const REST_MS = 16;
/** How long a file that is suddenly empty is given: saving often means to empty it first. Milliseconds. */
const EMPTY_MS = 200;

/** One change of the protos and what came of it. */
export interface Reloaded {
  /** Paths that changed, appeared or went, absolute, sorted. */
  readonly files: readonly string[];
  readonly counts: Counts;
  /** Problems that were not there before this change. */
  readonly problems: readonly Problem[];
  /** Files whose last good version is served in place of what is on disk. */
  readonly held: readonly string[];
  readonly difference: SchemaDifference;
  /** Milliseconds from the first look at the disk to the new schema being served. */
  readonly tookMs: number;
}

/** One change of the files that say what is answered. */
export interface DataReloaded {
  /** Paths that changed, appeared or went, absolute, sorted. Empty where the schema changed under them. */
  readonly files: readonly string[];
  readonly report: SideReport;
  readonly stubs: StubReport;
  readonly handlers: HandlerReport;
  /** Problems that were not there before this change. */
  readonly problems: readonly Problem[];
}

export interface ReloadOptions {
  readonly loaded: Loaded;
  readonly paths: readonly string[];
  readonly registry: Registry;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: HandlerFiles;
  readonly onReload?: ((reloaded: Reloaded) => void) | undefined;
  readonly onData?: ((reloaded: DataReloaded) => void) | undefined;
  readonly onDefect: (error: unknown) => void;
}

/** Serves the protos as they are saved. Ends with `Symbol.dispose`. */
export interface Reloading extends Disposable {
  readonly watch: FolderWatch;
}

/**
 * Watches the protos, and replaces the schema after each change: what changed is read, what that concerns is compiled, in
 * slices between which calls are answered. One change at a time; those that come meanwhile are one more. The first
 * schema stands until the second is whole, and calls that are open keep the one they began with, so no call is lost.
 */
export function startReloading(options: ReloadOptions): Reloading {
  const { registry, loaded, worldFiles, stubFiles, handlerFiles, onDefect } = options;
  const { source } = loaded;
  const lastGood = new LastGood(source.compiler, source.read().input, loaded.schema);
  let waiting: Map<string, Set<string>> | 'all' | undefined;
  let running = false;
  let closed = false;
  let empty: NodeJS.Timeout | undefined;

  const onDirty = (dirty: Dirty): void => {
    waiting = joined(waiting, dirty);
    if (!running) void run();
  };
  const run = async (): Promise<void> => {
    running = true;
    try {
      for (let dirty = waiting; dirty && !closed; dirty = waiting) {
        waiting = undefined;
        await reload(dirty);
      }
    } catch (error) {
      onDefect(error);
    } finally {
      running = false;
    }
  };

  /** What is on disk and not served yet. */
  const pending = new Set<string>();
  const patient = new Set<string>();
  /** A file of data was written: a save over the API, or a reset, may have read what the disk never saw. */
  let written = false;
  const isData = (path: string): boolean => source.isBeside(path) || handlerFiles.imports.has(path);
  const reload = async (dirty: Dirty): Promise<void> => {
    const began = performance.now();
    const { changed, touched } = source.disk.refresh(dirty);
    for (const path of changed) pending.add(path);
    written ||= [...touched].some(isData);
    if (pending.size === 0 && !written) return watch.sync();
    const { tree, input } = source.read();
    watch.sync();
    // A path that was given and is gone is most often about to come back: a branch is checked out, a file replaced.
    if (tree.problems.some(({ code }) => code === 'path-not-found')) return;
    const sudden = [...pending].filter((path) => !patient.has(path) && source.disk.isEmpty(path));
    if (sudden.length > 0) {
      for (const path of sudden) patient.add(path);
      empty ??= setTimeout(() => {
        empty = undefined;
        onDirty(new Map());
      }, EMPTY_MS);
      return;
    }
    const data = [...pending].filter(isData).sort();
    const files = [...pending].filter((path) => !isData(path)).sort();
    pending.clear();
    patient.clear();
    written = false;
    if (files.length > 0) await compile(files, input, began);
    if (!closed) await loadData(data, source.beside(tree));
  };

  const compile = async (files: readonly string[], input: CompileInput, began: number): Promise<void> => {
    warming = false;
    const schema = await inSlices(lastGood.steps(input));
    if (closed) return;
    const before = registry.current;
    const difference = differenceOf(before, schema);
    registry.replace(schema, difference);
    const tookMs = performance.now() - began;
    options.onReload?.({
      files,
      counts: countOf(schema),
      problems: addedProblems(before.problems, schema.problems),
      held: schema.held ?? [],
      difference,
      tookMs,
    });
  };

  let served = loaded.beside;
  /** Handlers are held against another schema as soon as there is one. */
  let handlersBefore = handlerFiles.report;
  /** What was told of stubs: they are loaded as well when somebody saves them over the API. */
  let stubsBefore = stubFiles.report;
  const loadData = async (files: readonly string[], beside: SideFiles): Promise<void> => {
    const before = worldFiles.report;
    // Another schema makes other entities of the same files.
    const same = sameFiles(served, beside);
    served = beside;
    const some =
      before.worlds.length + stubFiles.report.files.length + handlersBefore.files.length > 0 ||
      before.hints !== undefined;
    if (same && files.length === 0 && !some) return;
    // Stubs first: they are read faster, and wait for nothing of the world.
    const stubs = await stubFiles.load(beside.stubs);
    const [handlers, report] = await Promise.all([handlerFiles.load(beside.handlers), worldFiles.load(beside)]);
    // What they import is watched from here on.
    watch.sync();
    const problems = [
      ...addedProblems(before.problems, report.problems),
      ...addedProblems(stubsBefore.problems, stubs.problems),
      ...addedProblems(handlersBefore.problems, handlers.problems),
    ];
    handlersBefore = handlers;
    stubsBefore = stubs;
    if (!same || files.length + problems.length > 0) options.onData?.({ files, report, stubs, handlers, problems });
  };

  /** What came from the cache is compiled once, with little of the processor, so that the first edit is as quick as others. */
  let warming = source.fromCache;
  const warm = async (): Promise<void> => {
    const steps = source.compiler.steps(source.read().input);
    while (warming && !closed) {
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) if (steps.next().done) return;
      await setTimeoutAsync(REST_MS, undefined, { ref: false });
    }
  };

  const watch = watchFolders(source.disk, options.paths, onDirty);
  watch.sync();
  if (warming) warm().catch(onDefect);
  return {
    watch,
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(empty);
      watch[Symbol.dispose]();
    },
  };
}

function joined(a: Map<string, Set<string>> | 'all' | undefined, b: Dirty): Map<string, Set<string>> | 'all' {
  if (a === 'all' || b === 'all') return 'all';
  const all = new Map(a);
  for (const [folder, names] of b) all.set(folder, new Set([...(all.get(folder) ?? []), ...names]));
  return all;
}

const sameFiles = (left: SideFiles, right: SideFiles): boolean =>
  (['worlds', 'hints', 'stubs', 'handlers'] as const).every((kind) => left[kind].join('\n') === right[kind].join('\n'));

function addedProblems(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const key = ({ file, line, code, message }: Problem): string => JSON.stringify([file, line, code, message]);
  const known = new Set(before.map(key));
  return after.filter((problem) => !known.has(key(problem)));
}
