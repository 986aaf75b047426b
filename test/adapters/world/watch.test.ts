import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { ListeningWorld } from '../../support/listening-world.ts';
import { openMock, unary, until, type Mock } from '../grpc/mock.ts';

const protos = resolve(import.meta.dirname, '../../../protos');
const SHOP = Object.fromEntries(
  ['shop/v1/catalog.proto', 'shop/v1/orders.proto'].map((path) => [path, readFileSync(join(protos, path), 'utf8')]),
);

type Json = Record<string, unknown>;
const bytes = (value: Buffer): Buffer => value;

/** The sample shop, served over a socket, with its world at hand. */
async function openShop() {
  const world = new ListeningWorld({ now: () => Date.now(), strict: false });
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => Date.now(), world });
  const mock: Mock = await openMock(engine, { proto: SHOP, limits: { streams: 2_000 } });
  const client = mock.client();
  const method = (path: string) => mock.registry.current.method(path)!;
  const encode = (path: string, value: Json): Buffer => {
    const encoded = encodeJson(method(path).desc.input, JSON.stringify(value), method(path).types);
    if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
    return Buffer.from(encoded.bytes);
  };
  const decode = (path: string, body: Buffer): Json =>
    JSON.parse(decodeJson(method(path).desc.output, body, method(path).types).json!) as Json;
  return {
    mock,
    world,
    async call(path: string, request: Json): Promise<Json> {
      const { code, details, reply } = await unary(client, path, encode(path, request));
      if (code !== 0) throw new Error(details);
      return decode(path, reply!);
    },
    down(path: string, request: Json) {
      const stream = client.makeServerStreamRequest(path, bytes, bytes, encode(path, request));
      return heard(stream, (body) => decode(path, body));
    },
    both(path: string) {
      const stream = client.makeBidiStreamRequest(path, bytes, bytes);
      return {
        ...heard(stream, (body) => decode(path, body)),
        send: (value: Json) => stream.write(encode(path, value)),
        end: () => stream.end(),
      };
    },
    up(path: string, requests: readonly Json[]): Promise<Json> {
      return new Promise((done, fail) => {
        const stream = client.makeClientStreamRequest(path, bytes, bytes, (error, reply) =>
          error ? fail(error) : done(decode(path, reply!)),
        );
        for (const request of requests) stream.write(encode(path, request));
        stream.end();
      });
    },
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  };
}

/** Messages one by one; `over` resolves with the code that the call ends with. */
function heard(
  stream: ClientReadableStream<Buffer> | ClientDuplexStream<Buffer, Buffer>,
  decode: (body: Buffer) => Json,
) {
  const waiting: Json[] = [];
  let wake: (() => void) | undefined;
  stream.on('data', (body: Buffer) => {
    waiting.push(decode(body));
    wake?.();
  });
  stream.on('error', () => undefined);
  const over = new Promise<number>((done) => stream.on('status', ({ code }) => done(code)));
  return {
    over,
    cancel: () => stream.cancel(),
    async next(): Promise<Json> {
      while (waiting.length === 0) await new Promise<void>((done) => (wake = done));
      return waiting.shift()!;
    },
  };
}

const CATALOG = '/shop.v1.Catalog/';

test('a watch of stock tells what is left of each product, then what other calls change', async () => {
  await using shop = await openShop();
  const { products } = await shop.call(`${CATALOG}ListProducts`, { pageSize: 100 });
  const [first, second] = products as [Json, Json];
  const watch = shop.down(`${CATALOG}WatchStock`, { skus: [first['sku'], second['sku']] });
  const state = [await watch.next(), await watch.next()];
  expect(state.map(({ sku, left }) => [sku, left])).toEqual([first, second].map(({ sku, stock }) => [sku, stock]));

  const stock = (name: unknown, value: number): Promise<Json> =>
    shop.call(`${CATALOG}UpdateProduct`, { product: { name, stock: value }, updateMask: 'stock' });
  await stock((products as Json[])[2]!['name'], 1);
  await stock(second['name'], 4_321);
  expect(await watch.next()).toMatchObject({
    sku: second['sku'],
    left: 4_321,
    countedAt: expect.stringMatching(/^2026-09-01T/),
  });
  watch.cancel();
  expect(await watch.over).toBe(1);
  await until(shop.mock.journal, () => shop.mock.journal.list().calls.some(({ status }) => status === 'CANCELLED'));
  expect(shop.world.listeners).toBe(0);
});

test('a thousand watches that are cancelled leave nobody who listens', async () => {
  await using shop = await openShop();
  const { products } = await shop.call(`${CATALOG}ListProducts`, { pageSize: 1 });
  const [product] = products as [Json];
  const all = Array.from({ length: 1_000 }, () => shop.down(`${CATALOG}WatchStock`, { skus: [product['sku']] }));
  await Promise.all(all.map((watch) => watch.next()));
  expect(shop.world.listeners).toBe(1_000);
  for (const watch of all) watch.cancel();
  // The journal hears of the last end just before the call is let go.
  await until(shop.mock.journal, () => shop.mock.desk.size <= 1);
  expect(shop.mock.desk.size).toBe(0);
  expect(shop.world.listeners).toBe(0);
});

test('a server that closes does not wait for watches', async () => {
  await using shop = await openShop();
  const watch = shop.down(`${CATALOG}WatchStock`, {});
  await watch.next();
  await shop.mock.grpc.close(60_000);
  expect(await watch.over).toBe(14);
});

test('a conversation that tracks an order tells its state, and what other calls make of it', async () => {
  await using shop = await openShop();
  const { orders } = await shop.call('/shop.v1.Orders/ListOrders', { parent: 'customers/-', pageSize: 50 });
  const open = (orders as Json[]).find(({ state }) => state === 'PLACED' || state === 'PAID')!;
  const track = shop.both('/shop.v1.Orders/Track');
  track.send({ order: open['name'], subscribe: {} });
  expect(await track.next()).toMatchObject({ order: open['name'], event: open['state'] });
  await shop.call('/shop.v1.Orders/CancelOrder', { name: open['name'] });
  expect(await track.next()).toMatchObject({ order: open['name'], event: 'CANCELLED' });
  track.end();
  expect(await track.over).toBe(0);
  expect(shop.world.listeners).toBe(0);
});

test('an import of orders stores them, and says how many', async () => {
  await using shop = await openShop();
  const order = (note: string): Json => ({ order: { customer: { name: 'customers/ada' }, note }, sourceId: note });
  expect(await shop.up('/shop.v1.Orders/ImportOrders', ['a', 'b', 'c'].map(order))).toMatchObject({ importedCount: 3 });
  expect(shop.world.written()).toBe(3);
});

test('a photo in pieces is counted, as nothing in it is a thing of the world', async () => {
  await using shop = await openShop();
  const chunk = Buffer.alloc(1_000).toString('base64');
  const answer = await shop.up(`${CATALOG}UploadPhoto`, [
    { description: { product: 'products/x' } },
    { chunk },
    { chunk },
  ]);
  expect(answer).toMatchObject({ sizeBytes: '2000', chunkCount: 3 });
  expect(shop.world.written()).toBe(0);
});
