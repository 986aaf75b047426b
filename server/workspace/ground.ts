import type { Problem } from '../contract/problem.ts';
import type { HandlerSource } from '../engine/handler-source.ts';
import { loadRulesLibrary, needsRulesLibrary } from '../rules/library.ts';
import { Registry } from '../schema/registry.ts';
import { SessionWorlds } from '../world/session-worlds.ts';
import { World } from '../world/world.ts';
import { createHandlerFiles, type HandlerFiles } from './handler-files.ts';
import type { Loaded } from './load.ts';
import { createStubFiles, type StubFiles } from './stub-files.ts';
import { createWorldFiles, type WorldFiles } from './world-files.ts';

/** What the answers come from: it is there before anybody can call. Of all this only `handlerFiles` has to be closed. */
export interface Ground {
  readonly registry: Registry;
  readonly world: World;
  /** What sessions write, over the same files. */
  readonly sessions: SessionWorlds;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: HandlerFiles;
}

export interface GroundOptions {
  readonly seed: string;
  /** Ids that nobody wrote are NOT_FOUND. */
  readonly strictWorld: boolean;
  /** Requests are held against the rules of their schema. */
  readonly validate: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Handlers that stand in no file, for the schema of the day. */
  readonly handlers?: ((registry: Registry, now: () => number) => HandlerSource) | undefined;
  /** Hears what handlers do that no call shows. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** The ground of a schema, with nothing on it yet: `fillGround` reads what lies beside the protos. */
export async function layGround(options: GroundOptions, { schema, source }: Loaded): Promise<Ground> {
  const { seed, now, onProblem } = options;
  const registry = new Registry(schema);
  const world = new World({ now, strict: options.strictWorld });
  await loadRules(registry, options.validate);
  const sessions = new SessionWorlds(world);
  const worldFiles = createWorldFiles({ world, sessions, registry, seed });
  const stubFiles = createStubFiles(registry, now, worldFiles.resources);
  const given = options.handlers?.(registry, now);
  const handlerFiles = createHandlerFiles({ registry, disk: source.disk, onProblem, given });
  return { registry, world, sessions, worldFiles, stubFiles, handlerFiles };
}

/** The first call finds what the files say; where there are none, nothing is waited for. */
export async function fillGround({ worldFiles, stubFiles, handlerFiles }: Ground, { beside }: Loaded): Promise<void> {
  const { worlds, hints, stubs, handlers } = beside;
  // Handlers load in a thread of their own.
  const handled = handlers.length > 0 ? handlerFiles.load(handlers) : undefined;
  if (stubs.length > 0) await stubFiles.load(stubs);
  if (worlds.length + hints.length > 0) await worldFiles.load(beside);
  await handled;
}

/** Expressions in rules and the check of requests need protovalidate; whoever has neither does not wait for it. */
async function loadRules(registry: Registry, validate: boolean): Promise<void> {
  if (validate || needsRulesLibrary(registry.current.files)) await loadRulesLibrary();
  registry.subscribe((schema) => {
    // What fails to load here fails at the next start, with its reason.
    if (needsRulesLibrary(schema.files)) void loadRulesLibrary().catch(() => undefined);
  });
}
