import type { Refused, WorldSource } from './http/world-routes.ts';
import type { World } from './world/world.ts';

/** What the page's view of the world is made from. */
export interface WorldSideOptions {
  readonly world: World;
  readonly seed: string;
}

const unknownType = (type: string): Refused => ({
  status: 404,
  refused: [
    {
      severity: 'error',
      code: 'unknown-resource',
      message: `There is no resource ${type}.`,
      hint: 'GET /api/world lists them.',
      path: 'type',
    },
  ],
});

/** Connects the routes of the world to what is remembered. */
export function createWorldSide({ world, seed }: WorldSideOptions): WorldSource {
  const info: WorldSource['info'] = () => ({ seed, revision: world.revision, resources: [], files: [] });
  return {
    info,
    reset() {
      world.reset();
      return info();
    },
    snapshot: async () => ({ text: '', file: null, entities: 0 }),
    entities: ({ type }) => unknownType(type),
    entity: unknownType,
    add: unknownType,
    put: unknownType,
    remove: unknownType,
    explain: async () => undefined,
    origins: async () => undefined,
  };
}
