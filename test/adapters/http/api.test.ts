import { once } from 'node:events';
import { expect, expectTypeOf, test } from 'vitest';
import type { RestApi } from '../../../server/contract/rest.ts';
import { createRoutes, type RouteTable } from '../../../server/http/routes.ts';
import { fakeSource, runHttp, summary } from './http-fixture.ts';

test('the routes are exactly those of the contract', () => {
  expectTypeOf<keyof RouteTable>().toEqualTypeOf<keyof RestApi>();
  expect(Object.keys(createRoutes(fakeSource())).sort()).toEqual([
    'DELETE /api/calls',
    'DELETE /api/faults/:id',
    'DELETE /api/health/:service',
    'DELETE /api/stubs',
    'DELETE /api/world/entity',
    'GET /api/calls',
    'GET /api/calls/:id',
    'GET /api/calls/:id/misses',
    'GET /api/calls/:id/origins',
    'GET /api/connections',
    'GET /api/example',
    'GET /api/explain',
    'GET /api/faults',
    'GET /api/health',
    'GET /api/held/:id/reply',
    'GET /api/hold',
    'GET /api/openapi.json',
    'GET /api/protos',
    'GET /api/protos/file',
    'GET /api/protos/symbol',
    'GET /api/rest/openapi.json',
    'GET /api/scenarios',
    'GET /api/schema',
    'GET /api/schema/method',
    'GET /api/status',
    'GET /api/stubs',
    'GET /api/stubs/file',
    'GET /api/stubs/schema',
    'GET /api/world',
    'GET /api/world/entities',
    'GET /api/world/entity',
    'POST /api/compare',
    'POST /api/curl',
    'POST /api/faults',
    'POST /api/held/:id',
    'POST /api/protos',
    'POST /api/protos/check',
    'POST /api/reset',
    'POST /api/stubs',
    'POST /api/stubs/check',
    'POST /api/stubs/edit',
    'POST /api/stubs/new',
    'POST /api/stubs/try',
    'POST /api/verify',
    'POST /api/world/entities',
    'POST /api/world/reset',
    'POST /api/world/snapshot',
    'PUT /api/faults/:id',
    'PUT /api/health/:service',
    'PUT /api/hold',
    'PUT /api/protos/file',
    'PUT /api/scenarios',
    'PUT /api/stubs/file',
    'PUT /api/stubs/unmatched',
    'PUT /api/world/entity',
  ]);
});

test('every route answers JSON that is never cached', async () => {
  await using http = await runHttp({ source: fakeSource(2) });
  for (const path of [
    '/api/status',
    '/api/schema',
    '/api/schema/method?path=/shop.v1.Catalog/GetProduct',
    '/api/example?path=%2Fshop.v1.Catalog%2FGetProduct&seed=42',
    '/api/calls',
    '/api/calls/call-2',
  ]) {
    const reply = await http.ask(path);
    expect([path, reply.status, reply.headers['content-type']]).toEqual([path, 200, 'application/json; charset=utf-8']);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(() => JSON.parse(reply.body) as unknown).not.toThrow();
    const head = await http.ask(path, { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
  }
  expect(JSON.parse((await http.ask('/api/example?path=/shop.v1.Catalog/GetProduct&seed=42')).body)).toEqual({
    json: '{}',
    seed: '42',
  });
  expect(JSON.parse((await http.ask('/api/calls/call-2')).body)).toEqual({
    summary: summary(2),
    events: [],
    omitted: { up: 0, down: 0 },
  });
});

test('clearing the calls answers 204 and leaves none', async () => {
  await using http = await runHttp({ source: fakeSource(3) });
  const reply = await http.ask('/api/calls', { method: 'DELETE' });
  expect([reply.status, reply.body]).toEqual([204, '']);
  expect(JSON.parse((await http.ask('/api/calls')).body)).toEqual({ calls: [], dropped: 7 });
});

test('calls are filtered, continued and limited', async () => {
  const source = fakeSource(9);
  await using http = await runHttp({ source });
  const reply = await http.ask(
    '/api/calls?limit=2&after=4&method=/shop.v1.Catalog/GetProduct&status=OK&client=grpc-node-js',
  );
  expect(JSON.parse(reply.body)).toEqual({ calls: [summary(5), summary(6)], dropped: 7 });
  expect(JSON.parse((await http.ask('/api/calls?limit=2')).body)).toEqual({
    calls: [summary(8), summary(9)],
    dropped: 7,
  });
  expect(JSON.parse((await http.ask('/api/calls?limit=2&status=open')).body)).toEqual({ calls: [], dropped: 7 });
  expect(JSON.parse((await http.ask('/api/calls?status=open')).body)).toEqual({ calls: [], dropped: 7 });
});

test('the newest thousand calls come in pieces that fit together', async () => {
  await using http = await runHttp({ source: fakeSource(2_345) });
  const { calls } = JSON.parse((await http.ask('/api/calls?limit=1234')).body) as { calls: { ordinal: number }[] };
  expect(calls.map((call) => call.ordinal)).toEqual(Array.from({ length: 1_234 }, (_, index) => 1_112 + index));
});

test.each([
  ['/api/calls?limit=0', 'limit'],
  ['/api/calls?limit=10001', 'limit'],
  ['/api/calls?limit=many', 'limit'],
  ['/api/calls?after=-1', 'after'],
  ['/api/calls?after=1.5', 'after'],
  ['/api/calls?status=FINE', 'status'],
  ['/api/calls?colour=red', 'colour'],
  ['/api/calls?limit=1&limit=2', 'limit'],
  ['/api/calls?__proto__=1', '__proto__'],
  ['/api/schema/method', 'path'],
  ['/api/schema/method?path=GetProduct', 'path'],
  ['/api/example?path=', 'path'],
  [`/api/example?path=/a.B/C&seed=${'x'.repeat(201)}`, 'seed'],
  ['/api/status?x', 'x'],
])('%s is refused, and says which parameter is wrong', async (path, parameter) => {
  await using http = await runHttp();
  const reply = await http.ask(path);
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body)).toMatchObject({ problems: [{ severity: 'error', path: parameter }] });
});

