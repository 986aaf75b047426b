import { beforeAll, expect, test } from 'vitest';
import { compileStub } from '../../../server/stubs/compile-stub.ts';
import { loadCel } from '../../../server/stubs/cel-library.ts';
import type { Matcher } from '../../../server/stubs/stub.ts';
import { callOf, stubOf, type CallOptions } from './stubs-of.ts';

beforeAll(loadCel);

function matcher(when: unknown, name = 'Get'): Matcher {
  const result = compileStub(stubOf({ when }, name));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.stub.matcher;
}

const both = (asks: Matcher, ...[messages, options]: [readonly unknown[], CallOptions?]): boolean => {
  const call = callOf(messages, options);
  const met = asks.matches(call);
  expect(asks.explain(call).every((line) => line.met)).toBe(met);
  return met;
};

type Metadata = NonNullable<CallOptions['metadata']>;
const METADATA: readonly (readonly [unknown, Metadata, boolean])[] = [
  [{ 'x-tenant': 'acme' }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': 'acme' }, { 'x-tenant': 'other' }, false],
  // What must not be must not be any of them, whatever stands beside it; what must be may be any, but one for all of it.
  [{ 'x-a': { $ne: 'a' } }, { 'x-a': ['a', 'b'] }, false],
  [{ 'x-a': { $exists: true, $ne: 'a' } }, { 'x-a': ['a', 'b'] }, false],
  [{ 'x-a': { $exists: true, $ne: 'a' } }, { 'x-a': ['c', 'b'] }, true],
  [{ 'x-a': { $startsWith: 'b', $ne: 'a' } }, { 'x-a': ['a', 'b'] }, false],
  [{ 'x-a': { $startsWith: 'a', $endsWith: 'z' } }, { 'x-a': ['ab', 'yz'] }, false],
  [{ 'x-a': { $startsWith: 'a', $endsWith: 'z' } }, { 'x-a': ['ab', 'az'] }, true],
  [{ 'x-tenant': 'acme' }, {}, false],
  [{ 'X-Tenant': 'acme' }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': 'acme' }, { 'x-tenant': ['other', 'acme'] }, true],
  [{ 'x-tenant': { $ne: 'acme' } }, { 'x-tenant': ['other', 'acme'] }, false],
  [{ 'x-tenant': { $ne: 'acme' } }, {}, true],
  [{ 'x-tenant': { $not: { $startsWith: 'a' } } }, { 'x-tenant': ['b', 'acme'] }, false],
  [{ 'x-tenant': { $in: ['a', 'b'] } }, { 'x-tenant': 'b' }, true],
  [{ 'x-tenant': { $contains: 'cm' } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': { $startsWith: 'ac' } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': { $endsWith: 'me' } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': { $matches: '^a.*e$' } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': { $glob: 'a*' } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-tenant': { $exists: true } }, { 'x-tenant': '' }, true],
  [{ 'x-tenant': { $exists: true } }, {}, false],
  [{ 'x-tenant': { $exists: false } }, {}, true],
  [{ 'x-tenant': { $exists: false } }, { 'x-tenant': 'a' }, false],
  [{ 'x-attempt': { $gte: 2 } }, { 'x-attempt': '10' }, true],
  [{ 'x-attempt': { $gte: 2 } }, { 'x-attempt': '1' }, false],
  [{ 'x-attempt': { $gte: 2 } }, { 'x-attempt': 'many' }, false],
  [{ 'x-attempt': { $lt: 1.5 } }, { 'x-attempt': '1.25' }, true],
  [{ 'x-tenant': { $size: 4 } }, { 'x-tenant': 'acme' }, true],
  [{ 'x-data-bin': 'AAEC' }, { 'x-data-bin': 'AAEC' }, true],
  [{ 'x-data-bin': 'AA==' }, { 'x-data-bin': 'AA' }, true],
  [{ 'x-data-bin': 'AAEC' }, { 'x-data-bin': 'AAED' }, false],
];

test.each(METADATA)('metadata %j on %j: %s', (metadata, given, meets) => {
  expect(both(matcher({ metadata }), [{}], { metadata: given })).toBe(meets);
});

const STREAMS: readonly (readonly [unknown, readonly unknown[], boolean])[] = [
  [{ first: { left: 1 } }, [{ left: 1 }, { left: 2 }], true],
  [{ first: { left: 1 } }, [{ left: 2 }, { left: 1 }], false],
  [{ last: { left: 1 } }, [{ left: 2 }, { left: 1 }], true],
  [{ last: { left: 1 } }, [{ left: 1 }, { left: 2 }], false],
  [{ any: { left: 2 } }, [{ left: 1 }, { left: 2 }], true],
  [{ any: { left: 3 } }, [{ left: 1 }, { left: 2 }], false],
  [{ all: { left: { $gte: 1 } } }, [{ left: 1 }, { left: 2 }], true],
  [{ all: { left: { $gte: 2 } } }, [{ left: 1 }, { left: 2 }], false],
  [{ all: { left: 1 } }, [], false],
  [{ any: { left: 1 } }, [], false],
  [{ first: {} }, [], false],
  [{ count: 2 }, [{}, {}], true],
  [{ count: 2 }, [{}], false],
  [{ count: { $gte: 2 } }, [{}, {}, {}], true],
  [{ count: 0 }, [], true],
  [{ first: { left: 1 }, last: { left: 3 }, count: 3 }, [{ left: 1 }, { left: 2 }, { left: 3 }], true],
];

test.each(STREAMS)('%j on a stream of %j: %s', (when, messages, meets) => {
  expect(both(matcher(when, 'Upload'), messages, { method: 'Upload' })).toBe(meets);
});

test.each([
  ['request.left > 3', true],
  ['request.left < 3', false],
  ['request.tags.exists(t, t == "gift")', true],
  ['request.tags.exists(t, t == "none")', false],
  ['request.big == 9007199254740993', true],
  ['has(request.price)', true],
  ['has(request.price.net)', false],
  ['request.price.currencyCode == "EUR"', true],
  ['request.price.currency_code == "EUR"', true],
  ['request.state == t.v1.State.OPEN', true],
  ['metadata["x-tenant"] == "acme"', true],
  ['metadata["x-none"] == "acme"', false],
  ['count == 1', true],
  ['requests[0].left == 5', true],
  ['size(requests) == 1', true],
  ['request.name.matches("^a+$")', true],
  ['request.at > timestamp("2026-01-01T00:00:00Z")', true],
  ['dyn(request.name)', false],
  ['requests[3].left == 5', false],
])('cel %s is %s', (cel, meets) => {
  const request = {
    left: 5, tags: ['gift'], big: '9007199254740993', price: { currencyCode: 'EUR' }, state: 'OPEN', name: 'aaa',
    at: '2026-09-01T00:00:00Z',
  }; // prettier-ignore
  expect(both(matcher({ cel }), [request], { metadata: { 'x-tenant': 'acme' } })).toBe(meets);
});

test('an expression that fails says why', () => {
  const [line] = matcher({ cel: 'metadata["x-none"] == "a"' }).explain(callOf([{}]));
  expect(line?.what).toBe('cel');
  expect(line?.because).toMatch(/^fails: /);
});

test.each([
  ['request.skuu == "a"', 'has no field "skuu"', ''],
  ['request.nam == "a"', 'has no field "nam"', 'Did you mean name?'],
  ['request.price.unit == 1', 't.v1.Price has no field "unit"', 'Did you mean units?'],
  ['requests[0].nam == "a"', 'has no field "nam"', ''],
  ['request.prices.exists(p, p.unit == 1)', 't.v1.Price has no field "unit"', ''],
  ['reqest.name == "a"', 'There is no "reqest" here', 'Did you mean request?'],
  ['request.name ==', 'This is no expression of CEL', ''],
  ['request.name.startWith("a")', 'There is no function "startWith"', ''],
  ['nothing(1)', 'There is no function "nothing"', ''],
  ['request.state == t.v1.State.OPE', 't.v1.State has no value "OPE"', ''],
])('%s is refused when it is loaded, with file, line and path', (cel, message, hint) => {
  const result = compileStub(stubOf({ when: { cel } }));
  const [problem] = 'problems' in result ? result.problems : [];
  expect(problem?.message).toContain(message);
  expect(problem?.hint ?? '').toContain(hint);
  expect(problem).toMatchObject({ severity: 'error', file: 'test.stubs.yaml', line: 1, path: 'stubs[0].when.cel' });
});

test('a pattern that cannot be read is refused when it is loaded, with file, line and path', () => {
  const result = compileStub(stubOf({ when: { request: { name: { $matches: '(?=a)' } } } }));
  const [problem] = 'problems' in result ? result.problems : [];
  expect(problem?.message).toContain('cannot be read');
  expect(problem).toMatchObject({ file: 'test.stubs.yaml', line: 1, path: 'stubs[0].when.request.name.$matches' });
});

test('conditions of all kinds are demanded together, and said one after the other', () => {
  const asks = matcher({ request: { name: 'a' }, metadata: { 'x-tenant': 'acme' }, cel: 'request.left > 3' });
  expect(asks.specificity).toBe(3);
  expect(both(asks, [{ name: 'a', left: 4 }], { metadata: { 'x-tenant': 'acme' } })).toBe(true);
  expect(both(asks, [{ name: 'a', left: 3 }], { metadata: { 'x-tenant': 'acme' } })).toBe(false);
  const lines = asks.explain(callOf([{ name: 'b' }]));
  expect(lines.map(({ what, met }) => [what, met])).toEqual([['name', false], ['x-tenant', false], ['cel', false]]); // prettier-ignore
});

test('a matcher of nothing matches every call, and one of a message none without messages', () => {
  expect(both(matcher({}), [{}])).toBe(true);
  expect(matcher({}).needsMessage).toBe(false);
  expect(both(matcher({ request: {} }), [])).toBe(false);
  expect(matcher({ request: {} }).needsMessage).toBe(true);
  expect(matcher({ metadata: { a: 'b' } }).needsMessage).toBe(false);
});
