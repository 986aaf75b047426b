import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

interface Product {
  readonly name: string;
  readonly title: string;
  readonly category: string;
  readonly price: number;
}

const shop = (categories: string, more = '') =>
  schemaFrom(`
  syntax = "proto3"; package store; import "google/api/resource.proto";
  enum Category { CATEGORY_UNSPECIFIED = 0; ${categories} }
  message Product {
    option (google.api.resource) = { type: "store.example.com/Product" pattern: "products/{product}" };
    string name = 1; string title = 2; Category category = 3; double price = 4; ${more}
  }
  message Review {
    option (google.api.resource) = { type: "store.example.com/Review" pattern: "products/{product}/reviews/{review}" };
    string name = 1; string product = 2 [(google.api.resource_reference).type = "store.example.com/Product"]; Category product_category = 3;
  }
  message GetProductRequest { string name = 1; }
  message ListProductsRequest { int32 page_size = 1; string page_token = 2; }
  message ListProductsResponse { repeated Product products = 1; string next_page_token = 2; }
  message ListReviewsRequest { string parent = 1; int32 page_size = 2; string page_token = 3; }
  message ListReviewsResponse { repeated Review reviews = 1; string next_page_token = 2; }
  service Store {
    rpc GetProduct(GetProductRequest) returns (Product);
    rpc ListProducts(ListProductsRequest) returns (ListProductsResponse);
    rpc ListReviews(ListReviewsRequest) returns (ListReviewsResponse);
  }`);

const FOUR = 'LIGHTING = 1; FURNITURE = 2; KITCHEN = 3; TEXTILES = 4;';

function productsOf(schema: ReturnType<typeof shop>, seed: string): readonly Product[] {
  const client = worldClient(schema, 'store.Store', { seed });
  return client.ok('ListProducts', { pageSize: 100 })['products'] as unknown as readonly Product[];
}

const SEEDS = ['understudy', 'one', 'two', 'three'];

test.each([FOUR, 'ELECTRONICS = 1; CLOTHING = 2;', 'STATIONERY = 1;'])(
  'a shop sells what its categories name: %s',
  (categories) => {
    for (const seed of SEEDS) {
      const products = productsOf(shop(categories), seed);
      expect(products.length).toBeGreaterThan(11);
      // The zero is left out of JSON.
      expect(products.filter(({ category }) => category === undefined)).toEqual([]);
      expect(new Set(products.map(({ name }) => name)).size).toBe(products.length);
      expect(new Set(products.map(({ title }) => title)).size).toBe(products.length);
    }
  },
);

test('what is listed can be got, and is the same', () => {
  const schema = shop(FOUR);
  const client = worldClient(schema, 'store.Store');
  for (const product of productsOf(schema, 'seed'))
    expect(client.ok('GetProduct', { name: product.name })).toEqual(product);
});

test('references and parents are products that the shop lists, and what is said of them is true', () => {
  const schema = shop(FOUR);
  const client = worldClient(schema, 'store.Store');
  const known = new Map(productsOf(schema, 'seed').map((product) => [product.name, product]));
  const all = client.ok('ListReviews', { parent: 'products/-', pageSize: 50 })['reviews'];
  const reviews = all as readonly { name: string; product: string; productCategory: string }[];
  expect(reviews.length).toBeGreaterThan(5);
  for (const { name, product, productCategory } of reviews) {
    expect(known.has(name.split('/').slice(0, 2).join('/'))).toBe(true);
    expect(known.get(product)?.category).toBe(productCategory);
  }
});

test('a lamp is lighting, and a product of another kind that is asked for still has a category', () => {
  const client = worldClient(shop(FOUR), 'store.Store');
  expect(client.ok('GetProduct', { name: 'products/oak-table-lamp' })).toMatchObject({
    title: 'Oak Table Lamp',
    category: 'LIGHTING',
  });
  const shoes = client.ok('GetProduct', { name: 'products/trail-running-shoes' });
  expect(shoes).toMatchObject({ title: 'Trail Running Shoes' });
  expect(shoes['category']).toBeDefined();
});

test('a field that has nothing to do with it changes no product', () => {
  const more = productsOf(shop(FOUR, 'string color = 9; int32 stock = 10;'), 'seed');
  expect(more.map(({ name, title, category, price }) => ({ name, title, category, price }))).toEqual(
    productsOf(shop(FOUR), 'seed'),
  );
});

const plain = (categories: string) =>
  schemaFrom(`
  syntax = "proto3"; package store;
  enum Category { CATEGORY_UNSPECIFIED = 0; ${categories} }
  message Product { string id = 1; string name = 2; Category category = 3; }
  message ListProductsRequest { int32 page_size = 1; }
  message ListProductsResponse { repeated Product products = 1; string next_page_token = 2; }
  service Store { rpc ListProducts(ListProductsRequest) returns (ListProductsResponse); }`);

test('where ids say nothing, a category that is added changes only what becomes one of it', () => {
  const before = productsOf(plain(FOUR), 'seed');
  const after = productsOf(plain(`${FOUR} ELECTRONICS = 5;`), 'seed');
  expect(before.every(({ category }) => category !== undefined)).toBe(true);
  expect(after.some(({ category }) => category === 'ELECTRONICS')).toBe(true);
  after.forEach((product, index) => {
    if (product.category !== 'ELECTRONICS') expect(product).toEqual(before[index]);
  });
});
