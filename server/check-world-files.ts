import type { Problem } from './contract/problem.ts';
import type { Loaded } from './load.ts';
import { createStubFiles } from './stub-files.ts';
import { Registry } from './schema/registry.ts';
import { createWorldFiles } from './world-files.ts';
import { World } from './world/world.ts';

/** What is wrong in the files beside the protos: they are loaded into a world that nobody serves. */
export async function checkWorldFiles({ schema, beside }: Loaded, seed: string): Promise<readonly Problem[]> {
  const world = new World({ now: () => 0, strict: false });
  const registry = new Registry(schema);
  const stubs = await createStubFiles(registry, () => 0).load(beside.stubs);
  const { problems } = await createWorldFiles({ world, registry, seed }).load(beside);
  return [...problems, ...stubs.problems];
}
