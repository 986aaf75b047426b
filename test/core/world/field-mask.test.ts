import { equals, fromJson, toJson, type DescMessage, type JsonValue, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileMask, type Mask } from '../../../server/world/field-mask.ts';
import { projectMessage } from '../../../server/world/project-message.ts';
import { updateMessage } from '../../../server/world/update-message.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/api/field_behavior.proto";
  import "google/protobuf/struct.proto";
  import "google/protobuf/wrappers.proto";
  import "google/protobuf/timestamp.proto";
  message Money { string currency = 1; int64 units = 2; }
  message Part { string name = 1; int32 count = 2; Money cost = 3; string serial = 4 [(google.api.field_behavior) = OUTPUT_ONLY]; }
  message Thing {
    string name = 1 [(google.api.field_behavior) = IDENTIFIER];
    string title = 2;
    string display_name = 3;
    Money price = 4;
    repeated string tags = 5;
    repeated Part parts = 6;
    map<string, string> labels = 7;
    map<string, Part> shelves = 8;
    optional int32 weight = 9;
    google.protobuf.StringValue nick = 10;
    oneof payment { Part card = 11; string invoice = 12; }
    google.protobuf.Struct extra = 13;
    google.protobuf.Timestamp create_time = 14 [(google.api.field_behavior) = OUTPUT_ONLY];
    string region = 15 [(google.api.field_behavior) = IMMUTABLE];
    Part main = 16;
    string __proto__ = 17;
    int32 stock = 18;
  }
