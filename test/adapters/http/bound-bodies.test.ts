import { expect, test } from 'vitest';
import { runHttp } from './http-fixture.ts';

const MIB = 1024 * 1024;

test('large bodies are read as far as all of them together have room, and small ones always', async () => {
  await using http = await runHttp();
  const begin = async (): Promise<{ readonly first: Promise<string>; readonly end: () => Promise<void> }> => {
    const socket = await http.dial();
    const first = new Promise<string>((done) => socket.once('data', (part: Buffer) => done(part.toString())));
    const asked = new Promise((done) => http.server.once('request', done));
    const head = ['POST /api/protos HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
    socket.write(`${head.join('\r\n')}\r\nContent-Length: ${30 * MIB}\r\n\r\n{`);
    await asked;
    const end = (): Promise<void> =>
      new Promise((done) => {
        if (socket.closed) return done();
        socket.once('close', () => done());
        socket.destroy();
      });
    return { first, end };
  };
  const four = [await begin(), await begin(), await begin(), await begin()];
  const fifth = await begin();
  expect(await fifth.first).toMatch(/^HTTP\/1\.1 429 [^]*too-many-bodies/);
  const headers = { host: 'localhost', 'content-type': 'application/json' };
  expect((await http.ask('/api/verify', { method: 'POST', headers, body: '{}' })).status).not.toBe(429);
  for (const { end } of [...four, fifth]) await end();
  // Those that left have made room.
  const large = { method: 'POST', headers, body: JSON.stringify({ text: 'x'.repeat(100_000) }) };
  expect((await http.ask('/api/verify', large)).status).toBe(400);
});
