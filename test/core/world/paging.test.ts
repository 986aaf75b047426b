import { create, fromJson, type DescMessage, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPath } from '../../../server/world/field-access.ts';
import { decodeToken, encodeToken } from '../../../server/world/page-token.ts';
import { cutPage, largestPage, readPaging, writePaging, type PageAsk } from '../../../server/world/paging.ts';
import type { FieldPath } from '../../../server/world/resource.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/protobuf/wrappers.proto";
  message Row { string id = 1; }
  message Deep { Deep a = 1; Deep b = 2; repeated Deep c = 3; repeated Row d = 4; map<string, Row> e = 5; }
  message Ask {
    int32 page_size = 1; string page_token = 2; string filter = 3; int64 offset = 4; int32 page = 5;
    google.protobuf.Int32Value limit = 6; bytes cursor = 7;
  }
  message Answer { repeated Row rows = 1; string next_page_token = 2; int64 total = 3; bool has_more = 4; bytes cursor = 5; string total_text = 6; }
`);
const desc = (name: string): DescMessage => schema.type(`t.v1.${name}`) as DescMessage;
const [Ask, Answer, Row] = [desc('Ask'), desc('Answer'), desc('Row')];
const path = (of: DescMessage, name: string): FieldPath => [of.fields.find((field) => field.name === name)!];
const PLAN = { pageSize: path(Ask, 'page_size'), pageToken: path(Ask, 'page_token'), filter: path(Ask, 'filter') };
const request = (json: Record<string, string | number>): Message => fromJson(Ask, json);

function ask(
  json: Record<string, string | number>,
  plan: Parameters<typeof readPaging>[2] = PLAN,
  scope = 'things seed',
): PageAsk {
  const found = readPaging(request(json), Ask, plan, scope, Row);
  if ('fault' in found) throw new Error(found.fault.message);
  return found;
}
const refusal = (json: Record<string, string | number>, scope = 'things seed') => {
  const found = readPaging(request(json), Ask, PLAN, scope, Row);
  return 'fault' in found ? found.fault : undefined;
};
const rowsOf = (ids: readonly string[]) => ids.map((id) => ({ id, place: [id] }));
const ten = rowsOf(Array.from({ length: 25 }, (_, index) => `r${String(index).padStart(2, '0')}`));

describe('sizes', () => {
  test('ten where nothing is said, at most a thousand, never a negative number', () => {
    expect(ask({}).size).toBe(10);
    expect(ask({ pageSize: 3 }).size).toBe(3);
    expect(ask({ pageSize: 2_000_000 }).size).toBe(1_000);
    expect(refusal({ pageSize: -1 })).toEqual({
      field: 'page_size',
      message: 'page_size is -1; it must not be negative.',
    });
  });

  test('fewer where entities are large: an answer has at most 10,000 values', () => {
    expect(largestPage(Row)).toBe(1_000);
    expect(largestPage(desc('Deep'))).toBeLessThan(100);
    expect(largestPage(desc('Deep'))).toBeGreaterThan(0);
  });

  test('a method without pages is asked for everything', () => expect(ask({}, {}).size).toBeUndefined());
});

describe('other ways to ask', () => {
  test('offset and limit', () => {
    const plan = { offset: path(Ask, 'offset'), pageSize: path(Ask, 'limit') };
    const page = cutPage(ten, ask({ offset: 20, limit: 3 }, plan));
    expect(page.rows.map(({ id }) => id)).toEqual(['r20', 'r21', 'r22']);
    expect([page.more, page.total]).toEqual([true, 25]);
    expect(() => ask({ offset: -1 }, plan)).toThrow('offset is -1');
    expect(cutPage(ten, ask({ offset: 99 }, plan)).rows).toEqual([]);
  });

  test('a number of a page counts from one, and zero is the first', () => {
    const plan = { pageNumber: path(Ask, 'page'), pageSize: path(Ask, 'page_size') };
    const first = (page: number): string | undefined => cutPage(ten, ask({ page, pageSize: 4 }, plan)).rows[0]?.id;
    expect([first(0), first(1), first(2), first(7), first(8)]).toEqual(['r00', 'r00', 'r04', 'r24', undefined]);
    expect(() => ask({ page: -1 }, plan)).toThrow('pages count from 1');
  });
});

describe('tokens', () => {
  const walk = (rows: () => ReturnType<typeof rowsOf>, between: () => void = () => undefined): string[] => {
    const seen: string[] = [];
    for (let token = ''; ;) {
      const page = cutPage(rows(), ask({ pageSize: 4, pageToken: token }));
      seen.push(...page.rows.map(({ id }) => id));
      if (page.next === '') return seen;
      token = page.next;
      between();
    }
  };

  test('lead through the whole list, each row once', () => expect(walk(() => ten)).toEqual(ten.map(({ id }) => id)));

  test('survive inserts and deletes: no row that stays is missed or told twice', () => {
    const id = fc.integer({ min: 0, max: 60 }).map((number) => `r${String(number).padStart(2, '0')}`);
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), fc.array(id, { maxLength: 20 }), (start, changes) => {
        const rows = new Set(start);
        const touched = new Set<string>();
        let next = 0;
        const seen = walk(
          () => rowsOf([...rows].sort()),
          () => {
            const change = changes[next++];
            if (change === undefined) return;
            touched.add(change);
            if (!rows.delete(change)) rows.add(change);
          },
        );
        expect(new Set(seen).size).toBe(seen.length);
        const stayed = start.filter((one) => !touched.has(one)).sort();
        expect(seen.filter((one) => !touched.has(one))).toEqual(stayed);
      }),
    );
  });

  test('of another question are refused: another filter, another list, another seed', () => {
    const { next } = cutPage(ten, ask({ pageSize: 4, filter: 'a' }));
    expect(refusal({ pageToken: next, filter: 'a', pageSize: 7 })).toBeUndefined();
    expect(refusal({ pageToken: next, filter: 'b' })).toMatchObject({
      field: 'page_token',
      message: expect.stringContaining('another question'),
    });
    expect(refusal({ pageToken: next, filter: 'a' }, 'other seed')).toMatchObject({ field: 'page_token' });
  });

  test.each(['x', 'page 2', 'MQ', '!!', 'a'.repeat(20_000), 'MTIzNDU2N1tdXQ'])(
    'that nobody gave are refused: %s',
    (pageToken) => {
      expect(refusal({ pageToken })).toMatchObject({
        field: 'page_token',
        message: expect.stringContaining('none that this server gave'),
      });
    },
  );

  test('with a slip in them are refused', () => {
    const token = encodeToken({ sum: 'abc', place: ['1', 'ä"'] });
    expect(decodeToken(token)).toEqual({ sum: 'abc', place: ['1', 'ä"'] });
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019-_'), (at, char) => {
        const slip = token.slice(0, at) + char + token.slice(at + 1);
        const found = decodeToken(slip);
        // The last character of base64 may hold bits that say nothing.
        if (slip !== token && at < token.length - 1) expect(found).toBeUndefined();
      }),
    );
  });

  test('any text is a token or none', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeToken(text)));
  });

  test('can be bytes', () => {
    const plan = { pageSize: path(Ask, 'page_size'), pageToken: path(Ask, 'cursor') };
    const answer = create(Answer);
    writePaging(answer, { nextPageToken: path(Answer, 'cursor') }, cutPage(ten, ask({ pageSize: 24 }, plan)));
    const cursor = readPath(answer, path(Answer, 'cursor')) as Uint8Array;
    const page = cutPage(ten, ask({ pageSize: 24, cursor: Buffer.from(cursor).toString('base64') }, plan));
    expect(page.rows.map(({ id }) => id)).toEqual(['r24']);
  });
});

test('an answer says how many there are, and whether there are more', () => {
  const answer = create(Answer);
  const plan = {
    nextPageToken: path(Answer, 'next_page_token'),
    totalSize: path(Answer, 'total'),
    hasMore: path(Answer, 'has_more'),
  };
  writePaging(answer, plan, cutPage(ten, ask({ pageSize: 4 })));
  expect(answer).toMatchObject({ total: 25n, hasMore: true, nextPageToken: expect.stringMatching(/^[\w-]+$/) });
  const last = create(Answer);
  writePaging(last, { ...plan, totalSize: path(Answer, 'total_text') }, cutPage(ten, ask({ pageSize: 100 })));
  expect(last).toMatchObject({ totalText: '25', hasMore: false, nextPageToken: '' });
});
