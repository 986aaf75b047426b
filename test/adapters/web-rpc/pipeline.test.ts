import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { echo, until } from '../grpc/mock.ts';
import { UNARY } from './bad-input-cases.ts';
import { envelope } from './raw-http.ts';
import { openWebMock, type WebMock } from './web-mock.ts';

const silent: Parameters<typeof openWebMock>[0] = {
  open: () => ({ opening: { steps: [] }, receive: () => ({ steps: [] }), halfClose: () => ({ steps: [] }) }),
};
const request = (path: string, type: string, body: Buffer | string, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${more}`),
    Buffer.from(`Content-Length: ${body.length}\r\n\r\n`),
    Buffer.from(body),
  ]);
const stream = request('/t.v1.Kinds/Down', 'application/connect+json', envelope(Buffer.from('{}')));
const many = (count: number, one: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => one));
const dial = (mock: WebMock): ReturnType<typeof connect> => connect(mock.port.port, '127.0.0.1');

test('calls that are sent down one connection at a time are answered in their order', async () => {
  await using mock = await openWebMock(echo);
  const socket = dial(mock);
  const texts = Array.from({ length: 20 }, (_, at) => `number ${at}.`);
  socket.write(Buffer.concat(texts.map((text) => request(UNARY, 'application/json', JSON.stringify({ text })))));
  let heard = '';
  for await (const chunk of socket) if ((heard += String(chunk)).includes(texts.at(-1)!)) break;
  expect([...heard.matchAll(/number \d+\./g)].map(([text]) => text)).toEqual(texts);
  expect(mock.journal.stats()).toMatchObject({ calls: 20, open: 0 });
});

test('none of them outlives its client, and none begins that nobody waits for', async () => {
  await using mock = await openWebMock(silent);
  const socket = dial(mock);
  socket.write(many(20, stream));
  await until(mock.journal, () => mock.journal.stats().open > 0);
  expect(mock.journal.stats().calls).toBe(1);
  socket.destroy();
  const { record } = await mock.last();
  expect(record.summary).toMatchObject({ status: 'CANCELLED' });
  expect(mock.journal.stats()).toMatchObject({ calls: 1, open: 0 });
});

test('a call behind a request that is none is told of its lost client too', async () => {
  await using mock = await openWebMock(silent, { elsewhere: () => undefined });
  const socket = dial(mock);
  socket.write('GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n');
  socket.write(stream);
  await until(mock.journal, () => mock.journal.stats().open > 0);
  socket.destroy();
  expect((await mock.last()).record.summary).toMatchObject({ status: 'CANCELLED' });
});

test('a connection that heaps up calls is closed', async () => {
  await using mock = await openWebMock(silent);
  const socket = dial(mock);
  socket.on('error', () => undefined);
  const closed = new Promise((done) => socket.once('close', done));
  socket.write(many(1_000, stream));
  await closed;
  await mock.last();
  expect(mock.journal.stats()).toMatchObject({ calls: 1, open: 0 });
});
