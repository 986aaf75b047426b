import type { World } from './world.ts';

const MOST = 10_000;

interface Given {
  readonly resets: number;
  readonly next: Map<string, number>;
}

const worlds = new WeakMap<World, Given>();

function givenIn(world: World): Map<string, number> {
  let given = worlds.get(world);
  if (given?.resets !== world.resets) worlds.set(world, (given = { resets: world.resets, next: new Map() }));
  return given.next;
}

/**
 * How many of the ids that a content leads to were given away already: whoever creates the same thing a thousand times
 * does not look at a thousand ids each time. Forgotten with the world; what is not known here begins from 0.
 */
export const firstFree = (world: World, key: string): number => givenIn(world).get(key) ?? 0;

export function noteGiven(world: World, key: string, index: number): void {
  const next = givenIn(world);
  if (next.size >= MOST) next.delete(next.keys().next().value!);
  next.set(key, index + 1);
}
