import { expect, test } from 'vitest';
import { nearestName, serviceNamed } from '../../../server/engine/methods-named.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const M = 'syntax = "proto3"; message M { string id = 1; }';
const SCHEMA = schemaFrom({
  'm.proto': M,
  'shop.proto':
    'syntax = "proto3"; package shop.v1; import "m.proto"; service Catalog { rpc GetProduct(M) returns (M); rpc ListProducts(M) returns (M); } service Nothing {}',
  'old.proto':
    'syntax = "proto3"; package old.v1; import "m.proto"; service Orders { rpc Place(M) returns (M); } service Nothing {}',
});

test.each([
  ['GetProdct', 'shop.v1.Catalog/GetProduct'],
  ['getproducts', 'shop.v1.Catalog/GetProduct'],
  ['Catalg/GetProduct', 'shop.v1.Catalog/GetProduct'],
  ['shop.v2.Catalog/GetProduct', 'shop.v1.Catalog/GetProduct'],
  ['/shop.v1.Catalog/GetPrduct', 'shop.v1.Catalog/GetProduct'],
  ['shop.v1.Catalog.ListProduct', 'shop.v1.Catalog/ListProducts'],
  ['somewhere.else.Orders/Place', 'old.v1.Orders/Place'],
  ['shop.v1.Catalgo', 'shop.v1.Catalog'],
  ['Ordrs', 'old.v1.Orders'],
  ['Weather', undefined],
  ['', undefined],
  ['__proto__', undefined],
  ['x'.repeat(100_000), undefined],
])('%.40s is nearest to %s', (text, meant) => {
  expect(nearestName(SCHEMA, text)).toBe(meant);
});

test.each([
  ['shop.v1.Catalog', 'shop.v1.Catalog'],
  ['/catalog', 'shop.v1.Catalog'],
  ['Nothing', undefined],
  ['old.v1.Nothing', 'old.v1.Nothing'],
  ['Catalog/GetProduct', undefined],
])('the service that %s names is %s', (text, service) => {
  expect(serviceNamed(SCHEMA, text)?.name).toBe(service);
});
