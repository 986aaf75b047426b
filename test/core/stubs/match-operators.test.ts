import { expect, test } from 'vitest';
import { compileStub } from '../../../server/stubs/compile-stub.ts';
import type { CompiledStub } from '../../../server/stubs/stub.ts';
import { callOf, stubOf } from './stubs-of.ts';

function compiled(request: unknown): CompiledStub {
  const result = compileStub(stubOf({ when: { request } }));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.stub;
}

const TIME = '2026-09-01T10:00:00Z';

/** What a stub asks for, a request, and whether they meet. */
const CASES: readonly (readonly [asks: unknown, request: unknown, meets: boolean])[] = [
  // Literals are equality; the message is a subset.
  [{}, {}, true],
  [{ name: 'a' }, { name: 'a', left: 3 }, true],
  [{ name: 'a' }, { name: 'A' }, false],
  [{ name: '' }, {}, true],
  [{ left: 0 }, {}, true],
  [{ left: 3 }, { left: 3 }, true],
  [{ left: 3 }, { left: -3 }, false],
  [{ big: '9007199254740993' }, { big: '9007199254740993' }, true],
  [{ big: '9007199254740993' }, { big: '9007199254740992' }, false],
  [{ huge: '18446744073709551615' }, { huge: '18446744073709551615' }, true],
  [{ huge: '18446744073709551614' }, { huge: '18446744073709551615' }, false],
  [{ js: '5' }, { js: 5 }, true],
  [{ js: '6' }, { js: 5 }, false],
  [{ ratio: 0.1 }, { ratio: 0.1 }, true],
  [{ ratio: 'NaN' }, { ratio: 'NaN' }, true],
  [{ ratio: 'NaN' }, { ratio: 1 }, false],
  [{ ratio: 'Infinity' }, { ratio: 'Infinity' }, true],
  [{ ratio: 0 }, { ratio: -0 }, true],
  [{ share: 0.1 }, { share: 0.1 }, true],
  [{ share: 0.1 }, { share: 0.2 }, false],
  [{ gift: true }, { gift: true }, true],
  [{ gift: false }, {}, true],
  [{ gift: true }, {}, false],
  [{ data: 'AAEC' }, { data: 'AAEC' }, true],
  [{ data: 'AAEC' }, { data: 'AAED' }, false],
  [{ data: '' }, {}, true],
  [{ state: 'OPEN' }, { state: 1 }, true],
  [{ state: 1 }, { state: 'OPEN' }, true],
  [{ state: 'OPEN' }, { state: 'CLOSED' }, false],
  [{ state: 'UNKNOWN' }, {}, true],
  [{ price: { units: 3 } }, { price: { units: 3, currencyCode: 'EUR' } }, true],
  [{ price: { units: 3 } }, { price: { units: 4 } }, false],
  [{ price: { units: 0 } }, {}, false],
  [{ price: { units: 0 } }, { price: {} }, true],
  [{ price: {} }, {}, false],
  [{ price: {} }, { price: { units: 4 } }, true],
  [{ price: { net: { units: 2 } } }, { price: { net: { units: 2, currencyCode: 'X' } } }, true],
  [{ price: { net: { units: 2 } } }, { price: { units: 2 } }, false],
  [{ tags: ['a', 'b'] }, { tags: ['a', 'b'] }, true],
  [{ tags: ['a', 'b'] }, { tags: ['b', 'a'] }, false],
  [{ tags: ['a'] }, { tags: ['a', 'b'] }, false],
  [{ tags: [] }, {}, true],
  [{ tags: [] }, { tags: ['a'] }, false],
  [{ prices: [{ units: 1 }] }, { prices: [{ units: 1, currencyCode: 'X' }] }, true],
  [{ prices: [{ units: 1 }] }, { prices: [{ units: 2 }] }, false],
  [{ counts: { a: 1 } }, { counts: { a: 1, b: 2 } }, true],
  [{ counts: { a: 1 } }, { counts: { b: 1 } }, false],
  [{ counts: { a: 0 } }, { counts: { b: 1 } }, false],
  [{ counts: { constructor: 1 } }, { counts: { a: 1 } }, false],
  [{ byId: { 7: { units: 1 } } }, { byId: { 7: { units: 1, currencyCode: 'X' } } }, true],
  [{ byId: { 7: { units: 1 } } }, { byId: { 8: { units: 1 } } }, false],
  [{ yes: { true: 'y' } }, { yes: { true: 'y', false: 'n' } }, true],
  [{ at: TIME }, { at: '2026-09-01T12:00:00+02:00' }, true],
  [{ at: TIME }, { at: '2026-09-01T10:00:01Z' }, false],
  [{ wait: '1.5s' }, { wait: '1.500s' }, true],
  [{ wait: '1.5s' }, { wait: '1.6s' }, false],
  [{ wrapped: '5' }, { wrapped: '5' }, true],
  [{ wrapped: '0' }, {}, false],
  [{ wrapped: '0' }, { wrapped: '0' }, true],
  [{ label: 'x' }, { label: 'x' }, true],
  [{ label: '' }, {}, false],
  [{ flag: false }, { flag: false }, true],
  [{ flag: false }, {}, false],
  [{ blob: 'AA==' }, { blob: 'AA==' }, true],
  [{ maybe: 0 }, {}, false],
  [{ maybe: 0 }, { maybe: 0 }, true],
  [{ text: 'x' }, { text: 'x' }, true],
  [{ text: '' }, {}, false],
  [{ text: '' }, { text: '' }, true],
  [{ number: 0 }, { text: 'x' }, false],
  [
    { any: { '@type': 't.v1.Price', units: 3 } },
    { any: { '@type': 'type.googleapis.com/t.v1.Price', units: 3, currencyCode: 'X' } },
    true,
  ],
  [
    { any: { '@type': 't.v1.Price', units: 3 } },
    { any: { '@type': 'type.googleapis.com/t.v1.Price', units: 4 } },
    false,
  ],
  [{ any: { '@type': 't.v1.Price' } }, { any: { '@type': 'type.googleapis.com/t.v1.Kinds' } }, false],
  [{ any: { '@type': 't.v1.Price' } }, {}, false],
  [{ extra: { a: { b: 1 } } }, { extra: { a: { b: 1, c: 2 }, d: null } }, true],
  [{ extra: { a: { b: 1 } } }, { extra: { a: { b: '1' } } }, false],
  [{ extra: { a: [1, 'x', true, null] } }, { extra: { a: [1, 'x', true, null] } }, true],
  [{ extra: { a: [1] } }, { extra: { a: [1, 2] } }, false],
  [{ extra: { a: null } }, { extra: { a: null } }, true],
  [{ extra: { a: null } }, { extra: {} }, false],
  [{ value: 'x' }, { value: 'x' }, true],
  [{ value: 1 }, { value: '1' }, false],
  [{ value: { a: 1 } }, { value: { a: 1, b: 2 } }, true],
  [{ list: [1, { a: 2 }] }, { list: [1, { a: 2, b: 3 }] }, true],
  [{ mask: 'a,b' }, { mask: 'b,a' }, true],
  [{ mask: 'a' }, { mask: 'a,b' }, false],
  [{ states: ['OPEN', 2] }, { states: [1, 'CLOSED'] }, true],
  [{ bigs: ['1', 2] }, { bigs: [1, '2'] }, true],
  [{ times: [TIME] }, { times: [TIME] }, true],
  [{ datas: ['AA=='] }, { datas: ['AA=='] }, true],
  // $eq and $ne are of the whole.
  [{ price: { $eq: { units: 3 } } }, { price: { units: 3 } }, true],
  [{ price: { $eq: { units: 3 } } }, { price: { units: 3, currencyCode: 'X' } }, false],
  [{ price: { $eq: {} } }, {}, false],
  [{ counts: { $eq: { a: 1 } } }, { counts: { a: 1 } }, true],
  [{ counts: { $eq: { a: 1 } } }, { counts: { a: 1, b: 2 } }, false],
  [{ tags: { $eq: ['a'] } }, { tags: ['a'] }, true],
  [{ name: { $eq: 'a' } }, { name: 'a' }, true],
  [{ extra: { $eq: { a: { b: 1 } } } }, { extra: { a: { b: 1, c: 1 } } }, false],
  [{ name: { $ne: 'a' } }, { name: 'b' }, true],
  [{ name: { $ne: 'a' } }, { name: 'a' }, false],
  [{ maybe: { $ne: 3 } }, {}, true],
  [{ state: { $ne: 'OPEN' } }, { state: 'OPEN' }, false],
  [{ data: { $ne: 'AA==' } }, { data: 'AQ==' }, true],
  [{ price: { $ne: { units: 3 } } }, { price: { units: 3 } }, false],
  [{ ratio: { $ne: 'NaN' } }, { ratio: 'NaN' }, false],
  // $in
  [{ name: { $in: ['a', 'b'] } }, { name: 'b' }, true],
  [{ name: { $in: ['a', 'b'] } }, { name: 'c' }, false],
  [{ big: { $in: ['1', '2'] } }, { big: 2 }, true],
  [{ js: { $in: ['1', '2'] } }, { js: 2 }, true],
  [{ state: { $in: ['OPEN', 'CLOSED'] } }, { state: 2 }, true],
  [{ data: { $in: ['AA==', 'AQ=='] } }, { data: 'AQ==' }, true],
  [{ at: { $in: [TIME] } }, { at: '2026-09-01T11:00:00+01:00' }, true],
  [{ maybe: { $in: [0, 1] } }, {}, false],
  [{ ratio: { $in: ['NaN', 1] } }, { ratio: 'NaN' }, true],
  [{ price: { $in: [{ units: 1 }, { units: 2 }] } }, { price: { units: 2 } }, true],
  [{ price: { $in: [{ units: 1 }, { units: 2 }] } }, { price: { units: 2, currencyCode: 'X' } }, false],
  // $contains
  [{ name: { $contains: 'ell' } }, { name: 'hello' }, true],
  [{ name: { $contains: 'elL' } }, { name: 'hello' }, false],
  [{ label: { $contains: 'x' } }, {}, false],
  [{ tags: { $contains: 'b' } }, { tags: ['a', 'b'] }, true],
  [{ tags: { $contains: 'c' } }, { tags: ['a', 'b'] }, false],
  [{ tags: { $contains: { $startsWith: 'vip' } } }, { tags: ['a', 'vip-1'] }, true],
  [{ prices: { $contains: { units: 2 } } }, { prices: [{ units: 1 }, { units: 2, currencyCode: 'X' }] }, true],
  [{ bigs: { $contains: '2' } }, { bigs: [1, 2] }, true],
  [{ states: { $contains: 'OPEN' } }, { states: ['CLOSED'] }, false],
  [{ mask: { $contains: 'displayName' } }, { mask: 'displayName,x' }, true],
  [{ mask: { $contains: 'displayName' } }, { mask: 'x' }, false],
  [{ value: { $contains: 'b' } }, { value: ['a', 'b'] }, true],
  [{ value: { $contains: 'b' } }, { value: 'abc' }, true],
  [{ value: { $contains: 1 } }, { value: ['1'] }, false],
  // $startsWith, $endsWith, $matches, $glob
  [{ name: { $startsWith: 'VIP-' } }, { name: 'VIP-1' }, true],
  [{ name: { $startsWith: 'VIP-' } }, { name: 'a VIP-1' }, false],
  [{ name: { $endsWith: '.pdf' } }, { name: 'a.pdf' }, true],
  [{ name: { $endsWith: '.pdf' } }, { name: 'a.pdf.exe' }, false],
  [{ label: { $startsWith: '' } }, {}, false],
  [{ name: { $matches: '^VIP-\\d+$' } }, { name: 'VIP-12' }, true],
  [{ name: { $matches: '^VIP-\\d+$' } }, { name: 'VIP-x' }, false],
  [{ name: { $matches: '\\d' } }, { name: 'a1b' }, true],
  [{ name: { $matches: '(?i)vip' } }, { name: 'ViP' }, true],
  [{ label: { $matches: '.' } }, {}, false],
  [{ name: { $glob: 'images/*.png' } }, { name: 'images/a.png' }, true],
  [{ name: { $glob: 'images/*.png' } }, { name: 'images/b/a.png' }, false],
  [{ name: { $glob: 'images/**.png' } }, { name: 'images/b/a.png' }, true],
  [{ name: { $glob: 'a?c' } }, { name: 'abc' }, true],
  [{ name: { $glob: 'a?c' } }, { name: 'abbc' }, false],
  [{ name: { $glob: '{a,b}-[0-9]' } }, { name: 'b-7' }, true],
  [{ name: { $glob: '{a,b}-[!0-9]' } }, { name: 'b-7' }, false],
  [{ name: { $glob: 'a.c' } }, { name: 'abc' }, false],
  [{ name: { $glob: 'a\\*c' } }, { name: 'a*c' }, true],
  [{ name: { $glob: 'a\\*c' } }, { name: 'abc' }, false],
  [{ name: { $glob: '[' } }, { name: '[' }, true],
  // Order
  [{ left: { $gt: 10 } }, { left: 11 }, true],
  [{ left: { $gt: 10 } }, { left: 10 }, false],
  [{ left: { $gte: 10 } }, { left: 10 }, true],
  [{ left: { $lt: 10 } }, {}, true],
  [{ left: { $lte: -1 } }, { left: -1 }, true],
  [{ left: { $gte: 1, $lt: 5 } }, { left: 4 }, true],
  [{ left: { $gte: 1, $lt: 5 } }, { left: 5 }, false],
  [{ big: { $gt: '9007199254740992' } }, { big: '9007199254740993' }, true],
  [{ big: { $gt: '9007199254740993' } }, { big: '9007199254740993' }, false],
  [{ huge: { $gte: '18446744073709551615' } }, { huge: '18446744073709551615' }, true],
  [{ js: { $gt: 4 } }, { js: 5 }, true],
  [{ unsigned: { $gt: 4000000000 } }, { unsigned: 4000000001 }, true],
  [{ ratio: { $gt: 0.5 } }, { ratio: 0.6 }, true],
  [{ ratio: { $gt: 0.5 } }, { ratio: 'NaN' }, false],
  [{ ratio: { $lte: 0.5 } }, { ratio: 'NaN' }, false],
  [{ ratio: { $lt: 'Infinity' } }, { ratio: 1e300 }, true],
  [{ share: { $gte: 0.1 } }, { share: 0.1 }, true],
  [{ state: { $gte: 'OPEN' } }, { state: 'CLOSED' }, true],
  [{ at: { $gt: TIME } }, { at: '2026-09-01T10:00:00.000000001Z' }, true],
  [{ at: { $gt: TIME } }, { at: '2026-09-01T11:00:00+02:00' }, false],
  [{ at: { $lt: TIME } }, {}, false],
  [{ wait: { $gte: '1s' } }, { wait: '1s' }, true],
  [{ wait: { $lt: '0s' } }, { wait: '-0.5s' }, true],
  [{ wrapped: { $gte: '0' } }, {}, false],
  [{ maybe: { $lt: 5 } }, {}, false],
  [{ value: { $gt: 3 } }, { value: 4 }, true],
  [{ value: { $gt: 3 } }, { value: '4' }, false],
  // $exists
  [{ name: { $exists: true } }, { name: 'x' }, true],
  [{ name: { $exists: true } }, {}, false],
  [{ name: { $exists: false } }, {}, true],
  [{ maybe: { $exists: true } }, { maybe: 0 }, true],
  [{ maybe: { $exists: false } }, {}, true],
  [{ price: { $exists: true } }, { price: {} }, true],
  [{ price: { $exists: false } }, { price: {} }, false],
  [{ text: { $exists: true } }, { text: '' }, true],
  [{ number: { $exists: true } }, { text: '' }, false],
  [{ wrapped: { $exists: true } }, { wrapped: '0' }, true],
  [{ tags: { $exists: true } }, {}, false],
  [{ counts: { $exists: true } }, { counts: { a: 0 } }, true],
  [{ counts: { a: { $exists: true } } }, { counts: { a: 0 } }, true],
  [{ counts: { a: { $exists: false } } }, { counts: { b: 0 } }, true],
  [{ extra: { a: { $exists: false } } }, { extra: {} }, true],
  [{ extra: { a: { $exists: true } } }, { extra: { a: null } }, true],
  // $size
  [{ tags: { $size: 2 } }, { tags: ['a', 'b'] }, true],
  [{ tags: { $size: 0 } }, {}, true],
  [{ tags: { $size: { $gte: 2 } } }, { tags: ['a'] }, false],
  [{ counts: { $size: 1 } }, { counts: { a: 1 } }, true],
  [{ name: { $size: 2 } }, { name: 'ä😀' }, true],
  [{ data: { $size: 3 } }, { data: 'AAEC' }, true],
  [{ extra: { a: { $size: 2 } } }, { extra: { a: [1, 2] } }, true],
  [{ value: { $size: 1 } }, { value: { a: 1 } }, true],
  // $any, $all, $unordered
  [{ tags: { $any: { $matches: '^v' } } }, { tags: ['a', 'vip'] }, true],
  [{ tags: { $any: 'a' } }, {}, false],
  [{ tags: { $all: { $size: 1 } } }, { tags: ['a', 'b'] }, true],
  [{ tags: { $all: { $size: 1 } } }, { tags: ['a', 'bb'] }, false],
  [{ tags: { $all: 'a' } }, {}, true],
  [{ prices: { $all: { units: { $gt: 1 } } } }, { prices: [{ units: 2 }, { units: 1 }] }, false],
  [{ prices: { $any: { units: { $gt: 1 } } } }, { prices: [{ units: 2 }, { units: 1 }] }, true],
  [{ tags: { $unordered: ['b', 'a'] } }, { tags: ['a', 'b'] }, true],
  [{ tags: { $unordered: ['b', 'a'] } }, { tags: ['a', 'b', 'c'] }, false],
  [{ tags: { $unordered: ['a', 'a'] } }, { tags: ['a', 'b'] }, false],
  [{ tags: { $unordered: [{ $startsWith: 'a' }, 'ab'] } }, { tags: ['ab', 'ac'] }, true],
  [{ tags: { $unordered: ['ab', { $startsWith: 'a' }] } }, { tags: ['ab', 'ac'] }, true],
  [{ prices: { $unordered: [{ units: 2 }, { units: 1 }] } }, { prices: [{ units: 1 }, { units: 2 }] }, true],
  [{ list: { $unordered: [2, 1] } }, { list: [1, 2] }, true],
  // $not
  [{ name: { $not: 'a' } }, { name: 'b' }, true],
  [{ name: { $not: { $startsWith: 'a' } } }, { name: 'ab' }, false],
  [{ price: { $not: { units: 3 } } }, {}, true],
  [{ price: { $not: { units: 3 } } }, { price: { units: 3 } }, false],
  [{ tags: { $not: { $contains: 'a' } } }, { tags: ['b'] }, true],
  [{ maybe: { $not: { $exists: true } } }, {}, true],
  [{ maybe: { $not: { $exists: true } } }, { maybe: 0 }, false],
  [{ left: { $not: { $gte: 1, $lt: 5 } } }, { left: 7 }, true],
];

