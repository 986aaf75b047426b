import { fromBinary, toBinary, toJson, type DescMessage } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { schema as everySchema } from '../../core/codec/every-type.ts';

const WKT = `
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/field_mask.proto";
`;

function generate(
  schema: Schema,
  type: string,
  seed = 'seed',
  entity = 'entity',
  mode: 'answer' | 'request' = 'answer',
) {
  const desc = schema.type(type) as DescMessage; // the test names a message
  const { types } = schema.method(schema.services[0]!.methods[0]!.path)!;
  const seedKey = textKey(seed);
  const message = generateMessage(desc, { types, seed: seedKey, key: textKey(entity, seedKey), mode });
  return { desc, types, message, bytes: toBinary(desc, message) };
}

/** As a person sees it. */
function json(...args: Parameters<typeof generate>): Record<string, never> {
  const { desc, types, bytes } = generate(...args);
  return JSON.parse(decodeJson(desc, bytes, types).json!) as Record<string, never>;
}

const service = (type: string): string => `service S { rpc Do(${type}) returns (${type}); }`;

test('whatever the seed, a message of every type encodes, decodes and encodes to the same bytes', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom('every.Every', 'old.Old'), (seed, entity, type) => {
      const { desc, types, bytes } = generate(everySchema, type, seed, entity);
      const again = fromBinary(desc, bytes);
      expect(toBinary(desc, again)).toEqual(bytes);
      expect(() => toJson(desc, again, { registry: types })).not.toThrow();
      expect(decodeJson(desc, bytes, types).problem).toBeUndefined();
    }),
    { numRuns: 15 },
  );
});

test('the same seed and entity give the same bytes; another seed or entity gives others', () => {
  const bytes = generate(everySchema, 'every.Every').bytes;
  expect(generate(everySchema, 'every.Every').bytes).toEqual(bytes);
  expect(generate(everySchema, 'every.Every', 'other').bytes).not.toEqual(bytes);
  expect(generate(everySchema, 'every.Every', 'seed', 'other').bytes).not.toEqual(bytes);
});

test('the values of a seed are a promise: these do not change between versions', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p; ${WKT}
    message User { string id = 1; string name = 2; string email = 3; google.protobuf.Timestamp create_time = 4; }
    ${service('User')}`);
  expect(json(schema, 'p.User')).toMatchInlineSnapshot(`
    {
      "createTime": "2026-01-24T07:29:00.886Z",
      "email": "sam.johnson@example.com",
      "id": "user_d3hegt7bhg",
      "name": "Sam Johnson",
    }
  `);
});

test('a new field, a new oneof member and a new number change no other value', () => {
  const before = schemaFrom(`syntax = "proto3"; package p;
    message Order { string id = 1; repeated Line lines = 2; double weight = 3; oneof pay { string card = 4; } map<string, string> notes = 5; }
    message Line { string sku = 1; int32 quantity = 2; }
    ${service('Order')}`);
  const after = schemaFrom(`syntax = "proto3"; package p;
    message Order { string fresh = 9; repeated string tags = 8; string id = 1; bool gift = 7; repeated Line lines = 2; double weight = 12; oneof pay { string card = 4; } map<string, string> notes = 5; Line extra = 10; }
    message Line { string colour = 3; string sku = 1; int32 quantity = 2; }
    ${service('Order')}`);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const [old, now] = [json(before, 'p.Order', seed), json(after, 'p.Order', seed)] as [Json, Json];
      const lines = (now.lines as Json[]).map(({ colour: _, ...line }) => line);
      const { fresh: _f, tags: _t, gift: _g, extra: _e, ...rest } = now;
      expect({ ...rest, lines }).toEqual(old);
    }),
    { numRuns: 30 },
  );
});
type Json = Record<string, unknown>;

test('values of one message agree', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p; ${WKT}
    message User {
      string first_name = 1; string last_name = 2; string full_name = 3; string email = 4; string username = 5;
      google.protobuf.Timestamp create_time = 6; google.protobuf.Timestamp update_time = 7;
      google.protobuf.Timestamp start_time = 8; google.protobuf.Timestamp end_time = 9;
      google.protobuf.Timestamp delete_time = 10;
      Address home = 11; string customer_name = 12; string customer_email = 13;
    }
    message Address { string city = 1; string country = 2; string country_code = 3; string time_zone = 4; }
    ${service('User')}`);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const user = json(schema, 'p.User', seed) as unknown as Record<string, string> & { home: Record<string, string> };
      expect(user.fullName).toBe(`${user.firstName} ${user.lastName}`);
      const plain = (text: string): string => text.toLowerCase().replaceAll(' ', '.');
      expect(user.email).toContain(`${plain(user.fullName!)}@example.`);
      expect(user.username).toBe(plain(user.fullName!));
      expect(user.customerEmail).toContain(plain(user.customerName!));
      expect(Date.parse(user.updateTime!)).toBeGreaterThanOrEqual(Date.parse(user.createTime!));
      expect(Date.parse(user.endTime!)).toBeGreaterThan(Date.parse(user.startTime!));
      expect(user.deleteTime).toBeUndefined();
      if (user.home.city === 'Zurich') expect(user.home).toMatchObject({ country: 'Switzerland', countryCode: 'CH' });
    }),
    { numRuns: 60 },
  );
});

