import type { WorldEntity } from '../../../server/contract/world.ts';
import type { Refused, WorldSource } from '../../../server/http/world-routes.ts';

const INFO = { seed: 's', revision: 3, resources: [], files: [] } as const;
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
  return {
    info: () => INFO,
    reset: () => told('reset', null, INFO),
    snapshot: async (request) => told('snapshot', request, { text: '', file: request.file, entities: 0 }),
    entities: (question) =>
      known(question.type) ?? told('entities', question, { type: question.type, entities: [], next: '', total: 0 }),
    entity: (type, id) => known(type) ?? lamp(id),
    add: (type, parent, request) => known(type) ?? told('add', { type, parent, ...request }, lamp('products/new')),
    put: (type, id, request) =>
      known(type) ??
      (request.baseRevision === 0 ? nothing(409, 'It was changed.') : told('put', request, lamp(id, request.json))),
    remove: (type, id) => known(type) ?? told('remove', { type, id }, undefined),
    explain: async () => undefined,
    origins: async (call, direction, index) =>
      call === 'call-1'
        ? told('origins', { direction, index }, { type: 'A', seed: 's', values: [], more: false })
        : undefined,
  };
}
