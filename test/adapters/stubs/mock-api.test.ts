import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CallMisses, StubAdded, StubCheck } from '../../../server/contract/mock-api.ts';
import type { ScenarioInfo, StubFile, StubList, StubTry, VerifyResult } from '../../../server/contract/stub.ts';
import { type Answer, serveMockApi } from './mock-api.ts';

const FILE = `service: shop.v1.Shop
stubs:
  # Sold out.
  - method: GetItem
    when: { request: { sku: A } }
    reply: { status: NOT_FOUND }
  - method: GetItem
    reply: { message: { sku: any } }
  - method: Pay
    scenario: { name: order, requires: full, then: paid }
    reply: { message: { sku: paid } }
`;
const METHOD = '/shop.v1.Shop/GetItem';
const anyReply = { method: 'GetItem', reply: { message: { sku: 'mem' } } };

test('without stubs the list is empty, and nothing that reads them is there', async () => {
  await using s = await serveMockApi();
  expect(await s.ask('GET stubs')).toEqual({
    status: 200,
    body: { revision: 0, stubs: [], unmatched: { otherwise: 'world', methods: [] }, files: [] },
  });
  expect(s.app.stubFiles.source.current).toBeUndefined();
});

test('the list has the stubs of a method in the order in which they are tried', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  await s.call('GetItem', [{ sku: 'B' }]);
  const { body } = await s.ask<StubList>(`GET stubs?method=${METHOD}`);
  expect(body.stubs.map(({ when, reply, hits, lines }) => [when, reply, hits, lines])).toEqual([
    ['sku = A', 'NOT_FOUND', 0, [4, 6]],
    ['', '{sku: "any"}', 1, [7, 8]],
  ]);
  // Its scenario is moved by hand: a state that no stub leads to is worth a warning.
  const problems = [expect.objectContaining({ severity: 'warning', code: 'stub-state', line: 9 })];
  expect(body.files).toEqual([{ file: `${s.dir}/shop.stubs.yaml`, stubs: 3, problems, held: false, unmatched: null }]);
  expect(await s.ask('GET stubs?method=/shop.v1.Shop/GetItems')).toMatchObject({
    status: 404,
    body: { problems: [{ code: 'unknown-method', path: 'method', hint: expect.stringContaining(METHOD) as string }] },
  });
});

test('stubs of the API win over those of files, the newest first, and can be switched off and removed', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const add = (stub: object): Promise<{ body: StubAdded }> =>
    s.ask<StubAdded>('POST stubs', { service: 'shop.v1.Shop', stubs: [stub], session: null });
  const { body: first } = await add(anyReply);
  const { body: second } = await add({ ...anyReply, reply: { message: { sku: 'newer' } } });
  expect(first.stubs).toMatchObject([{ id: 'api#1', file: null, lines: null, rank: 'any call, in memory' }]);
  const sku = async (): Promise<unknown> => (await s.call('GetItem', [{ sku: 'B' }])).messages[0];
  expect(await sku()).toEqual({ sku: 'newer' });
  const off = { id: second.stubs[0]!.id, edit: { do: 'enabled', enabled: false } };
  expect((await s.ask<StubList>('POST stubs/edit', off)).body.stubs.find(({ id }) => id === 'api#2')).toMatchObject({
    enabled: false,
  });
  expect(await sku()).toEqual({ sku: 'mem' });
  expect(await s.ask('POST stubs/edit', { id: 'api#1', edit: { do: 'move', by: 1 } })).toMatchObject({ status: 400 });
  expect(await s.ask('DELETE stubs?id=api%231')).toEqual({ status: 204, body: undefined });
  expect(await sku()).toEqual({ sku: 'any' });
  expect(await s.ask('DELETE stubs?id=api%231')).toMatchObject({ status: 404 });
  const [inFile] = (await s.ask<StubList>('GET stubs')).body.stubs.filter(({ file }) => file !== null);
  expect(await s.ask(`DELETE stubs?id=${encodeURIComponent(inFile!.id)}`)).toMatchObject({
    status: 400,
    body: { problems: [{ code: 'stub-in-file' }] },
  });
});

