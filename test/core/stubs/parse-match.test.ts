import { isMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import type { MatchSpec } from '../../../server/stubs/spec.ts';
import { stub } from './parse-schema-text.ts';

/** A matcher in one line of words: `{sku: ="A"}`, `$gte 10n`. */
function words(match: unknown): string {
  // Tests hand it matchers, lists of them and values of operators, which is what it asks for one after the other.
  const spec = match as MatchSpec;
  if (Array.isArray(match)) return `[${match.map(words).join(', ')}]`;
  if (typeof match !== 'object' || !('is' in match!)) return value(match);
  switch (spec.is) {
    case 'fields':
      return `{${spec.fields.map(({ field, match: inner }) => `${field.name}: ${words(inner)}`).join(', ')}}`;
    case 'entries':
      return `<${spec.entries.map(({ key, match: inner }) => `${key}: ${words(inner)}`).join(', ')}>`;
    case 'items':
      return `[${spec.items.map(words).join(', ')}]`;
    case 'any':
      return `${spec.desc.name}(${words(spec.match)})`;
    case 'literal':
      return `=${value(spec.value)}`;
    case 'op':
      return `${spec.op} ${words(spec.value)}`;
    case 'and':
    case 'or':
      return spec.of.map(words).join(` ${spec.is} `);
    case 'not':
      return `not(${words(spec.of)})`;
  }
}

function value(of: unknown): string {
  if (typeof of === 'bigint') return `${of}n`;
  if (of instanceof Uint8Array) return `bytes(${[...of].join(' ')})`;
  if (!isMessage(of)) return Number.isNaN(of) ? 'NaN' : JSON.stringify(of);
  const { $typeName, ...rest } = of as unknown as Record<string, unknown> & { $typeName: string }; // a message is an object
  return `${$typeName.split('.').at(-1)}(${Object.values(rest)
    .map((one) => (typeof one === 'object' && one !== null && 'is' in one ? '' : value(one)))
    .join(' ')})`;
}

test.each<[string, string]>([
  ['{}', '{}'],
  ['{ sku: A }', '{sku: ="A"}'],
  ['{ sku: "" }', '{sku: =""}'],
  ['{ sku: "$${a}" }', '{sku: ="${a}"}'],
  ['{ quantity: 3 }', '{quantity: =3}'],
  ['{ quantity: "3" }', '{quantity: =3}'],
  ['{ big: 9007199254740993 }', '{big: =9007199254740993n}'],
  ['{ big: "9007199254740993" }', '{big: =9007199254740993n}'],
  ['{ huge: 18446744073709551615 }', '{huge: =18446744073709551615n}'],
  ['{ ratio: 0.1 }', '{ratio: =0.1}'],
  ['{ ratio: NaN }', '{ratio: =NaN}'],
  ['{ share: 0.1 }', `{share: =${Math.fround(0.1)}}`],
  ['{ gift: true }', '{gift: =true}'],
  ['{ photo: AAE= }', '{photo: =bytes(0 1)}'],
  ['{ kind: LAMP }', '{kind: =1}'],
  ['{ kind: 2 }', '{kind: =2}'],
  ['{ kind: 99 }', '{kind: =99}'],
  ['{ kind: { $gte: LAMP } }', '{kind: $gte 1}'],
  ['{ price: { units: 3 } }', '{price: {units: =3n}}'],
  ['{ price: {} }', '{price: {}}'],
  ['{ price: { $eq: { units: 3, currencyCode: EUR } } }', '{price: $eq =Money("EUR" 3n)}'],
  ['{ price: { $exists: true, units: { $gt: 3 } } }', '{price: $exists true and {units: $gt 3n}}'],
  ['{ tags: [a, b] }', '{tags: [="a", ="b"]}'],
  ['{ tags: [] }', '{tags: []}'],
  ['{ tags: { $contains: a } }', '{tags: $contains ="a"}'],
  ['{ tags: { $contains: { $startsWith: a } } }', '{tags: $contains $startsWith "a"}'],
  ['{ tags: { $unordered: [a, { $glob: "b*" }] } }', '{tags: $unordered [="a", $glob "b*"]}'],
  ['{ tags: { $size: 2 } }', '{tags: $size =2}'],
  ['{ tags: { $size: { $gte: 2, $lt: 5 } } }', '{tags: $size $gte 2 and $lt 5}'],
  ['{ tags: { $any: { $in: [a, b] } } }', '{tags: $any $in [="a", ="b"]}'],
  ['{ tags: { $all: { $not: x } } }', '{tags: $all not(="x")}'],
  ['{ tags: { $eq: [a] } }', '{tags: $eq [="a"]}'],
  ['{ prices: [{ units: 1 }] }', '{prices: [{units: =1n}]}'],
  ['{ prices: { $contains: { units: { $lte: 1 } } } }', '{prices: $contains {units: $lte 1n}}'],
  ['{ kinds: [LAMP, 2] }', '{kinds: [=1, =2]}'],
  ['{ stock: { a: 1 } }', '{stock: <a: =1>}'],
  ['{ stock: { a: { $exists: false } } }', '{stock: <a: $exists false>}'],
  ['{ stock: { $$a: 1, $size: 1 } }', '{stock: $size =1 and <$a: =1>}'],
  ['{ stock: { $eq: { a: 1 } } }', '{stock: $eq <a: =1> and $size =1}'],
  ['{ by_id: { "7": { units: 1 } } }', '{by_id: <7: {units: =1n}>}'],
  ['{ byId: { 7: {} } }', '{by_id: <7: {}>}'],
  ['{ flags: { true: a } }', '{flags: <true: ="a">}'],
  ['{ stock: { __proto__: 1 } }', '{stock: <__proto__: =1>}'],
  ['{ at: "2026-01-02T03:04:05Z" }', '{at: =Timestamp(1767323045n 0)}'],
  ['{ at: { $gt: "2026-01-02T03:04:05.5Z" } }', '{at: $gt Timestamp(1767323045n 500000000)}'],
  ['{ age: { $lte: 1.5s } }', '{age: $lte Duration(1n 500000000)}'],
  ['{ mask: "title,displayName" }', '{mask: =FieldMask(["title","display_name"])}'],
  ['{ mask: { $contains: displayName } }', '{mask: $contains "display_name"}'],
  ['{ count: 5 }', '{count: =5n}'],
  ['{ count: { $exists: false } }', '{count: $exists false}'],
  ['{ note: { $endsWith: x } }', '{note: $endsWith "x"}'],
  ['{ extra: { "@type": shop.v1.Money, units: { $gt: 1 } } }', '{extra: Money({units: $gt 1n})}'],
  [
    '{ extra: { "@type": type.googleapis.com/google.protobuf.Duration, value: 1s } }',
    '{extra: Duration(=Duration(1n 0))}',
  ],
  ['{ extra: { "@type": shop.v1.Money } }', '{extra: Money({})}'],
  ['{ data: { a: { b: [1, x, true, null] } } }', '{data: <a: <b: [=1, ="x", =true, =null]>>}'],
  ['{ data: { a: { $gt: 1 } } }', '{data: <a: $gt 1>}'],
  ['{ value: null }', '{value: =null}'],
  ['{ value: { $matches: "^a" } }', '{value: $matches "^a"}'],
  ['{ list: [1] }', '{list: [=1]}'],
  ['{ list: { $contains: x } }', '{list: $contains ="x"}'],
  ['{ maybe: { $exists: true } }', '{maybe: $exists true}'],
  ['{ snakeCase: a }', '{snake_case: ="a"}'],
  ['{ snake_case: a }', '{snake_case: ="a"}'],
  ['{ left: { $exists: false }, right: a }', '{left: $exists false, right: ="a"}'],
  ['{ sku: { $eq: A } }', '{sku: $eq ="A"}'],
  ['{ sku: { $ne: A } }', '{sku: $ne ="A"}'],
  ['{ sku: { $matches: "^${2}$" } }', '{sku: $matches "^${2}$"}'],
  ['{ sku: { $not: { $in: [A, B] } } }', '{sku: not($in [="A", ="B"])}'],
  ['{ sku: { $startsWith: a, $endsWith: b } }', '{sku: $startsWith "a" and $endsWith "b"}'],
  ['{ $exists: true }', '$exists true'],
])('request: %s', (text, wanted) => {
  const { when } = stub(`{ method: GetProduct, when: { request: ${text} }, reply: { generated: true } }`);
  expect(words(when.request)).toBe(wanted);
});

test('metadata is matched by keys in lower case, as text, as numbers, and as bytes', () => {
  const { when } = stub(
    '{ method: GetProduct, when: { metadata: { X-Tenant: acme, x-n: { $gte: 3 }, x-bin: AAE=, x-no: { $exists: false } } }, reply: { generated: true } }',
  );
  expect(when.metadata?.map(({ key, match }) => `${key} ${words(match)}`)).toEqual([
    'x-tenant ="acme"',
    'x-n $gte 3',
    'x-bin =bytes(0 1)',
    'x-no $exists false',
  ]);
});

test('streams of requests are matched by first, last, any, all and count', () => {
  const { when } = stub(
    '{ method: Upload, when: { request: {}, first: { sku: A }, last: { sku: B }, any: { gift: true }, all: {}, count: { $gt: 2 } }, reply: { generated: true } }',
  );
  const { first, last, any, all, count, request } = when;
  expect([request, first, last, any, all, count].map(words)).toEqual([
    '{}',
    '{sku: ="A"}',
    '{sku: ="B"}',
    '{gift: =true}',
    '{}',
    '$gt 2',
  ]);
});

test('cel keeps its text and its place', () => {
  const { when } = stub('method: GetProduct\nwhen:\n  cel: request.sku == "A"\nreply: { generated: true }');
  expect(when.cel).toEqual({
    text: 'request.sku == "A"',
    place: {
      file: 'shop.stubs.yaml',
      line: 5,
      lastLine: 5,
      at: expect.any(Number) as number,
      path: 'stubs[0].when.cel',
    },
  });
});

test('operators know where they stand', () => {
  const { when } = stub(
    'method: GetProduct\nwhen:\n  request:\n    sku:\n      $matches: "("\nreply: { generated: true }',
  );
  const match = when.request?.is === 'fields' ? when.request.fields[0]!.match : undefined;
  expect(match).toMatchObject({ place: { line: 7, path: 'stubs[0].when.request.sku.$matches' } });
});
