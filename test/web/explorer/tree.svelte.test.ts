import { expect, test } from 'vitest';
import { Tree } from '../../../web/src/explorer/tree.svelte.ts';
import { memoryStore, service } from '../fake-api.ts';

/** Above so many methods the services start folded. */
const MANY = 401;
const services = [
  service(
    'big.v1.Big',
    [...Array(MANY).keys()].map((at) => `Get${at}`),
  ),
  service('shop.v1.Orders', ['GetOrder', 'ListOrders']),
  service('grpc.health.v1.Health', ['Check']),
];
const under = (tree: Tree): readonly string[] => tree.rows.map(({ text }) => text);

test('a method that a link leads to is unfolded and under the cursor, wherever it lies', () => {
  const tree = new Tree(memoryStore(), () => services);
  expect(under(tree)).not.toContain('ListOrders');
  tree.reveal('/shop.v1.Orders/ListOrders');
  expect(under(tree)).toContain('ListOrders');
  expect(tree.rows[tree.index]?.text).toBe('ListOrders');
  expect(under(tree)).not.toContain('Get0');
  tree.reveal('/grpc.health.v1.Health/Check');
  expect(tree.rows[tree.index]?.text).toBe('Check');
});

test('what is unfolded already stays so, and what a filter keeps out stays out', () => {
  const tree = new Tree(memoryStore(), () => services);
  tree.reveal('/shop.v1.Orders/GetOrder');
  tree.reveal('/shop.v1.Orders/ListOrders');
  expect(under(tree)).toContain('GetOrder');
  tree.filter = 'health';
  tree.reveal('/shop.v1.Orders/GetOrder');
  expect([tree.index, tree.cursor]).toEqual([-1, '/shop.v1.Orders/GetOrder']);
  tree.reveal('/shop.v1.Orders/Gone');
  expect(tree.index).toBe(-1);
});
