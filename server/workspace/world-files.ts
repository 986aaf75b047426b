import type { Problem } from '../contract/problem.ts';
import { readNow } from '../files/world-file.ts';
import type { SideFiles } from '../files/side-files.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import { inSlices } from './in-slices.ts';
import type { Registry, Schema } from '../schema/registry.ts';
import type { SeedsInForce } from './seeds-in-force.ts';
import type { AppliedSeed } from '../world/apply-seeds.ts';
import { resourcesInSteps, resourcesOf } from '../world/list-resources.ts';
import { resourceIndex, type ResourceIndex } from '../world/resource-index.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';
import type { World } from '../world/world.ts';

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
  /** The same at once: a look-up where they were asked for before. */
  resourcesNow(): ResourceIndex;
  /** Reads what there is now, and brings the world to it. One at a time; never rejects for what is in the files. */
  load(beside: SideFiles): Promise<SideReport>;
  /** Forgets everything that was written, and loads the same files again. */
  reset(): Promise<SideReport>;
}

const NOTHING: SideReport = { worlds: [], hints: undefined, problems: [] };

/** Holds entities and hints of files against world and schema. What reads YAML is loaded with the first such file. */
export function createWorldFiles({
  world,
  sessions,
  registry,
  seed,
}: {
  world: World;
  /** What sessions write lies over the same files. */
  sessions?: SessionWorlds;
  registry: Registry;
  seed: string;
}): WorldFiles {
  const hints: { current: HintsFile | undefined } = { current: undefined };
  let seeds: SeedsInForce | undefined;
  let beside: SideFiles = { worlds: [], hints: [], stubs: [], handlers: [] };
  let report = NOTHING;
  let hintProblems: readonly Problem[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let known:
    | { readonly revision: number; readonly hints: HintsFile | undefined; readonly index: Promise<ResourceIndex> }
    | undefined;
  let knownNow:
    { readonly schema: Schema; readonly hints: HintsFile | undefined; readonly index: ResourceIndex } | undefined;

  const resources = (): Promise<ResourceIndex> => {
    const { revision } = registry;
    if (known?.revision !== revision || known.hints !== hints.current)
      known = { revision, hints: hints.current, index: indexInSlices(registry, seed, hints.current) };
    return known.index;
  };
  const resourcesNow = (): ResourceIndex => {
    const { current: schema } = registry;
    if (knownNow?.schema !== schema || knownNow.hints !== hints.current) {
      const index = resourceIndex(schema, resourcesOf(schema), seed, hints.current);
      knownNow = { schema, hints: hints.current, index };
    }
    return knownNow.index;
  };

  /** Whether all lines of the hints in force are as they must be. */
  let good = false;
  const readHints = async (paths: readonly string[]): Promise<void> => {
    const [file, ...others] = paths;
    hintProblems = [];
    const before = hints.current;
    if (file === undefined) hints.current = undefined;
    else hintProblems = [...(await readHintsOf(file)), ...others.map((other) => unused(other, file))];
    // Other hints make other values of everything that nobody wrote.
    if (hints.current === before) return;
    world.refresh();
    sessions?.refresh();
  };
  const readHintsOf = async (file: string): Promise<readonly Problem[]> => {
    const [{ parseHints }, { checkHintsInSteps }, { heldProblem, unreadable }] = await Promise.all([
      import('../generate/hints-file.ts'),
      import('../generate/check-hints.ts'),
      import('./seeds-in-force.ts'),
    ]);
    const held = hints.current?.file === file && good ? [heldProblem(file, 'hints-held')] : [];
    const read = readNow(file);
    if ('why' in read) {
      if (held.length === 0) hints.current = undefined;
      return [unreadable(file, read.why), ...held];
    }
    const { hints: found, problems } = parseHints(read.text, file);
    const fits = await inSlices(checkHintsInSteps(found, registry.current));
    // The same text is the same hints: what was made by them is still good.
    if (hints.current?.file === file && hints.current.text === read.text) return [...problems, ...fits];
    const faulty = problems.some(({ severity }) => severity === 'error');
    if (faulty && held.length > 0) return [...problems, ...fits, ...held];
    hints.current = found;
    good = !faulty;
    return [...problems, ...fits];
  };

  const readWorlds = async (paths: readonly string[]): Promise<readonly AppliedSeed[]> => {
    // Nothing to read, and nothing to take back.
    if (paths.length === 0 && report.worlds.length === 0) return [];
    const [{ SeedsInForce }, { applySeeds }, index] = await Promise.all([
      import('./seeds-in-force.ts'),
      import('../world/apply-seeds.ts'),
      resources(),
    ]);
    seeds ??= new SeedsInForce();
    const bound = seeds.bind(paths, index);
    sessions?.seed((session) => void applySeeds(session, index, bound));
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
    resourcesNow,
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
  return resourceIndex(current, await inSlices(resourcesInSteps(current)), seed, hints);
}

const unused = (file: string, other: string): Problem => ({
  severity: 'warning',
  code: 'hints-many',
  file,
  message: `${file} is not used: ${other} is nearer to the protos.`,
  hint: 'Move its lines there.',
});
