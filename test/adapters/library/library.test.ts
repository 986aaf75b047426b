import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startUnderstudy, UnderstudyError } from '../../../server/index.ts';
import { ROOT } from '../../support/run-command.ts';
import { catalog } from './client.ts';

const protos = join(ROOT, 'protos');
const GET = 'shop.v1.Catalog/GetProduct';
/** Of the first stub below. */
const LINE = 15;

test('a stub answers, a verification counts, and what came can be looked at', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const stub = await mock.stub(GET, {
    when: { request: { name: { $startsWith: 'products/lamp' } }, metadata: { 'x-tenant': 'acme' } },
    reply: {
      message: { title: 'Lamp ${request.name}', stock: 3n, createTime: new Date(0) },
      trailers: { 'x-cost': '3' },
    },
  });
  expect(await shop.call('GetProduct', { name: 'products/lamp-1' }, { 'x-tenant': 'acme' })).toMatchObject({
    title: 'Lamp products/lamp-1',
    stock: 3,
  });
  expect(stub.hits).toBe(1);
  await shop.call('GetProduct', { name: 'products/chair' });
  expect(await mock.verify(GET, { when: { request: { name: 'products/lamp-1' } }, times: 1 })).toMatchObject({
    ok: true,
    found: 1,
  });
  const [call, other] = await mock.calls('GetProduct');
  expect(call).toMatchObject({
    method: `/${GET}`,
    request: { name: 'products/lamp-1' },
    requests: [{ name: 'products/lamp-1' }],
    replies: [{ title: 'Lamp products/lamp-1', stock: 3, createTime: '1970-01-01T00:00:00Z' }],
    status: 'OK',
    // Where it was written.
    answeredBy: { by: 'stub', file: 'test/adapters/library/library.test.ts', line: LINE },
  });
  expect(call!.metadata['x-tenant']).toBe('acme');
  expect(call!.trailers['x-cost']).toBe('3');
  expect(other!.answeredBy!.by).toBe('world');
  expect(await mock.calls(GET, { request: { name: 'products/chair' } })).toHaveLength(1);
  await stub.remove();
  expect((await shop.call('GetProduct', { name: 'products/lamp-1' }, { 'x-tenant': 'acme' })).title).not.toMatch(
    /^Lamp /,
  );
});

test('a regular expression is a pattern, in stubs and in what is verified', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  await mock.stub(GET, { when: { request: { name: /^PRODUCTS.vip-\d+$/i } }, reply: { message: { title: 'VIP' } } });
  expect((await shop.call('GetProduct', { name: 'products/vip-12' })).title).toBe('VIP');
  expect((await shop.call('GetProduct', { name: 'products/vip' })).title).not.toBe('VIP');
  await mock.verify(GET, { when: { request: { name: /vip$/ } }, times: 1 });
  await expect(mock.stub(GET, { when: { request: { name: /(?=x)/ } }, reply: { generated: true } })).rejects.toThrow(
    'RE2 has no groups that look ahead or behind',
  );
  const circle: Record<string, unknown> = {};
  Object.assign(circle, { a: circle, b: circle });
  await expect(mock.stub(GET, { when: { request: circle }, reply: { generated: true } })).rejects.toThrow(
    /circ|itself/,
  );
});

test('the newest stub wins, and a scope takes its stubs back', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const title = async (): Promise<string> => (await shop.call('GetProduct', { name: 'products/a' })).title;
  await mock.stub(GET, { reply: { message: { title: 'first' } } });
  {
    await using second = await mock.stub(GET, { reply: { message: { title: 'second' } } });
    expect(await title()).toBe('second');
    expect(second.hits).toBe(1);
  }
  expect(await title()).toBe('first');
});

test('what did not come is told with the nearest calls and why they are none', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  await shop.call('GetProduct', { name: 'products/b' });
  const failure = await mock
    .verify(GET, { when: { request: { name: 'products/a' } }, times: 2 })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnderstudyError);
  expect(failure).toMatchObject({ code: 'verify' });
  const { message } = failure as UnderstudyError;
  expect(message).toMatch(/^Failed to verify shop\.v1\.Catalog\/GetProduct: Expected exactly 2 calls of .*found 0/);
  expect(message).toMatch(/\n {2}call \S+: name is "?products\/b"?/);
  await mock.verify(GET);
  await mock.verify(GET, { times: { atLeast: 1, atMost: 1 } });
  await expect(mock.verify('ListProducts')).rejects.toThrow(/at least 1 call/);
  await mock.verify('ListProducts', { times: 0 });
});

test('a verification can wait for calls that are on their way, and their order', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const waiting = mock.verify(GET, {
    times: { atLeast: 3 },
    within: 30_000,
    inOrder: [{ method: 'ListProducts' }, { method: GET, when: { request: { name: 'products/3' } } }],
  });
  await shop.call('ListProducts');
  for (const name of ['products/1', 'products/2', 'products/3']) await shop.call('GetProduct', { name });
  expect(await waiting).toMatchObject({ ok: true, found: 3 });
});

