import { expect, test } from 'vitest';
import type { HeldAction, HeldCall, HoldInfo } from '#contract/hold-api';
import { ApiError } from '../../../web/src/api/api.ts';
import type { Ask } from '../../../web/src/api/rest.ts';
import { HeldCalls } from '../../../web/src/state/held-calls.svelte.ts';

const METHOD = '/desk.v1.Support/Talk';
const held = (call: string): HeldCall => ({
  call,
  method: METHOD,
  client: 'desk-bot',
  since: 0,
  deadline: null,
  messagesUp: 1,
  messagesDown: 0,
  halfClosed: false,
  begun: false,
});
const problem = (code: string, path?: string) => ({
  severity: 'error' as const,
  code,
  message: code,
  ...(path === undefined ? {} : { path }),
});

/** A server that notes what is asked; `refuse` names what is not done. */
function desk() {
  const asked: { readonly route: string; readonly query: object; readonly body: unknown }[] = [];
  const refuse = new Map<string, ApiError>();
  let info: HoldInfo = { revision: 1, methods: [], waiting: [held('a')], releaseBeforeMs: 2_000 };
  let seeds = 0;
  const ask = (async (
    route: string,
    query: Readonly<Record<string, string>> = {},
    { body }: { body?: unknown } = {},
  ) => {
    asked.push({ route, query, body });
    await Promise.resolve();
    const does = typeof body === 'object' && body !== null && 'do' in body ? String(body.do) : route;
    const error = refuse.get(does);
    if (error) throw error;
    if (route === 'GET /api/held/:id/reply')
      return { json: `{"seed":"${query['seed'] ?? 'first'}","n":${(seeds += 1)}}`, from: query['from'], note: '' };
    return info;
  }) as unknown as Ask; // The routes that are asked here answer as above.
  return {
    calls: new HeldCalls(ask),
    asked,
    refuse,
    set: (next: Partial<HoldInfo>) => (info = { ...info, ...next }),
    did: () => asked.filter(({ route }) => route === 'POST /api/held/:id').map(({ body }) => body as HeldAction),
  };
}

test('it is asked once more after it was asked while it was asked, and no more', async () => {
  const { calls, asked } = desk();
  await Promise.all([calls.refresh(), calls.refresh(), calls.refresh()]);
  expect(asked).toHaveLength(2);
  expect(calls.info?.waiting.map(({ call }) => call)).toEqual(['a']);
});

test('the last good state stays when the server does not answer, and says why', async () => {
  const { calls, refuse } = desk();
  await calls.refresh();
  refuse.set('GET /api/hold', new ApiError('ask', [problem('server-unreachable')]));
  await calls.refresh();
  expect(calls.info?.waiting).toHaveLength(1);
  expect(calls.problems[0]?.code).toBe('server-unreachable');
  refuse.clear();
  await calls.refresh();
  expect(calls.problems).toEqual([]);
});

test('what was typed for a call is there after a look elsewhere, and drafts of calls that are over are let go', () => {
  const { calls } = desk();
  calls.draft('a', METHOD).edit('{"a":1}');
  expect(calls.draft('a', METHOD).text).toBe('{"a":1}');
  for (let index = 0; index < 200; index += 1) calls.draft(`old-${index}`, METHOD);
  expect(calls.draft('a', METHOD).text).toBeNull();
});

test('a call that waits keeps its draft however many others there were', async () => {
  const { calls } = desk();
  await calls.refresh();
  const draft = calls.draft('a', METHOD);
  for (let index = 0; index < 200; index += 1) calls.draft(`old-${index}`, METHOD);
  expect(calls.draft('a', METHOD)).toBe(draft);
});

test('a draft begins with a reply; filled in again it is another one, and after typing the first', async () => {
  const { calls, asked } = desk();
  const draft = calls.draft('a', METHOD);
  await draft.begin();
  expect(draft.text).toContain('first');
  await draft.fill('generated');
  await draft.fill('generated');
  draft.edit('{}');
  await draft.fill('generated');
  expect(asked.map(({ query }) => Reflect.get(query, 'seed') as unknown)).toEqual([undefined, '1', '2', undefined]);
  await draft.begin();
  expect(asked).toHaveLength(4);
});