`);
const Thing = schema.type('t.v1.Thing') as DescMessage;
const thing = (json: JsonValue): Message => fromJson(Thing, json);
const json = (message: Message): JsonValue => toJson(Thing, message);

function maskOf(paths: readonly string[], use: 'read' | 'update'): Mask | undefined {
  const mask = compileMask(paths, Thing, use);
  if (mask && 'fault' in mask) throw new Error(mask.fault.message);
  return mask;
}
function updated(current: JsonValue, patch: JsonValue, paths: readonly string[] = []): JsonValue {
  const result = updateMessage({
    desc: Thing,
    current: thing(current),
    patch: thing(patch),
    mask: maskOf(paths, 'update'),
  });
  if ('fault' in result) throw new Error(result.fault.message);
  return json(result);
}
const shown = (message: JsonValue, ...paths: string[]): JsonValue =>
  json(projectMessage(thing(message), maskOf(paths, 'read')));

describe('an update', () => {
  const now = {
    name: 'things/1',
    title: 'Old',
    stock: 5,
    price: { currency: 'EUR', units: '7' },
    tags: ['a'],
    labels: { env: 'prod', 'a.b': 'x' },
  };

  test.each<[string, JsonValue, string[], JsonValue]>([
    ['changes what it names and nothing else', { title: 'New', stock: 1 }, ['title'], { ...now, title: 'New' }],
    [
      'clears what it names and does not send',
      {},
      ['title', 'stock'],
      { name: now.name, price: now.price, tags: now.tags, labels: now.labels },
    ],
    [
      'changes a nested field',
      { price: { units: '9' } },
      ['price.units'],
      { ...now, price: { currency: 'EUR', units: '9' } },
    ],
    ['replaces a message whole', { price: { units: '9' } }, ['price'], { ...now, price: { units: '9' } }],
    ['replaces a list whole', { tags: ['b', 'c'] }, ['tags'], { ...now, tags: ['b', 'c'] }],
    ['takes names of JSON', { displayName: 'D' }, ['displayName'], { ...now, displayName: 'D' }],
    [
      'sets one entry of a map',
      { labels: { env: 'dev', other: 'no' } },
      ['labels.env'],
      { ...now, labels: { env: 'dev', 'a.b': 'x' } },
    ],
    ['removes one entry of a map', {}, ['labels.env'], { ...now, labels: { 'a.b': 'x' } }],
    [
      'takes keys in backquotes',
      { labels: { 'a.b': 'y' } },
      ['labels.`a.b`'],
      { ...now, labels: { env: 'prod', 'a.b': 'y' } },
    ],
    [
      'makes the messages on the way',
      { main: { cost: { units: '3' } } },
      ['main.cost.units'],
      { ...now, main: { cost: { units: '3' } } },
    ],
    ['makes nothing where nothing is sent', {}, ['main.cost.units'], now],
    [
      'changes a field within an entry',
      { shelves: { top: { count: 2 } } },
      ['shelves.top.count'],
      { ...now, shelves: { top: { count: 2 } } },
    ],
    ['sets an optional field to zero', { weight: 0 }, ['weight'], { ...now, weight: 0 }],
    ['sets a wrapper', { nick: 'N' }, ['nick'], { ...now, nick: 'N' }],
    ['takes the value of a wrapper for the wrapper', { nick: 'N' }, ['nick.value'], { ...now, nick: 'N' }],
    [
      'changes a member of a Struct',
      { extra: { a: { b: 1 }, c: 2 } },
      ['extra.a.b'],
      { ...now, extra: { a: { b: 1 } } },
    ],
    [
      'with "*" replaces everything but what is the server\'s',
      { title: 'New' },
      ['*'],
      { name: now.name, title: 'New' },
    ],
    ['without a mask replaces what is set', { title: 'New', tags: [] }, [], { ...now, title: 'New' }],
    ['leaves the name alone', { name: 'things/2', title: 'New' }, ['name', 'title'], { ...now, title: 'New' }],
  ])('%s', (_title, patch, paths, expected) => expect(updated(now, patch, paths)).toEqual(expected));

  test('names one member of a oneof: it takes the place of another, and is cleared only where it is set', () => {
    expect(updated({ invoice: 'I' }, { card: { name: 'C' } }, ['card'])).toEqual({ card: { name: 'C' } });
    expect(updated({ invoice: 'I' }, {}, ['card'])).toEqual({ invoice: 'I' });
    expect(updated({ invoice: 'I' }, {}, ['invoice'])).toEqual({});
    expect(updated({ card: { name: 'C', count: 1 } }, { card: { count: 2 } }, ['card.count'])).toEqual({
      card: { name: 'C', count: 2 },
    });
  });

  test("keeps what is the server's, within messages too", () => {
    const made = { createTime: '2026-01-01T00:00:00Z', main: { name: 'm', serial: 'S1' } };
    expect(updated(made, { createTime: '2027-01-01T00:00:00Z', main: { name: 'n', serial: 'S2' } }, ['*'])).toEqual({
      createTime: '2026-01-01T00:00:00Z',
      main: { name: 'n', serial: 'S1' },
    });
  });

  test('keeps what never changes, and refuses a path that would change it', () => {
    expect(updated({ region: 'eu' }, { region: 'us', title: 'T' })).toEqual({ region: 'eu', title: 'T' });
    expect(updated({ region: 'eu' }, { region: 'eu', title: 'T' }, ['region', 'title'])).toEqual({
      region: 'eu',
      title: 'T',
    });
    expect(() => updated({ region: 'eu' }, { region: 'us' }, ['region'])).toThrow('Thing.region is immutable');
  });

  test('keeps what the caller says', () => {
    const kept = new Set(Thing.fields.filter(({ name }) => name === 'stock'));
    const result = updateMessage({
      desc: Thing,
      current: thing({ stock: 1 }),
      patch: thing({ stock: 2, title: 'T' }),
      mask: undefined,
      kept,
    });
    expect(json(result as Message)).toEqual({ stock: 1, title: 'T' });
  });

  test('changes neither of the messages that it is given', () => {
    const [current, patch] = [
      thing({ labels: { a: '1' }, main: { name: 'm' } }),
      thing({ labels: { b: '2' }, main: { count: 3 } }),
    ];
    updateMessage({ desc: Thing, current, patch, mask: maskOf(['labels.b', 'main.count'], 'update') });
    expect([json(current), json(patch)]).toEqual([
      { labels: { a: '1' }, main: { name: 'm' } },
      { labels: { b: '2' }, main: { count: 3 } },
    ]);
  });
});

describe('a read mask', () => {
  const all = {
    name: 'things/1',
    title: 'T',
    price: { currency: 'EUR', units: '7' },
    tags: ['a'],
    parts: [{ name: 'p', count: 1 }, { name: 'q' }],
    labels: { env: 'prod', x: 'y' },
    shelves: { top: { name: 's', count: 4 } },
    extra: { a: { b: 1, c: 2 }, d: 3 },
  };
  test.each<[string[], JsonValue]>([
    [[], all],
    [['*'], all],
    [['title', 'price.units'], { title: 'T', price: { units: '7' } }],
    [['price', 'price.units'], { price: all.price }],
    [['tags'], { tags: ['a'] }],
    [['parts.name'], { parts: [{ name: 'p' }, { name: 'q' }] }],
    [['parts.*.count'], { parts: [{ count: 1 }, {}] }],
    [['parts.*'], { parts: all.parts }],
    [['labels.env'], { labels: { env: 'prod' } }],
    [['labels.constructor'], { labels: {} }],
    [['shelves.*.name'], { shelves: { top: { name: 's' } } }],
    [['shelves.top'], { shelves: all.shelves }],
    [['extra.a.b'], { extra: { a: { b: 1 } } }],
    [['displayName', 'weight'], {}],
  ])('of %j leaves what it names', (paths, expected) => {
    const { labels, ...rest } = shown(all, ...paths) as Record<string, JsonValue>;
    expect({ ...rest, ...(labels ? { labels } : {}) }).toEqual(
      JSON.stringify(expected) === '{"labels":{}}' ? {} : expected,
    );
  });
});

test.each([
  [['titel'], 'update', 'update_mask: the path "titel" does not fit: Thing has no field titel. Did you mean title?'],
  [['price.unit'], 'update', 'Money has no field unit. Did you mean units?'],
  [['title.x'], 'update', 'title has no fields of its own'],
  [['parts.name'], 'update', 'parts is repeated, and is updated as a whole'],
  [['payment'], 'update', 'payment is a oneof; name its members: card, invoice'],
  [['price..units'], 'read', 'a part of it is empty'],
  [['labels.`x'], 'read', 'the backquote at 8 is not closed'],
  [['labels.`x`y'], 'read', '"." is missing at 11'],
  [['*.title'], 'read', '"*" stands for all fields'],
  [['x'.repeat(3_000)], 'read', 'too long'],
  [['constructor'], 'read', 'Thing has no field constructor'],
  [Array.from({ length: 1_001 }, () => 'title'), 'read', '1001 paths'],
] as const)('paths that do not fit are refused: %j', (paths, use, message) => {
  const mask = compileMask(paths, Thing, use);
  expect(mask && 'fault' in mask ? mask.fault.message : 'no fault').toContain(message);
});