test('totals are the sum of their lines, and counts the length of their list', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p;
    message Cart { repeated Item items = 1; double subtotal = 2; double total = 3; int32 item_count = 4; double tax = 5; }
    message Item { string name = 1; int32 quantity = 2; double unit_price = 3; double line_total = 4; }
    ${service('Cart')}`);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const cart = json(schema, 'p.Cart', seed) as unknown as {
        items: { quantity: number; unitPrice: number; lineTotal: number }[];
        subtotal: number;
        total: number;
        tax: number;
        itemCount: number;
      };
      for (const item of cart.items) expect(item.lineTotal).toBeCloseTo(item.quantity * item.unitPrice, 2);
      const sum = cart.items.reduce((so, item) => so + item.lineTotal, 0);
      expect(cart.subtotal).toBeCloseTo(sum, 2);
      expect(cart.total).toBeCloseTo(sum + cart.tax, 2);
      expect(cart.itemCount).toBe(cart.items.length);
    }),
    { numRuns: 30 },
  );
});

test('enums avoid zero, unknown and deprecated; lists have two to four items; page tokens are empty', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p;
    enum State { STATE_UNSPECIFIED = 0; STATE_UNKNOWN = 1; ACTIVE = 2; OLD = 3 [deprecated = true]; CLOSED = 4; }
    message Page { repeated string names = 1; State state = 2; string next_page_token = 3; bool has_more = 4; }
    ${service('Page')}`);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const page = json(schema, 'p.Page', seed) as unknown as { names: string[]; state: string };
      expect(page.names.length).toBeGreaterThanOrEqual(1);
      expect(page.names.length).toBeLessThanOrEqual(4);
      expect(['ACTIVE', 'CLOSED']).toContain(page.state);
      expect(page).not.toHaveProperty('nextPageToken');
      expect(page).not.toHaveProperty('hasMore');
    }),
  );
});

test('optional fields are sometimes unset and sometimes set; required ones are always set', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => String(index));
  const maybe = seeds.map((seed) => 'maybe' in json(everySchema, 'every.Every', seed));
  expect(new Set(maybe)).toEqual(new Set([true, false]));
  expect(seeds.every((seed) => 'id' in json(everySchema, 'old.Old', seed))).toBe(true);
});

