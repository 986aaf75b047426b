import { expect, test } from 'vitest';
import { createHttp } from '../../../server/http/create-http.ts';
import { createGuard } from '../../../server/http/guard.ts';
import { fakeSource, run } from './http-fixture.ts';

async function served() {
  const source = fakeSource();
  const server = await run(
    createHttp({ source, guard: createGuard({ hosts: [] }), readAsset: undefined, newNonce: () => 'n' }),
  );
  const send = async (method: string, path: string, body?: unknown) => {
    const reply = await server.ask(path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    // Every answer of these routes is a JSON object.
    return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> };
  };
  return { source, send, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
const END = {
  do: 'end',
  status: 'NOT_FOUND',
  message: 'gone',
  trailers: [{ key: 'x-a', value: '1' }],
  details: ['{}'],
};

test.each([
  ['PUT', '/api/hold', { method: '/shop.v1.Catalog/GetProduct', on: true }],
  ['PUT', '/api/hold', { method: '/no.longer/There', on: false }],
  ['PUT', '/api/hold', { releaseBeforeMs: 5_000 }],
  ['POST', '/api/held/held', { do: 'headers', metadata: [{ key: 'x-a', value: '' }] }],
  ['POST', '/api/held/held', { do: 'message', json: '{"a":1}' }],
  ['POST', '/api/held/held', END],
  ['POST', '/api/held/held', { do: 'reset', code: 'CANCEL' }],
  ['POST', '/api/held/held', { do: 'release' }],
])('%s %s %j is done as it is said', async (method, path, body) => {
  await using api = await served();
  expect((await api.send(method, path, body)).status).toBe(200);
  expect(api.source.asked).toEqual([body]);
});

test('what waits is listed, and a reply to begin with is answered', async () => {
  await using api = await served();
  expect((await api.send('GET', '/api/hold')).body).toMatchObject({ waiting: [], releaseBeforeMs: 2_000 });
  expect((await api.send('GET', '/api/held/held/reply?from=world&seed=7')).body).toMatchObject({ from: 'world' });
  expect((await api.send('GET', '/api/held/held/reply')).body).toMatchObject({ from: 'generated' });
  expect(api.source.asked).toEqual([
    { from: 'world', seed: '7' },
    { from: 'generated', seed: undefined },
  ]);
});

test.each([
  ['POST', '/api/held/gone', { do: 'release' }],
  ['GET', '/api/held/gone/reply', undefined],
])('%s %s: a call that does not wait is a conflict', async (method, path, body) => {
  await using api = await served();
  expect(await api.send(method, path, body)).toMatchObject({
    status: 409,
    body: { problems: [{ code: 'call-not-held' }] },
  });
});

test.each<[number, string, string, unknown, string | undefined]>([
  [404, 'PUT', '/api/hold', { method: '/shop.v1.Catalog/GetProdukt', on: true }, 'method'],
  [400, 'PUT', '/api/hold', { method: '/shop.v1.Catalog/GetProduct', on: 'yes' }, 'on'],
  [400, 'PUT', '/api/hold', { on: true }, 'method'],
  [400, 'PUT', '/api/hold', { releaseBeforeMs: -1 }, 'releaseBeforeMs'],
  [400, 'PUT', '/api/hold', { releaseBeforeMs: 600_001 }, 'releaseBeforeMs'],
  [400, 'PUT', '/api/hold', { releaseBeforeMs: 1, on: true }, 'on'],
  [400, 'PUT', '/api/hold', [], ''],
  [400, 'POST', '/api/held/held', { do: 'sing' }, 'do'],
  [400, 'POST', '/api/held/held', { do: 'message', json: {} }, 'json'],
  [400, 'POST', '/api/held/held', { do: 'message' }, 'json'],
  [400, 'POST', '/api/held/held', { do: 'headers', metadata: { 'x-a': '1' } }, 'metadata'],
  [400, 'POST', '/api/held/held', { do: 'headers', metadata: [{ key: 'x-a' }] }, 'metadata[0].value'],
  [400, 'POST', '/api/held/held', { ...END, status: 'NOT FOUND' }, 'status'],
  [400, 'POST', '/api/held/held', { ...END, trailers: [{ key: 'x', value: 1 }] }, 'trailers[0].value'],
  [400, 'POST', '/api/held/held', { ...END, details: [{}] }, 'details[0]'],
  [400, 'POST', '/api/held/held', { do: 'reset', code: 'BANG' }, 'code'],
  [400, 'POST', '/api/held/held', { do: 'release', now: true }, 'now'],
  [400, 'GET', '/api/held/held/reply?from=elsewhere', undefined, 'from'],
  [400, 'GET', '/api/hold?all=1', undefined, 'all'],
])('%i: %s %s %j', async (status, method, path, body, at) => {
  await using api = await served();
  const reply = await api.send(method, path, body);
  expect(reply.status).toBe(status);
  expect(reply.body['problems']).toContainEqual(expect.objectContaining({ path: at }));
  expect(api.source.asked).toEqual([]);
});