describe('properties', () => {
  const RUNS = { numRuns: 50 };
  const money = fc.record(
    { currency: fc.constantFrom('EUR', 'USD'), units: fc.integer({ min: 1, max: 9 }).map(String) },
    { requiredKeys: [] },
  );
  const part = fc.record(
    { name: fc.constantFrom('a', 'b'), count: fc.integer({ min: 1, max: 3 }), cost: money },
    { requiredKeys: [] },
  );
  const key = fc.constantFrom('k', 'a.b', '__proto__x', 'ü');
  const any = fc
    .record(
      {
        title: fc.constantFrom('x', 'y'),
        price: money,
        tags: fc.array(fc.constantFrom('t', 'u'), { minLength: 1 }),
        parts: fc.array(part, { minLength: 1, maxLength: 2 }),
        labels: fc.dictionary(key, fc.constantFrom('1', '2'), { minKeys: 1 }),
        weight: fc.integer({ min: 0, max: 2 }),
        main: part,
        nick: fc.constantFrom('n', ''),
        stock: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: [] },
    )
    .map((value) => thing(value as JsonValue));
  const names = [
    'title',
    'price',
    'tags',
    'parts',
    'labels',
    'weight',
    'main',
    'nick',
    'stock',
    'price.units',
    'main.cost.units',
    'labels.k',
    'labels.`a.b`',
  ];
  const paths = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
  const apply = (current: Message, patch: Message, list: readonly string[]): Message =>
    updateMessage({ desc: Thing, current, patch, mask: maskOf(list, 'update') }) as Message;

  test('an update with a mask of every field is a replacement', () => {
    fc.assert(
      fc.property(any, any, (current, patch) => {
        expect(equals(Thing, apply(current, patch, names.slice(0, 9)), patch)).toBe(true);
        expect(equals(Thing, apply(current, patch, ['*']), patch)).toBe(true);
      }),
      RUNS,
    );
  });

  test('an update done twice is done once', () => {
    fc.assert(
      fc.property(any, any, paths, (current, patch, list) => {
        const once = apply(current, patch, list);
        expect(equals(Thing, apply(once, patch, list), once)).toBe(true);
      }),
      RUNS,
    );
  });

  test('what was updated reads as it was sent, and everything else as it was', () => {
    fc.assert(
      fc.property(
        any,
        any,
        fc.uniqueArray(fc.constantFrom(...names.slice(0, 9)), { minLength: 1 }),
        (current, patch, list) => {
          const result = apply(current, patch, list);
          const others = names.slice(0, 9).filter((name) => !list.includes(name));
          const read = (message: Message, of: readonly string[]): JsonValue =>
            of.length === 0 ? {} : json(projectMessage(message, maskOf(of, 'read')));
          expect(read(result, list)).toEqual(read(patch, list));
          expect(read(result, others)).toEqual(read(current, others));
        },
      ),
    );
  });

  test('a projection of a projection is the projection', () => {
    fc.assert(
      fc.property(any, paths, (message, list) => {
        const mask = maskOf(list, 'read');
        const once = projectMessage(message, mask);
        expect(equals(Thing, projectMessage(once, mask), once)).toBe(true);
      }),
      RUNS,
    );
  });
});
