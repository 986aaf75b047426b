import { expect, test } from 'vitest';
import type { StubInfo } from '../../../server/contract/stub.ts';
import { CallRing } from '../../../web/src/lib/ring.ts';
import { findAnything } from '../../../web/src/shell/find-anything.ts';
import { requestOf } from '../../../web/src/shell/open-in-play.ts';
import { call, service } from '../fake-api.ts';

const known = new Map(
  [service('shop.v1.Orders', ['GetOrder', 'ListOrders']), service('shop.v1.Catalog', ['GetProduct'])].flatMap((one) =>
    one.methods.map((method) => [method.path as string, { method, service: one }] as const),
  ),
);
const found = (typed: string, ring = new CallRing(10)) =>
  findAnything(typed, known, [{ path: '/shop.v1.Orders/ListOrders' }], ring).map((item) =>
    item.type === 'method'
      ? item.method.name
      : item.type === 'call'
        ? item.call.id
        : item.type === 'stub'
          ? item.stub.id
          : item.name,
  );

test('with nothing typed the open methods come first', () => {
  expect(found('')[0]).toBe('ListOrders');
});

test('a name is found by its humps, and by words of its path', () => {
  expect(found('gp')[0]).toBe('GetProduct');
  expect(found('catalog get')[0]).toBe('GetProduct');
  expect(found('zzz')).toEqual([]);
});

test('files are found by parts of their name, after methods', () => {
  const files = [{ name: 'shop/v1/catalog.proto' }, { name: 'desk/v1/desk.proto' }];
  const names = findAnything('cat proto', known, [], new CallRing(1), files).map((item) => item.id);
  expect(names).toEqual(['file:shop/v1/catalog.proto']);
  expect(findAnything('', known, [], new CallRing(1), files).some((item) => item.type === 'file')).toBe(false);
});

test('stubs are found by what they ask for, what they answer, and where they stand', () => {
  const stub = (id: string, over: Partial<StubInfo>): StubInfo => ({
    id,
    name: '',
    method: '/shop.v1.Catalog/GetProduct',
    file: 'protos/catalog.stubs.yaml',
    lines: [8, 12],
    enabled: true,
    priority: 0,
    rank: '',
    when: '',
    reply: '',
    kind: 'reply',
    session: null,
    hits: 0,
    recent: [],
    state: '',
    ...over,
  });
  const all = [
    stub('a', { when: 'sku matches ^VIP-' }),
    stub('b', { reply: 'NOT_FOUND no product', file: null, lines: null }),
  ];
  const ids = (typed: string) =>
    findAnything(typed, new Map(), [], new CallRing(1), [], [], all).map((item) => item.type === 'stub' && item.id);
  expect(ids('vip')).toEqual(['stub:a']);
  expect(ids('catalog:8')).toEqual(['stub:a']);
  expect(ids('getproduct not_found')).toEqual(['stub:b']);
  expect(ids('in memory')).toEqual(['stub:b']);
  expect(ids('')).toEqual([]);
});

test('calls are found by method, client and status, the newest first', () => {
  const ring = new CallRing(10);
  for (const ordinal of [1, 2]) ring.put(call(ordinal, { status: 'NOT_FOUND' }));
  expect(found('not_found', ring)).toEqual(['c2', 'c1']);
});

test('a call can be made again from what was seen: its messages, and its own metadata without secrets', () => {
  const request = requestOf([
    {
      t: 0,
      type: 'started',
      startedAt: 0,
      method: '/shop.v1.Orders/GetOrder',
      kind: 'unary',
      protocol: 'grpc',
      peer: '',
      userAgent: '',
      metadata: [
        { key: 'user-agent', value: 'x' },
        { key: 'grpc-timeout', value: '1S' },
        { key: 'x-tenant', value: 'a' },
        { key: 'authorization', value: '•••', masked: true },
      ],
      deadlineMs: null,
      invocation: null,
    },
    { t: 1, type: 'message', direction: 'up', index: 1, size: 2, body: { type: 'a', json: '{"a":1}' } },
    { t: 2, type: 'message', direction: 'down', index: 1, size: 2, body: { type: 'b', json: '{"b":1}' } },
  ]);
  expect(request).toEqual({
    draft: '{"a":1}',
    prepared: [],
    metadata: [
      { key: 'x-tenant', value: 'a', on: true },
      { key: 'authorization', value: '', on: false },
    ],
  });
});
