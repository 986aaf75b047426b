import { fromJson, type DescMessage, type JsonValue, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileOrder, type Order } from '../../../server/world/order-by.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/wrappers.proto";
  import "google/type/money.proto";
  enum Size { SMALL = 0; LARGE = 1; HUGE = 2; }
  message Part { int32 count = 1; }
  message Thing {
    string title = 1; int32 stock = 2; int64 big = 3; double ratio = 4; bool on = 5; Size size = 6;
    google.protobuf.Timestamp at = 7; google.protobuf.Duration ttl = 8; google.protobuf.Int64Value score = 9;
    google.type.Money price = 10; Part part = 11; repeated string tags = 12; map<string, string> labels = 13;
    optional int32 weight = 14; oneof kind { string shape = 15; int32 number = 16; } bytes digest = 17;
    string display_name = 18; int64 text_long = 19 [jstype = JS_STRING];
  }
`);
const Thing = schema.type('t.v1.Thing') as DescMessage;
const thing = (json: JsonValue): Message => fromJson(Thing, json);

function orderOf(text: string): Order {
  const order = compileOrder(text, Thing);
  if (!order || 'fault' in order) throw new Error(JSON.stringify(order));
  return order;
}
/** The places of things after sorting by an order; equal ones keep their order. */
function sorted(text: string, things: readonly JsonValue[]): number[] {
  const { keys, compare } = orderOf(text);
  return things
    .map((json, index) => ({ index, place: [...keys(thing(json)), String(index).padStart(3, '0')] }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ index }) => index);
}

test.each<[string, JsonValue[], number[]]>([
  ['title', [{ title: 'b' }, { title: 'a' }, {}], [2, 1, 0]],
  ['title desc', [{ title: 'b' }, { title: 'a' }, {}], [0, 1, 2]],
  ['stock', [{ stock: 5 }, { stock: -7 }, {}, { stock: 10 }], [1, 2, 0, 3]],
  ['big', [{ big: '9007199254740993' }, { big: '9007199254740992' }, { big: '-1' }], [2, 1, 0]],
  ['text_long', [{ textLong: '10' }, { textLong: '9' }], [1, 0]],
  [
    'ratio',
    [{ ratio: 0.5 }, { ratio: -0.5 }, { ratio: 'Infinity' }, { ratio: 'NaN' }, { ratio: '-Infinity' }],
    [4, 1, 0, 2, 3],
  ],
  ['on desc', [{}, { on: true }], [1, 0]],
  ['size desc', [{ size: 'LARGE' }, { size: 'HUGE' }, {}], [1, 0, 2]],
  ['at', [{ at: '2026-01-01T00:00:00.5Z' }, { at: '2026-01-01T00:00:00Z' }, {}], [2, 1, 0]],
  ['ttl', [{ ttl: '1s' }, { ttl: '-1.5s' }, { ttl: '0s' }], [1, 2, 0]],
  ['score', [{ score: '3' }, {}, { score: '0' }], [1, 2, 0]],
  ['price', [{ price: { units: '4', nanos: 5 } }, { price: { units: '4' } }, {}], [2, 1, 0]],
  ['price.units desc', [{ price: { units: '4' } }, {}, { price: { units: '40' } }], [2, 0, 1]],
  ['part.count', [{ part: {} }, { part: { count: -1 } }, {}], [2, 1, 0]],
  ['weight', [{ weight: 0 }, {}], [1, 0]],
  ['shape', [{ shape: 'x' }, { number: 1 }], [1, 0]],
  ['digest', [{ digest: '/w==' }, { digest: 'AQ==' }], [1, 0]],
  ['size, title desc', [{ title: 'a' }, { title: 'b' }, { size: 'LARGE', title: 'z' }], [1, 0, 2]],
  ['displayName', [{ displayName: 'b' }, { displayName: 'a' }], [1, 0]],
  ['-stock', [{ stock: 1 }, { stock: 2 }], [1, 0]],
  ['  stock   ASC ', [{ stock: 2 }, { stock: 1 }], [1, 0]],
  ['stock:desc', [{ stock: 1 }, { stock: 2 }], [1, 0]],
  ['on', [{}, {}, {}], [0, 1, 2]],
])('ordered by %s', (text, things, expected) => expect(sorted(text, things)).toEqual(expected));

test.each([
  ['titel', 'order_by: Thing has no field titel. Did you mean title?'],
  ['stock sideways', '"stock sideways" is no part of an order'],
  ['stock,', '"" is no part of an order'],
  ['tags', 'leads through tags, which holds many values'],
  ['labels.x', 'leads through labels'],
  ['part', 'part is a Part, which has no order. Name one of its fields: part.count'],
  ['title.length', 'title has no fields of its own'],
  ['kind', 'kind is a oneof; name its members: shape, number'],
  ['__proto__', 'Thing has no field __proto__'],
  [Array.from({ length: 17 }, () => 'stock').join(), 'names 17 fields'],
  ['x'.repeat(3_000), '3000 characters'],
])('refused: %s', (text, message) => {
  const order = compileOrder(text, Thing);
  expect(order && 'fault' in order ? order.fault.message : 'no fault').toContain(message);
});

test('an empty text is no order', () => expect(compileOrder(' ', Thing)).toBeUndefined());

test('numbers of all kinds are ordered as numbers are', () => {
  const { keys, compare } = orderOf('ratio, big desc, stock');
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          ratio: fc.double({ noNaN: true }),
          big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          stock: fc.integer(),
        }),
        { maxLength: 8 },
      ),
      (rows) => {
        const plain = [...rows].sort(
          (a, b) => a.ratio - b.ratio || (a.big < b.big ? 1 : a.big > b.big ? -1 : 0) || a.stock - b.stock,
        );
        const byKeys = [...rows].sort((a, b) => {
          const [left, right] = [a, b].map(({ ratio, big, stock }) =>
            keys(thing({ ratio: Number.isFinite(ratio) ? ratio : String(ratio), big: String(big), stock })),
          );
          return compare(left!, right!);
        });
        const same = (list: typeof rows): unknown =>
          list.map(({ ratio, big, stock }) => [ratio === 0 ? 0 : ratio, big, stock]);
        // Infinity minus Infinity is no number: such pairs are left to the other keys.
        if (rows.filter(({ ratio }) => !Number.isFinite(ratio)).length < 2) expect(same(byKeys)).toEqual(same(plain));
      },
    ),
    { numRuns: 100 },
  );
});
