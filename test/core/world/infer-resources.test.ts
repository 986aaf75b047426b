import { expect, test } from 'vitest';
import { resourcesInSteps, resourcesOf, resourcesOfService } from '../../../server/world/list-resources.ts';
import { planMethod } from '../../../server/world/plan-method.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const SHOP = {
  'shop/v1/shop.proto': `syntax = "proto3"; package shop.v1;
    import "google/protobuf/empty.proto"; import "google/protobuf/timestamp.proto";
    message Customer { int64 id = 1; string email = 2; string first_name = 3; }
    message Order { int64 id = 1; int64 customer_id = 2; State state = 3; int64 total_cents = 4; string note = 5;
      google.protobuf.Timestamp created_at = 6; google.protobuf.Timestamp updated_at = 7; bytes blob = 8; string etag = 9; int32 version = 10; }
    enum State { NEW = 0; PAID = 1; }
    message OrderId { int64 order_id = 1; }
    message CustomerId { int64 customer_id = 1; }
    message Orders { repeated Order orders = 1; }
    service OrderService { rpc GetOrder(OrderId) returns (Order); rpc ListOrders(CustomerId) returns (Orders); }
    service CustomerService { rpc GetCustomer(CustomerId) returns (Customer); }`,
  'shop/v1/admin.proto': `syntax = "proto3"; package shop.v1; import "shop/v1/shop.proto"; import "google/protobuf/empty.proto";
    service Admin { rpc DeleteOrder(OrderId) returns (google.protobuf.Empty); rpc PurgeCache(google.protobuf.Empty) returns (google.protobuf.Empty); }`,
};

test('resources of all services are merged, with what speaks for them', () => {
  const listed = resourcesOf(schemaFrom(SHOP));
  expect(listed.map(({ info }) => [info.type, info.plural, info.idPath, info.parent])).toEqual([
    ['shop.v1.Customer', 'customers', 'id', null],
    ['shop.v1.Order', 'orders', 'id', 'shop.v1.Customer'],
  ]);
  const order = listed[1]!.info;
  expect(order.methods.map(({ path, verb }) => `${verb} ${path}`).toSorted()).toEqual([
    'delete /shop.v1.Admin/DeleteOrder',
    'get /shop.v1.OrderService/GetOrder',
    'list /shop.v1.OrderService/ListOrders',
  ]);
  expect(order.columns).toEqual(['id', 'state', 'totalCents', 'createdAt', 'updatedAt', 'customerId']);
  expect(order.methods.find(({ verb }) => verb === 'get')!.why).toBe(
    'GetOrder returns an Order, and OrderId.order_id is its id.',
  );
  expect(order.why.join(' ')).toContain('ListOrders lists them.');
});

test('what speaks for a resource is a sentence, of one method and of several', () => {
  const books = (rpcs: string): string =>
    resourcesOf(
      schemaFrom({
        'a.proto': `syntax = "proto3"; package a.v1; message Book { string name = 1; }
          message Named { string name = 1; } message Put { Book book = 1; string parent = 2; }
          service Shelf { rpc GetBook(Named) returns (Book); ${rpcs} }`,
      }),
    )[0]!.info.why.join(' ');
  expect(books('rpc CreateBook(Put) returns (Book);')).toContain('CreateBook makes one.');
  expect(books('rpc CreateBook(Put) returns (Book); rpc ImportBooks(stream Put) returns (Book);')).toContain(
    'CreateBook and ImportBooks make one.',
  );
});

test('the fields that the server keeps are found', () => {
  const { marks } = resourcesOf(schemaFrom(SHOP))[1]!.resource;
  expect(Object.fromEntries(Object.entries(marks).map(([mark, field]) => [mark, field.name]))).toEqual({
    createTime: 'created_at',
    updateTime: 'updated_at',
    etag: 'etag',
    version: 'version',
    state: 'state',
  });
});

test('a list of resources comes in steps, and is made once', () => {
  const schema = schemaFrom(SHOP);
  const steps = [...resourcesInSteps(schema)];
  expect(steps).toHaveLength(3);
  expect(resourcesOf(schema)).toBe(resourcesOf(schema));
});

test('a plan is made once for each method, and services share their resources', () => {
  const schema = schemaFrom(SHOP);
  const get = schema.method('/shop.v1.OrderService/GetOrder')!.desc;
  expect(planMethod(get)).toBe(planMethod(get));
  expect(resourcesOfService(get.parent).map(({ key }) => key)).toEqual(['shop.v1.Order']);
});

test('paths of REST show the pattern of a name', () => {
  const schema = schemaFrom(`syntax = "proto3"; import "google/api/annotations.proto";
    message Shelf { string name = 1; } message Name { string name = 1; }
    service S { rpc GetShelf(Name) returns (Shelf) { option (google.api.http) = { get: "/v1/{name=halls/*/bookShelves/*}" additional_bindings { get: "/v1/{name=shelves/*}" } }; } }`);
  expect(resourcesOf(schema)[0]!.resource.patterns).toEqual([
    'halls/{hall}/bookShelves/{book_shelf}',
    'shelves/{shelf}',
  ]);
});

test('messages that hold each other in circles are read to an end', () => {
  const messages = Array.from(
    { length: 40 },
    (_, i) => `message M${i} { string id = 1; M${(i + 1) % 40} next = 2; repeated M${(i + 7) % 40} others = 3; }`,
  );
  const methods = Array.from(
    { length: 120 },
    (_, i) => `rpc GetM${i % 40}Of${i}(M${i % 40}) returns (M${(i * 7) % 40});`,
  );
  const schema = schemaFrom(`syntax = "proto3"; ${messages.join('\n')} service S { ${methods.join('\n')} }`);
  expect(resourcesOf(schema).length).toBeLessThanOrEqual(40);
});
