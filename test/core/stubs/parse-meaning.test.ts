import { expect, test } from 'vitest';
import { parse, stub } from './parse-schema-text.ts';
import type { ReplySpec, StubSpec } from '../../../server/stubs/spec.ts';

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)));

/** What a stub says beyond what is so anyway, without places and messages. */
function said({ does, when: _, place: __, method, id: ___, text: ____, ...rest }: StubSpec): unknown {
  const usual = {
    name: '',
    enabled: true,
    priority: 0,
    scenario: null,
    times: null,
    session: null,
    fault: null,
    unmatched: null,
  };
  const unusual = Object.entries(rest).filter(([key, value]) => value !== usual[key as keyof typeof usual]);
  return { [method.path]: does.kind, ...Object.fromEntries(unusual) };
}

test.each<[string, unknown]>([
  ['{ method: GetProduct, reply: { generated: true } }', { '/shop.v1.Catalog/GetProduct': 'reply' }],
  ['{ method: shop.v1.Old/Get, reply: { generated: true } }', { '/shop.v1.Old/Get': 'reply' }],
  ['{ method: /shop.v1.Old/Get, reply: { generated: true } }', { '/shop.v1.Old/Get': 'reply' }],
  ['{ service: shop.v1.Old, method: Get, reply: { generated: true } }', { '/shop.v1.Old/Get': 'reply' }],
  ['{ method: DeleteProduct, reply: {} }', { '/shop.v1.Catalog/DeleteProduct': 'reply' }],
  ['{ method: DeleteProduct, name: gone, reply: {} }', { '/shop.v1.Catalog/DeleteProduct': 'reply', name: 'gone' }],
  [
    '{ method: DeleteProduct, enabled: false, reply: {} }',
    { '/shop.v1.Catalog/DeleteProduct': 'reply', enabled: false },
  ],
  ['{ method: DeleteProduct, priority: -2, reply: {} }', { '/shop.v1.Catalog/DeleteProduct': 'reply', priority: -2 }],
  ['{ method: DeleteProduct, times: 2, reply: {} }', { '/shop.v1.Catalog/DeleteProduct': 'reply', times: 2 }],
  ['{ method: DeleteProduct, session: s1, reply: {} }', { '/shop.v1.Catalog/DeleteProduct': 'reply', session: 's1' }],
  [
    '{ method: DeleteProduct, scenario: { name: o, requires: a, then: b }, reply: {} }',
    { '/shop.v1.Catalog/DeleteProduct': 'reply', scenario: { name: 'o', requires: 'a', then: 'b' } },
  ],
  [
    '{ method: DeleteProduct, scenario: { name: o, then: b }, reply: {} }',
    { '/shop.v1.Catalog/DeleteProduct': 'reply', scenario: { name: 'o', requires: null, then: 'b' } },
  ],
  ...(
    [
      ['delay: 300ms', { kind: 'latency', ms: 300, jitterMs: 0 }],
      ['delay: { time: 1s, jitter: 50ms }', { kind: 'latency', ms: 1000, jitterMs: 50 }],
      ['status: UNAVAILABLE, message: away', { kind: 'status', status: 'UNAVAILABLE', message: 'away' }],
      ['status: 14', { kind: 'status', status: 'UNAVAILABLE', message: '' }],
      ['rst_stream: INTERNAL', { kind: 'rst_stream', code: 'INTERNAL_ERROR', afterMessages: 0 }],
      [
        'rst_stream: REFUSED_STREAM, afterMessages: 2',
        { kind: 'rst_stream', code: 'REFUSED_STREAM', afterMessages: 2 },
      ],
      ['rst_stream: 11', { kind: 'rst_stream', code: 'ENHANCE_YOUR_CALM', afterMessages: 0 }],
      ['goaway: true, afterMessages: 1', { kind: 'goaway', afterMessages: 1 }],
      ['stall: true', { kind: 'stall' }],
      ['truncate: 3', { kind: 'truncate', bytes: 3 }],
      ['truncate: 3, afterMessages: 2', { kind: 'truncate', bytes: 3, afterMessages: 2 }],
      ['bad_length: 1, afterMessages: 0', { kind: 'bad_length', by: 1 }],
      ['bad_length: 1, afterMessages: 1', { kind: 'bad_length', by: 1, afterMessages: 1 }],
      ['omit_trailers: true', { kind: 'omit_trailers' }],
      ['bad_length: -4', { kind: 'bad_length', by: -4 }],
      ['tiny_window: true', { kind: 'tiny_window' }],
    ] as const
  ).map(([text, fault]): [string, unknown] => [
    `{ method: GetProduct, fault: { probability: 0.1, ${text} } }`,
    { '/shop.v1.Catalog/GetProduct': 'fault', fault: { probability: 0.1, ...fault } },
  ]),
])('%s', (text, wanted) => {
  expect(said(stub(text))).toEqual(wanted);
});

