import { setImmediate } from 'node:timers/promises';
import type { Problem } from './contract/problem.ts';
import { readNow } from './files/world-file.ts';
import type { SideFiles } from './files/side-files.ts';
import type { HintsFile } from './generate/hints-file.ts';
import type { Registry } from './schema/registry.ts';
import type { AppliedSeed } from './world/apply-seeds.ts';
import { resourcesInSteps } from './world/list-resources.ts';
import { resourceIndex, type ResourceIndex } from './world/resource-index.ts';
import type { SeedText } from './world/seed-file.ts';
import type { World } from './world/world.ts';

/** What came of the files that say what the data are. */
export interface SideReport {
  readonly worlds: readonly AppliedSeed[];
  /** The file whose hints count, with its number of lines. */
  readonly hints: { readonly file: string; readonly lines: number } | undefined;
  readonly problems: readonly Problem[];
}

/** The files beside the protos, as they are in force. */
export interface WorldFiles {
  /** Read by the engine for each call. */
  readonly hints: { readonly current: HintsFile | undefined };
  /** What came of them last. */
  readonly report: SideReport;
  /** The resources of the schema of the day; others have their turn while they are found. */
  resources(): Promise<ResourceIndex>;
  /** Reads what there is now, and brings the world to it. One at a time; never rejects for what is in the files. */
  load(beside: SideFiles): Promise<SideReport>;
  /** Forgets everything that was written, and loads the same files again. */
  reset(): Promise<SideReport>;
}

const NOTHING: SideReport = { worlds: [], hints: undefined, problems: [] };
/** How long a large schema is looked through before others have their turn, in milliseconds. */
const SLICE_MS = 8;

/** Holds entities and hints of files against world and schema. What reads YAML is loaded with the first such file. */
export function createWorldFiles({
  world,
  registry,
  seed,
}: {
  world: World;
  registry: Registry;
  seed: string;
}): WorldFiles {
  const hints: { current: HintsFile | undefined } = { current: undefined };
  const texts = new Map<string, SeedText>();
  let beside: SideFiles = { worlds: [], hints: [] };
  let report = NOTHING;
  let hintProblems: readonly Problem[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let known:
    | { readonly revision: number; readonly hints: HintsFile | undefined; readonly index: Promise<ResourceIndex> }
    | undefined;

  const resources = (): Promise<ResourceIndex> => {
    const { revision } = registry;
    if (known?.revision !== revision || known.hints !== hints.current)
      known = { revision, hints: hints.current, index: indexInSlices(registry, seed, hints.current) };
    return known.index;
  };

  const readHints = async (paths: readonly string[]): Promise<void> => {
    const [file, ...others] = paths;
    if (file === undefined) {
      hints.current = undefined;
      hintProblems = [];
      return;
    }
    const read = readNow(file);
    if ('why' in read) {
      hintProblems = [unreadable(file, read.why)];
      return;
    }
    const [{ parseHints }, { checkHints }] = await Promise.all([
      import('./generate/hints-file.ts'),
      import('./generate/check-hints.ts'),
    ]);
    const parsed = parseHints(read.text, file);
    // The same text is the same hints: what was made by them is still good.
    if (hints.current?.file !== file || hints.current.text !== read.text) hints.current = parsed.hints;
    hintProblems = [
      ...parsed.problems,
      ...checkHints(hints.current, registry.current),
      ...others.map((other) => unused(other, file)),
    ];
  };

  const readWorlds = async (paths: readonly string[]): Promise<readonly AppliedSeed[]> => {
    // Nothing to read, and nothing to take back.
    if (paths.length === 0 && report.worlds.length === 0) return [];
    const [{ readSeedText, bindSeed }, { applySeeds }, index] = await Promise.all([
      import('./world/seed-file.ts'),
      import('./world/apply-seeds.ts'),
      resources(),
    ]);
    const kept = new Set(paths);
    for (const file of texts.keys()) if (!kept.has(file)) texts.delete(file);
    const bound = paths.map((file) => {
      const read = readNow(file);
      if ('why' in read)
        return { file, seed: { entities: [], only: new Set<string>(), problems: [unreadable(file, read.why)] } };
      let text = texts.get(file);
      if (text?.text !== read.text) texts.set(file, (text = readSeedText(read.text, file)));
      return { file, seed: bindSeed(text, index) };
    });
    return applySeeds(world, index, bound);
  };

  const loadNow = async (): Promise<SideReport> => {
    await readHints(beside.hints);
    const worlds = await readWorlds(beside.worlds);
    const problems = [...hintProblems, ...worlds.flatMap((one) => one.problems)];
    const { current } = hints;
    report = { worlds, hints: current && { file: current.file, lines: current.lines.length }, problems };
    return report;
  };
  /** One after the other: each sees what the one before has made. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };

  return {
    hints,
    get report() {
      return report;
    },
    resources,
    load: (files) =>
      inTurn(() => {
        beside = files;
        return loadNow();
      }),
    reset: () =>
      inTurn(() => {
        world.reset();
        return loadNow();
      }),
  };
}

async function indexInSlices(
  { current }: Registry,
  seed: string,
  hints: HintsFile | undefined,
): Promise<ResourceIndex> {
  const steps = resourcesInSteps(current);
  let turn = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return resourceIndex(current, step.value, seed, hints);
    if (performance.now() - turn < SLICE_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
}

const unreadable = (file: string, why: string): Problem => ({
  severity: 'error',
  code: 'unreadable',
  file,
  message: `${file} cannot be read: ${why}.`,
  hint: 'Check its permissions and its size.',
});

const unused = (file: string, other: string): Problem => ({
  severity: 'warning',
  code: 'hints-many',
  file,
  message: `${file} is not used: ${other} is nearer to the protos.`,
  hint: 'Move its lines there.',
});
