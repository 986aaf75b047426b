import type { WorldEntity } from '../contract/world.ts';
import { failed } from './error.ts';
import { asJson } from './values.ts';
import type { Refused } from '../http/world-routes.ts';
import type { createWorldSide } from '../sides/world-side.ts';

/** What the mock remembers, by kind of thing: the full name of its message, or its resource type. */
export interface MockWorld {
  /** One by its id, as ProtoJSON; undefined where there is none. */
  get(type: string, id: string): Promise<unknown>;
  /** All of them, generated ones included, in the order of lists. `parent`: those below it. */
  list(type: string, parent?: string): Promise<readonly unknown[]>;
  /** Adds one; it gets an id where it says none. Rejects where it is there already. */
  add(type: string, entity: object, parent?: string): Promise<unknown>;
  /** Creates or replaces one. */
  set(type: string, id: string, entity: object): Promise<unknown>;
  /** Deletes one; false where there is none. */
  remove(type: string, id: string): Promise<boolean>;
}

const PAGE = 200;

/** The world as tests read and write it. `open` gives it as it is now, and throws where the mock is closed. */
export function createMockWorld(open: () => ReturnType<typeof createWorldSide>): MockWorld {
  const taken = (what: string, answer: WorldEntity | Refused): unknown => {
    if ('refused' in answer) throw failed('world', what, answer.refused);
    return JSON.parse(answer.json) as unknown;
  };
  return {
    async get(type, id) {
      const answer = await open().entity(type, id);
      if ('refused' in answer && answer.status === 404 && answer.refused.every(({ path }) => path !== 'type'))
        return undefined;
      return taken(`get ${type} ${id}`, answer);
    },
    async list(type, parent) {
      const side = open();
      const found: unknown[] = [];
      for (let token: string | undefined; token !== '';) {
        const page = await side.entities({ type, parent, token, size: PAGE, query: undefined });
        if ('refused' in page) throw failed('world', `list ${type}`, page.refused);
        found.push(...page.entities.map(({ json }) => JSON.parse(json) as unknown));
        token = page.next;
      }
      return found;
    },
    async add(type, entity, parent) {
      const what = `add ${type}`;
      return taken(what, await open().add(type, parent, { json: asJson('world', what, entity) }));
    },
    async set(type, id, entity) {
      const what = `set ${type} ${id}`;
      return taken(what, await open().put(type, id, { json: asJson('world', what, entity), baseRevision: null }));
    },
    async remove(type, id) {
      const answer = await open().remove(type, id);
      if (!answer) return true;
      if (answer.status === 404 && answer.refused.every(({ path }) => path !== 'type')) return false;
      throw failed('world', `remove ${type} ${id}`, answer.refused);
    },
  };
}
