import { clone } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { writeField } from '../../../server/world/field-access.ts';
import { get, idsOf, kindOf, load, newWorld, problemsOf } from './seed-world.ts';

test('entities of a file are there, beside those that follow from the seed', () => {
  const world = newWorld();
  const before = idsOf(world, 'Product');
  const applied = load(world, {
    'shop.world.yaml': `
shop.v1.Product:
  - { name: products/lamp-oak, title: Oak table lamp, units: 49 }
  - name: products/bulb
    title: Bulb
`,
  });
  expect(applied).toEqual([{ file: 'shop.world.yaml', entities: 2, problems: [] }]);
  expect(idsOf(world, 'Product')).toEqual(['products/bulb', 'products/lamp-oak', ...before]);
  expect(get(world, 'Product', 'products/lamp-oak')).toEqual({
    name: 'products/lamp-oak',
    title: 'Oak table lamp',
    units: '49',
    createTime: '2026-09-01T09:00:00Z',
  });
});

test('a resource goes by its type, by its message, and by its own name', () => {
  const world = newWorld();
  const one = (id: string): string => `  - { name: products/${id} }`;
  const applied = load(world, {
    'a.world.yaml': `shop.example.com/Product:\n${one('a')}\nshop.v1.Product:\n${one('b')}\nProduct:\n${one('c')}\n`,
  });
  expect(problemsOf(applied)).toEqual([]);
  expect(idsOf(world, 'Product').slice(0, 3)).toEqual(['products/a', 'products/b', 'products/c']);
});

test('with only, a list shows what the file says and nothing else', () => {
  const world = newWorld();
  load(world, {
    'a.world.yaml': 'Product: { only: true, entities: [{ name: products/a }] }\nCustomer: { only: true }\n',
  });
  expect(idsOf(world, 'Product')).toEqual(['products/a']);
  expect(idsOf(world, 'Customer')).toEqual([]);
  expect(get(world, 'Product', 'products/other')).toBeUndefined();
});

test('entities may stand behind their ids', () => {
  const world = newWorld();
  load(world, { 'a.world.yaml': 'Customer:\n  7: { email: ada@example.com }\n  8:\n' });
  expect(get(world, 'Customer', '7')).toEqual({ id: '7', email: 'ada@example.com' });
  expect(get(world, 'Customer', '8')).toEqual({ id: '8' });
});

test('an entity without an id gets one by seed and content: the same one each time', () => {
  const text = 'Product: [{ title: Lamp }, { title: Lamp }, { title: Bulb }]\nCustomer: [{ email: a@example.com }]\n';
  const [one, two] = [newWorld(), newWorld()];
  load(one, { 'a.world.yaml': text });
  load(two, { 'a.world.yaml': `Review: [{ name: products/p/reviews/r }]\n${text}` });
  load(two, { 'a.world.yaml': text });
  expect(idsOf(one, 'Product')).toEqual(idsOf(two, 'Product'));
  expect(idsOf(one, 'Customer')).toEqual(idsOf(two, 'Customer'));
  expect(new Set(idsOf(one, 'Product')).size).toBe(idsOf(newWorld(), 'Product').length + 3);
});

test('every problem says file, line and path', () => {
  const applied = load(newWorld(), {
    'a.world.yaml': `
shop.v1.Product:
  - { name: products/a, titel: Lamp }
  - { name: products/b, units: many }
  - { name: shelves/c }
  - { name: products/d }
  - { name: products/d }
  - just text
Prodcut: []
shop.v1.Money: []
Customer:
  seven: {}
  9: { id: 10 }
Review: { onyl: true, entities: 3 }
x-lamp: anything
`,
  });
  expect(problemsOf(applied)).toEqual([
    'a.world.yaml:3 shop.v1.Product[0].titel json-unknown-field',
    'a.world.yaml:4 shop.v1.Product[1].units json-wrong-type',
    'a.world.yaml:5 shop.v1.Product[2].name bad-id',
    'a.world.yaml:7 shop.v1.Product[4] world-entity-twice',
    'a.world.yaml:8 shop.v1.Product[5] json-wrong-type',
    'a.world.yaml:9 Prodcut unknown-resource',
    'a.world.yaml:10 shop.v1.Money unknown-resource',
    'a.world.yaml:12 Customer["seven"].id bad-id',
    'a.world.yaml:13 Customer["9"].id id-differs',
    'a.world.yaml:14 Review.onyl world-shape',
    'a.world.yaml:14 Review.entities world-shape',
  ]);
  expect(applied[0]!.entities).toBe(1);
  expect(applied[0]!.problems.find(({ path }) => path === 'Prodcut')?.hint).toBe('Did you mean Product?');
});