test('a fault that says no probability always happens, and stands beside a reply', () => {
  const { does, fault } = stub('{ method: GetProduct, reply: { generated: true }, fault: { stall: true } }');
  expect([does.kind, fault]).toEqual(['reply', { probability: 1, kind: 'stall' }]);
});

const reply = (text: string, method = 'GetProduct'): ReplySpec => {
  const { does } = stub(`{ method: ${method}, reply: { ${text} } }`);
  if (does.kind !== 'reply') throw new Error(does.kind);
  return does;
};

test.each<[string, unknown]>([
  ['0ms', { kind: 'fixed', ms: 0 }],
  ['120ms', { kind: 'fixed', ms: 120 }],
  ['1.5s', { kind: 'fixed', ms: 1500 }],
  ['2m', { kind: 'fixed', ms: 120_000 }],
  ['24h', { kind: 'fixed', ms: 86_400_000 }],
  ['{ normal: { mean: 120ms, sd: 30ms } }', { kind: 'normal', mean: 120, sd: 30 }],
  ['{ uniform: { from: 1ms, to: 1s } }', { kind: 'uniform', from: 1, to: 1000 }],
  ['{ p50: 20ms, p99: 400ms }', { kind: 'percentiles', p50: 20, p99: 400 }],
])('after: %s', (text, wanted) => {
  expect(reply(`generated: true, after: ${text}`).after).toEqual(wanted);
});

test('an error has a status by name or number, a text and details, of google.rpc as well', () => {
  const { status, message } = reply(
    'status: 5, message: "no ${request.sku}", details: [{ "@type": google.rpc.ErrorInfo, reason: A }, { "@type": type.googleapis.com/shop.v1.Money, units: 3 }, { "@type": google.protobuf.Duration, value: 2s }]',
  );
  expect(message).toBe(null);
  expect([status?.status, status?.message?.json, status?.message?.constant]).toEqual([
    'NOT_FOUND',
    'no ${request.sku}',
    false,
  ]);
  expect(status?.details.map(({ desc, bytes }) => [desc?.typeName, ...(bytes ?? [])])).toEqual([
    ['google.rpc.ErrorInfo', 10, 1, 65],
    ['shop.v1.Money', 16, 3],
    ['google.protobuf.Duration', 8, 2],
  ]);
});

test('a constant message has its bytes, and one with templates has none', () => {
  expect(reply('message: { sku: A }').message).toMatchObject({ constant: true, bytes: Uint8Array.of(10, 1, 65) });
  expect(reply('message: { sku: "${request.sku}", cm: 1 }').message).toMatchObject({ constant: false, bytes: null });
  expect(reply('generated: true, message: { sku: A }').message).toMatchObject({ constant: true, bytes: null });
  expect(reply('message: { sku: "a $${b}" }').message).toMatchObject({ constant: true, json: { sku: 'a ${b}' } });
});

test.each([
  '{ ok: "${a}" }',
  '{ cm: "${a}" }',
  '{ cm: "1${a}" }',
  '{ kind: "LA${a}" }',
  '{ kind: "${a}" }',
  '{ photo: "${a}" }',
  '{ tags: "${a}" }',
  '{ tags: ["${a}", "b ${c}"] }',
  '{ stock: "${a}" }',
  '{ stock: { x: "${a}" } }',
  '{ price: "${a}" }',
  '{ prices: ["${a}", { units: "${b}" }] }',
  '{ created: "${now}" }',
  '{ created: "2026-01-${a}T00:00:00Z" }',
  '{ age: "${a}s" }',
  '{ extra: "${a}" }',
  '{ extra: { "@type": shop.v1.Money, units: "${a}" } }',
  '{ data: { a: ["${b}"] } }',
  '{ value: "x ${a}" }',
  '"${a}"',
  '{ sku: "${ {\'}\': 1}[\'}\'] } and ${\\"}\\"}" }',
])('a message may be %s', (text) => {
  expect(reply(`message: ${text}`).message?.constant).toBe(false);
});

test('what an Any holds may be named without a URL', () => {
  expect(reply('message: { extra: { "@type": shop.v1.Money, units: 1 } }').message?.json).toEqual({
    extra: { '@type': 'type.googleapis.com/shop.v1.Money', units: 1 },
  });
});

