import type { WorldEntity } from '../../../server/contract/world.ts';
import type { OneWorld, Refused, WorldSource } from '../../../server/http/world-routes.ts';

const INFO = { seed: 's', revision: 3, session: null, sessions: [], resources: [], files: [] } as const;
const nothing = (status: Refused['status'], message: string): Refused => ({
  status,
  refused: [{ severity: 'error', code: 'unknown-resource', message }],
});

/** A world of one lamp that remembers what it was asked. */
export function fakeWorld(asked: unknown[] = []): WorldSource {
  const lamp = (id: string, json = '{}'): WorldEntity => ({
    id,
    json,
    writtenBy: { by: 'page' },
    deleted: false,
    revision: 1,
  });
  const known = (type: string): Refused | undefined =>
    type === 'shop.v1.Product' ? undefined : nothing(404, `There is no resource ${type}.`);
  const told = <T>(name: string, args: unknown, answer: T): T => {
    asked.push([name, args]);
    return answer;
  };
  const shared: OneWorld = {
    info: async () => INFO,
    reset: async () => told('reset', null, INFO),
    snapshot: async (request) => told('snapshot', request, { text: '', file: request.file, entities: 0 }),
    entities: async (question) =>
      known(question.type) ?? told('entities', question, { type: question.type, entities: [], next: '', total: 0 }),
    entity: async (type, id) => known(type) ?? lamp(id),
    add: async (type, parent, request) =>
      known(type) ?? told('add', { type, parent, ...request }, lamp('products/new')),
    put: async (type, id, request) =>
      known(type) ??
      (request.baseRevision === 0 ? nothing(409, 'It was changed.') : told('put', request, lamp(id, request.json))),
    remove: async (type, id) => known(type) ?? told('remove', { type, id }, undefined),
  };
  return {
    of(session) {
      if (session !== null) asked.push(['session', session]);
      return shared;
    },
    explain: async () => undefined,
    origins: async (call, direction, index) =>
      call === 'call-1'
        ? told('origins', { direction, index }, { type: 'A', seed: 's', values: [], more: false })
        : undefined,
  };
}