test.each(CASES)('%j on %j: %s', (asks, request, meets) => {
  const { matcher } = compiled(asks);
  const call = callOf([request]);
  expect(matcher.matches(call)).toBe(meets);
  // The reasons never disagree with the judgement.
  expect(matcher.explain(call).every(({ met }) => met)).toBe(meets);
  // What an index goes by is never in the way of a match.
  if (meets) for (const key of matcher.keys) expect(new Set<unknown>(key.values).has(key.read(call))).toBe(true);
});

test('there are enough of them', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(150);
});

test.each([
  [{ left: { $gte: 10 } }, { left: 8 }, 'left', 'is 8; the stub asks for $gte: 10'],
  [{ maybe: 3 }, {}, 'maybe', 'is not set; the stub asks for 3'],
  [{ price: { units: 3 } }, { price: { units: '4' } }, 'price.units', 'is 4; the stub asks for 3'],
  [{ price: { units: 3 } }, {}, 'price', 'is not set; the stub asks for { units: 3 }'],
  [{ state: 'OPEN' }, { state: 2 }, 'state', 'is CLOSED; the stub asks for OPEN'],
  [
    { at: { $gt: TIME } },
    { at: '2026-01-01T00:00:00Z' },
    'at',
    `is "2026-01-01T00:00:00Z"; the stub asks for $gt: "${TIME}"`,
  ],
  [{ tags: { $size: 2 } }, { tags: ['a'] }, 'tags', 'has size 1; the stub asks for $size: 2'],
  [{ tags: ['a', 'b'] }, { tags: ['a'] }, 'tags', 'is [a]; the stub asks for [a, b]'],
  [{ counts: { a: 1 } }, { counts: { a: 2 } }, 'counts["a"]', 'is 2; the stub asks for 1'],
  [{ name: { $matches: '^V' } }, { name: 'x' }, 'name', 'is x; the stub asks for $matches: ^V'],
  [{ name: { $not: 'x' } }, { name: 'x' }, 'name', 'is x; the stub asks for $not: x'],
  [
    { any: { '@type': 't.v1.Price' } },
    { any: { '@type': 'type.googleapis.com/t.v1.Kinds' } },
    'any',
    'holds type.googleapis.com/t.v1.Kinds',
  ],
])('the first unmet condition of %j on %j is said in words', (asks, request, what, because) => {
  const unmet = compiled(asks)
    .matcher.explain(callOf([request]))
    .find(({ met }) => !met);
  expect(unmet?.what).toBe(what);
  expect(unmet?.because).toContain(because);
});

test('what a stub asks for is said in words', () => {
  expect(compiled({ name: { $matches: '^VIP-' }, left: { $gte: 10 } }).matcher.words).toBe(
    'name matches ^VIP-, left ≥ 10',
  );
  expect(compiled({ price: { units: 3 }, maybe: { $exists: false } }).matcher.words).toBe(
    'price units = 3, maybe is not set',
  );
});

test.each([
  [{}, 1],
  [{ name: 'a' }, 1],
  [{ name: 'a', left: 1 }, 2],
  [{ left: { $gte: 1, $lt: 5 } }, 2],
  [{ price: { units: 1, net: { units: 2 } } }, 2],
  [{ tags: ['a', 'b', 'c'] }, 3],
])('the specificity of %j is %s', (asks, weight) => {
  expect(compiled(asks).matcher.specificity).toBe(weight);
});
