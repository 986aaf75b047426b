import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { Http1Exchange } from '../../../server/web-rpc/http1-exchange.ts';
import { Pipeline, type PipelineLimits } from '../../../server/web-rpc/pipeline.ts';
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

test('thousands that are sent at once are all answered, in their order', async () => {
  await using mock = await openWebMock(echo);
  const socket = dial(mock);
  const texts = Array.from({ length: 1_000 }, (_, at) => `number ${at}.`);
  socket.write(Buffer.concat(texts.map((text) => request(UNARY, 'application/json', JSON.stringify({ text })))));
  expect((await answers(socket, texts.at(-1)!)).heard).toEqual(texts);
  await mock.last(texts.length);
  expect(mock.journal.stats()).toMatchObject({ calls: texts.length, open: 0 });
});

test('a connection is not read while more wait than may, and read on behind them', async () => {
  await using far = await ahead();
  const socket = far.dial();
  const paths = Array.from({ length: 6_000 }, (_, at) => `/number-${at}.`);
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
  await far.paused;
  far.release();
  const { heard } = await answers(socket, 'number-5999.');
  expect(heard.map((text) => `/${text}`)).toEqual(paths);
  // What one read brings is parsed whole.
  expect(far.most()).toBeLessThan(64 + 65_536 / 30);
});

test('a client that leaves while nothing is read of it is missed after a while', async () => {
  await using far = await ahead({ lookMs: 10 });
  const socket = far.dial();
  socket.write('GET /number-1. HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(80));
  await far.paused;
  socket.destroy();
  await far.left;
});

test('where no more may wait, those that do are answered, and the last answer says that it is', async () => {
  await using far = await ahead({ all: 100 });
  const socket = far.dial();
  const paths = Array.from({ length: 1_000 }, (_, at) => `/number-${at}.`);
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
  await far.paused;
  far.release();
  const { heard, text } = await answers(socket);
  expect(heard.map((one) => `/${one}`)).toEqual(paths.slice(0, 101));
  expect(text.match(/connection: close/gi)).toHaveLength(1);
  expect(text.slice(text.search(/connection: close/i))).toContain('number-100.');
});

/** What a client hears until something, or until its connection ends. */
async function answers(
  socket: ReturnType<typeof connect>,
  until?: string,
): Promise<{ readonly heard: readonly string[]; readonly text: string }> {
  let text = '';
  for await (const chunk of socket) if ((text += String(chunk)) && until && text.includes(until)) break;
  return { heard: [...text.matchAll(/number[ -]\d+\./g)].map(([one]) => one), text };
}

/** A line of calls whose first one waits to be released; each says its path. */
async function ahead(limits: Partial<PipelineLimits> = {}): Promise<
  AsyncDisposable & {
    dial(): ReturnType<typeof connect>;
    /** The server reads no more. */
    readonly paused: Promise<void>;
    /** The exchange that is being served has lost its client. */
    readonly left: Promise<void>;
    release(): void;
    /** Calls that waited at a time, at most. */
    most(): number;
  }
> {
  const pipeline = new Pipeline(limits);
  let [waiting, most] = [0, 0];
  let release = (): void => undefined;
  let [heardPause, heardLeave] = [release, release];
  const paused = new Promise<void>((done) => (heardPause = done));
  const left = new Promise<void>((done) => (heardLeave = done));
  const server = createServer((incoming, response) => {
    const exchange = new Http1Exchange(incoming, response);
    const answer = (): void => void response.end(incoming.url);
    exchange.onGone(() => heardLeave());
    most = Math.max(most, (waiting += 1));
    if (waiting === 1 && most === 1) {
      incoming.socket.once('pause', () => heardPause());
      release = answer;
    }
    const first = most === 1;
    response.once('close', () => (waiting -= 1));
    pipeline.add(incoming, { exchange, response, serve: first ? () => undefined : answer });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A TCP listener has a port.
  const { port } = server.address() as AddressInfo;
  return {
    dial: () => connect(port, '127.0.0.1'),
    paused,
    left,
    release: () => release(),
    most: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
