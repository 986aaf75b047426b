import { beforeAll, expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { loadCel } from '../../../server/stubs/cel-library.ts';
import { compileStub, triedStubs } from '../../../server/stubs/compile-stub.ts';
import { LineIndex } from '../../../server/stubs/line-index.ts';
import type { TemplateScope } from '../../../server/stubs/stub.ts';
import { callOf, method, stubOf, stubsOf } from './stubs-of.ts';

beforeAll(loadCel);

const REQUEST = { name: 'a', left: 5, state: 'OPEN', states: ['OPEN', 'CLOSED'], levels: { a: 'CLOSED' } };

function meets(cel: string): unknown {
  const result = compileStub(stubOf({ when: { cel } }));
  return 'stub' in result
    ? result.stub.matcher.matches(callOf([REQUEST]))
    : result.problems.map(({ message, hint }) => `${message} ${hint ?? ''}`).join(' ');
}

test.each([
  ['request.state == "OPEN"', true],
  ['"OPEN" == request.state', true],
  ['request.state == OPEN', true],
  ['OPEN == request.state', true],
  ['request.state != "CLOSED"', true],
  ['request.state in ["CLOSED", OPEN]', true],
  ['request.state in [CLOSED]', false],
  ['request.states.exists(s, s == "CLOSED")', true],
  ['request.states[1] == "CLOSED"', true],
  ['request.state == 1', true],
  ['request.levels["a"] == "CLOSED"', true],
  ['request.levels.a == CLOSED', true],
  ['request.levels["a"] in ["OPEN"]', false],
  ['"OPEN" in request.states', true],
  ['OPEN in request.states', true],
  ['request.states == ["OPEN", CLOSED]', true],
  ['["OPEN"] == request.states', false],
  ['(request.left == 5 ? request.state : request.states[0]) == "OPEN"', true],
  // What is the one or the other is neither.
  ['(request.gift ? request.name : request.left) == 5', true],
  ['(request.gift ? request.state : request.name) == "a"', true],
  ['request.state >= "CLOSED"', false],
  ['(request.state == "OPEN") == (request.left == 5)', true],
  ['request.left == 5.0', true],
])('values of enums are known by name beside what they are compared with: %s', (cel, expected) => {
  expect(meets(cel)).toBe(expected);
});

test.each([
  ['request.state == "OPN"', 't.v1.State has no value "OPN". Did you mean OPEN?'],
  ['request.state in ["OPEN", "SHUT"]', 't.v1.State has no value "SHUT".'],
  ['request.state == OPN', 'There is no "OPN" here.'],
  ['request.levels["a"] == "SHUT"', 't.v1.State has no value "SHUT".'],
  ['"SHUT" in request.states', 't.v1.State has no value "SHUT".'],
  ['request.states == ["OPN"]', 't.v1.State has no value "OPN". Did you mean OPEN?'],
  ['request.levels', 'This is a map, and a condition is true or false.'],
  ['now > timestamp("2024-01-01T00:00:00Z")', 'A condition cannot ask the clock. Compare with a time'],
  ['request.at < now', 'A condition cannot ask the clock.'],
  ['seed == "a"', 'A condition cannot ask for the seed.'],
  ['fake.email == request.name', 'A condition cannot draw values.'],
  ['fake.email() == request.name', 'A condition cannot draw values.'],
  ['request.name == 5', 'This is text, and it is compared with a number: they are never equal. Put it in quotes.'],
  [
    'request.left == "5"',
    'This is int32, and it is compared with text: they are never equal. Write it without quotes.',
  ],
  ['request.gift == "true"', 'This is bool, and it is compared with text'],
  ['"5" == request.left', 'This is int32, and it is compared with text'],
  ['request.name', 'This is text, and a condition is true or false.'],
  ['request.price', 'This is a t.v1.Price, and a condition is true or false.'],
  ['request.tags', 'This is a list, and a condition is true or false.'],
  ['request.state', 'This is a value of t.v1.State, and a condition is true or false.'],
])('what can never be so is a problem when it is loaded: %s', (cel, expected) => {
  expect(meets(cel)).toContain(expected);
});

test.each(['request.gift', 'has(request.price)', 'request.flag', 'request.name == "a" && request.gift'])(
  '%s is a condition',
  (cel) => {
    expect(meets(cel)).toBeTypeOf('boolean');
  },
);

test('what nests too deep is told so', () => {
  expect(meets(`${'('.repeat(4_000)}true${')'.repeat(4_000)}`)).toContain('This expression nests too deep to be read.');
});

test('comparisons of comparisons are read as fast as others', () => {
  const deep = `${'('.repeat(200)}request.gift${' == true)'.repeat(200)}`;
  expect(meets(deep)).toBe(false);
});

function filled(message: unknown, request: unknown): unknown {
  const result = compileStub(stubOf({ reply: { message } }));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [reply] = result.stub.replies;
  const scope: TemplateScope = { call: callOf([request]), variables: new Map(), hit: 1, seed: '', now: 0 };
  const made = reply?.kind === 'reply' ? reply.message?.fill(scope) : undefined;
  if (!made || 'failed' in made) throw new Error(made?.failed);
  return JSON.parse(decodeJson(method().desc.output, made.value, method().types).json!) as unknown;
}

test('text has the names of values of enums, which are numbers in CEL', () => {
  expect(filled({ name: 'is ${request.state}' }, { state: 'OPEN' })).toEqual({ name: 'is OPEN' });
  expect(filled({ name: '${request.state}' }, { state: 'CLOSED' })).toEqual({ name: 'CLOSED' });
  expect(filled({ name: '${request.state}' }, { state: 77 })).toEqual({ name: '77' });
  expect(filled({ state: '${request.state}' }, { state: 'OPEN' })).toEqual({ state: 'OPEN' });
  expect(filled({ left: '${request.state}' }, { state: 'CLOSED' })).toEqual({ left: 2 });
});

test('so has text of lists and maps of them', () => {
  const request = { states: ['OPEN', 'CLOSED'], levels: { a: 'OPEN' } };
  expect(filled({ name: '${request.states} ${request.levels.a}' }, request)).toEqual({
    name: '["OPEN","CLOSED"] OPEN',
  });
  expect(filled({ name: '${request.levels}' }, request)).toEqual({ name: '{"a":"OPEN"}' });
  expect(filled({ states: '${request.states}', levels: '${request.levels}' }, request)).toEqual(request);
});

test('what is a value of an enum or something else is no name', () => {
  expect(filled({ name: '${request.gift ? request.state : request.left}' }, { left: 1 })).toEqual({ name: '1' });
});

test('floats of 32 bits have no more digits in text than they need', () => {
  expect(filled({ name: '${request.share} ${request.ratio}' }, { share: 0.1, ratio: 0.1 })).toEqual({
    name: '0.1 0.1',
  });
  expect(filled({ name: '${request.share}' }, { share: 'NaN' })).toEqual({ name: 'NaN' });
  // What is calculated is calculated in 64 bits.
  expect(filled({ name: '${request.share + 0.0}' }, { share: 0.1 })).toEqual({ name: '0.10000000149011612' });
});

const PRICE = { '@type': 'type.googleapis.com/t.v1.Price', units: '3' };
test.each([
  ['${request.any}', { any: PRICE }, PRICE],
  ['${request.any}', { any: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '3s' } }, undefined],
  ['${request.any}', { any: { '@type': 'type.googleapis.com/google.protobuf.Int64Value', value: '3' } }, undefined],
  ['${request.any}', { any: { '@type': 'type.googleapis.com/google.protobuf.Struct', value: { a: 1 } } }, undefined],
  ['${request.anys[0]}', { anys: [PRICE] }, PRICE],
  // What is a message is packed.
  ['${request.price}', { price: { units: '3' } }, PRICE],
  ['${request.wait}', { wait: '3s' }, { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '3s' }],
  ['${request.any}', {}, null],
] as const)('an Any is filled by %s of %j', (text, request, expected) => {
  const any = expected === undefined && 'any' in request ? request.any : expected;
  expect(filled({ any: text }, request)).toEqual(any === null ? {} : { any });
  expect(
    filled({ anys: [text] }, { any: PRICE, price: { units: '3' }, wait: '3s', anys: [PRICE], ...request }),
  ).toEqual({
    anys: [any ?? PRICE],
  });
});

