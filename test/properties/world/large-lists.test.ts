import { create, fromBinary, toBinary, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { fieldReader } from '../../../server/codec/field-reader.ts';
import { byteSieve } from '../../../server/world/byte-sieve.ts';
import type { Entity } from '../../../server/world/entity.ts';
import { readField } from '../../../server/world/field-access.ts';
import { compileFilter } from '../../../server/world/filter.ts';
import { domainOf } from '../../../server/world/infer-resources.ts';
import type { Asked } from '../../../server/world/list-question.ts';
import { compileOrder } from '../../../server/world/order-by.ts';
import { compileSearch, textFields } from '../../../server/world/search-text.ts';
import { sortRows } from '../../../server/world/sort-rows.ts';
import { SortedEntries } from '../../../server/world/sorted-entries.ts';
import { universeOf } from '../../../server/world/universe.ts';
import { World } from '../../../server/world/world.ts';
import { listedIds } from '../../support/listed-ids.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';
import { every, old, types } from '../../core/codec/every-type.ts';

const SHELF = `
  syntax = "proto3";
  package t;
  import "google/protobuf/empty.proto";
  enum Kind { KIND_UNSPECIFIED = 0; PAPER = 1; CLOTH = 2; }
  message Size { int32 pages = 1; string unit = 2; }
  message Book {
    string id = 1; string shelf_id = 2; string title = 3; int32 rank = 4; Kind kind = 5; Size size = 6;
    repeated string tags = 7; optional double weight = 8; bytes cover = 9; oneof by { string author = 10; string editor = 11; }
  }
  message GetBookRequest { string id = 1; }
  message ListBooksRequest { int32 page_size = 1; string page_token = 2; string filter = 3; string order_by = 4; string shelf_id = 5; string query = 6; }
  message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; int32 total_size = 3; }
  service Books {
    rpc GetBook(GetBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc CreateBook(Book) returns (Book);
    rpc DeleteBook(GetBookRequest) returns (google.protobuf.Empty);
  }`;
const schema = schemaFrom(SHELF);
const list = schema.method('/t.Books/ListBooks')!;
const Book = [...domainOf(list.desc.parent.file).keys()][0]!;
const resource = domainOf(list.desc.parent.file).get(Book)!;
const universe = universeOf('seed', list.types);

const bookOf = (json: object): Message => {
  const encoded = encodeJson(Book, JSON.stringify(json), list.types);
  if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
  return fromBinary(Book, encoded.bytes);
};

const book = fc.record({
  shelfId: fc.constantFrom('a', 'b', ''),
  title: fc.constantFrom('Oak', 'oak tree', 'İris', 'Kelvin', 'äpfel', ''),
  rank: fc.integer({ min: -3, max: 3 }),
  kind: fc.constantFrom('KIND_UNSPECIFIED', 'PAPER', 'CLOTH'),
  size: fc.option(fc.record({ pages: fc.integer({ min: 0, max: 3 }) }), { nil: undefined }),
  tags: fc.array(fc.constantFrom('new', 'old')),
  weight: fc.option(fc.constantFrom(0, 1.5, -2), { nil: undefined }),
});

/** Questions of every kind, as requests ask them. */
const QUESTIONS: readonly { readonly filter?: string; readonly order?: string; readonly query?: string }[] = [
  {},
  { filter: 'rank > 0' },
  { filter: 'kind = PAPER AND NOT size.pages = 2', order: 'rank desc' },
  { filter: 'tags:new OR author = "A"' },
  { filter: 'oak' },
  { filter: 'weight:*', order: 'size.pages, title desc' },
  { order: 'kind, weight' },
  { query: 'OAK' },
  { query: 'kelvin', order: 'title' },
  { query: 'paper' },
];

function askedOf({ filter = '', order = '', query = '' }: (typeof QUESTIONS)[number], key?: string): Asked {
  const kept = compileFilter(filter, Book);
  const sorted = compileOrder(order, Book);
  if ((kept && 'fault' in kept) || (sorted && 'fault' in sorted)) throw new Error(`${filter} ${order}`);
  const search = compileSearch(query, Book);
  return {
    key,
    order: sorted,
    demands: [
      ...(kept ? [{ holds: kept, reads: kept.reads }] : []),
      ...(query === '' ? [] : [{ holds: search, reads: new Set(textFields(Book)), sieve: search.sieve }]),
    ],
  };
}

test('whatever is written in between, a list that is remembered is the list that looks at everything', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: fc.integer({ min: 0, max: 30 }), book }) },
    { weight: 1, arbitrary: fc.record({ remove: fc.integer({ min: 0, max: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ forget: fc.integer({ min: 0, max: 30 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({ ask: fc.nat(QUESTIONS.length - 1), shelf: fc.constantFrom('a', 'b', undefined) }),
    },
    { weight: 1, arbitrary: fc.record({ many: fc.array(book, { minLength: 9, maxLength: 20 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new World({ now: () => 0, strict: false });
      const seen = listedIds(world.list(universe, resource, {})).slice(0, 6);
      const idAt = (index: number): string => seen[index] ?? `book-${index}`;
      const put = (id: string, json: object): void =>
        void world.put(universe, resource, id, bookOf({ ...json, id }), { by: 'page' });
      for (const one of steps) {
        if ('put' in one) put(idAt(one.put), one.book);
        else if ('remove' in one) world.remove(universe, resource, idAt(one.remove), { by: 'page' });
        else if ('forget' in one) world.forget(universe, resource, idAt(one.forget));
        else if ('many' in one) one.many.forEach((json, index) => put(`many-${index}`, json));
        else {
          const question = QUESTIONS[one.ask]!;
          const scope = { under: [one.shelf] };
          const kept = listedIds(world.list(universe, resource, scope, false, askedOf(question, String(one.ask))));
          expect(kept).toEqual(listedIds(world.list(universe, resource, scope, false, askedOf(question))));
          expect(kept).toEqual(lookedThrough(world, question, one.shelf));
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** The same by looking at the whole of each message. */
function lookedThrough(world: World, question: (typeof QUESTIONS)[number], shelf: string | undefined): string[] {
  const { demands, order } = askedOf(question);
  const entity = (id: string): Entity => world.find(universe, resource, id)!;
  const all = listedIds(world.list(universe, resource, { under: [shelf] })).filter((id) =>
    demands.every(({ holds }) => holds(entity(id).message, id)),
  );
  return order
    ? all.toSorted((a, b) => order.compare(order.keys(entity(a).message), order.keys(entity(b).message)))
    : all;
}

test('pages of a list with thousands of written things give each of them once, in order', () => {
  const client = worldClient(schema, 't.Books');
  for (let index = 0; index < 3_000; index++)
    client.world.put(universe, resource, `b${index}`, bookOf({ id: `b${index}`, rank: index % 7, shelfId: 'x' }), {
      by: 'page',
    });
  const found: { readonly id: string; readonly rank?: number }[] = [];
  for (let token = '', pages = 0; pages === 0 || token !== ''; pages++) {
    const page = client.ok('ListBooks', { pageSize: 500, orderBy: 'rank desc', pageToken: token });
    found.push(...(page['books'] as typeof found));
    token = (page['nextPageToken'] ?? '') as string;
    if (pages === 2) client.ok('DeleteBook', { id: found.at(-1)!.id });
  }
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  expect(found.filter(({ id }) => /^b\d+$/.test(id))).toHaveLength(3_000);
  const ranks = found.map(({ rank }) => rank ?? 0);
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
});

test('what was written by a type of yesterday is listed as the type of today reads it', () => {
  const world = new World({ now: () => 0, strict: false });
  world.close(new Set([resource.key]));
  world.put(universe, resource, 'x', bookOf({ id: 'x', rank: 5, title: 'Oak' }), { by: 'page' });
  const changed = schemaFrom(
    SHELF.replace('int32 rank = 4;', 'string label = 4;').replace(
      'string title = 3;',
      'string title = 3; int32 rank = 12;',
    ),
  );
  const file = changed.method('/t.Books/ListBooks')!.desc.parent.file;
  const today = [...domainOf(file).values()][0]!;
  const asked = (text: string): string[] => {
    const filter = compileFilter(text, today.desc);
    if (!filter || 'fault' in filter) throw new Error(text);
    return listedIds(
      world.list(universe, today, {}, false, { demands: [{ holds: filter, reads: filter.reads }], key: text }),
    );
  };
  const entity = world.find(universe, today, 'x')!;
  const title = readField(
    entity.message,
    today.desc.fields.find(({ name }) => name === 'title')!,
  );
  // Four is a number on the wire and no text: the whole of it follows from the seed, for filters as for Get.
  expect(title).not.toBe('Oak');
  expect(asked('title = "Oak"')).toEqual([]);
  expect(asked(`title = ${JSON.stringify(title)}`)).toEqual(['x']);
});

test('of a message no more is read than was asked for, and that as it is', () => {
  const desc = every;
  const text = JSON.stringify({
    d: -0.5,
    i64: '-7',
    text: 'ä'.repeat(80),
    data: 'AAEC',
    color: 'GREEN',
    maybe: 0,
    pickNumber: 3,
    numbers: [1, 2],
    words: ['', 'x'],
    labels: { a: 'b' },
    lines: { 4: { sku: 's' } },
    order: { first: { sku: 'q' } },
    struct: { a: [1] },
    wString: '',
    wMany: ['5'],
    self: { text: 'in' },
    s64: '-9',
    x32: 7,
    time: '2026-01-01T00:00:00Z',
  });
  const encoded = encodeJson(desc, text, types);
  if ('problems' in encoded) throw new Error('no message');
  const whole = fromBinary(desc, encoded.bytes);
  for (const field of desc.fields) {
    const message = fieldReader(desc, [field])(encoded.bytes);
    expect([field.name, readField(message, field)]).toEqual([field.name, readField(whole, field)]);
    const alone = JSON.parse(decodeJson(desc, toBinary(desc, message), types).json!) as object; // it is whole
    expect(Object.keys(alone).length).toBeLessThanOrEqual(1);
  }
});

test('groups are stepped over, and bytes that are none throw', () => {
  const message = create(old) as unknown as Record<string, unknown>;
  Object.assign(message, { id: 'x', count: 3, extra: { $typeName: 'old.Old.Extra', note: 'n' } });
  const bytes = toBinary(old, message as unknown as Message);
  const count = old.fields.find(({ name }) => name === 'count')!;
  const read = fieldReader(old, [count]);
  expect(readField(read(bytes), count)).toBe(3);
  for (const wrong of [
    [0x0a],
    [0x0a, 5, 1],
    [0x10],
    [0x10, 0xff],
    [0x80],
    [0x0f, 1],
    [0x23, 0x10],
    [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ])
    expect(() => read(Uint8Array.from(wrong)), String(wrong)).toThrow();
});

test('what a search finds, its sieve lets through, in every case of every letter', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('Oak', 'K2', 'İstanbul', 'straße', 'PAPER'));
  fc.assert(
    fc.property(texts, texts, fc.constantFrom('PAPER', 'CLOTH'), (title, author, kind) => {
      const message = bookOf({ id: 'x', title, author, kind });
      const bytes = toBinary(Book, message);
      const words = [title.slice(1, 4), author.toUpperCase(), author.toLowerCase(), kind.slice(1, 3)];
      for (const word of words) {
        const search = compileSearch(word, Book);
        if (search(message)) expect(search.sieve(bytes), word).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect(byteSieve('zebra', Book)(toBinary(Book, bookOf({ title: 'Oak' })))).toBe(false);
});

test('rows are sorted as their keys are compared, however these begin', () => {
  const key = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('1000a', '1000', '1000ab', '1000é', '1000Ā', '1000Āa', '1000Ăa'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key)), fc.constantFrom(1, -1), (keys, sign) => {
      const compare = (a: { readonly keys: readonly string[] }, b: { readonly keys: readonly string[] }): number => {
        for (const index of [0, 1]) {
          const [left, right] = [a.keys[index]!, b.keys[index]!];
          if (left !== right) return (left < right ? -1 : 1) * (index === 0 ? sign : 1);
        }
        return 0;
      };
      const rows = keys.map((own) => ({ keys: own }));
      expect(sortRows(rows, sign, compare)).toEqual(rows.toSorted(compare));
    }),
  );
});

test('entries stay in the order of their ids, however they come and go', () => {
  const op = fc.record({
    id: fc.integer({ min: 0, max: 40 }).map(String),
    kind: fc.constantFrom('set', 'remove', 'read'),
  });
  fc.assert(
    fc.property(fc.array(op, { maxLength: 120 }), (ops) => {
      const entries = new SortedEntries<{ readonly id: string; readonly at: number }>();
      const model = new Map<string, number>();
      for (const [at, { id, kind }] of ops.entries()) {
        if (kind === 'set') {
          if (model.has(id)) entries.replace({ id, at });
          else entries.add({ id, at });
          model.set(id, at);
        } else if (kind === 'remove') {
          if (model.delete(id)) entries.remove(id);
        } else {
          const wanted = [...model]
            .map(([one, when]) => ({ id: one, at: when }))
            .sort((a, b) => (a.id < b.id ? -1 : 1));
          expect(entries.all).toEqual(wanted);
          expect(entries.startingWith('1')).toEqual(wanted.filter((one) => one.id.startsWith('1')));
        }
      }
    }),
  );
});