test('where no file exists, a stub of the API answers all the same', async () => {
  await using s = await serveMockApi();
  await s.ask('POST stubs', { service: 'shop.v1.Shop', stubs: [{ ...anyReply, id: 'mine' }], session: 'one' });
  expect((await s.call('GetItem', [{}], { 'x-understudy-session': 'one' })).messages).toEqual([{ sku: 'mem' }]);
  expect((await s.call('GetItem')).messages).not.toEqual([{ sku: 'mem' }]);
  expect((await s.ask<StubList>('GET stubs?session=two')).body.stubs).toEqual([]);
});

test('an id is that of one session: another one does not take the stub away', async () => {
  await using s = await serveMockApi();
  const add = (session: string | null, sku: string) =>
    s.ask<{ problems: { code: string; message: string }[] }>('POST stubs', {
      service: 'shop.v1.Shop',
      stubs: [{ id: 'login', method: 'GetItem', reply: { message: { sku } } }],
      session,
    });
  expect((await add('one', 'a')).status).toBe(200);
  for (const session of ['two', null]) {
    const { status, body } = await add(session, 'b');
    expect([status, body.problems[0]?.code]).toEqual([400, 'stub-duplicate-id']);
    expect(body.problems[0]?.message).toBe('"login" is the id of a stub of the session one already.');
  }
  // Its own session replaces it.
  expect((await add('one', 'c')).status).toBe(200);
  expect((await s.call('GetItem', [{}], { 'x-understudy-session': 'one' })).messages).toEqual([{ sku: 'c' }]);
});

test('a file does not take the id of a stub in memory', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': 'stubs: []\n' });
  await s.ask('POST stubs', { service: 'shop.v1.Shop', stubs: [{ ...anyReply, id: 'mine' }], session: null });
  const { hash } = (
    await s.ask<{ hash: string }>(`GET stubs/file?file=${encodeURIComponent(join(s.dir, 'shop.stubs.yaml'))}`)
  ).body;
  const text = 'stubs:\n  - { id: mine, method: shop.v1.Shop/GetItem, reply: { message: { sku: file } } }\n';
  await s.ask('PUT stubs/file', { file: join(s.dir, 'shop.stubs.yaml'), baseHash: hash, text });
  const { files } = (await s.ask<StubList>('GET stubs')).body;
  expect(files.flatMap(({ problems }) => problems)).toMatchObject([
    { code: 'stub-duplicate-id', line: 2, message: '"mine" is the id of a stub in memory already.' },
  ]);
  expect((await s.call('GetItem')).messages).toEqual([{ sku: 'mem' }]);
});

test.each([
  [{ stubs: [{ ...anyReply, method: 'Get' }] }, 'stub-unknown-method', 'stubs[0].method'],
  [
    { stubs: [anyReply, { ...anyReply, reply: { message: { sk: '' } } }] },
    'json-unknown-field',
    'stubs[1].reply.message.sk',
  ],
  [
    { stubs: [{ ...anyReply, reply: { message: { sku: '${nobody}' } } }] },
    'stub-template',
    'stubs[0].reply.message.sku',
  ],
  [{ stubs: [{ ...anyReply, session: 'b' }], session: 'a' }, 'stub-conflict', 'stubs[0].session'],
  [{ stubs: [{ ...anyReply, id: 'file' }] }, 'stub-duplicate-id', 'stubs[0].id'],
])('all stubs of a request come in, or none: %j', async (request, code, path) => {
  await using s = await serveMockApi({
    'shop.stubs.yaml': 'stubs:\n  - { id: file, method: shop.v1.Shop/Pay, reply: { generated: true } }\n',
  });
  const answer = await s.ask('POST stubs', { service: 'shop.v1.Shop', session: null, ...request });
  expect(answer).toMatchObject({ status: 400, body: { problems: [{ code, path }] } });
  expect((await s.ask<StubList>('GET stubs')).body.stubs).toHaveLength(1);
});