test('recursion ends, and a tree of trees stays small', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p;
    message Node { string name = 1; Node left = 2; repeated Node children = 3; map<string, Node> named = 4; Other other = 5; }
    message Other { repeated Node nodes = 1; repeated Other others = 2; }
    ${service('Node')}`);
  const text = JSON.stringify(json(schema, 'p.Node'));
  expect(text.length).toBeGreaterThan(100);
  expect((text.match(/"name"/g) ?? []).length).toBeLessThan(1_000);
});

test('messages that demand each other in a circle end too', () => {
  const schema = schemaFrom(`syntax = "proto2"; package p;
    message A { required B b = 1; optional string s = 2; } message B { required A a = 1; }
    service S { rpc Do(A) returns (A); }`);
  const desc = schema.type('p.A') as DescMessage; // the test names a message
  const { types } = schema.method('/p.S/Do')!;
  const key = textKey('x');
  expect(() => generateMessage(desc, { types, seed: key, key })).not.toThrow();
});

test('hostile names are names', () => {
  const schema = schemaFrom(`syntax = "proto3"; package p;
    message constructor { string __proto__ = 1; string toString = 2; string hasOwnProperty = 3; map<string, string> valueOf = 4; constructor prototype = 5; }
    ${service('constructor')}`);
  expect(Object.keys(json(schema, 'p.constructor'))).toContain('toString');
});

test('a request leaves to the server what is the server’s, and masks name real fields', () => {
  const schema = schemaFrom({
    'google/api/field_behavior.proto': `syntax = "proto3"; package google.api;
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052 [packed = false]; }
      enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; OPTIONAL = 1; REQUIRED = 2; OUTPUT_ONLY = 3; INPUT_ONLY = 4; }`,
    'p.proto': `syntax = "proto3"; package p; ${WKT}
      import "google/api/field_behavior.proto";
      message Thing {
        string title = 1; int32 size = 2 [(google.api.field_behavior) = OUTPUT_ONLY];
        string password = 3 [(google.api.field_behavior) = INPUT_ONLY]; google.protobuf.Timestamp create_time = 4;
      }
      message UpdateThingRequest { Thing thing = 1; google.protobuf.FieldMask update_mask = 2; string page_token = 3; }
      service S { rpc Update(UpdateThingRequest) returns (Thing); }`,
  });
  const request = json(schema, 'p.UpdateThingRequest', 's', 'e', 'request') as unknown as {
    thing: Json;
    updateMask: string;
  };
  expect(Object.keys(request.thing)).toEqual(['title', 'password']);
  expect(request.updateMask.split(',').every((path) => ['title', 'password'].includes(path))).toBe(true);
  expect(Object.keys(json(schema, 'p.Thing'))).not.toContain('password');
});

test('resource names follow their pattern', () => {
  const schema = schemaFrom({
    'google/api/resource.proto': `syntax = "proto3"; package google.api;
      import "google/protobuf/descriptor.proto";
      extend google.protobuf.FieldOptions { ResourceReference resource_reference = 1055; }
      extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
      message ResourceDescriptor { string type = 1; repeated string pattern = 2; string name_field = 3; }
      message ResourceReference { string type = 1; string child_type = 2; }`,
    'p.proto': `syntax = "proto3"; package p;
      import "google/api/resource.proto";
      message Book {
        option (google.api.resource) = { type: "l.example.com/Book" pattern: "shelves/{shelf}/books/{book}" };
        string name = 1; string next = 2 [(google.api.resource_reference).type = "l.example.com/Book"];
        string shelf = 3 [(google.api.resource_reference).child_type = "l.example.com/Book"];
        string author = 4 [(google.api.resource_reference).type = "l.example.com/Author"];
      }
      ${service('Book')}`,
  });
  const book = json(schema, 'p.Book') as Record<string, string>;
  expect(book.name).toMatch(/^shelves\/[a-z\d-]+\/books\/[a-z\d-]+$/);
  expect(book.next).toMatch(/^shelves\/[a-z\d-]+\/books\/[a-z\d-]+$/);
  expect(book.shelf).toMatch(/^shelves\/[a-z\d-]+$/);
  expect(book.author).toMatch(/^authors\/[a-z\d-]+$/);
});
