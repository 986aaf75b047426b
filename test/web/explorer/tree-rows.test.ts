import { expect, test } from 'vitest';
import { marks, nearestNames, score } from '../../../web/src/lib/match.ts';
import { rowsInSight, scrollToRow } from '../../../web/src/lib/rows.ts';
import { treePackages, treeRows } from '../../../web/src/lib/tree-rows.ts';
import { service } from '../fake-api.ts';

const packages = treePackages([
  service('grpc.health.v1.Health', ['Check', 'Watch']),
  service('shop.v1.Orders', ['GetOrder', 'ListOrders', 'ShipOrders']),
  service('shop.v1.Catalog', ['GetProduct']),
  service('Bare', ['Ping']),
]);
const lines = (filter: string, open = true) =>
  treeRows(packages, filter, (_, group) => open && group !== 'system').map((row) => `${row.level} ${row.text}`);

test('packages hold services hold methods; the own services of every server come last and folded', () => {
  expect(lines('')).toEqual([
    '1 shop.v1',
    '2 Orders',
    '3 GetOrder',
    '3 ListOrders',
    '3 ShipOrders',
    '2 Catalog',
    '3 GetProduct',
    '1 no package',
    '2 Bare',
    '3 Ping',
    '1 grpc.health.v1',
  ]);
});

test('a filter opens what fits: every word, anywhere in the path', () => {
  expect(lines('orders ship', false)).toEqual(['1 shop.v1', '2 Orders', '3 ShipOrders']);
  expect(lines('catalog/get', false)).toEqual(['1 shop.v1', '2 Catalog', '3 GetProduct']);
  expect(lines('shipp')).toEqual([]);
});

test('rows tell their place among their siblings', () => {
  const row = treeRows(packages, '', () => true).find((one) => one.text === 'ListOrders');
  expect([row?.place, row?.siblings]).toEqual([2, 3]);
});

test('what was matched is marked, once', () => {
  expect(marks('ListOrders', ['ord', 'list'])).toEqual([[0, 7]]);
  expect(marks('ListOrders', ['orders', 'li'])).toEqual([
    [0, 2],
    [4, 10],
  ]);
  expect(marks('GetOrder', ['x'])).toEqual([]);
});

test('names near a typo are offered, the nearest first', () => {
  expect(nearestNames(['GetOrder', 'ShipOrders', 'UpdateShipping', 'Ping'], 'shipp', 2)).toEqual([
    'UpdateShipping',
    'ShipOrders',
  ]);
  expect(nearestNames(['GetOrder'], 'zzzz', 2)).toEqual([]);
});

test('letters typed in order find a name by its humps; a whole word is better', () => {
  expect(score('GetOrder', 'go')).not.toBeNull();
  expect(score('GetOrder', 'xo')).toBeNull();
  expect(score('GetOrder', 'order')!).toBeGreaterThan(score('GetOrder', 'go')!);
});

test('only rows in sight are drawn, and the cursor is scrolled into sight', () => {
  expect(rowsInSight(2600, 260, 26, 10_000, 2)).toEqual({ from: 98, to: 112 });
  expect(rowsInSight(0, 260, 26, 3)).toEqual({ from: 0, to: 3 });
  expect([scrollToRow(5, 0, 260, 26), scrollToRow(20, 0, 260, 26), scrollToRow(1, 260, 260, 26)]).toEqual([0, 286, 26]);
});

test('ten thousand methods are filtered and laid out in one go', () => {
  const many = treePackages(
    Array.from({ length: 1800 }, (_, n) => service(`p${n}.v1.S${n}`, ['A', 'B', 'C', 'D', 'E', `Find${n}`])),
  );
  expect(treeRows(many, '', () => true).length).toBe(1800 * 8);
  expect(treeRows(many, 'find1799', () => true).map((row) => row.text)).toEqual(['p1799.v1', 'S1799', 'Find1799']);
});