test('typing wins over a reply that comes late', async () => {
  const { calls } = desk();
  const draft = calls.draft('a', METHOD);
  const filling = draft.fill('world');
  draft.edit('{"mine":true}');
  await filling;
  expect(draft.text).toBe('{"mine":true}');
});

test('headers go before the first message, once; the message is the last by hand of its method', async () => {
  const { calls, did } = desk();
  const draft = calls.draft('a', METHOD);
  draft.headers = [
    { key: ' X-Desk ', value: 'Mira' },
    { key: '', value: '' },
  ];
  draft.edit('{"text":"one"}');
  expect(await draft.send(false)).toBe(true);
  expect(await draft.send(false)).toBe(true);
  expect(did()).toEqual([
    { do: 'headers', metadata: [{ key: 'x-desk', value: 'Mira' }] },
    { do: 'message', json: '{"text":"one"}' },
    { do: 'message', json: '{"text":"one"}' },
  ]);
  const next = calls.draft('b', METHOD);
  expect(next.hasLast).toBe(true);
  next.fillLast();
  expect(next.text).toBe('{"text":"one"}');
});

test('a reply ends its call with OK and the trailers; an error takes message and details', async () => {
  const { calls, did } = desk();
  const draft = calls.draft('a', METHOD);
  draft.edit('{}');
  draft.trailers = [{ key: 'x-cost', value: '3' }];
  draft.status = 'NOT_FOUND';
  draft.message = 'gone';
  draft.details = '[{"@type":"a.B"},{"@type":"a.C"}]';
  await draft.send(true);
  await draft.end();
  draft.details = '{"@type":"a.B"}';
  await draft.end();
  draft.details = 'nonsense';
  await draft.end();
  const trailers = [{ key: 'x-cost', value: '3' }];
  const error = { do: 'end', status: 'NOT_FOUND', message: 'gone', trailers };
  expect(did().slice(1)).toEqual([
    { do: 'end', status: 'OK', message: '', trailers, details: [] },
    { ...error, details: ['{"@type":"a.B"}', '{"@type":"a.C"}'] },
    { ...error, details: ['{"@type":"a.B"}'] },
    { ...error, details: ['nonsense'] },
  ]);
});

test('what is refused is told where it stands, and nothing after it is done', async () => {
  const { calls, refuse, did } = desk();
  const draft = calls.draft('a', METHOD);
  draft.edit('{}');
  draft.headers = [{ key: 'grpc-status', value: '0' }];
  refuse.set('headers', new ApiError('act', [problem('metadata-reserved', 'metadata[0].key')], 400));
  expect(await draft.send(true)).toBe(false);
  expect([draft.view, draft.problems[0]?.code]).toEqual(['headers', 'metadata-reserved']);
  draft.headers = [];
  refuse.set('end', new ApiError('act', [problem('metadata-value', 'trailers[0].value')], 400));
  expect(await draft.send(true)).toBe(false);
  expect(draft.view).toBe('trailers');
  expect(did().map((action) => action.do)).toEqual(['headers', 'message', 'end']);
});

test('a second press while the first is under way does nothing', async () => {
  const { calls, did } = desk();
  const draft = calls.draft('a', METHOD);
  draft.edit('{}');
  const [first, second] = await Promise.all([draft.send(false), draft.send(false)]);
  expect([first, second]).toEqual([true, false]);
  expect(did()).toHaveLength(1);
});

test('a call that waits no more is asked about again', async () => {
  const { calls, refuse, asked, set } = desk();
  await calls.refresh();
  set({ waiting: [] });
  refuse.set('release', new ApiError('act', [problem('call-not-held')], 409));
  expect(await calls.draft('a', METHOD).release()).toBe(false);
  await calls.refresh();
  expect(calls.info?.waiting).toEqual([]);
  expect(asked.filter(({ route }) => route === 'GET /api/hold').length).toBeGreaterThanOrEqual(2);
});
