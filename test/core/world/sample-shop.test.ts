import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const root = resolve(import.meta.dirname, '../../../protos');
const schema = schemaFrom(
  Object.fromEntries(
    ['shop/v1/catalog.proto', 'shop/v1/orders.proto'].map((name) => [name, readFileSync(resolve(root, name), 'utf8')]),
  ),
);
const catalog = () => worldClient(schema, 'shop.v1.Catalog');
const orders = () => worldClient(schema, 'shop.v1.Orders');
type Json = Record<string, unknown>;

test('what a list shows can be got, every field the same, and by whatever road it was found', () => {
  const client = catalog();
  const { products } = client.ok('ListProducts', { pageSize: 50 }) as { products: Json[] };
  expect(products.length).toBeGreaterThanOrEqual(12);
  for (const product of products) expect(client.ok('GetProduct', { name: product['name'] })).toEqual(product);
  expect(catalog().ok('GetProduct', { name: products[3]!['name'] })).toEqual(products[3]);
});

test('pages hold each product once, and say how many there are', () => {
  const client = catalog();
  const seen: unknown[] = [];
  let token = '';
  do {
    const page = client.ok('ListProducts', { pageSize: 5, pageToken: token });
    const products = page['products'] as Json[];
    expect(products.length).toBeLessThanOrEqual(5);
    seen.push(...products.map(({ name }) => name));
    token = String(page['nextPageToken'] ?? '');
    expect(page['totalSize']).toBeGreaterThanOrEqual(12);
  } while (token !== '');
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(client.ok('ListProducts', {})['totalSize']);
});

test('a product is created, got, listed, updated by mask, deleted, and gone', () => {
  const client = catalog();
  const created = client.ok('CreateProduct', { product: { title: 'Oak lamp', sku: 'LAMP', stock: 3, rating: 5 } });
  expect(created).toMatchObject({ title: 'Oak lamp', sku: 'LAMP', stock: 3, createTime: '2026-09-01T09:00:00Z' });
  expect(created['name']).toMatch(/^products\//);
  // What only the server says stays unset, and so does what the client left out.
  expect(created).not.toHaveProperty('rating');
  expect(created).not.toHaveProperty('description');
  const { name } = created;
  expect(client.ok('GetProduct', { name })).toEqual(created);
  const { products } = client.ok('ListProducts', { pageSize: 1 }) as { products: Json[] };
  expect(products).toEqual([created]);
  const updated = client.ok('UpdateProduct', { product: { name, stock: 9, title: 'x' }, updateMask: 'stock' });
  expect(updated).toEqual({ ...created, stock: 9, updateTime: '2026-09-01T09:00:02Z' });
  const wrong = client.call('UpdateProduct', { product: { name }, updateMask: 'titel' });
  expect(wrong).toMatchObject({ status: 'INVALID_ARGUMENT', message: expect.stringContaining('title') as string });
  expect(client.ok('DeleteProduct', { name })).toEqual({});
  const gone = client.call('GetProduct', { name });
  expect(gone).toMatchObject({ status: 'NOT_FOUND', message: `There is no product ${JSON.stringify(name)}.` });
  expect(gone.trailers.map(({ key }) => key)).toEqual(['grpc-status-details-bin']);
  expect(client.call('DeleteProduct', { name }).status).toBe('NOT_FOUND');
});

test('what follows from the seed can be changed and deleted like everything else', () => {
  const client = catalog();
  const before = client.ok('ListProducts', { pageSize: 50 })['products'] as Json[];
  const { name } = before[1]!;
  client.ok('UpdateProduct', { product: { name, title: 'Renamed' }, updateMask: 'title' });
  client.ok('DeleteProduct', { name: before[2]!['name'] });
  const after = client.ok('ListProducts', { pageSize: 50 })['products'] as Json[];
  expect(after.map((one) => one['name'])).toEqual(before.filter((_, index) => index !== 2).map((one) => one['name']));
  expect(after[1]).toMatchObject({ name, title: 'Renamed', sku: before[1]!['sku'] });
});

test('a list keeps to a category and to an order', () => {
  const client = catalog();
  const all = client.ok('ListProducts', { pageSize: 50, orderBy: 'price.units desc' })['products'] as Json[];
  const units = all.map((one) => Number((one['price'] as Json)['units'] ?? 0));
  expect(units).toEqual(units.toSorted((left, right) => right - left));
  const lamps = client.ok('ListProducts', { pageSize: 50, category: 'LIGHTING' })['products'] as Json[];
  expect(lamps.map((one) => one['name']).toSorted()).toEqual(
    all
      .filter((one) => one['category'] === 'LIGHTING')
      .map((one) => one['name'])
      .toSorted(),
  );
});

test('orders lie under their customers: in lists, in names, and in what they say of them', () => {
  const client = orders();
  const all = client.ok('ListOrders', { parent: 'customers/-', pageSize: 1000 })['orders'] as Json[];
  const customers = [...new Set(all.map(({ name }) => String(name).split('/').slice(0, 2).join('/')))];
  expect(customers.length).toBeGreaterThanOrEqual(12);
  for (const parent of customers) {
    const own = client.ok('ListOrders', { parent, pageSize: 50 })['orders'] as Json[];
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(own).toEqual(all.filter(({ name }) => String(name).startsWith(`${parent}/`)));
    for (const order of own) expect(order['customer']).toMatchObject({ name: parent });
  }
});

test('a cancelled order is cancelled, and stays so', () => {
  const client = orders();
  const [order] = client.ok('ListOrders', { parent: 'customers/-' })['orders'] as Json[];
  const { name } = order!;
  expect(client.ok('CancelOrder', { name, reason: 'too late' })).toEqual({ ...order, state: 'CANCELLED' });
  expect(client.ok('GetOrder', { name })).toMatchObject({ state: 'CANCELLED' });
});

test('an order is placed under its customer, received, and listed there', () => {
  const client = orders();
  const order = { lines: [{ sku: 'LAMP', quantity: 2 }] };
  const placed = client.ok('CreateOrder', { parent: 'customers/ada', order });
  expect(placed).toMatchObject({ ...order, state: 'PLACED' });
  expect(placed['name']).toMatch(/^customers\/ada\/orders\//);
  const { orders: listed } = client.ok('ListOrders', { parent: 'customers/ada' }) as { orders: Json[] };
  expect(listed[0]).toEqual(placed);
  expect(client.call('CreateOrder', { order }).status).toBe('INVALID_ARGUMENT');
});

test('the same world for each seed, another for another', () => {
  const names = (seed: string): unknown =>
    (worldClient(schema, 'shop.v1.Catalog', { seed }).ok('ListProducts')['products'] as Json[]).map(({ name }) => name);
  expect(names('a')).toEqual(names('a'));
  expect(names('a')).not.toEqual(names('b'));
});

test('a reset forgets everything that was written', () => {
  const client = catalog();
  const before = client.ok('ListProducts', { pageSize: 50 });
  client.ok('CreateProduct', { product: { title: 'x' } });
  client.ok('DeleteProduct', { name: (before['products'] as Json[])[0]!['name'] });
  expect(client.ok('ListProducts', { pageSize: 50 })).not.toEqual(before);
  client.world.reset();
  expect(client.ok('ListProducts', { pageSize: 50 })).toEqual(before);
});
