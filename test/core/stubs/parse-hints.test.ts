import { expect, test } from 'vitest';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import { SHOP } from './parse-schema-text.ts';

/** The problems of one stub, in words. */
function told(stub: string, service = 'shop.v1.Catalog'): string {
  const { problems } = parseStubs(`service: ${service}\nstubs:\n  - ${stub}`, 'a.stubs.yaml', SHOP);
  return problems.map(({ message, hint }) => `${message} ${hint ?? ''}`.trim()).join('\n') || 'nothing';
}

test.each([
  ['{ method: GetProduct, when: { sku: A }, reply: { generated: true } }', 'write request: { sku: … }.'],
  ['{ method: GetProduct, when: { headers: { x-a: b } }, reply: { generated: true } }', 'Write metadata: { … }.'],
  [
    '{ method: GetProduct, when: { equals: { sku: A } }, reply: { generated: true } }',
    'Write request: { field: value }.',
  ],
  ['{ method: GetProduct, reply: { sku: A } }', 'It is a field of shop.v1.Product: write message: { sku: … }.'],
  ['{ method: GetProduct, reply: { generated: true, delay: 5ms } }', 'Write after: 100ms.'],
  ['{ method: GetProduct, reply: { code: NOT_FOUND } }', 'Write status: NOT_FOUND, with message: its text.'],
  ['{ method: GetProduct, reply: { body: { sku: A } } }', 'Write message: { … }.'],
  ['{ method: GetProduct, output: { data: {} } }', 'Write reply: { message: { … } }.'],
  ['{ method: GetProduct, request: { sku: A }, reply: { generated: true } }', 'Write when: { request: { … } }.'],
  ['{ method: GetProduct, scenario: { name: a, from: b }, reply: { generated: true } }', 'Write requires.'],
  [
    '{ method: WatchStock, reply: { stream: [{ delay: 1s, message: { sku: A } }] } }',
    'Write { after: 100ms, message: { … } }.',
  ],
  [
    '{ method: WatchStock, reply: { stream: [{ sku: A }], end: { status: ABORTED, trailers: { a: b } } } }',
    'They stand in the reply, beside stream.',
  ],
  ['{ method: WatchStock, reply: { stream: [{ sku: A }], end: ABORTED } }', 'Write { status: ABORTED }.'],
  [
    '{ method: WatchStock, reply: { stream: [{ sku: A }], repeat: true } }',
    'Expected a whole number or forever, found true.',
  ],
  [
    '{ method: GetProduct, reply: { status: OK, message: fine } }',
    'and OK is none. Write the message as { field: value }.',
  ],
  ['{ method: GetProduct, when: { request: { sku: { $regex: a } } }, reply: { generated: true } }', 'Write $matches.'],
  ['{ method: GetProduct, when: { request: { sku: { $or: [a] } } }, reply: { generated: true } }', 'a stub for each'],
  [
    '{ method: GetProduct, when: { request: { tags: { $all: [a, b] } } }, reply: { generated: true } }',
    'It is asked of one item.',
  ],
  ['{ method: shop.v1.Catalog.GetProduct, reply: { generated: true } }', 'Did you mean shop.v1.Catalog/GetProduct?'],
  ['{ method: GetProduct, enabled: no, reply: { generated: true } }', 'found the string "no". Write false.'],
  ['{ method: GetProduct, enabled: "true", reply: { generated: true } }', 'Write it without quotes.'],
  ['{ method: GetProduct, priority: high, reply: { generated: true } }', 'found the string "high".'],
  ['{ method: GetProduct, fault: { probability: 10%, stall: true } }', 'Write 0.1.'],
  ['{ method: Chat, script: [{ on: open, do: [{ end: OK }] }] }', 'Write { status: OK }.'],
  ['{ method: Chat, script: [{ on: open, do: [{ status: OK }] }] }', 'Write end: { status: … }.'],
])('%s is told what to write', (stub, words) => {
  expect(told(stub)).toContain(words);
});

test('the hint about quotes is given where quotes are what is wrong', () => {
  expect(told('{ method: GetProduct, priority: high, reply: { generated: true } }')).not.toContain('quotes');
  expect(told('{ method: GetProduct, priority: "3", reply: { generated: true } }')).toContain('without quotes');
});

const ONE = `
  syntax = "proto3"; package o.v1;
  message Pay { oneof by { string card = 1; Bank bank = 2; } optional string note = 3; }
  message Bank { string iban = 1; }
  service S { rpc Pay(Pay) returns (Pay); }
`;

test.each([
  ['{ card: "1", bank: { iban: x } }', 'card and bank belong to the oneof by: no message has both.'],
  ['{ card: { $exists: true }, bank: {} }', 'card and bank belong to the oneof by'],
  ['{ card: { $exists: false }, bank: {} }', 'nothing'],
  ['{ card: { $not: "1" }, bank: {} }', 'nothing'],
  ['{ card: { $ne: "1" }, bank: {}, note: x }', 'nothing'],
])('of a oneof only one can be asked for: %s', async (request, words) => {
  const { schemaFrom } = await import('../../support/schema-from.ts');
  const text = `service: o.v1.S\nstubs:\n  - { method: Pay, when: { request: ${request} }, reply: { generated: true } }`;
  const { problems } = parseStubs(text, 'a.stubs.yaml', schemaFrom(ONE));
  expect(problems[0]?.message ?? 'nothing').toContain(words);
});

test('a template of another tool is a warning, and the stub answers', () => {
  const text =
    'service: shop.v1.Catalog\nstubs:\n  - method: GetProduct\n    reply:\n      message: { sku: "{{request.sku}}", name: "{{ not one }}" }';
  const { stubs, problems } = parseStubs(text, 'a.stubs.yaml', SHOP);
  expect(stubs).toHaveLength(1);
  expect(problems).toMatchObject([
    { severity: 'warning', code: 'stub-other-template', line: 5, column: 23, hint: 'Write ${request.name}.' },
  ]);
});

test('an event may take a message and do nothing', () => {
  expect(told('{ method: Chat, script: [{ on: message, do: [] }] }')).toBe('nothing');
});
