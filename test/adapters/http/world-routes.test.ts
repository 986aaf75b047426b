import { expect, test } from 'vitest';
import { fakeSource, runHttp, type Running } from './http-fixture.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (http: Running, method: string, path: string, body?: unknown) =>
  http.ask(path, { method, headers: JSON_TYPE, ...(body !== undefined && { body: JSON.stringify(body) }) });
const firstProblem = (body: string): unknown =>
  (JSON.parse(body) as { problems: readonly { path?: string; code: string }[] }).problems[0];

test('the world answers what it holds', async () => {
  await using http = await runHttp();
  const reply = await http.ask('/api/world');
  expect([reply.status, JSON.parse(reply.body)]).toEqual([
    200,
    { seed: 's', revision: 3, session: null, sessions: [], resources: [], files: [] },
  ]);
});

test('an id with slashes travels in the query', async () => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const id = 'publishers/a b/books/1/é';
  const reply = await http.ask(`/api/world/entity?type=shop.v1.Product&id=${encodeURIComponent(id)}`);
  expect((JSON.parse(reply.body) as { id: string }).id).toBe(id);
});

test('entities are asked for by type, parent, token, size and words', async () => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  await http.ask('/api/world/entities?type=shop.v1.Product&parent=shelves/1&token=t&size=7&query=lamp%20oak');
  await http.ask('/api/world/entities?type=shop.v1.Product');
  expect(source.asked).toEqual([
    ['entities', { type: 'shop.v1.Product', parent: 'shelves/1', token: 't', size: 7, query: 'lamp oak' }],
    ['entities', { type: 'shop.v1.Product', size: 50 }],
  ]);
});

test('writing hands on the text and the revision it was made from', async () => {
  const source = fakeSource();
  await using http = await runHttp({ source });
  const where = '/api/world/entity?type=shop.v1.Product&id=products/lamp';
  const put = await send(http, 'PUT', where, { json: '{"title":"x"}', baseRevision: 2 });
  const added = await send(http, 'POST', '/api/world/entities?type=shop.v1.Product', { json: '{}' });
  const gone = await send(http, 'DELETE', where);
  expect([put.status, added.status, gone.status, gone.body]).toEqual([200, 200, 204, '']);
  expect(source.asked).toEqual([
    ['put', { json: '{"title":"x"}', baseRevision: 2 }],
    ['add', { type: 'shop.v1.Product', json: '{}' }],
    ['remove', { type: 'shop.v1.Product', id: 'products/lamp' }],
  ]);
});

test.each([
  ['GET', '/api/world?x=1', undefined, 400, 'x'],
  ['GET', '/api/world/entities', undefined, 400, 'type'],
  ['GET', '/api/world/entities?type=shop.v1.Product&size=201', undefined, 400, 'size'],
  ['GET', '/api/world/entity?type=shop.v1.Product', undefined, 400, 'id'],
  ['PUT', '/api/world/entity?type=shop.v1.Product&id=a', { json: 1, baseRevision: null }, 400, 'json'],
  ['PUT', '/api/world/entity?type=shop.v1.Product&id=a', { json: '{}', baseRevision: 'x' }, 400, 'baseRevision'],
  ['PUT', '/api/world/entity?type=shop.v1.Product&id=a', { json: '{}' }, 400, 'baseRevision'],
  ['POST', '/api/world/entities?type=shop.v1.Product', [], 400, ''],
  ['POST', '/api/world/snapshot', { file: '', everything: true }, 400, 'file'],
  ['POST', '/api/world/snapshot', { file: null }, 400, 'everything'],
  ['GET', '/api/calls/call-1/origins?direction=sideways', undefined, 400, 'direction'],
  ['GET', '/api/explain?path=nothing', undefined, 400, 'path'],
] as const)('%s %s with %j is refused with the place of the fault', async (method, path, body, status, place) => {
  await using http = await runHttp();
  const reply = await send(http, method, path, body);
  expect([reply.status, firstProblem(reply.body)]).toMatchObject([status, { path: place }]);
});

const ENTITY = '/api/world/entity?type=shop.v1.Product&id=products%2Flamp';
const WORLD_ROUTES = [
  ['GET', '/api/world', undefined],
  ['POST', '/api/world/reset', undefined],
  ['POST', '/api/world/snapshot', { file: null, everything: false }],
  ['GET', '/api/world/entities?type=shop.v1.Product', undefined],
  ['POST', '/api/world/entities?type=shop.v1.Product', { json: '{}' }],
  ['GET', ENTITY, undefined],
  ['PUT', ENTITY, { json: '{}', baseRevision: null }],
  ['DELETE', ENTITY, undefined],
] as const;

test.each(WORLD_ROUTES)(
  '%s %s is about the world of a session where the query names one',
  async (method, path, body) => {
    const source = fakeSource();
    await using http = await runHttp({ source });
    const at = (session: string): string => `${path}${path.includes('?') ? '&' : '?'}session=${session}`;
    const asked = (): unknown => source.asked.filter((one) => Array.isArray(one) && one[0] === 'session');
    for (const session of ['', 'tests%201', '__proto__', '%00%0A%F0%9F%92%A1', 'x'.repeat(200)])
      expect((await send(http, method, at(session), body)).status).toBeLessThan(300);
    await send(http, method, path, body);
    expect(asked()).toEqual(
      ['tests 1', '__proto__', '\u0000\n\u{1F4A1}', 'x'.repeat(200)].map((name) => ['session', name]),
    );
    for (const bad of ['x'.repeat(201), 'a&session=b']) {
      const reply = await send(http, method, at(bad), body);
      expect([reply.status, firstProblem(reply.body)]).toMatchObject([400, { code: 'bad-query', path: 'session' }]);
    }
    expect(asked()).toHaveLength(4);
  },
);

test('what is not there is 404, and what was changed meanwhile is 409', async () => {
  await using http = await runHttp({ source: fakeSource(1) });
  const statuses = [
    await http.ask('/api/world/entity?type=Nothing&id=a'),
    await send(http, 'PUT', '/api/world/entity?type=shop.v1.Product&id=a', { json: '{}', baseRevision: 0 }),
    await http.ask('/api/calls/nobody/origins'),
    await http.ask('/api/calls/call-1/origins'),
    await http.ask('/api/explain?path=/shop.v1.Catalog/GetProducts'),
  ].map(({ status }) => status);
  expect(statuses).toEqual([404, 409, 404, 200, 404]);
});