test('several mocks in one process share nothing', async () => {
  const mocks = await Promise.all(['a', 'b', 'c'].map((seed) => startUnderstudy({ protos, seed })));
  try {
    expect(new Set(mocks.map(({ port }) => port)).size).toBe(3);
    await Promise.all(mocks.map((mock, n) => mock.stub(GET, { reply: { message: { title: `mock ${n}` } } })));
    for (const [n, mock] of mocks.entries()) {
      using shop = catalog(mock.address);
      expect((await shop.call('GetProduct', { name: 'products/a' })).title).toBe(`mock ${n}`);
      await mock.verify(GET, { times: 1 });
    }
  } finally {
    await Promise.all(mocks.map((mock) => mock.close()));
  }
});

test('sessions have stubs, counts and calls of their own', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const names = ['products/a', 'products/b'];
  const sessions = names.map(() => mock.session());
  for (const [n, session] of sessions.entries())
    await session.stub(GET, { reply: { message: { title: names[n]! } }, times: 2 });
  for (const [n, session] of sessions.entries())
    expect((await shop.call('GetProduct', { name: 'products/x' }, session.metadata)).title).toBe(names[n]);
  await shop.call('GetProduct', { name: 'products/x' }, sessions[0]!.metadata);
  await sessions[0]!.verify(GET, { times: 2 });
  await sessions[1]!.verify(GET, { times: 1 });
  expect(await sessions[0]!.calls()).toHaveLength(2);
  expect(await mock.calls()).toHaveLength(3);
  expect((await shop.call('GetProduct', { name: 'products/x' })).title).not.toMatch(/^products/);
  await sessions[1]!.reset();
  expect((await shop.call('GetProduct', { name: 'products/x' }, sessions[1]!.metadata)).title).not.toBe(names[1]);
  await sessions[0]!.world.set('shop.v1.Product', 'products/mine', { title: 'Only here' });
  const mine = { name: 'products/mine' };
  await sessions[0]!.reset({ world: false });
  expect(await shop.call('GetProduct', mine, sessions[0]!.metadata)).toMatchObject({ title: 'Only here' });
  expect((await shop.call('GetProduct', mine, sessions[1]!.metadata)).title).not.toBe('Only here');
  expect((await shop.call('GetProduct', mine)).title).not.toBe('Only here');
  expect(mock.session('mine').metadata).toEqual({ 'x-understudy-session': 'mine' });
});

test('the world can be read and written, and reset makes everything as it was', async () => {
  await using mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const before = await mock.world.list('shop.v1.Product');
  expect(before.length).toBeGreaterThan(3);
  const added = await mock.world.add('shop.v1.Product', { name: 'products/mine', title: 'Mine', stock: 4 });
  expect(added).toMatchObject({ name: 'products/mine', title: 'Mine' });
  expect(await shop.call('GetProduct', { name: 'products/mine' })).toMatchObject({ title: 'Mine', stock: 4 });
  await expect(mock.world.add('shop.v1.Product', { name: 'products/mine' })).rejects.toThrow(
    /Failed to add shop\.v1\.Product/,
  );
  await mock.world.set('shop.v1.Product', 'products/mine', { title: 'Yours' });
  expect(await mock.world.get('shop.v1.Product', 'products/mine')).toMatchObject({ title: 'Yours' });
  expect(await mock.world.list('shop.v1.Product')).toHaveLength(before.length + 1);
  expect(await mock.world.remove('shop.v1.Product', 'products/mine')).toBe(true);
  expect(await shop.code('GetProduct', { name: 'products/mine' })).toBe(5);
  expect(await mock.world.remove('shop.v1.Product', 'products/mine')).toBe(false);
  expect(await mock.world.get('shop.v1.Product', 'products/mine')).toBeUndefined();
  await expect(mock.world.get('shop.v1.Prodct', 'a')).rejects.toThrow(/Prodct/);
  await mock.world.set('shop.v1.Product', 'products/two', { title: 'Two' });
  await mock.stub('ListProducts', { reply: { status: 'UNAVAILABLE' } });
  expect(await shop.code('ListProducts')).toBe(14);
  await mock.reset();
  expect(await mock.world.list('shop.v1.Product')).toEqual(before);
  expect(await mock.calls()).toEqual([]);
  expect(await shop.code('ListProducts')).toBe(0);
});

test('a mock that is closed says so, closes once, and lets its port go', async () => {
  const mock = await startUnderstudy({ protos });
  using shop = catalog(mock.address);
  const stream = (shop.client['WatchStock'] as (request: object) => NodeJS.EventEmitter).call(shop.client, {});
  const status = new Promise<{ code: number }>((resolve) => stream.on('status', resolve));
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  await Promise.all([mock.close(), mock.close()]);
  expect((await status).code).toBe(14);
  for (const act of [
    () => mock.stub(GET, { reply: { message: {} } }),
    () => mock.verify(GET),
    () => mock.calls(),
    () => mock.reset(),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'closed' });
  await using again = await startUnderstudy({ protos, port: mock.port });
  expect(again.port).toBe(mock.port);
});
