import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createLatePage, type LatePage } from '../../../server/sides/late-page.ts';
import type { PageSide } from '../../../server/sides/page-side.ts';

/** What a client that asks for the page over TCP hears until the connection ends. */
async function ask(page: LatePage, times = 1): Promise<readonly string[]> {
  const server = createServer((socket: Socket) => page.take(socket));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens by TCP
  const one = (): Promise<string> =>
    new Promise((done) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      );
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('error', () => undefined);
      socket.once('close', () => done(text));
    });
  const heard = await Promise.all(Array.from({ length: times }, one));
  await new Promise<void>((done) => void server.close(() => done()));
  return heard;
}

test('the page is loaded once, when somebody asks for it, and closed if it was', async () => {
  const heard: string[] = [];
  const http = createHttpServer((_, response) => void response.end('here'));
  const side: PageSide = { http, answer: () => undefined, close: async () => void heard.push('closed') };
  const load = async (): Promise<PageSide> => {
    heard.push('loaded');
    return side;
  };
  await createLatePage(load, () => undefined).close();
  expect(heard).toEqual([]);
  const page = createLatePage(load, () => undefined);
  const answers = await ask(page, 3);
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 .*here$/s);
  await page.close();
  expect(heard).toEqual(['loaded', 'closed']);
});

test('where the page cannot be loaded, that is told once, and nobody is left waiting', async () => {
  const failed: unknown[] = [];
  const page = createLatePage(
    () => Promise.reject(new Error('a file is missing')),
    (error) => failed.push(error),
  );
  expect(await ask(page, 2)).toEqual(['', '']);
  await page.close();
  expect(failed).toEqual([new Error('a file is missing')]);
});
