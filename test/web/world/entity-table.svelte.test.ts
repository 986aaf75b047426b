import { expect, test } from 'vitest';
import { EntityTable } from '../../../web/src/world/entity-table.svelte.ts';
import { entity, FakeWorld, refusal } from '../fake-world.ts';

function open(world: FakeWorld): { table: EntityTable; ring: () => void } {
  let timer: () => void = () => undefined;
  const table = new EntityTable('shop.example.com/Product', world, (_ms, act) => {
    timer = act;
    return () => (timer = () => undefined);
  });
  return { table, ring: () => timer() };
}
const ids = (table: EntityTable): readonly string[] => table.rows.map((row) => row.entity.id);
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => entity(`products/${index}`, { stock: index }));

test('the first page, then the next, until there is none', async () => {
  const { table } = open(new FakeWorld(many(250)));
  await table.ask();
  expect([table.rows.length, table.total, table.more]).toEqual([100, 250, true]);
  await table.loadMore();
  await table.loadMore();
  expect([table.rows.length, table.more]).toEqual([250, false]);
  expect(new Set(ids(table)).size).toBe(250);
  expect(table.rows.every((row) => row.before === undefined)).toBe(true);
});

test('a change shows in its place, is marked with what was before, and the mark goes', async () => {
  const world = new FakeWorld(many(3));
  const { table, ring } = open(world);
  await table.ask();
  world.change('products/1', { stock: 0 });
  await table.refresh();
  expect(table.rows[1]).toMatchObject({ value: { stock: 0 }, before: { stock: 1 } });
  expect(table.rows[0]?.before).toBeUndefined();
  ring();
  expect(table.rows[1]?.before).toBeUndefined();
});

test('a new entity shows at once where nobody points, and is marked as new', async () => {
  const world = new FakeWorld(many(2));
  const { table } = open(world);
  await table.ask();
  world.entities.unshift(entity('products/fresh'));
  await table.refresh();
  expect(ids(table)).toEqual(['products/fresh', 'products/0', 'products/1']);
  expect(table.rows[0]?.before).toBeNull();
});

test('under the pointer no row moves: new ones wait, deleted ones stay as deleted', async () => {
  const world = new FakeWorld(many(3));
  const { table } = open(world);
  await table.ask();
  table.hold(true);
  world.entities = [entity('products/fresh'), ...world.entities.filter(({ id }) => id !== 'products/1')];
  world.change('products/2', { stock: 9 });
  await table.refresh();
  expect(ids(table)).toEqual(['products/0', 'products/1', 'products/2']);
  expect(table.rows[1]?.gone).toBe(true);
  expect(table.rows[2]?.value).toMatchObject({ stock: 9 });
  expect(table.waiting).toBe(1);
  table.hold(false);
  expect(ids(table)).toEqual(['products/fresh', 'products/0', 'products/2']);
  expect(table.waiting).toBe(0);
});

test('as much as was loaded is asked for again', async () => {
  const world = new FakeWorld(many(450));
  const { table } = open(world);
  await table.ask();
  for (let n = 0; n < 3; n++) await table.loadMore();
  world.change('products/399', { stock: 0 });
  await table.refresh();
  expect(table.rows).toHaveLength(400);
  expect(table.rows[399]?.value).toMatchObject({ stock: 0 });
  expect(table.more).toBe(true);
});

test('several changes at once are one more question', async () => {
  const world = new FakeWorld(many(2));
  const { table } = open(world);
  await table.ask();
  const before = world.asked;
  await Promise.all([table.refresh(), table.refresh(), table.refresh(), table.refresh()]);
  expect(world.asked - before).toBe(2);
});

test('another search drops the answer of the one before', async () => {
  const { table } = open(
    new FakeWorld([entity('products/a', { title: 'lamp' }), entity('products/b', { title: 'rug' })]),
  );
  await Promise.all([table.ask('', 'lamp'), table.ask('', 'rug')]);
  expect(ids(table)).toEqual(['products/b']);
});

test('a refusal is told; what was there stays', async () => {
  const world = new FakeWorld(many(2));
  const { table } = open(world);
  world.failure = refusal('unknown-resource', 'There is no such kind.', 404);
  await table.ask();
  expect([table.state, table.problems[0]?.message]).toEqual(['failed', 'There is no such kind.']);
  await table.ask();
  expect([table.state, table.problems.length]).toEqual(['ready', 0]);
  world.failure = refusal('server-unreachable', 'The server does not answer.', 0);
  await table.refresh();
  expect([table.state, table.rows.length, table.problems.length]).toEqual(['ready', 2, 1]);
});