test('text that is no YAML is one problem, and what the file wrote before is taken back', () => {
  const world = newWorld();
  const before = idsOf(world, 'Product');
  load(world, { 'a.world.yaml': 'Product: [{ name: products/a }]' });
  expect(problemsOf(load(world, { 'a.world.yaml': 'Product: [' }))).toEqual(['a.world.yaml:1 - yaml-syntax']);
  expect(idsOf(world, 'Product')).toEqual(before);
});

test('a file that is saved again replaces what it wrote; what calls wrote stays', () => {
  const world = newWorld();
  load(world, { 'a.world.yaml': 'Customer: { 1: { email: one@x.org }, 2: { email: two@x.org }, 3: {} }' });
  const call = { by: 'call', call: 'c', method: '/shop.v1.Shop/UpdateCustomer', client: 'x' } as const;
  write(world, '2', 'changed@x.org', call);
  load(world, { 'a.world.yaml': 'Customer: { 1: { email: uno@x.org }, 2: { email: dos@x.org } }' });
  expect(get(world, 'Customer', '1')).toMatchObject({ email: 'uno@x.org' });
  expect(get(world, 'Customer', '2')).toMatchObject({ email: 'changed@x.org' });
  expect(get(world, 'Customer', '3')).toEqual(get(newWorld(), 'Customer', '3'));
});

test('a file that says the same changes nothing: nobody is told', () => {
  const world = newWorld();
  const files = {
    'a.world.yaml': 'Product: { only: true, entities: [{ title: Lamp }] }\nCustomer: { deleted: [5] }\n',
  };
  load(world, files);
  const { revision } = world;
  load(world, files);
  expect(world.revision).toBe(revision);
});

test('of two files with the same entity the later one counts, and says so', () => {
  const world = newWorld();
  const applied = load(world, {
    'a.world.yaml': 'Customer: { 1: { email: a@x.org } }',
    'b.world.yaml': 'Customer: { 1: { email: b@x.org } }',
  });
  expect(get(world, 'Customer', '1')).toMatchObject({ email: 'b@x.org' });
  expect(problemsOf(applied)).toEqual(['b.world.yaml:1 - world-entity-twice']);
});

test('JSON is read as well', () => {
  const world = newWorld();
  load(world, { 'a.world.json': '{ "shop.v1.Product": [{ "name": "products/a", "units": "9007199254740993" }] }' });
  expect(get(world, 'Product', 'products/a')).toMatchObject({ units: '9007199254740993' });
});

test('names that objects have anyway do no harm', () => {
  const applied = load(newWorld(), {
    'a.world.yaml':
      '__proto__: [{}]\nconstructor: [{}]\nProduct:\n  products/__proto__: { labels: { __proto__: x, constructor: y } }\n',
  });
  expect(problemsOf(applied)).toEqual([
    'a.world.yaml:1 __proto__ unknown-resource',
    'a.world.yaml:2 constructor unknown-resource',
  ]);
});

function write(
  world: ReturnType<typeof newWorld>,
  id: string,
  email: string,
  writer: Parameters<typeof world.put>[4],
): void {
  const { resource, universe } = kindOf('Customer');
  const message = clone(resource.desc, world.find(universe, resource, id)!.message);
  writeField(
    message,
    resource.desc.fields.find(({ name }) => name === 'email')!,
    email,
  );
  world.put(universe, resource, id, message, writer);
}