test('stubs in memory are read again when the schema changes, and come back with their fields', async () => {
  await using s = await serveMockApi({}, { watch: true });
  await s.ask('POST stubs', { service: 'shop.v1.Shop', stubs: [anyReply], session: null });
  const proto = s.read('shop.proto');
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      const leave = s.app.stubFiles.subscribe(() => (leave(), resolve()));
    });
  let heard = changed();
  s.write('shop.proto', proto.replaceAll('string sku', 'string code'));
  await heard;
  expect((await s.ask<StubList>('GET stubs')).body.stubs).toEqual([]);
  heard = changed();
  s.write('shop.proto', proto);
  await heard;
  expect((await s.call('GetItem')).messages).toEqual([{ sku: 'mem' }]);
});

test('an unsaved text is checked, and its stubs are named with their lines', async () => {
  await using s = await serveMockApi();
  const { body } = await s.ask<StubCheck>('POST stubs/check', {
    file: 'new.stubs.yaml',
    text: `${FILE}  - method: GetItm\n    reply: {}\n`,
  });
  expect(body.stubs.map(({ id, lines }) => [id, lines])).toEqual([
    ['new.stubs.yaml#1', [4, 6]],
    ['new.stubs.yaml#2', [7, 8]],
    ['new.stubs.yaml#3', [9, 11]],
  ]);
  expect(body.problems).toMatchObject([{ code: 'stub-unknown-method', line: 12, file: 'new.stubs.yaml' }]);
  expect(s.app.stubFiles.source.current).toBeUndefined();
});

test('an unsaved text is checked beside the other files as well, unless it is broken', async () => {
  await using s = await serveMockApi({ 'a.stubs.yaml': FILE });
  const file = `${s.dir}/a.stubs.yaml`;
  const other = `${s.dir}/b.stubs.yaml`;
  const check = async (text: string): Promise<readonly unknown[]> =>
    (await s.ask<StubCheck>('POST stubs/check', { file, text })).body.problems.map(({ code, line }) => [code, line]);
  expect(await check(FILE)).toEqual([['stub-state', 9]]);
  s.write('b.stubs.yaml', 'stubs: [{ method: shop.v1.Shop/GetItem, priority: 9, reply: { message: {} } }]');
  await s.app.stubFiles.loadOne(other);
  const hidden = [4, 7].map((line) => ['stub-hidden', line]);
  expect(await check(FILE)).toEqual([['stub-state', 9], ...hidden]);
  expect(await check(FILE.replace('    when', '    priority: 10\n    when'))).toEqual([
    ['stub-state', 10],
    ['stub-hidden', 8],
  ]);
  expect(await check(FILE.replace('NOT_FOUND', 'NOT_FUND'))).toEqual([['stub-status', 6]]);
});

test('a request is judged, and nothing is counted or moved', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const attempt = (request: object): Promise<{ status: number; body: StubTry }> =>
    s.ask<StubTry>('POST stubs/try', {
      method: METHOD,
      messages: ['{"sku":"B"}'],
      metadata: [],
      session: null,
      ...request,
    });
  const { body } = await attempt({});
  expect(body.winner).toBe(`${s.dir}/shop.stubs.yaml#2`);
  expect(body.verdicts.map(({ won, conditions }) => [won, conditions])).toEqual([
    [false, [{ what: 'sku', met: false, because: 'is B; the stub asks for A' }]],
    [true, []],
  ]);
  expect((await attempt({ method: '/shop.v1.Shop/Pay' })).body.winner).toBeNull();
  expect((await attempt({ messages: ['{"sk":1}'] })).body).toMatchObject({
    winner: null,
    problems: [{ code: 'json-unknown-field', path: 'messages[0].sk' }],
  });
  expect((await attempt({ messages: [] })).body.problems).toMatchObject([{ path: 'messages' }]);
  expect((await attempt({ method: '/shop.v1.Shop/Nope' })).status).toBe(404);
  expect((await s.ask<StubList>('GET stubs')).body.stubs.map(({ hits }) => hits)).toEqual([0, 0, 0]);
});

