import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileStub } from '../../../server/stubs/compile-stub.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { StubIndex } from '../../../server/stubs/index-stubs.ts';
import { compareStubs } from '../../../server/stubs/rank.ts';
import type { CallSoFar, CompiledStub } from '../../../server/stubs/stub.ts';
import { callOf, stubsOf } from '../../core/stubs/stubs-of.ts';

const compiledOf = (stubs: readonly object[]): readonly CompiledStub[] =>
  stubsOf(
    JSON.stringify({
      service: 't.v1.Things',
      stubs: stubs.map((stub) => ({ ...stub, method: 'Get', reply: { message: {} } })),
    }),
  ).map((spec) => {
    const result = compileStub(spec);
    if ('problems' in result) throw new Error('problems');
    return result.stub;
  });

const small = fc.integer({ min: 0, max: 2 });
const letter = fc.constantFrom('', 'a', 'b');
const state = fc.constantFrom('UNKNOWN', 'OPEN');
const asked = fc.record(
  {
    name: fc.oneof(letter, letter.map((value) => ({ $eq: value })), fc.array(letter, { minLength: 1, maxLength: 2 }).map((values) => ({ $in: values })), letter.map((value) => ({ $ne: value }))),
    left: fc.oneof(small, small.map((value) => ({ $gte: value })), small.map((value) => ({ $gte: value, $lte: 2 }))),
    big: small.map(String),
    js: small.map(String),
    ratio: fc.constantFrom(0, 'NaN', 1),
    gift: fc.boolean(),
    state,
    maybe: small,
    wrapped: small.map(String),
    text: letter,
    price: fc.record({ units: small.map(String), currencyCode: letter }, { requiredKeys: [] }),
    tags: fc.array(letter, { maxLength: 1 }),
  },
  { requiredKeys: [] },
); // prettier-ignore
const sent = fc.record(
  {
    name: letter, left: small, big: small.map(String), js: small.map(String), ratio: fc.constantFrom(0, 'NaN', 1),
    gift: fc.boolean(), state, maybe: small, wrapped: small.map(String), text: letter,
    price: fc.record({ units: small.map(String), currencyCode: letter }, { requiredKeys: [] }), tags: fc.array(letter, { maxLength: 1 }),
  },
  { requiredKeys: [] },
); // prettier-ignore
const metadata = fc.record({ 'x-a': fc.constantFrom('1', '2') }, { requiredKeys: [] });
const stub = fc.record({
  priority: fc.integer({ min: 0, max: 1 }),
  when: fc.record({ request: asked, metadata }, { requiredKeys: [] }),
});

const matching = (stubs: Iterable<CompiledStub>, call: CallSoFar): readonly string[] => [
  ...new Set([...stubs].filter(({ matcher }) => matcher.matches(call)).map(({ spec }) => spec.id)),
];

test('the index finds what a scan finds, in the same order', () => {
  fc.assert(
    fc.property(fc.array(stub, { maxLength: 12 }), fc.array(sent, { maxLength: 2 }), fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }), (stubs, messages, values) => {
      const compiled = compiledOf(stubs);
      const call = callOf(messages, { metadata: { 'x-a': values } });
      const index = new StubIndex(compiled);
      const found = [...index.candidates(call)];
      expect(found).toEqual(found.toSorted(compareStubs));
      expect(matching(found, call)).toEqual(matching(compiled.toSorted(compareStubs), call));
    }),
    { numRuns: 60 },
  ); // prettier-ignore
});

test('of 1,000 stubs that demand another value each, a call meets its own and those for all', () => {
  const many = Array.from({ length: 1_000 }, (_, number) => ({
    when: { request: { name: `sku-${number}`, ...(number % 2 === 0 ? { left: 1 } : {}) } },
  }));
  const index = new StubIndex(compiledOf([...many, {}, { when: { request: { left: { $gt: 5 } } } }]));
  const meets = (name: string): number => [...index.candidates(callOf([{ name, left: 1 }]))].length;
  expect(meets('sku-500')).toBe(3);
  expect(meets('sku-501')).toBe(3);
  expect(meets('none')).toBe(2);
  expect([...index.candidates(callOf([]))].length).toBe(2);
});

test('a value in $in is found by each of its values', () => {
  const index = new StubIndex(compiledOf([{ when: { request: { name: { $in: ['a', 'b', 'a'] } } } }]));
  const meets = (name: string): number => [...index.candidates(callOf([{ name }]))].length;
  expect([meets('a'), meets('b'), meets('c')]).toEqual([1, 1, 0]);
});

test('the winner of a call is the one that judging it names', () => {
  fc.assert(
    fc.property(fc.array(stub, { minLength: 1, maxLength: 8 }), sent, (stubs, message) => {
      const store = new StubStore(() => 0);
      store.setFile('test.stubs.yaml', compiledOf(stubs).map(({ spec }) => spec)); // prettier-ignore
      const call = callOf([message], { metadata: { 'x-a': '1' } });
      const judged = store.judge(call);
      expect(judged.find(({ won }) => won)?.stub).toBe(store.peek(call)?.spec.id);
      expect(judged.filter(({ won }) => won).length).toBeLessThanOrEqual(1);
      expect(store.choose(call)?.stub?.spec.id).toBe(judged.find(({ won }) => won)?.stub);
    }),
    { numRuns: 40 },
  );
});

test('where an index says enough nothing else is asked, and only there', () => {
  const one = fc.oneof(
    ...['name', 'text', 'label', 'left', 'maybe', 'data'].map((field) =>
      (field === 'left' || field === 'maybe' ? small : letter).map((value) => ({ [field]: value })),
    ),
    letter.map((value) => ({ name: { $eq: value } })),
    letter.map((value) => ({ name: { $in: [value, 'x'] } })),
    letter.map((value) => ({ price: { currencyCode: value } })),
  );
  const said = fc.record({ name: letter, text: letter, label: letter, left: small, maybe: small, price: fc.record({ currencyCode: letter }) }, { requiredKeys: [] }); // prettier-ignore
  fc.assert(
    fc.property(
      fc.array(one, { minLength: 1, maxLength: 6 }),
      fc.array(said, { maxLength: 1 }),
      (requests, messages) => {
        const specs = compiledOf(requests.map((request) => ({ when: { request: clean(request) } }))).map(({ spec }) => spec); // prettier-ignore
        const store = new StubStore(() => 0);
        store.setFile('test.stubs.yaml', specs);
        const call = callOf(messages);
        expect(store.peek(call)?.spec.id).toBe(store.judge(call).find(({ won }) => won)?.stub);
      },
    ),
    { numRuns: 150 },
  );
  const sure = compiledOf([{ name: 'a' }, { name: { $eq: 'a' } }, { text: 'a' }, { name: 'a', left: 1 }, { left: 1 }].map((request) => ({ when: { request } }))); // prettier-ignore
  expect(sure.map(({ matcher }) => matcher.sure)).toEqual([true, true, false, false, false]);
});

/** Bytes are written as base64. */
const clean = (request: object): object => ('data' in request ? { data: request.data === '' ? '' : 'YQ==' } : request);
