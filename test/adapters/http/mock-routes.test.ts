import { expect, test } from 'vitest';
import { fakeSource, runHttp } from './http-fixture.ts';

const TYPE = { 'content-type': 'application/json' };
const METHOD = '/shop.v1.Catalog/GetProduct';
const HASH = 'a'.repeat(64);

test.each([
  ['POST', '/api/stubs', { service: 's', stubs: [{ a: 1 }], session: null }, 'add'],
  ['POST', '/api/stubs', { stubs: [], session: 'one' }, 'add'],
  ['PUT', '/api/stubs/file', { file: 'a', text: '', baseHash: null }, 'save'],
  ['POST', '/api/stubs/check', { file: 'a', text: 'x' }, 'check'],
  ['POST', '/api/stubs/edit', { id: 'a#1', edit: { do: 'enabled', enabled: false } }, 'edit'],
  ['POST', '/api/stubs/edit', { id: 'a#1', edit: { do: 'move', by: -1 } }, 'edit'],
  ['POST', '/api/stubs/edit', { id: 'a#1', edit: { do: 'remove' } }, 'edit'],
  ['PUT', '/api/stubs/unmatched', { file: 'shop.stubs.yaml', to: 'refuse' }, 'unmatched'],
  ['PUT', '/api/stubs/unmatched', { file: 'shop.stubs.yaml', to: null }, 'unmatched'],
  ['POST', '/api/stubs/new', { method: METHOD, call: 'c', file: null, write: false }, 'make'],
  ['PUT', '/api/scenarios', { name: 'a', state: 'b', session: null }, 'move'],
  [
    'POST',
    '/api/verify',
    { method: METHOD, when: { a: 1 }, times: { atLeast: 1, atMost: 2 }, session: null },
    'verify',
  ],
  [
    'POST',
    '/api/verify',
    { method: METHOD, when: {}, times: {}, session: 's', inOrder: [{ method: METHOD, when: 1 }] },
    'verify',
  ],
])('%s %s hands on %j', async (method, path, body, name) => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const reply = await http.ask(path, { method, headers: TYPE, body: JSON.stringify(body) });
  expect(reply.status).toBe(200);
  expect(source.asked).toEqual([[name, body]]);
});

test('keys of metadata are made lower case, as they come over the wire', async () => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const body = { method: METHOD, messages: ['{}'], metadata: [{ key: 'X-A', value: '1' }], session: null };
  await http.ask('/api/stubs/try', { method: 'POST', headers: TYPE, body: JSON.stringify(body) });
  expect(source.asked).toEqual([['try', { ...body, metadata: [{ key: 'x-a', value: '1' }] }]]);
});

test.each([
  ['POST', '/api/stubs', { stubs: [] }, ['add', { stubs: [], session: null }]],
  ['PUT', '/api/scenarios', { name: 'a', state: 'b' }, ['move', { name: 'a', state: 'b', session: null }]],
  ['POST', '/api/verify', { method: METHOD.slice(1) }, ['verify', { method: METHOD, times: {}, session: null }]],
  [
    'POST',
    '/api/verify',
    { method: METHOD, times: 3 },
    ['verify', { method: METHOD, times: { exactly: 3 }, session: null }],
  ],
  [
    'POST',
    '/api/stubs/try',
    { method: METHOD, messages: [] },
    ['try', { method: METHOD, messages: [], metadata: [], session: null }],
  ],
])('%s %s takes %j: what is left out is nothing, all sessions, or false', async (method, path, body, asked) => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  await http.ask(path, { method, headers: TYPE, body: JSON.stringify(body) });
  expect(source.asked).toEqual([asked]);
});

test.each([undefined, '{}'])('a reset that says nothing (%j) forgets counts and states', async (body) => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const init = body === undefined ? {} : { headers: TYPE, body };
  expect((await http.ask('/api/reset', { method: 'POST', ...init })).status).toBe(204);
  const nothing = { session: null, stubs: false, world: false, calls: false, faults: false };
  expect(source.asked).toEqual([['reset', nothing]]);
});

test('a method is known with and without its slash', async () => {
  await using http = await runHttp();
  for (const path of [METHOD, METHOD.slice(1)]) {
    expect((await http.ask(`/api/stubs?method=${path}`)).status).toBe(200);
    expect((await http.ask(`/api/calls?method=${path}`)).status).toBe(200);
  }
  const refused = await http.ask('/api/calls?method=GetProduct');
  expect(refused.status).toBe(400);
  expect(refused.body).toContain('Give /package.Service/Method.');
});

