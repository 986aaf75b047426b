import { expect, test } from 'vitest';
import type { MethodInfo, ServiceInfo } from '#contract/schema';
import { schemaMarks } from '../../../web/src/lib/schema-marks.ts';
import { service } from '../fake-api.ts';

const index = (one: ServiceInfo, change: Partial<MethodInfo> = {}) =>
  new Map(one.methods.map((method) => [method.path as string, { method: { ...method, ...change } }]));
const before = index(service('shop.Orders', ['Get']));

test('a method that was not there is new; the same one is no news', () => {
  const after = index(service('shop.Orders', ['Get', 'Cancel']));
  expect([...schemaMarks(before, after, null)]).toEqual([['/shop.Orders/Cancel', { kind: 'new', what: '' }]]);
});

test('a change says what changed', () => {
  const after = index(service('shop.Orders', ['Get']), { kind: 'server_streaming', input: 'shop.Ask' });
  expect(schemaMarks(before, after, null).get('/shop.Orders/Get')).toEqual({
    kind: 'changed',
    what: 'it is server streaming now, and was unary; it takes shop.Ask now, and took shop.OrdersRequest',
  });
});

test('a change further down is known where the server tells of it', () => {
  const difference = { added: [], removed: [], changed: ['/shop.Orders/Get'] } as const;
  expect(schemaMarks(before, before, difference).get('/shop.Orders/Get')?.what).toContain('a type');
  expect(schemaMarks(before, before, null).size).toBe(0);
});