test('a number is no Any', () => {
  expect(() => filled({ any: '${request.left}' }, {})).toThrow('found');
});

test.each([
  [{ value: '${request.value}' }, {}],
  [{ price: '${request.price}' }, {}],
  [{ price: { net: '${request.price.net}' } }, { price: {} }],
  [{ maybe: '${request.maybe}' }, {}],
  [{ text: '${request.text}' }, {}],
  [{ at: '${request.at}' }, {}],
  [{ label: '${message.label}' }, {}],
  [{ wrapped: '${call.request.wrapped}' }, {}],
  // A field without presence is its default, and says so.
  [{ maybe: '${request.left}' }, { maybe: 0 }],
  [{ label: '${request.name}' }, { label: '' }],
  // An expression that does something has its value.
  [{ label: '${request.text + "!"}' }, { label: '!' }],
  [{ name: '<${request.text}>' }, { name: '<>' }],
])('%j: what the call has unset stays unset', (message, expected) => {
  expect(filled(message, {})).toEqual(expected);
});

test('what the call has set to a default stays set', () => {
  expect(filled({ value: '${request.value}' }, { value: null })).toEqual({ value: null });
  const request = { price: {}, maybe: 0, text: '', wrapped: 0 };
  const message = { price: '${request.price}', maybe: '${request.maybe}', text: '${request.text}', wrapped: '${request.wrapped}' }; // prettier-ignore
  expect(filled(message, request)).toEqual({ price: {}, maybe: 0, text: '', wrapped: '0' });
});

test('a problem of an expression or of a pattern stands where it is written', () => {
  const text = [
    'service: t.v1.Things',
    'stubs:',
    '  - method: Get',
    '    when:',
    '      request:',
    '        name: { $matches: "(" }',
    '      cel: >-',
    '        request.nam == "x"',
    '    reply:',
    '      message:',
    '        price:',
    '          currencyCode: "${request.nam}"',
    '      headers: { x-a: "${fake.emial}" }',
  ].join('\n');
  const { problems } = triedStubs(stubsOf(text), new LineIndex(text));
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [6, 17],
    [7, 12],
    [13, 23],
    [12, 25],
  ]);
  expect(problems.at(-1)?.hint).toBe('Did you mean name?');
});
