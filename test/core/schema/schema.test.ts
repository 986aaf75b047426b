import { expect, test } from 'vitest';
import { methodDetail } from '../../../server/schema/method-detail.ts';
import { schemaInfo } from '../../../server/schema/schema-info.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const shop = schemaFrom(`
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
// Sells things.
service Catalog {
  // Finds one product.
  rpc GetProduct(GetProductRequest) returns (Product);
  rpc Watch(stream GetProductRequest) returns (stream Product) { option deprecated = true; }
}
message GetProductRequest { string product_id = 1; }
// A thing to sell.
message Product {
  string product_id = 1;
  // When it was made.
  google.protobuf.Timestamp create_time = 2;
  map<string, Size> sizes = 3;
  oneof price { int64 cents = 4; string text = 5; }
  optional string note = 6;
  enum Size { SIZE_UNSPECIFIED = 0; LARGE = 1; }
}
`);

test('services and methods are listed with comments, kinds and places', () => {
  const info = schemaInfo(shop, 3, './protos');
  expect(info).toMatchObject({ revision: 3, source: './protos', problemCount: { errors: 0, warnings: 0 } });
  expect(info.services).toEqual([
    {
      name: 'shop.v1.Catalog',
      package: 'shop.v1',
      file: 'test.proto',
      line: 6,
      doc: 'Sells things.',
      methods: [
        {
          path: '/shop.v1.Catalog/GetProduct',
          name: 'GetProduct',
          kind: 'unary',
          input: 'shop.v1.GetProductRequest',
          output: 'shop.v1.Product',
          doc: 'Finds one product.',
        },
        {
          path: '/shop.v1.Catalog/Watch',
          name: 'Watch',
          kind: 'bidi_streaming',
          input: 'shop.v1.GetProductRequest',
          output: 'shop.v1.Product',
          doc: '',
          deprecated: true,
        },
      ],
    },
  ]);
});

test('a method has its descriptors and a registry with all types', () => {
  const method = shop.method('/shop.v1.Catalog/GetProduct');
  expect(method?.desc.output.typeName).toBe('shop.v1.Product');
  expect(method?.types.getMessage('google.protobuf.Timestamp')?.fields).toHaveLength(2);
  expect(method?.types.getEnum('shop.v1.Product.Size')?.values).toHaveLength(2);
  expect([...(method?.types ?? [])].map((type) => type.typeName)).toContain('shop.v1.Catalog');
  expect(shop.method('/shop.v1.Catalog/Nope')).toBeUndefined();
});

test('a method detail has every type that it can reach', () => {
  const detail = methodDetail(shop, '/shop.v1.Catalog/GetProduct', 1);
  expect(Object.keys(detail?.messages ?? {})).toEqual([
    'shop.v1.GetProductRequest',
    'shop.v1.Product',
    'google.protobuf.Timestamp',
  ]);
  expect(detail?.line).toBe(8);
  expect(detail?.messages['shop.v1.Product']).toMatchObject({
    doc: 'A thing to sell.',
    fields: [
      { name: 'product_id', json: 'productId', number: 1, type: { kind: 'scalar', scalar: 'string' } },
      { json: 'createTime', doc: 'When it was made.', presence: true, type: { type: 'google.protobuf.Timestamp' } },
      { json: 'sizes', mapKey: 'string', type: { kind: 'enum', type: 'shop.v1.Product.Size' } },
      { json: 'cents', oneof: 'price' },
      { json: 'text', oneof: 'price' },
      { json: 'note', presence: true },
    ],
  });
  expect(detail?.messages['shop.v1.Product']?.fields[5]?.oneof).toBeUndefined();
  expect(detail?.enums['shop.v1.Product.Size']?.values[1]).toEqual({ name: 'LARGE', number: 1, doc: '' });
  expect(methodDetail(shop, '/shop.v1.Catalog/Nope', 1)).toBeUndefined();
});

test('a symbol of any kind leads to its file', () => {
  for (const symbol of [
    'shop.v1.Product',
    'shop.v1.Product.product_id',
    'shop.v1.Product.price',
    'shop.v1.Product.Size',
    'shop.v1.Product.LARGE',
    'shop.v1.Catalog',
    'shop.v1.Catalog.Watch',
  ])
    expect(shop.fileOfSymbol(symbol)?.name, symbol).toBe('test.proto');
  expect(shop.fileOfSymbol('google.protobuf.Timestamp.seconds')?.name).toBe('google/protobuf/timestamp.proto');
  for (const symbol of ['shop.v1.Product.nope', 'shop.v1', '', '.', '__proto__'])
    expect(shop.fileOfSymbol(symbol), symbol).toBeUndefined();
});

test('a path that is not there leads to the nearest ones', () => {
  expect(shop.nearest('/shop.v1.Catalog/GetProdcut')).toEqual(['/shop.v1.Catalog/GetProduct']);
  expect(shop.nearest('/shop.v2.Catalog/GetProduct')).toEqual(['/shop.v1.Catalog/GetProduct']);
  expect(shop.nearest('/Catalog/getproduct')).toEqual(['/shop.v1.Catalog/GetProduct']);
  expect(shop.nearest('/zebra/Quagga')).toEqual([]);
  expect(shop.nearest('/'.repeat(5000))).toEqual([]);
});

test('extensions are found by what they extend and by their number', () => {
  const schema = schemaFrom({
    'a.proto': 'syntax = "proto2"; package a; message M { extensions 100 to 200; }',
    'b.proto': `syntax = "proto2"; package b; import "a.proto";
      extend a.M { optional string later = 150; }
      message Scope { extend a.M { repeated int32 inner = 101; } }`,
  });
  expect(schema.extensionNumbers('a.M')).toEqual([101, 150]);
  expect(schema.extensionNumbers('b.Scope')).toEqual([]);
  expect(schema.extensionNumbers('a.Nope')).toBeUndefined();
  expect(schema.fileOfExtension('a.M', 101)?.name).toBe('b.proto');
  expect(schema.fileOfExtension('a.M', 102)).toBeUndefined();
  expect(schema.fileOfSymbol('b.Scope.inner')?.name).toBe('b.proto');
  expect(schema.type('b.Scope.inner')).toMatchObject({ kind: 'extension', number: 101 });
});
