import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGuard } from '../../../server/http/guard.ts';
import { fakeSource, runHttp } from './http-fixture.ts';

test.each([
  'evil.example',
  'evil.example:50051',
  'localhost.evil.example',
  'app.localhost',
  'localhost.',
  '127.0.0.2',
  '2130706433',
  '0x7f.1',
  '[::]',
  '[::2]:50051',
  'localhost:50051@evil.example',
  'user@localhost',
  'localhost:port',
  'localhost, evil.example',
  'localhost/',
])('Host %j is refused on every route', async (host) => {
  const source = fakeSource(1);
  await using http = await runHttp({ source });
  for (const [path, method] of [
    ['/api/status', 'GET'],
    ['/api/calls', 'DELETE'],
    ['/', 'GET'],
  ] as const) {
    const reply = await http.ask(path, { method, headers: { host } });
    expect(reply.status).toBe(421);
    if (method === 'GET') expect(reply.body).toContain('This server does not answer for the host');
  }
  expect(source.calls.get('call-1')).toBeDefined();
});

test.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:50051', '[::1]', '[::1]:8080', 'mock.local:50051'])(
  'Host %s is ours, with any port',
  async (host) => {
    await using http = await runHttp();
    expect((await http.ask('/api/status', { headers: { host } })).status).toBe(200);
  },
);

test('a name that the certificate is for is ours, and no other', () => {
  const guard = createGuard({ hosts: [], covers: (name) => name === 'shop.test' });
  const ask = (host: string) =>
    guard({ method: 'GET', url: '/', headers: { host }, rawHeaders: ['host', host], socket: {} }, 'api');
  expect(ask('shop.test:50051')).toBeUndefined();
  expect(ask('evil.test:50051')).toMatchObject({ status: 421, problem: { hint: expect.stringMatching(/--tls-cert/) } });
});

test('the address that a request arrived at is ours, even where it was not named', () => {
  const guard = createGuard({ hosts: [] });
  const arrived = (host: string, localAddress: string): unknown =>
    guard({ url: '/api/status', headers: { host }, rawHeaders: ['Host', host], socket: { localAddress } }, 'api')
      ?.status;
  expect(arrived('192.168.1.5:50051', '192.168.1.5')).toBeUndefined();
  expect(arrived('192.168.1.5:50051', '::ffff:192.168.1.5')).toBeUndefined();
  expect(arrived('[fe80::1]:50051', 'fe80::1')).toBeUndefined();
  expect(arrived('192.168.1.6:50051', '192.168.1.5')).toBe(421);
});

test('a request with no host, an empty one, two, or with a whole address as its path, is refused', async () => {
  await using http = await runHttp();
  for (const head of [
    'GET /api/status HTTP/1.0\r\n\r\n',
    'GET /api/status HTTP/1.1\r\n\r\n',
    'GET /api/status HTTP/1.1\r\nHost:\r\n\r\n',
    'GET /api/status HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n',
    'GET http://evil.example/api/status HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ]) {
    const socket = await http.dial();
    socket.write(head);
    const [data] = (await once(socket, 'data')) as [Buffer]; // Sockets without an encoding emit buffers.
    expect(data.toString()).toMatch(/^HTTP\/1\.1 (400|421) /);
    socket.destroy();
  }
});

test.each([
  'http://evil.example',
  'https://localhost.evil.example',
  'http://localhost:3000',
  'https://localhost:50051.evil.example',
  'http://127.0.0.1:50051',
  'http://user@localhost:50051',
  'http://localhost:50051/',
  'file://',
  'chrome-extension://abcdef',
  'null',
  '',
])('Origin %j is refused wherever there is data', async (origin) => {
  const source = fakeSource(1);
  await using http = await runHttp({ source });
  for (const [path, method] of [
    ['/api/status', 'GET'],
    ['/api/calls', 'GET'],
    ['/api/calls', 'DELETE'],
    ['/api/calls', 'POST'],
    ['/api/calls', 'OPTIONS'],
    ['/', 'POST'],
  ] as const) {
    const reply = await http.ask(path, { method, headers: { host: 'localhost:50051', origin } });
    expect([path, method, reply.status]).toEqual([path, method, 403]);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect(source.calls.get('call-1')).toBeDefined();
});

test('the page itself, and programs that send no Origin, may do everything', async () => {
  await using http = await runHttp({ source: fakeSource(1) });
  const own = { host: 'localhost:50051', origin: 'http://localhost:50051', 'sec-fetch-site': 'same-origin' };
  expect((await http.ask('/api/status', { headers: own })).status).toBe(200);
  expect((await http.ask('/api/calls', { method: 'DELETE', headers: own })).status).toBe(204);
  const standard = { host: 'localhost', origin: 'http://localhost' };
  expect((await http.ask('/api/status', { headers: standard })).status).toBe(200);
  expect((await http.ask('/api/calls', { method: 'DELETE' })).status).toBe(204);
});

test.each(['cross-site', 'same-site', 'anything'])('a %s fetch without Origin gets no data', async (site) => {
  const source = fakeSource(1);
  await using http = await runHttp({ source });
  const headers = { 'sec-fetch-site': site };
  expect((await http.ask('/api/calls', { headers })).status).toBe(403);
  expect((await http.ask('/api/calls', { method: 'DELETE', headers })).status).toBe(403);
  expect((await http.ask('/api/calls', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  expect(source.calls.get('call-1')).toBeDefined();
});

test('a cross-site POST of text/plain, which browsers send without asking, changes nothing', async () => {
  const source = fakeSource(1);
  await using http = await runHttp({ source });
  const reply = await http.ask('/api/calls', {
    method: 'POST',
    headers: { host: 'localhost:50051', origin: 'http://evil.example', 'content-type': 'text/plain' },
    body: '{}',
  });
  expect(reply.status).toBe(403);
  expect(source.calls.get('call-1')).toBeDefined();
});

test('whatever stands in Host, only our names pass', () => {
  const guard = createGuard({ hosts: [] });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV6()), (host) => {
      const head = { url: '/', headers: { host }, rawHeaders: ['Host', host], socket: {} };
      const ours = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
      expect(guard(head, 'page') === undefined).toBe(ours);
    }),
  );
});
