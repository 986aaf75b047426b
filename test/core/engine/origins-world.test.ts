import { expect, test } from 'vitest';
import type { ValueOrigin } from '../../../server/contract/origin.ts';
import type { AnsweredBy } from '../../../server/contract/traffic.ts';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { originsOf } from '../../../server/engine/origins.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import type { Json } from '../../support/json.ts';

const schema = schemaFrom(`
  syntax = "proto3"; package shop;
  import "google/api/resource.proto"; import "google/protobuf/field_mask.proto"; import "google/protobuf/timestamp.proto";
  message Product {
    option (google.api.resource) = { type: "shop.example.com/Product" pattern: "products/{product}" };
    string name = 1; string display_name = 2; double price = 3; google.protobuf.Timestamp create_time = 4; string etag = 5;
    string maker = 6 [(google.api.resource_reference).type = "shop.example.com/Maker"]; Size size = 7;
  }
  message Size { int32 width = 1; int32 height = 2; }
  message Maker { option (google.api.resource) = { type: "shop.example.com/Maker" pattern: "makers/{maker}" }; string name = 1; }
  message GetProductRequest { string name = 1; }
  message ListProductsRequest { int32 page_size = 1; string page_token = 2; }
  message ListProductsResponse { repeated Product products = 1; string next_page_token = 2; int32 total_size = 3; string remark = 4; }
  message CreateProductRequest { Product product = 1; string product_id = 2; }
  message UpdateProductRequest { Product product = 1; google.protobuf.FieldMask update_mask = 2; }
  service Shop {
    rpc GetProduct(GetProductRequest) returns (Product);
    rpc ListProducts(ListProductsRequest) returns (ListProductsResponse);
    rpc CreateProduct(CreateProductRequest) returns (Product);
    rpc UpdateProduct(UpdateProductRequest) returns (Product);
    rpc StreamProducts(ListProductsRequest) returns (stream Product);
  }`);

/** A mock that remembers, and what it says of its answers. */
function mock() {
  const world = emptyWorld();
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world });
  return {
    call(name: string, request: object, index = 1) {
      const method = schema.method(`/shop.Shop/${name}`)!;
      const line = { call: `call of ${name}`, client: 'test', push: () => undefined, waiting: () => 0 };
      const conversation = engine.open(method, [], line);
      const { bytes } = encodeJson(method.desc.input, JSON.stringify(request), method.types) as { bytes: Uint8Array };
      const turns = [conversation.receive(bytes), conversation.halfClose()];
      const answers = turns
        .flatMap(({ steps }) => steps)
        .flatMap((step) => (step.do === 'message' ? [step.bytes] : []));
      const answeredBy: AnsweredBy | undefined = turns.findLast((turn) => turn.answeredBy)?.answeredBy;
      expect(answeredBy?.by).toBe('world');
      const message = answers[index - 1]!;
      const json = JSON.parse(decodeJson(method.desc.output, message, method.types).json!) as Json;
      const by = (path: string): ValueOrigin | undefined =>
        originsOf({
          method,
          seed: 'seed',
          direction: 'down',
          index,
          message,
          requests: [{ index: 1, bytes }],
          answeredBy,
          world,
        })?.values.find((entry) => entry.path === path)?.origin;
      return { json, by };
    },
  };
}

test('an entity that nobody wrote follows from the seed: its id is its own, its values have their makers', () => {
  const { json, by } = mock().call('GetProduct', { name: 'products/lamp' });
  expect(by('name')).toEqual({ by: 'entity', resource: 'shop.example.com/Product', entity: 'products/lamp' });
  expect(by('displayName')?.by).toBe('hint');
  expect(by('price')).toEqual({ by: 'hint', hint: 'price' });
  expect(by('maker')).toEqual({ by: 'entity', resource: 'shop.example.com/Maker', entity: json.maker });
});

test('what a call wrote names the call, and only where it is what was written', () => {
  const shop = mock();
  const { name } = (shop.call('ListProducts', {}).json.products as { name: string }[])[0]!;
  const before = shop.call('GetProduct', { name });
  shop.call('UpdateProduct', {
    product: { name, displayName: 'Lamp', size: { width: 7 } },
    updateMask: 'displayName,size.width',
  });
  const after = shop.call('GetProduct', { name });
  const written = {
    by: 'stored',
    resource: 'shop.example.com/Product',
    entity: name,
    writtenBy: { by: 'call', call: 'call of UpdateProduct', method: '/shop.Shop/UpdateProduct', client: 'test' },
  };
  expect(after.by('displayName')).toEqual(written);
  expect(after.by('size.width')).toEqual(written);
  expect(after.by('price')).toEqual({ by: 'hint', hint: 'price' });
  expect(after.by('name')).toEqual({ by: 'entity', resource: 'shop.example.com/Product', entity: name });
  // The answer of before still has the origin that it had.
  expect(before.by('displayName')?.by).toBe('hint');
  shop.call('UpdateProduct', { product: { name, displayName: 'Other' }, updateMask: 'displayName' });
  expect(after.by('displayName')).toEqual({ by: 'unknown' });
});

test('what a client created is all stored, but what the server keeps', () => {
  const { by } = mock().call('CreateProduct', { product: { displayName: 'Lamp', price: 3 }, productId: 'lamp-1' });
  expect(by('name')?.by).toBe('entity');
  expect(by('displayName')?.by).toBe('stored');
  expect(by('price')?.by).toBe('stored');
  expect(by('createTime')).toEqual({ by: 'server', what: 'when it was created' });
  expect(by('etag')).toEqual({ by: 'server', what: 'etag' });
});

test('a list says what is an entity and what the server says of the list', () => {
  const { json, by } = mock().call('ListProducts', { pageSize: 2 });
  const products = json.products as { name: string }[];
  expect(by('products[1].name')).toMatchObject({ by: 'entity', entity: products[1]!.name });
  expect(by('products[1].price')).toEqual({ by: 'hint', hint: 'price' });
  expect(by('nextPageToken')).toEqual({ by: 'server', what: 'page token' });
  expect(by('totalSize')).toEqual({ by: 'server', what: 'how many there are' });
  expect(by('remark')?.by).not.toBe('unknown');
});

test('so does each message of a stream', () => {
  const { json, by } = mock().call('StreamProducts', {}, 3);
  expect(by('name')).toMatchObject({ by: 'entity', entity: json.name });
  expect(by('price')).toEqual({ by: 'hint', hint: 'price' });
});
