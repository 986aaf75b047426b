import { World } from '../../server/world/world.ts';

/** A world in which nothing was written, whose clock stands still. */
export const emptyWorld = (): World => new World({ now: () => 0, strict: false });
