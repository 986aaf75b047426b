import { fromBinary, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { beforeAll, expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { loadCel, needsCel, type NamedResources } from '../../../server/stubs/cel-library.ts';
import { compileStub, prepareStubs } from '../../../server/stubs/compile-stub.ts';
import type { CompiledReply, TemplateScope, TemplateWorld } from '../../../server/stubs/stub.ts';
import { callOf, messageOf, method, stubOf } from './stubs-of.ts';

beforeAll(loadCel);

const NOW = Date.UTC(2026, 8, 1, 10, 0, 0);
const REQUEST = {
  name: 'A-1',
  left: 7,
  big: '9007199254740993',
  ratio: 0.5,
  gift: true,
  data: 'AAEC',
  state: 'OPEN',
  price: { units: '12', currencyCode: 'EUR' },
  tags: ['x', 'y'],
  counts: { a: 1 },
  at: '2026-09-01T10:00:00.5Z',
  wait: '1.5s',
  share: 0.25,
};

function replyOf(reply: unknown): CompiledReply {
  const result = compileStub(stubOf({ reply }));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [made] = result.stub.replies;
  if (made?.kind !== 'reply') throw new Error('no reply');
  return made;
}

const scopeOf = (more: Partial<TemplateScope> = {}): TemplateScope => ({
  call: callOf([REQUEST, { name: 'second' }], { metadata: { 'x-tenant': ['acme', 'b'], 'x-data-bin': 'AAEC' } }),
  variables: new Map(),
  hit: 3,
  seed: 'blue',
  now: NOW,
  ...more,
});

function filled(
  message: unknown,
  options: { scope?: TemplateScope; base?: Message; generated?: boolean } = {},
): unknown {
  const { scope = scopeOf(), base, generated = false } = options;
  const template = replyOf({ message, ...(generated ? { generated } : {}) }).message!;
  const result = template.fill(scope, base);
  if ('failed' in result) return `${result.path}: ${result.failed}`;
  return JSON.parse(decodeJson(method().desc.output, result.value, method().types).json!) as unknown;
}

/** A message with holes, and what becomes of it. */
const CASES: readonly (readonly [unknown, unknown])[] = [
  [{ name: '${request.name}' }, { name: 'A-1' }],
  [{ name: 'no ${request.name}!' }, { name: 'no A-1!' }],
  [{ name: '${request.name}${request.left}' }, { name: 'A-17' }],
  [{ name: '${request.left}' }, { name: '7' }],
  [{ name: '${request.gift}' }, { name: 'true' }],
  [{ name: 'a ${request.ratio} b' }, { name: 'a 0.5 b' }],
  [{ name: '${request.big}' }, { name: '9007199254740993' }],
  [{ big: '${request.big}' }, { big: '9007199254740993' }],
  [{ big: '${request.big + 1}' }, { big: '9007199254740994' }],
  [{ left: '${request.left * 2}' }, { left: 14 }],
  [{ ratio: '${request.ratio}' }, { ratio: 0.5 }],
  [{ share: '${request.share}' }, { share: 0.25 }],
  [{ ratio: '${0.0 / 0.0}' }, { ratio: 'NaN' }],
  [{ gift: '${request.left > 3}' }, { gift: true }],
  [{ data: '${request.data}' }, { data: 'AAEC' }],
  [{ state: '${request.state}' }, { state: 'OPEN' }],
  [{ price: '${request.price}' }, { price: { units: '12', currencyCode: 'EUR' } }],
  [{ price: { units: '${request.price.units}', currencyCode: 'X' } }, { price: { units: '12', currencyCode: 'X' } }],
  [{ tags: '${request.tags}' }, { tags: ['x', 'y'] }],
  [{ tags: ['${request.name}', 'b', '${request.left}'] }, { tags: ['A-1', 'b', '7'] }],
  [{ prices: ['${request.price}', { units: 1 }] }, { prices: [{ units: '12', currencyCode: 'EUR' }, { units: '1' }] }],
  [
    { prices: '${[request.price, request.price]}' },
    {
      prices: [
        { units: '12', currencyCode: 'EUR' },
        { units: '12', currencyCode: 'EUR' },
      ],
    },
  ],
  [{ counts: '${request.counts}' }, { counts: { a: 1 } }],
  [{ counts: '${{"z": request.left}}' }, { counts: { z: 7 } }],
  [{ counts: { b: '${request.left}' } }, { counts: { b: 7 } }],
  [{ at: '${request.at}' }, { at: '2026-09-01T10:00:00.500Z' }],
  [{ at: '${now}' }, { at: '2026-09-01T10:00:00Z' }],
  [{ at: '${now + duration("1h")}' }, { at: '2026-09-01T11:00:00Z' }],
  [{ wait: '${request.wait}' }, { wait: '1.500s' }],
  [{ name: '${now}' }, { name: '2026-09-01T10:00:00Z' }],
  [{ name: 'at ${request.at} for ${request.wait}' }, { name: 'at 2026-09-01T10:00:00.500Z for 1.500s' }],
  [{ name: 'tags ${request.tags}' }, { name: 'tags ["x","y"]' }],
  [{ name: '${count}' }, { name: '3' }],
  [{ name: '${seed}' }, { name: 'blue' }],
  [{ name: '${metadata["x-tenant"]}' }, { name: 'acme, b' }],
  [{ data: '${metadata["x-data-bin"]}' }, { data: 'AAEC' }],
  [{ name: '${requests[1].name}' }, { name: 'second' }],
  [{ name: '${message.name}' }, { name: 'second' }],
  [{ name: '${size(requests)}' }, { name: '2' }],
  [{ name: '${call.method}' }, { name: 't.v1.Things/Get' }],
  [{ name: '${call.request.name}' }, { name: 'A-1' }],
  [{ name: '$${request.name}' }, { name: '${request.name}' }],
  [{ name: '$${a} ${request.name}' }, { name: '${a} A-1' }],
  [{ name: '${request.left > 3 ? "many" : "few"}' }, { name: 'many' }],
  [{ name: '${request.name.lowerAscii()}' }, { name: 'a-1' }],
  [{ tags: '${request.tags.map(t, t + "!")}' }, { tags: ['x!', 'y!'] }],
  [{ wrapped: '${request.left}' }, { wrapped: '7' }],
  [{ label: '${request.left}' }, { label: '7' }],
  [{ value: '${request.left}' }, { value: 7 }],
  [{ extra: { a: '${request.left}', b: 'x ${request.name}' } }, { extra: { a: 7, b: 'x A-1' } }],
  [
    { any: { '@type': 't.v1.Price', units: '${request.left}' } },
    { any: { '@type': 'type.googleapis.com/t.v1.Price', units: '7' } },
  ],
  [{ text: '${request.name}' }, { text: 'A-1' }],
  [{ maybe: '${request.left - 7}' }, { maybe: 0 }],
];

test.each(CASES)('%j becomes %j', (message, expected) => {
  expect(filled(message)).toEqual(expected);
});

test.each([
  [{ name: '${metadata["x-none"]}' }, 'stubs[0].reply.message.name: ${metadata["x-none"]} fails:'],
  [{ name: 'a ${metadata["x-none"]} b' }, 'stubs[0].reply.message.name: '],
  [{ tags: ['a', '${requests[9].name}'] }, 'stubs[0].reply.message.tags[1]: '],
  [{ left: '${request.big}' }, 'stubs[0].reply.message.left: 9007199254740993 does not fit int32.'],
  [{ left: '${request.ratio}' }, 'stubs[0].reply.message.left: Expected int32'],
  [{ left: '${request.left / 0}' }, 'stubs[0].reply.message.left: ${request.left / 0} fails:'],
  [{ name: '${null}' }, 'stubs[0].reply.message.name: ${null} gives null'],
  [{ price: '${request.tags}' }, 'stubs[0].reply.message.price: Expected an object'],
  [{ state: '${request.name}' }, 'stubs[0].reply.message.state: '],
])('%j fails with its path, and never renders to nothing', (message, text) => {
  expect(filled(message)).toContain(text);
});

test('a failure names the file and the line', () => {
  const result = replyOf({ message: { name: '${metadata["x"]}' } }).message!.fill(scopeOf());
  expect(result).toMatchObject({ file: 'test.stubs.yaml', line: 1, path: 'stubs[0].reply.message.name' });
});

test.each([
  [{ name: '${request.nam}' }, 'has no field "nam"'],
  [{ name: '${reqest.name}' }, 'There is no "reqest"'],
  [{ name: '${fake.emial}' }, 'fake has no "emial"'],
  [{ name: 'x ${request.name + }' }, 'This is no expression of CEL'],
])('%j is refused when it is loaded', (message, text) => {
  const result = compileStub(stubOf({ reply: { message } }));
  const [problem] = 'problems' in result ? result.problems : [];
  expect(problem?.message).toContain(text);
  expect(problem).toMatchObject({ file: 'test.stubs.yaml', line: 1, path: 'stubs[0].reply.message.name' });
});

test('a constant message is encoded once', () => {
  const { message } = replyOf({ message: { name: 'a', left: 3 } });
  expect(message?.constant).toBeInstanceOf(Uint8Array);
  const [first, second] = [message!.fill(scopeOf()), message!.fill(scopeOf())];
  expect('value' in first && 'value' in second && first.value === second.value).toBe(true);
  expect(replyOf({ message: { name: '${seed}' } }).message?.constant).toBeUndefined();
});

test('expressions are needed where there are some, and nowhere else', () => {
  expect(needsCel(stubOf({ reply: { message: { name: 'a $${x}' } } }))).toBe(false);
  expect(needsCel(stubOf({ reply: { message: { name: '${seed}' } } }))).toBe(true);
  expect(needsCel(stubOf({ reply: { headers: { a: '${seed}' }, message: {} } }))).toBe(true);
  expect(needsCel(stubOf({ when: { cel: 'true' } }))).toBe(true);
  expect(needsCel(stubOf({ when: { request: { name: 'a' } } }))).toBe(false);
});

test('made-up values follow from seed, stub and call, and agree within one answer', () => {
  const message = { name: '${fake.first_name}', label: '${fake.email}', tags: ['${fake.uuid}', '${fake.uuid}', '${fake.int(5, 6)}', '${fake.pick("a")}'], at: '${timestamp(fake.time())}' }; // prettier-ignore
  const once = filled(message) as { name: string; label: string; tags: string[] };
  expect(filled(message)).toEqual(once);
  expect(filled(message, { scope: scopeOf({ hit: 4 }) })).not.toEqual(once);
  expect(filled(message, { scope: scopeOf({ seed: 'red' }) })).not.toEqual(once);
  expect(once.label.toLowerCase()).toContain(once.name.toLowerCase().slice(0, 1));
  expect(once.tags[0]).not.toBe(once.tags[1]);
  expect(['5', '6']).toContain(once.tags[2]);
  expect(once.tags[3]).toBe('a');
});

const PRICES = ['1', '5'];
const price = (units: string): ReflectMessage => reflect(method('Other').desc.input, messageOf({ units }, 'Other'));
/** Prices by their units; no other type is known. */
const WORLD: TemplateWorld = {
  find(type, id) {
    if (type !== 't.v1.Price') throw new Error(`There is no resource ${type}.`);
    return id === 'p' ? price('5') : PRICES.includes(id) ? price(id) : undefined;
  },
  list: () => PRICES.map(price),
};

test('the world is asked by type and id, and what it does not have is a failure', () => {
  const scope = scopeOf({ world: WORLD });
  expect(filled({ big: '${world("t.v1.Price", "p").units}' }, { scope })).toEqual({ big: '5' });
  expect(filled({ price: '${world("t.v1.Price", "p")}' }, { scope })).toEqual({ price: { units: '5' } });
  expect(filled({ big: '${world("t.v1.Price", "q").units}' }, { scope })).toContain('the world has no t.v1.Price "q"');
  expect(filled({ big: '${world("Nothing", "q").units}' }, { scope })).toContain('There is no resource Nothing.');
  expect(filled({ big: '${world("t.v1.Price", "p").units}' })).toContain('there is no world here');
});

test('an id may be a number, and fields may be written as in JSON', () => {
  const scope = scopeOf({ world: WORLD });
  expect(filled({ big: '${world("t.v1.Price", request.left - 2).units}' }, { scope })).toEqual({ big: '5' });
  expect(filled({ name: '${world("t.v1.Price", uint(5)).currencyCode}x' }, { scope })).toEqual({ name: 'x' });
});

test('a list of the world is filtered, counted and sent', () => {
  const scope = scopeOf({ world: WORLD });
  expect(filled({ left: '${size(world("t.v1.Price"))}' }, { scope })).toEqual({ left: 2 });
  expect(filled({ prices: '${world("t.v1.Price").filter(p, p.units > 1)}' }, { scope })).toEqual({
    prices: [{ units: '5' }],
  });
  expect(filled({ bigs: '${world("t.v1.Price").map(p, p.units)}' }, { scope })).toEqual({ bigs: ['1', '5'] });
});

test.each([
  ['${world("Prise", "p").units}', 'There is no resource Prise.', 'Did you mean Price?'],
  ['${world("Price", "p").unit}', 't.v1.Price has no field "unit".', 'Did you mean units?'],
  ['${world("Price").map(p, p.unit)[0]}', 't.v1.Price has no field "unit".', 'Did you mean units?'],
  ['${world("Price", "p", 3).units}', 'fails', undefined],
])('%s is refused when it is loaded, where the resources are known', async (text, message, hint) => {
  const spec = stubOf({ reply: { message: { big: text } } }, 'Get', 'world.stubs.yaml');
  const named: NamedResources = {
    find: (name) =>
      name === 'Price' || name === 't.v1.Price'
        ? { desc: method('Other').desc.input }
        : { message: `There is no resource ${name}.`, hint: 'Did you mean Price?' },
  };
  await prepareStubs([spec], () => Promise.resolve(named));
  const result = compileStub(spec);
  if (hint === undefined) return void expect(result).not.toHaveProperty('problems');
  expect('problems' in result && result.problems[0]).toMatchObject({ file: 'world.stubs.yaml', hint });
  expect('problems' in result && result.problems[0]?.message).toContain(message);
});

test('a condition cannot ask the world', () => {
  const result = compileStub(stubOf({ when: { cel: 'world("t.v1.Price", "p").units > 3' } }));
  expect('problems' in result && result.problems[0]?.message).toContain('A condition cannot ask the world.');
});

test('variables keep their types', () => {
  const script = { script: [{ on: 'open', do: [{ set: { left: 3 } }, { send: { left: '${left - 1}', name: 'left ${left}' } }] }] }; // prettier-ignore
  const { reply: _, ...stub } = { reply: undefined, ...script };
  const result = compileStub(stubOf({ ...stub, reply: undefined }, 'Talk'));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [made] = result.stub.replies;
  const actions = made?.kind === 'script' ? made.events[0]!.do : [];
  const [set, send] = actions;
  if (set?.act !== 'set' || send?.act !== 'send') throw new Error('not these');
  const value = set.value.fill(scopeOf());
  const variables = new Map([[set.name, 'value' in value ? value.value : undefined]]);
  const sent = send.message.fill(scopeOf({ variables }));
  if ('failed' in sent) throw new Error(sent.failed);
  expect(fromBinary(method().desc.output, sent.value)).toMatchObject({ left: 2, name: 'left 3' });
});

test('what is given wins over a generated message, field by field', () => {
  const base = (): Message =>
    messageOf({ name: 'gen', left: 5, big: '8', price: { units: 1, currencyCode: 'GEN' }, tags: ['g'], text: 'gen', maybe: 4, at: '2026-01-01T00:00:00Z' }); // prettier-ignore
  const merged = (message: unknown): unknown => filled(message, { base: base(), generated: true });
  expect(merged({ name: 'a' })).toMatchObject({ name: 'a', left: 5, text: 'gen', tags: ['g'] });
  expect(merged({ left: 0, name: '' })).not.toHaveProperty('left');
  expect(merged({ left: 0, name: '' })).not.toHaveProperty('name');
  expect(merged({ price: { units: 12 } })).toMatchObject({ price: { units: '12', currencyCode: 'GEN' } });
  expect(merged({ tags: [] })).not.toHaveProperty('tags');
  expect(merged({ tags: ['a', 'b'] })).toMatchObject({ tags: ['a', 'b'] });
  expect(merged({ number: 3 })).toMatchObject({ number: 3 });
  expect(merged({ number: 3 })).not.toHaveProperty('text');
  expect(merged({ maybe: 0 })).toMatchObject({ maybe: 0 });
  expect(merged({ maybe: null })).not.toHaveProperty('maybe');
  expect(merged({ at: '${now}' })).toMatchObject({ at: '2026-09-01T10:00:00Z', name: 'gen' });
  expect(merged({ name: '${request.name}' })).toMatchObject({ name: 'A-1', left: 5 });
});

test('headers, status messages and details are templates as well', () => {
  const reply = replyOf({
    headers: { 'x-name': '${request.name}' },
    trailers: { 'x-left': 'left ${request.left}' },
    status: 'NOT_FOUND',
    message: 'no product ${request.name}',
    details: [{ '@type': 'google.rpc.ErrorInfo', reason: 'SOLD_OUT', domain: '${request.name}' }],
  });
  const text = (template: { fill: (scope: TemplateScope) => unknown } | null | undefined): unknown =>
    template?.fill(scopeOf());
  expect(text(reply.headers[0]?.value)).toEqual({ value: 'A-1' });
  expect(text(reply.trailers[0]?.value)).toEqual({ value: 'left 7' });
  expect(text(reply.status?.message)).toEqual({ value: 'no product A-1' });
  const [detail] = reply.status?.details ?? [];
  expect(detail?.type).toBe('google.rpc.ErrorInfo');
  const made = detail?.message.fill(scopeOf());
  expect(made && 'value' in made && new TextDecoder().decode(made.value)).toContain('A-1');
});

test('a script hears another call, and knows what was asked there', () => {
  const script = [
    { on: 'message', when: { name: { $contains: 'help' } }, do: [{ send: { name: 'you said ${message.name}' } }] },
    { on: 'call', method: 't.v1.Things/Other', when: { units: { $gt: 3 } }, do: [{ send: { big: '${call.request.units}' } }] },
  ]; // prettier-ignore
  const result = compileStub(stubOf({ reply: undefined, script }, 'Talk'));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [made] = result.stub.replies;
  const [heard, other] = made?.kind === 'script' ? made.events : [];
  expect(heard?.matches(messageOf({ name: 'help me' }))).toBe(true);
  expect(heard?.matches(messageOf({ name: 'no' }))).toBe(false);
  expect(other?.matches(messageOf({ units: 4 }, 'Other'))).toBe(true);
  expect(other?.matches(messageOf({ units: 3 }, 'Other'))).toBe(false);
  const [send] = other?.do ?? [];
  if (send?.act !== 'send') throw new Error('not this');
  const sent = send.message.fill(scopeOf({ other: callOf([{ units: 4 }], { method: 'Other' }) }));
  expect('value' in sent && fromBinary(method().desc.output, sent.value)).toMatchObject({ big: 4n });
  const wrong = [{ on: 'call', method: 't.v1.Things/Other', do: [{ send: { big: '${call.request.name}' } }] }];
  const refused = compileStub(stubOf({ reply: undefined, script: wrong }, 'Talk'));
  expect('problems' in refused && refused.problems[0]?.message).toContain('t.v1.Price has no field "name"');
});

test.each([
  ['x-a', '${request.name}', 'é', 'It cannot be sent as "x-a": A value of metadata is printable ASCII.'],
  ['x-a', '${request.name}', 'a\nb', 'It cannot be sent as "x-a": A value of metadata is printable ASCII.'],
  ['x-bin', '${request.name}', 'é!', 'It cannot be sent as "x-bin": The value of a key that ends in -bin is base64.'],
])('a header %s that is made of %s and cannot be sent fails with its place', (key, text, name, wanted) => {
  const result = compileStub(stubOf({ reply: { message: {}, headers: { [key]: text } } }));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [reply] = result.stub.replies;
  const [header] = reply?.kind === 'reply' ? reply.headers : [];
  const fill = (of: string) => header?.value.fill(scopeOf({ call: callOf([{ name: of }]) }));
  expect(fill(name)).toMatchObject({ file: 'test.stubs.yaml', path: `stubs[0].reply.headers.${key}` });
  expect((fill(name) as { failed: string }).failed).toContain(wanted);
  expect(fill('AAE=')).toEqual({ value: 'AAE=' });
});

test.each(['${left + left}', '${[left, left]}', '${{"a": left, "b": left}}'])('a variable %s has a bound', (text) => {
  const script = {
    script: [{ on: 'open', do: [{ set: { left: '0123456789' } }, { set: { left: text } }] }],
    reply: undefined,
  };
  const result = compileStub(stubOf(script, 'Talk'));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [made] = result.stub.replies;
  const set = made?.kind === 'script' ? made.events[0]!.do[1] : undefined;
  if (set?.act !== 'set') throw new Error('not this');
  let left: unknown = '0123456789';
  for (let round = 0; round < 40; round += 1) {
    const next = set.value.fill(scopeOf({ variables: new Map([['left', left]]) }));
    if ('failed' in next) {
      expect(next).toMatchObject({
        failed: 'It is larger than the 1000000 characters that a variable holds.',
        path: 'stubs[0].script[0].do[1].set.left',
      });
      return expect(round).toBeGreaterThan(10);
    }
    left = next.value;
  }
  throw new Error('it grows for ever');
});