test('an unknown method is answered with the nearest one', async () => {
  await using http = await runHttp();
  for (const route of ['schema/method', 'example']) {
    const reply = await http.ask(`/api/${route}?path=/shop.v1.Catalog/GetProdukt`);
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.body)).toMatchObject({
      problems: [{ code: 'unknown-method', hint: 'Did you mean /shop.v1.Catalog/GetProduct?' }],
    });
  }
});

test('an unknown call, an unknown route and a wrong verb are told apart', async () => {
  await using http = await runHttp();
  const of = async (path: string, method = 'GET'): Promise<unknown[]> => {
    const reply = await http.ask(path, { method });
    const { problems } = JSON.parse(reply.body) as { problems: { code: string }[] }; // The contract of failures.
    return [reply.status, problems[0]?.code, reply.headers.allow];
  };
  expect(await of('/api/calls/nope')).toEqual([404, 'unknown-call', undefined]);
  expect(await of('/api/nope')).toEqual([404, 'unknown-route', undefined]);
  expect(await of('/api')).toEqual([404, 'unknown-route', undefined]);
  expect(await of('/api/status', 'DELETE')).toEqual([405, 'method-not-allowed', 'GET, HEAD']);
  expect(await of('/api/calls', 'PUT')).toEqual([405, 'method-not-allowed', 'GET, HEAD, DELETE']);
  expect(await of('/api/calls/%E0%A4%A')).toEqual([400, 'bad-request', undefined]);
});

test('a body that is not JSON, is broken or is too large is refused', async () => {
  await using http = await runHttp();
  const send = (type: string, body: string): Promise<{ status: number }> =>
    http.ask('/api/calls', { method: 'DELETE', headers: { 'content-type': type }, body });
  expect((await send('text/plain', '{}')).status).toBe(415);
  expect((await send('application/x-www-form-urlencoded', 'a=b')).status).toBe(415);
  expect((await send('application/json', '{')).status).toBe(400);
  expect((await send('application/json', JSON.stringify('x'.repeat(1_000_001)))).status).toBe(413);
  expect((await send('application/json', '{}')).status).toBe(204);
});

test('a hundred thousand calls are streamed whole and in order while other requests are answered', async () => {
  const source = fakeSource(100_000);
  await using http = await runHttp({ source });
  const order: string[] = [];
  const big = http.ask('/api/calls').then((reply) => (order.push('calls'), reply));
  while (source.asked.length < 3) await http.ask('/api/status').then(() => order.push('status'));
  const { calls } = JSON.parse((await big).body) as { calls: { ordinal: number }[] }; // A CallList.
  expect(calls.length).toBe(100_000);
  expect(calls.every((call, index) => call.ordinal === index + 1)).toBe(true);
  expect(order.indexOf('status')).toBeLessThan(order.indexOf('calls'));
  expect(Math.max(...source.asked.map((query) => (query as { limit: number }).limit))).toBeLessThanOrEqual(500);
});

test('a reader that does not read holds the list back, and its leaving ends it', async () => {
  const source = fakeSource(100_000);
  await using http = await runHttp({ source });
  const socket = await http.dial();
  const [, response] = (await Promise.all([
    new Promise<void>((resolve) =>
      socket.pause().write('GET /api/calls HTTP/1.1\r\nHost: localhost\r\n\r\n', () => resolve()),
    ),
    once(http.server, 'request').then(([, answer]) => answer as import('node:http').ServerResponse),
  ])) as [void, import('node:http').ServerResponse];
  // The system's own buffers take some of it, piece by piece; then nothing more is asked of the journal.
  let pages = -1;
  while (!response.writableNeedDrain || source.asked.length !== pages) {
    pages = source.asked.length;
    for (let round = 0; round < 3; round += 1) await http.ask('/api/status');
  }
  expect(pages).toBeLessThan(200);
  const gone = once(response, 'close');
  socket.destroy();
  await gone;
  const asked = source.asked.length;
  await http.ask('/api/status');
  expect(source.asked.length).toBe(asked);
});

test('a defect of our own says so, and is told to whoever runs the server', async () => {
  const defects: unknown[] = [];
  const defect = new Error('with a secret in it');
  const source = {
    ...fakeSource(),
    schema: () => {
      throw defect;
    },
  };
  await using http = await runHttp({ source, onDefect: (error) => defects.push(error) });
  const reply = await http.ask('/api/schema');
  expect(reply.status).toBe(500);
  expect(reply.body).not.toContain('secret');
  expect(defects).toEqual([defect]);
});

test('a request that is never finished is ended', async () => {
  await using http = await runHttp({ limits: { headersTimeout: 50, requestTimeout: 80, checkEvery: 20 } });
  for (const start of [
    'GET /api/status HTT',
    'DELETE /api/calls HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{',
  ]) {
    const socket = await http.dial();
    socket.write(start);
    const closed = once(socket.resume(), 'close');
    await closed;
    expect(socket.destroyed).toBe(true);
  }
});

test('too large a head is refused', async () => {
  await using http = await runHttp();
  expect((await http.ask('/api/status', { headers: { 'x-large': 'x'.repeat(20_000) } })).status).toBe(431);
});
