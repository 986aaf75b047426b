import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { runLive } from './live-fixture.ts';

/** What a handshake is answered with: 101 is a way in. */
async function handshake(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false });
  outgoing.on('error', () => undefined);
  outgoing.end();
  const [answer] = (await Promise.race([once(outgoing, 'response'), once(outgoing, 'upgrade')])) as [IncomingMessage]; // Both carry one.
  answer.destroy();
  return answer.statusCode ?? 0;
}

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const websocket = '/socket.io/?EIO=4&transport=websocket';
const polling = '/socket.io/?EIO=4&transport=polling';

const hostile: readonly Record<string, string>[] = [
  { host: 'localhost', origin: 'http://evil.example' },
  { host: 'localhost:50051', origin: 'http://localhost:3000' },
  { host: 'localhost:50051', origin: 'http://127.0.0.1:50051' },
  { host: 'localhost', origin: 'null' },
  { host: 'localhost', origin: 'http://localhost.evil.example' },
  { host: 'evil.example', origin: 'http://evil.example' },
  { host: 'evil.example' },
  { host: 'rebound.localhost:50051', origin: 'http://rebound.localhost:50051' },
  { host: 'localhost', 'sec-fetch-site': 'cross-site' },
  { host: 'localhost', 'sec-fetch-site': 'same-site' },
];

test.each(hostile)('a handshake with %j does not get in, by WebSocket or by polling', async (headers) => {
  await using server = await runLive();
  expect(await handshake(server.http.port, websocket, { ...upgrade, ...headers })).toBe(400);
  expect(await handshake(server.http.port, polling, headers)).toBe(403);
  expect(server.live.pages()).toBe(0);
});

test('our own page, and a program without Origin, get in', async () => {
  await using server = await runLive();
  const own = { host: 'localhost:50051', origin: 'http://localhost:50051' };
  expect(await handshake(server.http.port, websocket, { ...upgrade, ...own })).toBe(101);
  expect(await handshake(server.http.port, websocket, upgrade)).toBe(101);
  expect(await handshake(server.http.port, polling, own)).toBe(200);
});

test('socket.io-client of a foreign page is refused', async () => {
  await using server = await runLive();
  await expect(server.open({ extraHeaders: { origin: 'http://evil.example' } })).rejects.toThrow();
  await expect(
    server.open({ transports: ['polling'], extraHeaders: { origin: 'http://evil.example' } }),
  ).rejects.toThrow();
  expect(server.live.pages()).toBe(0);
});

test('an open session is of no use to a foreign page that knows its id', async () => {
  await using server = await runLive();
  const page = await server.open({ transports: ['polling'], upgrade: false });
  const path = `${websocket}&sid=${page.io.engine.id}`;
  const foreign = { origin: 'http://evil.example' };
  expect(await handshake(server.http.port, path, { ...upgrade, ...foreign })).toBe(400);
  const post = await server.http.ask(`${polling}&sid=${page.io.engine.id}`, {
    method: 'POST',
    headers: foreign,
    body: '3',
  });
  expect(post.status).toBe(400);
});

test('an upgrade on any other path is refused', async () => {
  await using server = await runLive({});
  const socket = await server.http.dial();
  socket.write('GET /api/status HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
});

test('a sixty-fifth page is told that there are enough', async () => {
  await using server = await runLive();
  const { port } = server.http;
  const first = await Promise.all(Array.from({ length: 64 }, () => handshake(port, polling, {})));
  expect(first.every((status) => status === 200)).toBe(true);
  expect(await handshake(port, polling, {})).toBe(403);
  expect(await handshake(port, websocket, upgrade)).toBe(400);
});