const TRY = { method: METHOD, messages: ['{}'], metadata: [], session: null };
const VERIFY = { method: METHOD, when: {}, times: {}, session: null };
const EDIT = { id: 'a', edit: { do: 'remove' } };
const NEW = { method: METHOD, call: null, file: null, write: true };

test.each([
  ['POST', '/api/stubs', {}, ['stubs']],
  ['POST', '/api/stubs', { stubs: {}, session: null }, ['stubs']],
  ['POST', '/api/stubs', { stubs: [], session: '' }, ['session']],
  ['POST', '/api/stubs', { stubs: [], session: 'x'.repeat(201) }, ['session']],
  ['POST', '/api/stubs', { stubs: [], session: null, service: 1 }, ['service']],
  ['POST', '/api/stubs', { stubs: [], session: null, more: 1 }, ['more']],
  ['PUT', '/api/stubs/file', { file: '', text: 1, baseHash: 'x' }, ['file', 'text', 'baseHash']],
  ['PUT', '/api/stubs/file', { file: 'a', text: '' }, ['baseHash']],
  ['PUT', '/api/stubs/file', { file: 'a', text: '', baseHash: `${HASH}a` }, ['baseHash']],
  ['POST', '/api/stubs/check', { file: 'a' }, ['text']],
  ['POST', '/api/stubs/edit', { id: 'a', edit: null }, ['edit', 'edit.do']],
  ['POST', '/api/stubs/edit', { ...EDIT, edit: { do: 'delete' } }, ['edit.do']],
  ['POST', '/api/stubs/edit', { ...EDIT, edit: { do: 'move', by: 2 } }, ['edit.by']],
  ['POST', '/api/stubs/edit', { ...EDIT, edit: { do: 'enabled', enabled: 'no' } }, ['edit.enabled']],
  ['POST', '/api/stubs/edit', { ...EDIT, edit: { do: 'remove', by: 1 } }, ['edit.by']],
  ['POST', '/api/stubs/new', { ...NEW, method: 'GetProduct' }, ['method']],
  ['POST', '/api/stubs/new', { ...NEW, call: 3, write: 1 }, ['call', 'write']],
  ['POST', '/api/stubs/try', { ...TRY, messages: [1, {}] }, ['messages[0]', 'messages[1]']],
  ['POST', '/api/stubs/try', { ...TRY, metadata: [{ key: 'a' }] }, ['metadata[0]']],
  ['PUT', '/api/scenarios', { name: 'a', session: null }, ['state']],
  ['POST', '/api/verify', { ...VERIFY, times: { exactly: 1.5 } }, ['times.exactly']],
  ['POST', '/api/verify', { ...VERIFY, times: { atLeast: 2, atMost: 1 } }, ['times.atMost']],
  ['POST', '/api/verify', { ...VERIFY, inOrder: [{ method: METHOD, when: {}, times: {} }] }, ['inOrder[0].times']],
  ['POST', '/api/verify', { ...VERIFY, times: -1 }, ['times']],
  ['POST', '/api/reset', { stubs: 1 }, ['stubs']],
  ['POST', '/api/reset', [], ['']],
])('%s %s refuses %j and says where', async (method, path, body, paths) => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const reply = await http.ask(path, { method, headers: TYPE, body: JSON.stringify(body) });
  const { problems } = JSON.parse(reply.body) as {
    readonly problems: readonly { path: string; code: string; hint: string }[];
  };
  expect([reply.status, problems.map((one) => one.path)]).toEqual([400, paths]);
  expect(problems.every(({ code, hint }) => code === 'bad-body' && hint.length > 0)).toBe(true);
  expect(source.asked).toEqual([]);
});

test.each([
  ['GET', '/api/stubs?method=/shop.v1.Catalog/GetProducts', 404, 'unknown-method'],
  ['GET', '/api/stubs/file?file=none', 404, 'unknown-stub'],
  ['DELETE', '/api/stubs?id=none', 404, 'unknown-stub'],
  ['GET', '/api/calls/none/misses', 404, 'unknown-call'],
  ['PATCH', '/api/stubs', 405, 'method-not-allowed'],
])('%s %s is refused with %j %s', async (method, path, status, code) => {
  await using http = await runHttp();
  const reply = await http.ask(path, { method, headers: TYPE });
  expect([reply.status, JSON.parse(reply.body)]).toMatchObject([status, { problems: [{ code }] }]);
});
