// A client that retries by its service config, as grpc-js does it, meets what goes wrong in production: a service that
// is not there yet, a stream that is refused or reset, a server that shuts down, an answer that never comes.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { startUnderstudy, type Understudy } from '../../server/index.ts';
import { sampleClient, unary, type LoadedClient } from '../support/proto-loader-client.ts';

const RETRIES = JSON.stringify({
  methodConfig: [
    {
      name: [{ service: 'shop.v1.Catalog' }],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.01s',
        maxBackoff: '0.02s',
        backoffMultiplier: 1,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
});
const GET = 'shop.v1.Catalog/GetProduct';
const WATCH = 'shop.v1.Catalog/WatchStock';

let mock: Understudy;
let client: LoadedClient & Disposable;

beforeAll(async () => {
  mock = await startUnderstudy({ protos: 'protos' });
  client = clientWith({ 'grpc.service_config': RETRIES });
});
afterEach(() => mock.reset());
afterAll(async () => {
  client[Symbol.dispose]();
  await mock.close();
});

const clientWith = (options: object): LoadedClient & Disposable =>
  sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', mock.address, {
    'grpc.use_local_subchannel_pool': 1,
    ...options,
  });
const ask = (by = client): Promise<unknown> => unary(by, 'GetProduct', { name: 'products/lamp' });
const attempts = async (): Promise<readonly unknown[]> =>
  (await mock.calls(GET)).map(({ metadata, status }) => [metadata['grpc-previous-rpc-attempts'] ?? null, status]);

/** What came of a stream: its messages, and how it ended. */
async function watched(request: object): Promise<{ readonly levels: readonly unknown[]; readonly code: number }> {
  // By the definition of the service.
  const stream = client['WatchStock']!(request) as ClientReadableStream<unknown>;
  const levels: unknown[] = [];
  stream.on('data', (level: unknown) => levels.push(level));
  return new Promise((resolve) => {
    stream.on('error', ({ code }: ServiceError) => resolve({ levels, code }));
    stream.on('end', () => resolve({ levels, code: 0 }));
  });
}

test('twice it is not there, and the third attempt succeeds', async () => {
  await mock.stub(GET, {
    replies: [{ status: 'UNAVAILABLE' }, { status: 'UNAVAILABLE' }, { message: { title: 'at last' } }],
  });
  expect(await ask()).toMatchObject({ title: 'at last' });
  await mock.verify(GET, { when: { request: { name: 'products/lamp' } }, times: 3 });
  expect(await attempts()).toEqual([
    [null, 'UNAVAILABLE'],
    ['1', 'UNAVAILABLE'],
    ['2', 'OK'],
  ]);
  // A client that does not retry sees the first answer.
  await mock.reset();
  await mock.stub(GET, { replies: [{ status: 'UNAVAILABLE', message: 'not yet' }, { message: {} }] });
  using simple = clientWith({ 'grpc.enable_retries': 0 });
  await expect(ask(simple)).rejects.toThrow('not yet');
  await mock.verify(GET, { times: 1 });
});

test('what is no reason to retry is not retried, and four attempts are the end of it', async () => {
  await mock.stub(GET, { reply: { status: 'NOT_FOUND' } });
  await expect(ask()).rejects.toMatchObject({ code: 5 });
  await mock.verify(GET, { times: 1 });
  await mock.reset();
  await mock.stub(GET, { fault: { status: 'UNAVAILABLE' } });
  await expect(ask()).rejects.toMatchObject({ code: 14, details: 'Broken on purpose.' });
  await mock.verify(GET, { times: 4 });
});

test('a stream that is refused was not processed: it is tried again by itself, without any policy', async () => {
  await mock.stub(GET, { times: 1, fault: { rst_stream: 'REFUSED_STREAM' } });
  using simple = clientWith({});
  expect(await ask(simple)).toMatchObject({ name: 'products/lamp' });
  expect(await attempts()).toEqual([
    [null, 'UNAVAILABLE'],
    [null, 'OK'],
  ]);
});

test('a reset in the middle of a stream is not retried, for messages have come', async () => {
  const levels = [1, 2, 3].map((left) => ({ left }));
  await mock.stub(WATCH, { reply: { stream: levels }, fault: { rst_stream: 'REFUSED_STREAM', afterMessages: 2 } });
  const went = await watched({ skus: ['A'] });
  expect(went.levels).toHaveLength(2);
  expect(went.code).toBe(14);
  await mock.verify(WATCH, { times: 1 });
});

test('a server that shuts down after each call loses none', async () => {
  await mock.stub(GET, { fault: { goaway: true } });
  using simple = clientWith({ 'grpc.enable_retries': 0 });
  for (let at = 0; at < 10; at += 1) expect(await ask(simple)).toMatchObject({ name: 'products/lamp' });
  await mock.verify(GET, { times: 10 });
});

test('an answer that never comes is the deadline’s', async () => {
  await mock.stub(GET, { fault: { stall: true } });
  const late = (ms: number): Promise<unknown> =>
    new Promise((resolve) =>
      client['GetProduct']!({ name: 'products/lamp' }, { deadline: Date.now() + ms }, (error: ServiceError) =>
        resolve(error.code),
      ),
    );
  expect(await late(150)).toBe(4);
  // A machine may be so busy that nothing has left it by then.
  for (let ms = 300; (await attempts()).length === 0; ms *= 2) expect(await late(ms)).toBe(4);
  await mock.verify(GET, { times: 1, within: 30_000 });
});
