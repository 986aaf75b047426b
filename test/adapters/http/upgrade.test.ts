import { once } from 'node:events';
import { expect, test } from 'vitest';
import { runHttp } from './http-fixture.ts';

const WISH = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';

test('a client that asks for HTTP/2 on its way is answered without it, again and again', async () => {
  await using http = await runHttp();
  const socket = await http.dial();
  for (const [head, body] of [
    ['GET /api/status HTTP/1.1\r\n', ''],
    ['POST /api/verify HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n', '{}'],
    ['GET /api/status HTTP/1.1\r\n', ''],
  ] as const) {
    socket.write(`${head}Host: localhost\r\n${WISH}\r\n`);
    // A body that comes by itself, and one that comes with its head.
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 (200|400) /);
  }
  socket.destroy();
});

test('a wish to close is kept', async () => {
  await using http = await runHttp();
  const socket = await http.dial();
  socket.write(`GET /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`);
  const closed = once(socket, 'close');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 .*connection: close/is);
  await closed;
});
