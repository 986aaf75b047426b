import type { StubFile, StubList } from '../../../server/contract/stub.ts';
import type { MockSource } from '../../../server/http/mock-routes.ts';
import type { Refused } from '../../../server/http/world-routes.ts';

const nothing = (status: Refused['status'], message: string): Refused => ({
  status,
  refused: [{ severity: 'error', code: 'unknown-stub', message }],
});
const LIST: StubList = {
  revision: 3,
  stubs: [],
  unmatched: { otherwise: 'world', methods: [] },
  files: [],
};

/** Stubs of one file and one method that remember what they were asked. */
export function fakeMock(asked: unknown[] = []): MockSource {
  const told = <T>(name: string, args: unknown, answer: T): T => {
    asked.push([name, args]);
    return answer;
  };
  const file = (name: string): StubFile => ({ file: name, text: '', hash: '', problems: [], held: false });
  return {
    knows: (method): method is `/${string}/${string}` => method === '/shop.v1.Catalog/GetProduct',
    list: (method, session) => told('list', { method, session }, LIST),
    add: async (request) => told('add', request, { stubs: [], problems: [] }),
    remove: async (id) => (id === 'api#1' ? undefined : nothing(404, `There is no stub ${id}.`)),
    file: async (name) => (name === 'shop.stubs.yaml' ? file(name) : nothing(404, `There is no file ${name}.`)),
    save: async (request) =>
      request.baseHash === null ? told('save', request, file(request.file)) : nothing(409, 'It was changed.'),
    check: async (request) => told('check', request, { problems: [], stubs: [] }),
    edit: async (request) => told('edit', request, LIST),
    unmatched: async (request) => told('unmatched', request, LIST),
    make: async (request) => told('make', request, { file: 'shop.stubs.yaml', yaml: '', id: null, line: null }),
    attempt: async (request) => told('try', request, { winner: null, unmatched: 'world', verdicts: [], problems: [] }),
    schema: async () => ({ $schema: 'http://json-schema.org/draft-07/schema#' }),
    misses: async (call) => (call === 'call-1' ? { misses: [], verdicts: [] } : undefined),
    scenarios: (session) => told('scenarios', session, []),
    move: (request) => told('move', request, []),
    verify: async (request) =>
      told('verify', request, { ok: true, found: 0, message: 'Found 0 calls.', calls: [], near: [] }),
    reset: async (request) => told('reset', request, undefined),
  };
}
