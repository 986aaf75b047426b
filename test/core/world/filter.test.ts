import { fromJson, type DescMessage, type JsonValue, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../../server/world/filter.ts';
import { parseFilter } from '../../../server/world/filter-parser.ts';
import { printFilter, type FilterNode } from '../../../server/world/filter-syntax.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/wrappers.proto";
  import "google/protobuf/struct.proto";
  import "google/type/money.proto";
  import "google/type/date.proto";
  enum State { STATE_UNSPECIFIED = 0; ACTIVE = 1; CLOSED = 2; }
  message Part { string name = 1; int32 count = 2; repeated string tags = 3; optional bool spare = 4; }
  message Thing {
    string name = 1;
    string title = 2;
    int32 stock = 3;
    int64 big = 4;
    double ratio = 5;
    float rating = 6;
    bool published = 7;
    State state = 8;
    google.protobuf.Timestamp create_time = 9;
    google.protobuf.Duration ttl = 10;
    repeated string tags = 11;
    repeated Part parts = 12;
    map<string, string> labels = 13;
    map<int32, Part> shelves = 14;
    optional int32 weight = 15;
    google.protobuf.StringValue nick = 16;
    google.type.Money price = 17;
    google.protobuf.Struct extra = 18;
    oneof payment { Part card = 19; string invoice = 20; }
    bytes digest = 21;
    string __proto__ = 22;
    google.type.Date day = 23;
    string display_name = 24;
    repeated State states = 25;
  }
`);
const Thing = schema.type('t.v1.Thing') as DescMessage;
const thing = (json: JsonValue): Message => fromJson(Thing, json);

const LAMP = thing({
  name: 'things/1',
  title: 'Oak lamp',
  stock: 5,
  big: '9007199254740993',
  ratio: 0.5,
  rating: 4.3,
  published: true,
  state: 'ACTIVE',
  createTime: '2026-03-01T10:00:00.5Z',
  ttl: '90s',
  tags: ['oak', 'light'],
  parts: [
    { name: 'bulb', count: 2, tags: ['glass'] },
    { name: 'foot', count: 1, spare: true },
  ],
  labels: { env: 'prod', 'a.b': 'dotted', constructor: 'yes' },
  shelves: { '7': { name: 'top' } },
  nick: 'Lampy',
  price: { currencyCode: 'EUR', units: '49', nanos: 900000000 },
  extra: { color: 'red', size: { w: 3 }, list: ['x', 2], none: null },
  invoice: 'I-7',
  digest: 'AQI=',
  day: { year: 2026, month: 9, day: 1 },
  displayName: 'The lamp',
  states: ['CLOSED'],
});
const EMPTY = thing({});

function keeps(filter: string, message = LAMP): boolean {
  const found = compileFilter(filter, Thing);
  if (typeof found !== 'function') throw new Error(JSON.stringify(found));
  return found(message);
}
const refusal = (filter: string): string => {
  const found = compileFilter(filter, Thing);
  return typeof found === 'object' ? found.fault.message : 'no fault';
};

describe('what a filter keeps', () => {
  test.each([
    'title = "Oak lamp"',
    "title = 'Oak lamp'",
    'title="Oak*"',
    'title = "*lamp"',
    'title = *am*',
    'title != "Oak"',
    'title > "Oak"',
    'title:lamp',
    'title:"OAK"',
    'stock = 5',
    'stock >= 5 AND stock <= 5',
    'stock > -30',
    'stock < 5.5',
    'stock = 5e0',
    'big = 9007199254740993',
    'big > 9007199254740992',
    'ratio = .5',
    'ratio < inf',
    'rating = 4.3',
    'published = true',
    'published',
    'NOT published = false',
    '-published=false',
    'state = ACTIVE',
    'state = active',
    'state = 1',
    'state:ACTIVE',
    'state != CLOSED',
    'state = (CLOSED OR ACTIVE)',
    'state:(ACTIVE)',
    'state != (CLOSED OR STATE_UNSPECIFIED)',
    'create_time > "2026-03-01T10:00:00Z"',
    'create_time > 2026-03-01T10:00:00Z',
    'createTime < 2026-03-01T11:00:00.5+00:30',
    'create_time >= 2026-03-01',
    'ttl = 90s',
    'ttl > 1.5s',
    'tags:oak',
    'tags:"o*k"',
    'tags:*',
    'parts:*',
    'parts.name:bulb',
    'parts.count:2',
    'parts.tags:glass',
    'parts.spare:*',
    'parts:count',
    'labels:env',
    'labels.env = prod',
    'labels.env:*',
    'labels."a.b" = dotted',
    'labels.constructor = yes',
    'labels.*:prod',
    'NOT labels:toString',
    'shelves.7.name = top',
    'NOT shelves.8.name = top',
    'NOT weight:*',
    'weight = null',
    'price != null',
    'NOT weight < 3',
    'nick = Lampy',
    'nick:*',
    'price.units >= 49',
    'price.currency_code = EUR',
    'price:*',
    'extra.color = red',
    'extra.size.w > 2',
    'extra.list:x',
    'extra.size:w',
    'extra.none = null',
    'NOT extra.nothing:*',
    'invoice = "I-7"',
    'NOT card:*',
    'digest = "AQI="',
    'day = 2026-09-01',
    'day > "2026-08-31"',
    'displayName = "The lamp"',
    'states:CLOSED',
    'lamp',
    '"oak lamp"',
    'bulb foot',
    'ACTIVE',
    'NOT zebra',
    'zebra OR lamp',
    '*',
    'stock = 5 title:lamp',
    'stock = 5 AND (title:zebra OR NOT published = false)',
    'things/1',
    'name = things/1',
    'title = "a\\"b" OR stock = 5',
    '__proto__ = ""',
  ])('a thing that fits %s', (filter) => {
    expect(keeps(filter)).toBe(true);
  });

  test.each([
    'title = lamp',
    'title = "oak lamp"',
    'stock != 5',
    'big = 9007199254740992',
    'published = false',
    'NOT published',
    'state = CLOSED',
    'state != (CLOSED OR ACTIVE)',
    'ttl < 90s',
    'tags:ak',
    'parts.name:ulb',
    'labels:prod',
    'labels.nothing:*',
    'weight = 0',
    'card.name = x',
    'zebra',
    'lamp zebra',
    'title = "Oak \\*"',
    'extra.color > 3',
    'ratio = nan',
  ])('not one that does not fit %s', (filter) => expect(keeps(filter)).toBe(false));

  test('an empty thing has its defaults, and nothing that may be absent', () => {
    expect(keeps('stock = 0 AND title = "" AND published = false', EMPTY)).toBe(true);
    expect(keeps('stock:* OR title:* OR price:* OR weight = 0 OR create_time > 0001-01-01', EMPTY)).toBe(false);
    expect(keeps('create_time != 2026-03-01', EMPTY)).toBe(true);
  });

  test('an empty text keeps everything', () => expect(compileFilter('  ', Thing)).toBeUndefined());
});

test('OR binds tighter than AND, and words side by side tighter than AND too', () => {
  const shape = (text: string): string => {
    const node = parseFilter(text);
    return node && !('error' in node) ? printFilter(node) : 'error';
  };
  expect(shape('a AND b OR c AND d')).toBe('a AND (b OR c) AND d');
  expect(shape('a b OR c AND d')).toBe('(a AND (b OR c)) AND d');
  expect(shape('NOT a OR -b:c')).toBe('(NOT a) OR (NOT b : c)');
});

describe('a refusal names the place, and what to write', () => {
  test.each([
    ['titel = x', 'filter, character 1: Thing has no field titel. Did you mean title?'],
    ['stock = 1 AND price.unit > 3', 'character 21: Money has no field unit. Did you mean units?'],
    ['parts.nam:x', 'character 7: Part has no field nam. Did you mean name?'],
    ['stock = many', 'character 9: stock is a number, and "many" is none.'],
    ['published = maybe', 'published is true or false'],
    ['published > true', 'and not >'],
    ['state = ACTIV', 'State, which has no value "ACTIV". Did you mean ACTIVE?'],
    ['state > ACTIVE', 'state is an enum'],
    ['create_time > yesterday', 'write it as "2026-09-01T09:00:00Z"'],
    ['ttl > 5', '20s or 1.5s'],
    ['tags = oak', 'ask with tags:"oak"'],
    ['parts.name = bulb', 'ask with parts.name:"bulb"'],
    ['labels = env', 'ask with labels:"env"'],
    ['price = 5', 'price is a Money, which has no single value. Name one of its fields: price.currency_code.'],
    ['payment:*', 'payment is a oneof; name its members: card, invoice'],
    ['title.x = 1', 'leads nowhere'],
    ['digest > "AQI="', 'digest holds bytes'],
    ['create_time > now()', 'Functions such as now() are not known here.'],
    ['contains(title)', 'Functions such as contains() are not known here.'],
    ['title == x', '"==" is no operator'],
    ['title =~ x', '"=~" is no operator'],
    ['!published', 'Write NOT before a restriction'],
    ['a && b', 'Write AND for "&&"'],
    ['stock = 5 and published = true', 'character 11: Write AND in capitals'],
    ['(stock = 5', 'character 1: This "(" is not closed.'],
    ['stock = 5)', 'character 10: This ")" closes nothing.'],
    ['stock =', 'character 8: After "=" a value is missing.'],
    ['title = "x', 'character 9: This quote is not closed.'],
    ['AND stock = 5', 'AND has nothing on its left side'],
    ['stock = 5 OR', 'The filter ends where something is still missing.'],
    ['()', 'These parentheses are empty'],
    ['stock = (a = 1)', 'Only values may stand in the parentheses'],
    ['x'.repeat(10_001), '10001 characters'],
    ['('.repeat(60) + 'x' + ')'.repeat(60), 'nested more than 50 deep'],
    ['constructor = 1', 'Thing has no field constructor.'],
  ])('%s', (filter, message) => expect(refusal(filter)).toContain(message));
});

describe('properties', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
  const bare = word.map((text) => ({ pieces: [text], quoted: false, at: 0 }));
  const quoted = fc
    .array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 3 })
    .map((pieces) => ({ pieces, quoted: true, at: 0 }));
  const text = fc.oneof(bare, quoted);
  const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ op: fc.constant('text' as const), text }).map((leaf) => ({ ...leaf, path: [leaf.text] })),
      fc.record({
        op: fc.constant('compare' as const),
        path: fc.array(text, { minLength: 1, maxLength: 3 }),
        comparator: fc.constantFrom('=' as const, '!=', '<', '<=', '>', '>=', ':'),
        arg: text,
      }),
      fc.record({ op: fc.constant('not' as const), part: tie('node') }),
      fc.record({
        op: fc.constantFrom('and' as const, 'or'),
        parts: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));

  /** Places in the text aside. */
  const bareNode = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, held: unknown) => (key === 'at' ? 0 : held)));

  test('a printed filter parses to the same tree', () => {
    fc.assert(
      fc.property(node, (tree) => {
        expect(bareNode(parseFilter(printFilter(tree)))).toEqual(bareNode(tree));
      }),
      { numRuns: 300 },
    );
  });

  test('any text is a tree, nothing, or an error within it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-c ()"'.:=!<>*\\ANDORT-]{0,30}$/)),
        (filter) => {
          const found = parseFilter(filter);
          if (found && 'error' in found) expect(found.error.at).toBeLessThanOrEqual(filter.length);
          compileFilter(filter, Thing);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a filter over numbers keeps what a plain evaluator keeps', () => {
    const comparison = fc.record({
      field: fc.constantFrom('stock' as const, 'big', 'ratio'),
      comparator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      value: fc.integer({ min: -3, max: 3 }),
    });
    type Plain = { readonly print: string; readonly holds: (row: Readonly<Record<string, number>>) => boolean };
    const leaf = comparison.map(({ field, comparator, value }): Plain => ({
      print: `${field} ${comparator} ${value}`,
      holds: (row: Parameters<Plain['holds']>[0]) => {
        const held = row[field]!;
        const answers: Readonly<Record<string, boolean>> = {
          '=': held === value,
          '!=': held !== value,
          '<': held < value,
          '<=': held <= value,
          '>': held > value,
          '>=': held >= value,
        };
        return answers[comparator]!;
      },
    }));
    const { tree } = fc.letrec<{ tree: Plain }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('tree').map(({ print, holds }) => ({
          print: `NOT (${print})`,
          holds: (row: Parameters<Plain['holds']>[0]) => !holds(row),
        })),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
          print: `(${a.print}) AND (${b.print})`,
          holds: (row: Parameters<Plain['holds']>[0]) => a.holds(row) && b.holds(row),
        })),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
          print: `(${a.print}) OR (${b.print})`,
          holds: (row: Parameters<Plain['holds']>[0]) => a.holds(row) || b.holds(row),
        })),
      ),
    }));
    const small = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(tree, fc.record({ stock: small, big: small, ratio: small }), ({ print, holds }, row) => {
        expect(keeps(print, thing({ ...row, big: String(row.big) }))).toBe(holds(row));
      }),
      { numRuns: 200 },
    );
  });
});