test('where a handler answers, a request that is tried says so', async () => {
  const handler =
    "import { service } from 'understudy';\nexport default service('shop.v1.Shop', { getItem: () => ({ sku: 'h' }) });\n";
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE, 'shop.handlers.mjs': handler });
  expect((await s.call('GetItem')).messages).toEqual([{ sku: 'h' }]);
  const request = { method: METHOD, messages: ['{}'], metadata: [], session: null };
  const { body } = await s.ask<StubTry>('POST stubs/try', request);
  expect(body).toMatchObject({ winner: null, problems: [{ severity: 'warning', code: 'handler-first', line: 2 }] });
  expect(body.verdicts.map(({ won, matched }) => [won, matched])).toEqual([
    [false, false],
    [false, true],
  ]);
});

test('a call says why no stub answered it', async () => {
  await using s = await serveMockApi({
    'shop.stubs.yaml': FILE.replace(/ {2}- method: GetItem\n {4}reply.*\n.*any.*\n/, ''),
  });
  await s.call('GetItem', [{ sku: 'A' }]);
  const { id } = await s.call('Pay', [{ sku: 'B' }]);
  const { body } = await s.ask<CallMisses>(`GET calls/${id}/misses`);
  expect(body.misses).toMatchObject([{ because: 'scenario order is started; the stub needs full', line: 9 }]);
  expect(body.verdicts).toMatchObject([{ won: false, matched: false }]);
  expect(await s.ask('GET calls/nope/misses')).toMatchObject({
    status: 404,
    body: { problems: [{ code: 'unknown-call' }] },
  });
});

test('of a secret that is not kept nobody says what it was', async () => {
  const stub = '  - { method: Pay, when: { metadata: { authorization: Bearer x } }, reply: { generated: true } }\n';
  await using s = await serveMockApi({ 'shop.stubs.yaml': `service: shop.v1.Shop\nstubs:\n${stub}` });
  const { id } = await s.call('Pay', [{}], { authorization: 'Bearer y' });
  const { body } = await s.ask<CallMisses>(`GET calls/${id}/misses`);
  expect(body.misses).toMatchObject([{ because: 'authorization is a secret: what it was is not kept' }]);
  expect(body.verdicts[0]?.conditions).toMatchObject([{ because: 'is a secret: what it was is not kept' }]);
});

test('a scenario is moved by hand, to a state that a stub knows', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body } = await s.ask<readonly ScenarioInfo[]>('GET scenarios');
  expect(body).toEqual([{ name: 'order', state: 'started', states: ['started', 'full', 'paid'], session: null }]);
  const move = { name: 'order', state: 'full', session: null };
  expect((await s.ask<readonly ScenarioInfo[]>('PUT scenarios', move)).body[0]).toMatchObject({ state: 'full' });
  expect((await s.call('Pay')).messages).toEqual([{ sku: 'paid' }]);
  expect((await s.ask<readonly ScenarioInfo[]>('GET scenarios')).body[0]).toMatchObject({ state: 'paid' });
  expect(await s.ask('PUT scenarios', { ...move, state: 'ful' })).toMatchObject({
    status: 400,
    body: { problems: [{ path: 'state' }] },
  });
  expect(await s.ask('PUT scenarios', { ...move, name: 'o' })).toMatchObject({
    status: 404,
    body: { problems: [{ path: 'name' }] },
  });
});

