import { expect, test } from 'vitest';
import type { StubInfo, StubList } from '#contract/stub';
import { ApiError, type Api } from '../../../web/src/api/api.ts';
import type { Ask } from '../../../web/src/api/rest.ts';
import { Mocks } from '../../../web/src/state/mocks.svelte.ts';
import { fakeApi } from '../fake-api.ts';

const stub = (id: string, change: Partial<StubInfo> = {}): StubInfo => ({
  id,
  name: '',
  method: '/a.B/C',
  file: 'a.stubs.yaml',
  lines: [3, 4],
  enabled: true,
  priority: 0,
  rank: '',
  when: '',
  reply: '',
  kind: 'reply',
  session: null,
  hits: 0,
  recent: [],
  state: '',
  ...change,
});

/** A server of the test's own: `answers` by route; what was asked is kept. */
function server(stubs: readonly StubInfo[]) {
  const asked: string[] = [];
  const state = {
    list: { revision: 1, stubs, unmatched: { otherwise: 'world', methods: [] }, files: [] } as StubList,
    refuse: '',
  };
  const events = new Map<string, (revision: number) => void>();
  const answers: Record<string, (query: Record<string, string>, body: unknown) => unknown> = {
    'GET /api/stubs': ({ method }) => ({
      ...state.list,
      stubs: state.list.stubs.filter((one) => method === undefined || one.method === method),
    }),
    'GET /api/scenarios': () => [],
    'GET /api/faults': () => [],
    'GET /api/stubs/file': () => ({ file: 'a.stubs.yaml', text: 'old', hash: 'h', problems: [], held: false }),
    'PUT /api/stubs/file': (_query, body) => ({ ...(body as object), hash: 'h2', problems: [], held: false }),
    'POST /api/stubs/check': () => ({ problems: [], stubs: [] }),
    'POST /api/stubs/edit': () => state.list,
  };
  const ask = (async (route: string, query: Record<string, string> = {}, send: { body?: unknown } = {}) => {
    asked.push(query['method'] === undefined ? route : `${route} of one`);
    if (route === state.refuse) throw new ApiError('ask', [{ severity: 'error', code: 'no', message: 'No.' }], 409);
    return answers[route]!(query, send.body);
  }) as unknown as Ask; // Routes of this test only.
  const fake = fakeApi();
  const api: Api = {
    ...fake,
    ask,
    live: { ...fake.live, on: (event, listener) => (events.set(event, listener as never), () => undefined) }, // Both tell a revision.
  };
  const mocks = new Mocks(
    api,
    () => () => undefined,
    () => 1000,
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { mocks, state, asked, settle, say: (event: string, revision: number) => events.get(event)?.(revision) };
}

test('the list is asked for once, and stubs are counted by method', async () => {
  const { mocks, asked } = server([stub('1'), stub('2'), stub('3', { method: '/a.B/D' })]);
  await Promise.all([mocks.need(), mocks.need()]);
  expect(asked.filter((route) => route === 'GET /api/stubs').length).toBeLessThanOrEqual(2);
  expect([...mocks.counts]).toEqual([
    ['/a.B/C', 2],
    ['/a.B/D', 1],
  ]);
  expect(mocks.of('/a.B/D').map(({ id }) => id)).toEqual(['3']);
});

test('where only calls were answered, the counts of the method in sight are asked for, and nothing else', async () => {
  const { mocks, state, asked, settle, say } = server([stub('1')]);
  await mocks.need();
  mocks.show('/a.B/C');
  asked.length = 0;
  state.list = { ...state.list, stubs: [stub('1', { hits: 7 })] };
  say('stubs:changed', 1);
  await settle();
  expect(asked).toEqual(['GET /api/stubs of one', 'GET /api/scenarios']);
  expect(mocks.of('/a.B/C')[0]?.hits).toBe(7);
  asked.length = 0;
  say('stubs:changed', 2);
  await settle();
  expect(asked).toContain('GET /api/stubs');
});

test('news that come while it asks are one question more', async () => {
  const { mocks, asked, settle, say } = server([stub('1')]);
  await mocks.need();
  asked.length = 0;
  for (let revision = 2; revision < 9; revision++) say('stubs:changed', revision);
  await settle();
  expect(asked.filter((route) => route === 'GET /api/stubs').length).toBe(2);
});

test('a removed stub can be put back as it was', async () => {
  const { mocks, state, asked } = server([stub('1')]);
  await mocks.need();
  state.list = { ...state.list, stubs: [] };
  await mocks.remove(stub('1'));
  expect([mocks.removed?.text, mocks.of('/a.B/C')]).toEqual(['old', []]);
  await mocks.putBack();
  expect([mocks.removed, asked.includes('PUT /api/stubs/file')]).toEqual([null, true]);
});

test('what is refused says why, and the list stays', async () => {
  const { mocks, state } = server([stub('1')]);
  await mocks.need();
  state.refuse = 'POST /api/stubs/edit';
  expect(await mocks.setEnabled(stub('1'), false)).toBe(false);
  expect([mocks.problems[0]?.message, mocks.of('/a.B/C').length]).toEqual(['No.', 1]);
  state.refuse = '';
  expect(await mocks.move(stub('1'), 1)).toBe(true);
  expect(mocks.problems).toEqual([]);
});
