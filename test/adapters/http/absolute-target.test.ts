import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { readAbsolute } from '../../../server/http/absolute-target.ts';
import { createGuard } from '../../../server/http/guard.ts';
import { createWebRpc } from '../../../server/web-rpc/web-rpc.ts';
import { runLive } from '../live/live-fixture.ts';
import { UNARY } from '../web-rpc/bad-input-cases.ts';
import { openWebMock } from '../web-rpc/web-mock.ts';
import { runHttp } from './http-fixture.ts';

/** The first bytes of the answer to a request as it stands. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
}

test.each([
  ['http://localhost:50051/a/b?c=d', { scheme: 'http', host: 'localhost:50051', path: '/a/b?c=d' }],
  ['HTTPS://[::1]:1/', { scheme: 'https', host: '[::1]:1', path: '/' }],
  ['http://localhost', { scheme: 'http', host: 'localhost', path: '/' }],
  ['http://localhost?a=/b', { scheme: 'http', host: 'localhost', path: '/?a=/b' }],
  ['http://localhost@evil.example/', undefined],
  ['http:///a', undefined],
  ['ftp://localhost/a', undefined],
  ['localhost:50051', undefined],
  ['//localhost/a', undefined],
  ['*', undefined],
  ['http://localhost/a b', { scheme: 'http', host: 'localhost', path: '/a b' }],
])('the target %s', (target, parts) => {
  expect(readAbsolute(target)).toEqual(parts);
});

test.each([
  ['http://localhost:50051/api/status', 'localhost', 200],
  ['http://mock.local/api/status', 'mock.local', 200],
  // The host of the target is the one that counts, in either direction.
  ['http://localhost/api/status', 'proxy.example', 200],
  ['http://evil.example/api/status', 'localhost', 421],
  ['http://evil.example/api/status', 'evil.example', 421],
  ['http://localhost@evil.example/api/status', 'localhost', 400],
  // What is wanted over TLS is not given away in plain text.
  ['https://localhost/api/status', 'localhost', 400],
  ['ftp://localhost/api/status', 'localhost', 400],
])('the API at %s, with the host %s: %i', async (target, host, status) => {
  await using http = await runHttp();
  expect(await say(http.port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatch(`HTTP/1.1 ${status} `);
});

test('an origin is compared with the host of the target', async () => {
  await using http = await runHttp();
  const ask = (target: string, host: string, origin: string): Promise<string> =>
    say(http.port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n\r\n`);
  expect(await ask('http://localhost:1/api/status', 'evil.example', 'http://localhost:1')).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ask('http://localhost:1/api/status', 'evil.example', 'http://evil.example')).toMatch(/^HTTP\/1\.1 403 /);
});

test('a second Host header is refused whatever the target says', async () => {
  await using http = await runHttp();
  const two = 'GET http://localhost/api/status HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n';
  expect(await say(http.port, two)).toMatch(/^HTTP\/1\.1 400 /);
});

test('calls come by whole URLs, and go into the traffic by their paths', async () => {
  const guard = createGuard({ hosts: [] });
  await using mock = await openWebMock();
  const web = createWebRpc({
    desk: mock.desk,
    foreignHost: ({ host, path, rawHeaders }) =>
      guard({ method: 'GET', url: path, headers: { host: host ?? undefined }, rawHeaders, socket: {} }, 'page'),
  });
  await using http = await runHttp({ before: web.http1 });
  const call = (host: string): Promise<string> =>
    say(
      http.port,
      `POST http://${host}${UNARY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        'Content-Length: 16\r\n\r\n{"text":"hello"}',
    );
  expect(await call('localhost:50051')).toMatch(/^HTTP\/1\.1 200 [^]*"text":"hello"/);
  expect((await mock.last()).record.summary).toMatchObject({ method: UNARY, status: 'OK' });
  expect(await call('evil.example')).toMatch(/^HTTP\/1\.1 421 /);
  expect((await mock.last(2)).record.summary).toMatchObject({ method: UNARY, status: 'PERMISSION_DENIED' });
});

test('a WebSocket is opened by a whole URL, and a wish for h2c ignored', async () => {
  await using server = await runLive();
  const upgrade = (target: string, to: string): Promise<string> =>
    say(
      server.http.port,
      `GET ${target} HTTP/1.1\r\nHost: proxy.example\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  const socket = '/socket.io/?EIO=4&transport=websocket';
  expect(await upgrade(`http://localhost${socket}`, 'websocket')).toMatch(/^HTTP\/1\.1 101 /);
  expect(await upgrade(`http://evil.example${socket}`, 'websocket')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await upgrade('http://localhost/api/status', 'h2c')).toMatch(/^HTTP\/1\.1 200 /);
});