test('received calls are verified by count, content and order, in a session or in all', async () => {
  await using s = await serveMockApi();
  await s.call('GetItem', [{ sku: 'A', left: 2 }]);
  await s.call('Pay', [{ sku: 'A' }], { 'x-understudy-session': 'one' });
  await s.call('CountItems', [{ sku: 'A' }, { sku: 'B' }]);
  const verify = async (request: object): Promise<VerifyResult> =>
    (await s.ask<VerifyResult>('POST verify', { method: METHOD, when: {}, times: {}, session: null, ...request })).body;
  expect(await verify({ when: { request: { left: { $gte: 2 } } }, times: { exactly: 1 } })).toMatchObject({
    ok: true,
    found: 1,
  });
  expect(await verify({ when: { request: { sku: 'B' } }, times: { exactly: 2 } })).toMatchObject({
    ok: false,
    message: `Expected exactly 2 calls of ${METHOD} with sku = B, found 0.`,
    near: [{ because: 'sku is A; expected B' }],
  });
  expect(await verify({ when: { cel: 'request.sku == "A"' } })).toMatchObject({ ok: true });
  expect(await verify({ method: '/shop.v1.Shop/CountItems', when: { count: 2, last: { sku: 'B' } } })).toMatchObject({
    ok: true,
  });
  expect(await verify({ method: '/shop.v1.Shop/Pay', session: 'two' })).toMatchObject({ ok: false, found: 0 });
  expect(await verify({ method: '/shop.v1.Shop/Pay', session: 'one' })).toMatchObject({ ok: true, found: 1 });
  await s.call('Pay', [{}], { authorization: 'Bearer x' });
  expect(
    await verify({ method: '/shop.v1.Shop/Pay', when: { metadata: { authorization: { $exists: true } } } }),
  ).toMatchObject({
    ok: true,
    found: 1,
  });
  const step = (name: string): object => ({ method: `/shop.v1.Shop/${name}`, when: null });
  expect(await verify({ inOrder: [step('GetItem'), step('CountItems')] })).toMatchObject({ ok: true });
  expect(await verify({ inOrder: [step('CountItems'), step('GetItem')] })).toMatchObject({
    ok: false,
    message: 'Expected 2 calls in order; number 2, /shop.v1.Shop/GetItem, did not come after /shop.v1.Shop/CountItems.',
  });
});

test('a verification compares secrets as they were, and nothing that is answered holds one', async () => {
  await using s = await serveMockApi();
  const verify = async (when: object, more: object = {}): Promise<Answer> =>
    s.ask('POST verify', { method: METHOD, when, times: {}, session: null, ...more });
  const [sent, asked] = ['Bearer sent-0815', 'Bearer asked-4711'];
  const { id } = await s.call('GetItem', [{ sku: 'A' }], { authorization: sent, 'x-api-key': 'k1' });
  const told: unknown[] = [];
  const ask = async (...given: Parameters<typeof verify>): Promise<Record<string, unknown>> => {
    const { body } = await verify(...given);
    told.push(body);
    return body;
  };
  expect(await ask({ metadata: { authorization: sent } })).toMatchObject({ ok: true, calls: [id] });
  expect(await ask({ metadata: { authorization: { $startsWith: 'Bearer ' }, 'x-api-key': 'k1' } })).toMatchObject({ ok: true }); // prettier-ignore
  expect(await ask({ cel: `metadata["authorization"] == "${sent}"` })).toMatchObject({ ok: true });
  expect(await ask({ request: { sku: 'A' }, metadata: { authorization: asked } })).toMatchObject({
    ok: false,
    message: `Expected at least 1 call of ${METHOD} with sku = A, authorization as asked for, found 0.`,
    near: [{ because: 'authorization is a secret, and another one than is asked for' }],
  });
  expect(await ask({ metadata: { authorization: { $not: { $eq: sent } } } })).toMatchObject({ ok: false });
  expect(await ask({ request: { sku: 'B' }, metadata: { authorization: sent } })).toMatchObject({
    near: [{ because: 'sku is A; expected B' }],
  });
  const step = { method: METHOD, when: { metadata: { authorization: sent } } };
  expect(await ask({}, { inOrder: [step] })).toMatchObject({ ok: true });
  expect(await ask({}, { inOrder: [step, step] })).toMatchObject({ ok: false });
  told.push((await s.ask(`GET calls/${id}`)).body, (await s.ask('GET calls')).body, s.app.journal.get(id));
  expect(JSON.stringify(told.slice(0, 2))).not.toContain('0815');
  expect(JSON.stringify(told)).not.toMatch(/0815|4711/);
});

