import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test, vi } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import type { Answerer } from '../../../server/serving/call-desk.ts';
import { MESSAGE_BYTES } from '../../../server/serving/limits.ts';
import { NOTHING, ok, say, scripted, text } from '../grpc/mock.ts';
import { ask, envelope } from './raw-http.ts';
import { openWebMock } from './web-mock.ts';

/** What is seen of the decompressions of a test. */
const { seen } = vi.hoisted(() => ({ seen: { begun: 0, now: 0, most: 0, largest: 0 } }));
vi.mock(import('../../../server/serving/decompress.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    decompress: (bytes, encoding, limit, done) => {
      seen.begun += 1;
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      real.decompress(bytes, encoding, limit, (result) => {
        seen.now -= 1;
        if ('bytes' in result) seen.largest = Math.max(seen.largest, result.bytes.length);
        done(result);
      });
    },
  };
});
beforeEach(() => void Object.assign(seen, { begun: 0, now: 0, most: 0, largest: 0 }));

const GRPC = { 'content-type': 'application/grpc', te: 'trailers', 'grpc-encoding': 'gzip' };
const WEB = { 'content-type': 'application/grpc-web+proto', 'grpc-encoding': 'gzip' };
const CONNECT = { 'content-type': 'application/connect+proto', 'connect-content-encoding': 'gzip' };
const WAYS = [
  { name: 'gRPC', http: '2', headers: GRPC },
  { name: 'gRPC-Web by HTTP/1.1', http: '1.1', headers: WEB },
  { name: 'gRPC-Web by HTTP/2', http: '2', headers: WEB },
  { name: 'Connect by HTTP/1.1', http: '1.1', headers: CONNECT },
  { name: 'Connect by HTTP/2', http: '2', headers: CONNECT },
] as const;

const UP = '/t.v1.Kinds/Up';
const packed = (bytes: Uint8Array): Buffer => envelope(gzipSync(bytes), 1);
const BOMB = packed(Buffer.alloc(MESSAGE_BYTES + 1));

/** Keeps what it hears; `last`: ends the call with that message. */
function listener(last = ''): { heard: string[]; engine: Answerer } {
  const heard: string[] = [];
  const engine = scripted({
    receive(message) {
      heard.push(Buffer.from(message).toString('latin1'));
      const over = heard.at(-1) === last;
      return over ? { steps: [{ afterMs: 0, do: 'end', status: status('ABORTED'), trailers: [] }] } : NOTHING;
    },
    halfClose: () => ({ steps: [say(text('all')), ok()] }),
  });
  return { heard, engine };
}

test.each(WAYS)('messages are decompressed one at a time, in their order: $name', async ({ http, headers }) => {
  const { heard, engine } = listener();
  await using mock = await openWebMock(engine);
  const messages = Array.from({ length: 300 }, (_, at) => text(`message ${at}`));
  // Some of them large when they are decompressed, and some not compressed at all.
  messages[3] = Buffer.alloc(1_000_000, 'x');
  const frames = messages.map((one, at) => (at % 5 === 4 ? envelope(one) : packed(one)));
  await ask(http, mock.url, UP, { headers, body: Buffer.concat(frames) });
  const { ended } = await mock.last();
  expect(ended.status.name).toBe('OK');
  expect(heard).toEqual(messages.map((one) => one.toString('latin1')));
  expect(seen).toMatchObject({ begun: 240, now: 0, most: 1 });
});

test.each(WAYS)('when a call is over nothing more of it is decompressed: $name', async ({ http, headers }) => {
  const first = text('first');
  const { heard, engine } = listener(first.toString('latin1'));
  await using mock = await openWebMock(engine);
  const body = Buffer.concat([packed(first), ...Array.from({ length: 500 }, () => packed(text('more')))]);
  await ask(http, mock.url, UP, { headers, body });
  const { ended } = await mock.last();
  expect(ended.status.name).toBe('ABORTED');
  expect([heard.length, seen.begun]).toEqual([1, 1]);
});

test.each(WAYS)('a bomb is refused in its turn, and what is behind it stays packed: $name', async (way) => {
  const { heard, engine } = listener();
  await using mock = await openWebMock(engine);
  const fits = Buffer.alloc(MESSAGE_BYTES, 'x');
  const body = Buffer.concat([packed(fits), BOMB, BOMB, packed(text('behind'))]);
  await ask(way.http, mock.url, UP, { headers: way.headers, body });
  const { ended } = await mock.last();
  expect(ended.status).toMatchObject({
    name: 'RESOURCE_EXHAUSTED',
    message: `Received message that decompresses to a size larger than ${MESSAGE_BYTES}`,
  });
  expect(heard.length).toBe(1);
  expect(seen).toMatchObject({ begun: 2, most: 1, largest: MESSAGE_BYTES });
});

test.each(['1.1', '2'] as const)('a bomb in a unary call of Connect is refused, by HTTP/%s', async (http) => {
  await using mock = await openWebMock();
  const headers = { 'content-type': 'application/proto', 'content-encoding': 'gzip' };
  const body = gzipSync(Buffer.alloc(MESSAGE_BYTES + 1));
  const reply = await ask(http, mock.url, '/t.v1.Kinds/Unary', { headers, body });
  expect(JSON.parse(reply.body.toString())).toMatchObject({ code: 'resource_exhausted' });
  expect(seen).toMatchObject({ begun: 1, now: 0, largest: 0 });
});
