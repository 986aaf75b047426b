import fc from 'fast-check';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { loosen, type LooseCall } from '../../../web/src/lib/stub-loosen.ts';

const call = (request: object, metadata: LooseCall['metadata'] = []): LooseCall => ({
  request: JSON.stringify(request),
  metadata,
});
const file = (when: string, rest = 'reply: { message: {} }'): string => `# Kept.
service: shop.v1.Catalog
stubs:
  - method: GetProduct   # first
    reply: { message: {} }

  - method: GetProduct   # second
    when: ${when}
    ${rest}
`;
/** The condition of the second stub after it was loosened. */
function when(text: string | null): unknown {
  expect(text).not.toBeNull();
  expect(text).toContain('# Kept.');
  expect(text).toContain('# second');
  const read = parse(text!) as { readonly stubs: readonly { readonly when?: unknown }[] };
  expect(read.stubs).toHaveLength(2);
  return read.stubs[1]!.when;
}

test.each([
  ['{ request: { sku: SOLD-OUT } }', ['sku'], { sku: 'VIP-1' }, { request: { sku: { $in: ['SOLD-OUT', 'VIP-1'] } } }],
  ['{ request: { sku: { $eq: A } } }', ['sku'], { sku: 'B' }, { request: { sku: { $in: ['A', 'B'] } } }],
  ['{ request: { sku: { $in: [A, "B"] } } }', ['sku'], { sku: 'C' }, { request: { sku: { $in: ['A', 'B', 'C'] } } }],
  ['{ request: { quantity: { $gte: 10 } } }', ['quantity'], { quantity: 8 }, { request: { quantity: { $gte: 8 } } }],
  ['{ request: { quantity: { $gt: 10 } } }', ['quantity'], { quantity: '8' }, { request: { quantity: { $gte: 8 } } }],
  ['{ request: { quantity: { $lt: 3 } } }', ['quantity'], { quantity: 3.5 }, { request: { quantity: { $lte: 3.5 } } }],
  ['{ request: { a: 1, sku: { $matches: "^V" } } }', ['sku'], { sku: 'B' }, { request: { a: 1 } }],
  ['{ request: { sku: { $matches: "^V" }, a: 1 } }', ['sku'], { sku: 'B' }, { request: { a: 1 } }],
  ['{ request: { sku: { $startsWith: V } } }', ['sku'], { sku: 'B' }, undefined],
  ['{ request: { sku: A, a: 1 } }', ['sku'], {}, { request: { a: 1 } }],
  [
    '{ request: { price: { units: 3 } } }',
    ['price.units'],
    { price: { units: '4' } },
    { request: { price: { units: { $in: [3, 4] } } } },
  ],
  ['{ request: { unit_price: 3 } }', ['unitPrice'], { unitPrice: 4 }, { request: { unit_price: { $in: [3, 4] } } }],
  ['{ request: { on: true } }', ['on'], { on: false }, { request: { on: { $in: [true, false] } } }],
  ['{ first: { sku: A } }', ['first.sku'], { sku: 'B' }, { first: { sku: { $in: ['A', 'B'] } } }],
  ['{ last: { sku: A }, count: 3 }', ['last.sku', 'count'], { sku: 'B' }, undefined],
  ['{ request: { sku: A }, cel: "request.a > 1" }', ['cel'], {}, { request: { sku: 'A' } }],
  [
    '{ request: { sku: A, quantity: 3 } }',
    ['sku', 'quantity'],
    { sku: 'null' },
    { request: { sku: { $in: ['A', 'null'] } } },
  ],
] as const)('%s is loosened at %s', (text, conditions, request, expected) => {
  expect(when(loosen(file(text), 7, conditions, call(request)))).toEqual(expected);
});

test('lines of a block go whole, and their neighbours stay', () => {
  const text = file(`
      request:
        sku: A       # the one
        quantity:
          $matches: "^9"   # odd
        name: B
      metadata: { x-tenant: acme }`);
  const next = loosen(text, 7, ['quantity', 'x-tenant'], call({ quantity: '8' }));
  expect(when(next)).toEqual({ request: { sku: 'A', name: 'B' } });
  expect(next).toContain('sku: A       # the one\n        name: B\n');
});

test('metadata is let in as it came, and a secret is not written down', () => {
  const text = file('{ metadata: { X-Tenant: acme, authorization: Bearer x } }');
  const next = loosen(text, 7, ['x-tenant', 'authorization'], {
    request: null,
    metadata: [
      { key: 'x-tenant', value: 'beta' },
      { key: 'authorization', value: '•••', masked: true },
    ],
  });
  expect(when(next)).toEqual({ metadata: { 'X-Tenant': { $in: ['acme', 'beta'] } } });
});

test('what keeps a stub back besides its conditions goes as well', () => {
  const reads = (rest: string, what: string): unknown =>
    (parse(loosen(file('{ request: { a: 1 } }', rest), 7, [what], call({}))!) as { stubs: object[] }).stubs[1];
  expect(reads('times: 2', 'times')).not.toHaveProperty('times');
  expect(reads('enabled: false', 'enabled')).not.toHaveProperty('enabled');
  expect(reads('scenario: { name: order, requires: paid }', 'scenario order')).toHaveProperty('scenario', {
    name: 'order',
  });
});

test('what the text does not say is left alone', () => {
  expect(loosen(file('{ request: { sku: A } }'), 7, ['title'], call({ title: 'x' }))).toBeNull();
  expect(loosen('stubs: {', 1, ['sku'], call({}))).toBeNull();
  expect(loosen('', 1, ['sku'], call({}))).toBeNull();
});

test('any value that is let in stands in the file as it came', () => {
  fc.assert(
    fc.property(fc.string(), (sku) => {
      expect(when(loosen(file('{ request: { sku: A } }'), 7, ['sku'], call({ sku })))).toEqual({
        request: { sku: { $in: ['A', sku] } },
      });
    }),
  );
});