test.each([
  [{ when: { request: { sk: 1 } } }, 400, 'when.request.sk'],
  [{ when: { request: { sku: { $matches: '(' } } } }, 400, 'when.request.sku.$matches'],
  [{ when: { cel: 'request.sk == 1' } }, 400, 'when.cel'],
  [{ inOrder: [{ method: METHOD, when: { first: {} } }] }, 400, 'inOrder[0].when.first'],
  [{ times: { exactly: 1, atMost: 2 } }, 400, 'times.exactly'],
  [{ times: { atLeast: -1 } }, 400, 'times.atLeast'],
  [{ times: { max: 1 } }, 400, 'times.max'],
  [{ inOrder: [{ method: METHOD }, { method: 'x' }] }, 400, 'inOrder[1].method'],
  [{ inOrder: [{ method: '/a.B/C' }] }, 404, 'method'],
])('a verification that cannot be meant is refused: %j', async (request, status, path) => {
  await using s = await serveMockApi();
  const answer = await s.ask('POST verify', { method: METHOD, when: {}, times: {}, session: null, ...request });
  expect(answer).toMatchObject({ status, body: { problems: [{ path }] } });
});

test('a reset forgets counts and states, and what else it is told to', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const nothing = { session: null, stubs: false, world: false, calls: false, faults: false };
  await s.ask('POST stubs', { service: 'shop.v1.Shop', stubs: [anyReply], session: null });
  await s.ask('PUT scenarios', { name: 'order', state: 'full', session: null });
  await s.call('GetItem');
  expect(await s.ask('POST reset', nothing)).toEqual({ status: 204, body: undefined });
  const { stubs } = (await s.ask<StubList>('GET stubs')).body;
  expect(stubs.map(({ hits }) => hits)).toEqual([0, 0, 0, 0]);
  expect((await s.ask<readonly ScenarioInfo[]>('GET scenarios')).body[0]).toMatchObject({ state: 'started' });
  expect(s.app.journal.list().calls).toHaveLength(1);
  await s.ask('POST reset', { ...nothing, stubs: true, calls: true, world: true, faults: true });
  expect((await s.ask<StubList>('GET stubs')).body.stubs).toHaveLength(3);
  expect(s.app.journal.list().calls).toHaveLength(0);
  expect(await s.ask('POST reset', { ...nothing, stubs: 'yes', more: 1 })).toMatchObject({
    status: 400,
    body: { problems: [{ path: 'stubs' }, { path: 'more' }] },
  });
});

test('a file is shown with its hash and its problems; others are not', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': `${FILE}  - { method: No, reply: {} }\n` });
  const { body } = await s.ask<StubFile>(`GET stubs/file?file=${s.dir}/shop.stubs.yaml`);
  expect(body).toMatchObject({ file: `${s.dir}/shop.stubs.yaml`, held: false });
  expect(body.problems).toMatchObject([{ line: 12 }, { code: 'stub-state' }]);
  expect(body.text).toBe(s.read('shop.stubs.yaml'));
  expect(body.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await s.ask(`GET stubs/file?file=${s.dir}/shop.proto`)).toMatchObject({ status: 404 });
  expect(await s.ask('GET stubs/file?file=/etc/passwd')).toMatchObject({ status: 404 });
});

test('the schema for editors is served', async () => {
  await using s = await serveMockApi();
  expect((await s.ask('GET stubs/schema')).body).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
});
