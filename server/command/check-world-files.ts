import type { Problem } from '../contract/problem.ts';
import { sideText } from './reload-lines.ts';
import { createHandlerFiles } from '../workspace/handler-files.ts';
import type { Loaded } from '../workspace/load.ts';
import { createStubFiles } from '../workspace/stub-files.ts';
import { stubsBehindHandlers } from '../workspace/stubs-behind-handlers.ts';
import { Registry } from '../schema/registry.ts';
import { createWorldFiles } from '../workspace/world-files.ts';
import { World } from '../world/world.ts';

/** What came of the files beside the protos. */
interface CheckedFiles {
  readonly problems: readonly Problem[];
  /** `19 stubs, 2 handlers`; empty where nothing was found. */
  readonly found: string;
}

/**
 * What is wrong in the files beside the protos: they are loaded into a world that nobody serves. Of handlers, what stands
 * at their top is run.
 */
export async function checkWorldFiles({ schema, beside, source }: Loaded, seed: string): Promise<CheckedFiles> {
  const world = new World({ now: () => 0, strict: false });
  const registry = new Registry(schema);
  const worldFiles = createWorldFiles({ world, registry, seed });
  const report = await worldFiles.load(beside);
  const stubFiles = createStubFiles(registry, () => 0, worldFiles.resources);
  const stubs = await stubFiles.load(beside.stubs);
  await using handlers = createHandlerFiles({ registry, disk: source.disk });
  const handled = await handlers.load(beside.handlers);
  const behind = stubsBehindHandlers(stubFiles.source.current, handlers.source.find);
  return {
    problems: [...report.problems, ...stubs.problems, ...behind, ...handled.problems],
    found: sideText(report, stubs, handled),
  };
}