test('headers and trailers are in lower case, in their order, and repeat as lists', () => {
  const { headers, trailers } = reply(
    'generated: true, headers: { X-B: "1", x-a: [p, "${q}"] }, trailers: { x-bin: AAE= }',
  );
  expect(headers.map(({ key, value }) => [key, value.json, value.constant])).toEqual([
    ['x-b', '1', true],
    ['x-a', 'p', true],
    ['x-a', '${q}', false],
  ]);
  expect(trailers.map(({ key, value }) => [key, value.json])).toEqual([['x-bin', 'AAE=']]);
});

test('a stream has messages, pauses, generated ones, and an error in the middle', () => {
  const { stream, repeat, status } = reply(
    'stream: [{ sku: A }, {}, "${a}", { after: 1s, message: { left: 2 } }, { generated: true }, { after: 2s, end: { status: ABORTED } }]',
    'WatchStock',
  );
  expect(repeat).toBe(null);
  expect(status).toBe(null);
  expect(
    plain(stream?.map(({ after, message, generated, end }) => [after, message?.json, generated, end?.status])),
  ).toEqual([
    [null, { sku: 'A' }, false, null],
    [null, {}, false, null],
    [null, '${a}', false, null],
    [{ kind: 'fixed', ms: 1000 }, { left: 2 }, false, null],
    [null, null, true, null],
    [{ kind: 'fixed', ms: 2000 }, null, false, 'ABORTED'],
  ]);
});

test('a stream repeats and ends as it says', () => {
  expect(reply('stream: [{}], repeat: 3, end: { status: ABORTED, message: "x" }', 'WatchStock')).toMatchObject({
    repeat: { times: 3 },
    status: { status: 'ABORTED', message: { json: 'x' } },
  });
  expect(reply('stream: [{}], repeat: forever, end: { status: OK }', 'WatchStock')).toMatchObject({
    repeat: 'forever',
    status: null,
  });
  expect(reply('stream: []', 'Chat').stream).toEqual([]);
});

test('a message whose fields are named as keys of a stream stands behind message', () => {
  const { stream } = reply('stream: [{ message: { message: { text: a } } }, { message: { after: b } }]', 'Shout');
  expect(stream?.map(({ message }) => message?.json)).toEqual([{ message: { text: 'a' } }, { after: 'b' }]);
  const { problems } = parse(
    'stubs: [{ method: shop.v1.Catalog/Shout, reply: { stream: [{ message: { text: a } }] } }]',
  );
  expect(problems.map(({ code }) => code)).toEqual(['stub-conflict', 'json-unknown-field']);
});

test('a text is the whole message where its type is text in JSON', () => {
  expect(reply('message: "Lamp"', 'Title').message).toMatchObject({ json: 'Lamp', constant: true });
});

test('replies follow each other, and say what comes behind the last', () => {
  const sequence = (text: string): unknown => {
    const { does } = stub(`{ method: GetProduct, replies: [{ status: UNAVAILABLE }, { generated: true }]${text} }`);
    return does.kind === 'replies' && [does.replies.map(({ status }) => status?.status ?? 'OK'), does.afterLast];
  };
  expect(sequence('')).toEqual([['UNAVAILABLE', 'OK'], 'repeat']);
  expect(sequence(', afterLast: cycle')).toEqual([['UNAVAILABLE', 'OK'], 'cycle']);
  expect(sequence(', afterLast: fall through')).toEqual([['UNAVAILABLE', 'OK'], 'fall_through']);
});

test('a script has events and actions of every kind', () => {
  const { does } = stub(`{ method: Chat, script: [
    { on: open, do: [{ headers: { x: a } }, { send: { text: hi } }, { after: 1s, set: { n: 1, m: "\${n}" } }] },
    { on: message, when: { text: help }, do: [{ after: 2s, send: {}, generated: true }, { scenario: { name: s, to: t } }] },
    { on: call, method: GetProduct, when: { sku: A }, do: [{ after: { p50: 1s, p99: 2s } }] },
    { every: 5s, do: [{ send: {} }] },
    { on: half_close, do: [{ end: { status: OK, trailers: { y: b } } }] },
    { on: cancel, do: [{ set: { gone: true } }] },
  ] }`);
  if (does.kind !== 'script') throw new Error(does.kind);
  expect(does.events.map(({ on }) => on.event)).toEqual(['open', 'message', 'call', 'timer', 'half_close', 'cancel']);
  expect(does.events.map((event) => event.do.map(({ act }) => act).join(' '))).toEqual([
    'headers send wait set set',
    'send scenario',
    'wait',
    'send',
    'end',
    'set',
  ]);
  expect(does.events[3]!.on).toEqual({ event: 'timer', everyMs: 5000 });
  expect(does.events[2]!.on).toMatchObject({ method: { path: '/shop.v1.Catalog/GetProduct' }, when: { is: 'fields' } });
});
