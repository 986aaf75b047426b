import { constants } from 'node:http2';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import type { CallRecord } from '../../../server/contract/traffic.ts';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import { RESET_CODES } from '../../../server/stubs/schema-kinds.ts';
import { until } from '../grpc/mock.ts';
import { serveStubs, type Served } from './served.ts';
import { dataOf, storyOf, tapWire } from './wire-tap.ts';

const KINDS = ['GetItem', 'TellItem', 'CountItems', 'Talk'] as const;
const SINGLE: ReadonlySet<string> = new Set(['GetItem', 'CountItems']);
const file = (stubs: string): string => `service: shop.v1.Shop\nstubs:\n${stubs}`;
/** Each method answers with a stub, and is broken by another one. */
const REPLY = '{ sku: A, note: "0123456789" }';
const all = (fault: string): string =>
  file(
    KINDS.map((method) => {
      const reply = method === 'TellItem' ? `stream: [ ${REPLY}, ${REPLY}, ${REPLY} ]` : `message: ${REPLY}`;
      return `  - { method: ${method}, reply: { ${reply} } }\n  - { method: ${method}, fault: { ${fault} } }\n`;
    }).join(''),
  );
/** `Item { sku: "A", note: "0123456789" }` and its prefix. */
const MESSAGE = 15;
const FRAME = MESSAGE + 5;
const path = (method: string): string => `/shop.v1.Shop/${method}`;

/** The client's timer began before ours: on a busy machine its reset may come well before we know that it is late. */
const AT_DEADLINE = ['DEADLINE_EXCEEDED', 'CANCELLED'];

async function recorded(s: Served): Promise<CallRecord> {
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ status }) => status !== null));
  return journal.get(journal.list().calls[0]!.id)!;
}

/** One call by HTTP/2 alone: its frames until it is over. */
async function rawly(s: Served, method: string) {
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path(method), [new Uint8Array()]);
  stream.resume();
  const trailers: Record<string, unknown> = {};
  stream.on('trailers', (got) => Object.assign(trailers, got));
  stream.on('response', (got) => Object.assign(trailers, got));
  await new Promise((done) => stream.once('close', done));
  return { story: storyOf(tap), data: dataOf(tap), frames: tap.frames, trailers, rstCode: stream.rstCode };
}

const isBroken = (record: CallRecord): readonly FaultSpec['kind'][] =>
  record.events.flatMap((event) => (event.type === 'broken' ? [event.broken.fault] : []));

test.each(KINDS)('%s: reset before anything', async (method) => {
  await using s = await serveStubs(all('rst_stream: INTERNAL'));
  const { story, rstCode } = await rawly(s, method);
  expect(story).toEqual(['RST_STREAM 2']);
  expect(rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'INTERNAL', broken: 'rst_stream', cancelledBy: 'server', down: 0 });
  expect(record.events.at(-1)).toMatchObject({
    problem: {
      code: 'broken-on-purpose',
      message: expect.stringMatching(
        /^Broken on purpose: the stream is reset with INTERNAL_ERROR \(.*stubs\.yaml:\d+\)\.$/,
      ),
      file: expect.stringMatching(/shop\.stubs\.yaml$/),
      line: 4 + 2 * KINDS.indexOf(method),
    },
  });
  expect(await s.call(method)).toMatchObject({ code: 13, details: expect.stringMatching(/RST_STREAM with code 2/) });
});

/** What clients of gRPC make of a reset; INTERNAL of all others. */
const OF_CODE: Readonly<Record<string, number>> = {
  REFUSED_STREAM: 14,
  CANCEL: 1,
  ENHANCE_YOUR_CALM: 8,
  INADEQUATE_SECURITY: 7,
};

test.each(RESET_CODES.map((code, number) => [code, number, OF_CODE[code] ?? 13] as const))(
  'a reset with %s is number %i on the wire, and status %i for its client',
  async (code, number, status) => {
    await using s = await serveStubs(
      file(
        `  - { method: GetItem, fault: { rst_stream: ${code} } }\n  - { method: TellItem, reply: { stream: [ { left: 1 }, { left: 2 } ] }, fault: { rst_stream: ${number}, afterMessages: 1 } }\n`,
      ),
    );
    expect((await rawly(s, 'GetItem')).story).toEqual([`RST_STREAM ${number}`]);
    expect((await rawly(s, 'TellItem')).story).toEqual(['HEADERS', 'DATA 7', `RST_STREAM ${number}`]);
    expect((await s.call('GetItem')).code).toBe(status);
    expect(await s.call('TellItem')).toMatchObject({ code: status, messages: [{ left: 1 }] });
    await until(s.app.journal, () => s.app.journal.stats().open === 0);
    for (const call of s.app.journal.list().calls) expect(call.code).toBe(status);
  },
);

test.each([
  [1, 1],
  [2, 2],
  [3, 3],
  // Fewer messages than it waits for: in place of the end.
  [9, 3],
])('a stream is reset behind %i of 3 messages', async (behind, messages) => {
  await using s = await serveStubs(all(`rst_stream: INTERNAL, afterMessages: ${behind}`));
  const { data, story } = await rawly(s, 'TellItem');
  expect(data.length).toBe(messages * FRAME);
  expect(story.at(-1)).toBe('RST_STREAM 2');
  expect(story.some((one) => one.endsWith('END'))).toBe(false);
  const went = await s.call('TellItem');
  expect(went).toMatchObject({ code: 13 });
  expect(went.messages).toHaveLength(messages);
});

test('a reset falls into a stream that goes on for ever, and stops it', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: TellItem, reply: { stream: [ { left: 1 } ], repeat: forever }, fault: { rst_stream: CANCEL, afterMessages: 500 } }\n',
    ),
  );
  const went = await s.call('TellItem');
  expect(went).toMatchObject({ code: 1 });
  expect(went.messages).toHaveLength(500);
  expect((await recorded(s)).summary).toMatchObject({ down: 500, broken: 'rst_stream' });
  expect(s.app.journal.stats().open).toBe(0);
});

test.each(KINDS)('%s: a status in place of the answer', async (method) => {
  await using s = await serveStubs(all('status: UNAVAILABLE, message: try later'));
  const { story, trailers } = await rawly(s, method);
  expect(story).toEqual(['HEADERS END']);
  expect(trailers).toMatchObject({ 'grpc-status': '14', 'grpc-message': 'try%20later' });
  expect(await s.call(method)).toMatchObject({ code: 14, details: 'try later', messages: [] });
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'UNAVAILABLE', broken: 'status', answeredBy: { by: 'stub' } });
});

test.each(KINDS)('%s: nothing comes until the client gives up', async (method) => {
  await using s = await serveStubs(all('stall: true'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path(method), [new Uint8Array()], true);
  const { journal } = s.app;
  if (SINGLE.has(method) || method === 'TellItem') stream.end();
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'stall'));
  expect(storyOf(tap)).toEqual([]);
  stream.close(constants.NGHTTP2_CANCEL);
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client', down: 0 });
});

test('a stalled call ends for a foreign client at its deadline', async () => {
  await using s = await serveStubs(all('stall: true'));
  const went = s.talk('GetItem', {}, 100);
  went.say({});
  went.end();
  expect(await went.went).toMatchObject({ code: 4, messages: [] });
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ broken: 'stall' });
  expect(AT_DEADLINE).toContain(summary.status);
});

test('a stalled call reads no more than a window, however much the client has to say', async () => {
  await using s = await serveStubs(file('  - { method: CountItems, fault: { stall: true } }\n'));
  await using tap = tapWire(s.app.port);
  const desc = s.app.registry.current.method(path('CountItems'))!.desc.input;
  const large = toBinary(desc, create(desc, { note: 'x'.repeat(10_000) }));
  tap.open(
    path('CountItems'),
    Array.from({ length: 100 }, () => large),
    true,
  );
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'stall'));
  expect(journal.list().calls[0]!.up).toBeLessThan(10);
});

test.each(KINDS)('%s: a message is cut off, and the stream ends with its status', async (method) => {
  await using s = await serveStubs(all('truncate: 3'));
  const { data, story, trailers } = await rawly(s, method);
  expect(data.length).toBe(FRAME - 3);
  expect(data.readUInt32BE(1)).toBe(MESSAGE);
  expect(story.at(-1)).toBe('HEADERS END');
  expect(trailers).toMatchObject({ 'grpc-status': '0' });
  const went = await s.call(method);
  expect(went.messages).toEqual([]);
  expect((await recorded(s)).summary).toMatchObject({ broken: 'truncate', status: 'OK' });
});

test('of a stream the message behind so many is cut off, or has a wrong length', async () => {
  await using cut = await serveStubs(all('truncate: 3, afterMessages: 1'));
  const { data, story } = await rawly(cut, 'TellItem');
  expect(data.length).toBe(2 * FRAME - 3);
  expect(story.at(-1)).toBe('HEADERS END');
  await using wrong = await serveStubs(all('bad_length: 1, afterMessages: 2'));
  const other = await rawly(wrong, 'TellItem');
  expect([0, 1, 2].map((at) => other.data.readUInt32BE(at * FRAME + 1))).toEqual([MESSAGE, MESSAGE, MESSAGE + 1]);
  // An answer of one message has no other.
  expect((await wrong.call('GetItem')).code).toBe(0);
  expect(wrong.app.journal.list().calls.at(-1)?.broken ?? null).toBeNull();
});

test('what is cut off is at most all but a byte, of an empty message as well', async () => {
  await using s = await serveStubs(
    file('  - { method: GetItem, reply: { message: {} }, fault: { truncate: 1000 } }\n'),
  );
  expect((await rawly(s, 'GetItem')).data.length).toBe(1);
});

test.each(KINDS)('%s: the stream ends without trailers', async (method) => {
  await using s = await serveStubs(all('omit_trailers: true'));
  const { data, story, trailers } = await rawly(s, method);
  expect(data.length).toBe((method === 'TellItem' ? 3 : 1) * FRAME);
  expect(story.at(-1)).toBe('DATA 0 END');
  expect(story.filter((one) => one.startsWith('HEADERS'))).toHaveLength(1);
  expect(trailers).not.toHaveProperty('grpc-status');
  expect(await s.call(method)).toMatchObject({ code: 13, details: expect.stringMatching(/without gRPC status/) });
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'INTERNAL', broken: 'omit_trailers' });
});

test('an error without anything before it is headers without a status', async () => {
  await using s = await serveStubs(
    file('  - { method: GetItem, reply: { status: NOT_FOUND }, fault: { omit_trailers: true } }\n'),
  );
  const { story, trailers } = await rawly(s, 'GetItem');
  expect(story).toEqual(['HEADERS END']);
  expect(trailers).toMatchObject({ ':status': 200 });
  expect(trailers).not.toHaveProperty('grpc-status');
  expect((await s.call('GetItem')).code).toBe(2);
  expect((await recorded(s)).summary).toMatchObject({ status: 'UNKNOWN' });
});

test.each(KINDS.flatMap((method) => [-4, 4].map((by) => [method, by] as const)))(
  '%s: the length before the message is wrong by %i',
  async (method, by) => {
    await using s = await serveStubs(all(`bad_length: ${by}`));
    const { data } = await rawly(s, method);
    expect(data.readUInt32BE(1)).toBe(MESSAGE + by);
    expect(data.length).toBe((method === 'TellItem' ? 3 : 1) * FRAME);
    const went = await s.call(method);
    expect(went.messages).not.toContainEqual({ sku: 'A', note: '0123456789' });
    expect((await recorded(s)).summary).toMatchObject({ broken: 'bad_length' });
  },
);

test.each(KINDS)(
  '%s: a connection says GOAWAY, the call goes on, the next one comes over another connection',
  async (method) => {
    await using s = await serveStubs(all('goaway: true'));
    const { story, frames } = await rawly(s, method);
    const goaway = frames.find(({ type }) => type === 'GOAWAY')!;
    expect(goaway.payload.readUInt32BE(0)).toBe(0x7fff_ffff);
    expect(goaway.payload.readUInt32BE(4)).toBe(constants.NGHTTP2_NO_ERROR);
    expect(story.at(-1)).toBe('HEADERS END');
    const [one, two] = [await s.call(method), await s.call(method)];
    expect([one.code, two.code]).toEqual([0, 0]);
    const [, first, second] = s.app.journal.list().calls;
    expect(first!.peer).not.toBe(second!.peer);
    expect(first).toMatchObject({ status: 'OK', broken: 'goaway' });
  },
);

test('a connection that says GOAWAY is closed by the server behind its calls, which it numbers', async () => {
  await using s = await serveStubs(all('goaway: true, afterMessages: 1'));
  await using tap = tapWire(s.app.port);
  tap.open(path('TellItem'), [new Uint8Array()]).resume();
  await new Promise((done) => tap.session.once('close', done));
  const last = tap.frames.filter(({ type }) => type === 'GOAWAY').map(({ payload }) => payload.readUInt32BE(0));
  expect(last[0]).toBe(0x7fff_ffff);
  // Node says it again when it closes; a client that has nothing left to do may be gone by then.
  for (const number of last.slice(1)) expect(number).toBe(1);
  expect(dataOf(tap).length).toBe(3 * FRAME);
});

test('many calls at once lose none where connections say GOAWAY', async () => {
  await using s = await serveStubs(all('probability: 0.1, goaway: true'), { client: { 'grpc.enable_retries': 0 } });
  for (let round = 0; round < 5; round += 1) {
    const went = await Promise.all(Array.from({ length: 40 }, (_, at) => s.call(KINDS[at % KINDS.length]!)));
    expect(went.filter(({ code }) => code !== 0)).toEqual([]);
  }
  expect(s.app.journal.list().calls.filter(({ broken }) => broken === 'goaway').length).toBeGreaterThan(5);
});

test('GOAWAY in the middle of a stream, whose messages all come', async () => {
  await using s = await serveStubs(all('goaway: true, afterMessages: 2'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('TellItem'), [new Uint8Array()]);
  stream.resume();
  await new Promise((done) => stream.once('close', done));
  const at = tap.frames.findIndex(({ type }) => type === 'GOAWAY');
  const sent = tap.frames.slice(0, at).filter(({ type }) => type === 'DATA');
  expect(Buffer.concat(sent.map(({ payload }) => payload)).length).toBe(2 * FRAME);
  expect(dataOf(tap).length).toBe(3 * FRAME);
});

test.each(KINDS)('%s: the window is tiny, and so are the pieces of the answer', async (method) => {
  const note = 'n'.repeat(1_000);
  await using s = await serveStubs(
    file(
      `  - { method: ${method}, reply: { ${method === 'TellItem' ? `stream: [ { note: ${note} } ]` : `message: { note: ${note} }`} } }\n  - { method: ${method}, fault: { tiny_window: true } }\n`,
    ),
  );
  const { frames, data } = await rawly(s, method);
  const settings = frames
    .filter(({ type, flags }) => type === 'SETTINGS' && flags === 0)
    .map(({ payload }) => windowOf(payload));
  expect(settings).toContain(64);
  const sizes = frames.filter(({ type }) => type === 'DATA').map(({ payload }) => payload.length);
  expect(Math.max(...sizes)).toBe(64);
  expect(data.length).toBe(1_003 + 5);
  expect(await s.call(method)).toMatchObject({ code: 0, messages: [{ note }] });
  expect((await recorded(s)).summary).toMatchObject({ status: 'OK', broken: 'tiny_window' });
});

test('the window is as before when the call is over', async () => {
  await using s = await serveStubs(file('  - { method: GetItem, fault: { tiny_window: true } }\n'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('GetItem'), [new Uint8Array()]);
  stream.resume();
  await tap.saw(({ type, flags, payload }) => type === 'SETTINGS' && flags === 0 && windowOf(payload) === 64);
  await tap.saw(({ type, flags, payload }) => type === 'SETTINGS' && flags === 0 && windowOf(payload) === 65_535);
});

/** SETTINGS_INITIAL_WINDOW_SIZE of a SETTINGS frame. */
function windowOf(payload: Buffer): number | undefined {
  for (let at = 0; at + 6 <= payload.length; at += 6)
    if (payload.readUInt16BE(at) === 4) return payload.readUInt32BE(at + 2);
  return undefined;
}

test.each(KINDS)('%s: the answer comes later', async (method) => {
  await using s = await serveStubs(all('delay: 60ms'));
  expect(await s.call(method)).toMatchObject({ code: 0 });
  const { events, summary } = await recorded(s);
  const at = (type: string): number => events.find((event) => event.type === type)!.t;
  expect(summary).toMatchObject({ broken: 'latency', status: 'OK' });
  // Node may fire a timer up to a millisecond early.
  expect(at('headers') - at('broken')).toBeGreaterThan(58_000);
});

test.each(KINDS)('%s: a call that waits for its answer can be cancelled', async (method) => {
  await using s = await serveStubs(all('delay: 1h'));
  const talk = s.talk(method);
  talk.say({});
  talk.end();
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'latency'));
  talk.cancel();
  expect((await talk.went).code).toBe(1);
  expect((await recorded(s)).summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

test.each(KINDS)('%s: a switch breaks what the world answers, until it is off', async (method) => {
  await using s = await serveStubs('stubs: []');
  const { faults } = s.app;
  const fault = { kind: 'status', probability: 1, status: 'ABORTED', message: '' } as const;
  const one = faults.add({ scope: 'shop.v1.Shop', fault, enabled: true })!;
  expect(await s.call(method, [{ sku: 'A' }])).toMatchObject({ code: 10, details: 'Broken on purpose.' });
  const { summary, events } = await recorded(s);
  expect(summary).toMatchObject({ answeredBy: { by: 'fault', scope: 'shop.v1.Shop' }, broken: 'status' });
  expect(isBroken({ summary, events, omitted: { up: 0, down: 0 } })).toEqual(['status']);
  faults.set(one.id, { scope: 'shop.v1.Shop', fault, enabled: false });
  expect((await s.call(method, [{ sku: 'A' }])).code).toBe(0);
  expect(faults.current).toMatchObject([{ hits: 1, enabled: false }]);
});

test('a fault of a stub breaks that stub only, in its share of the calls', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: GetItem, when: { request: { sku: A } }, reply: { message: { sku: A } }, fault: { probability: 0.5, status: INTERNAL } }\n',
    ),
  );
  const codes: number[] = [];
  for (let at = 0; at < 40; at += 1) codes.push((await s.call('GetItem', [{ sku: 'A' }])).code);
  expect(codes.filter((code) => code === 13).length).toBeGreaterThan(8);
  expect(codes.filter((code) => code === 0).length).toBeGreaterThan(8);
  for (let at = 0; at < 10; at += 1) expect((await s.call('GetItem', [{ sku: 'B' }])).code).toBe(0);
});

test('faults are drawn for a call of many messages once, when their conditions hold', async () => {
  await using s = await serveStubs(
    file('  - { method: Talk, when: { last: { sku: STOP } }, fault: { rst_stream: CANCEL } }\n'),
  );
  const talk = s.talk('Talk');
  for (const sku of ['A', 'B']) {
    talk.say({ sku });
    expect(await talk.next()).toBeDefined();
  }
  talk.say({ sku: 'STOP' });
  expect((await talk.went).code).toBe(1);
});

test('a hundred broken calls leave nothing behind', async () => {
  await using s = await serveStubs('stubs: []');
  const faults: readonly FaultSpec[] = [
    { kind: 'rst_stream', probability: 0.5, code: 'INTERNAL_ERROR', afterMessages: 1 },
    { kind: 'tiny_window', probability: 0.5 },
    { kind: 'bad_length', probability: 0.3, by: 3 },
    { kind: 'truncate', probability: 0.3, bytes: 1 },
    { kind: 'omit_trailers', probability: 0.3 },
    { kind: 'goaway', probability: 0.1, afterMessages: 0 },
    { kind: 'latency', probability: 0.5, ms: 3, jitterMs: 3 },
  ];
  for (const fault of faults) s.app.faults.add({ scope: '*', fault, enabled: true });
  const calls = Array.from({ length: 100 }, (_, at) => s.call(KINDS[at % KINDS.length]!, [{ sku: 'A' }]));
  const went = await Promise.all(calls);
  expect(went).toHaveLength(100);
  s.app.faults.clear();
  await until(s.app.journal, () => s.app.journal.stats().open === 0);
  expect((await s.call('GetItem', [{ sku: 'A' }])).code).toBe(0);
});

/** What grpc-js 1.14 makes of each fault: of a unary call, and of a stream with 3 messages. */
test.each([
  ['status: ABORTED', '10 Broken on purpose.', '0, then 10 Broken on purpose.'],
  ['rst_stream: INTERNAL', /^13 Received RST_STREAM with code 2/, /^0, then 13 Received RST_STREAM with code 2/],
  ['rst_stream: CANCEL, afterMessages: 1', /^1 /, /^1, then 1 /],
  ['stall: true', /^4 Deadline exceeded/, /^0, then 4 Deadline exceeded/],
  // A stream that is cut off in the middle of a message looks like a whole one to it.
  ['truncate: 3', '12 No message received', '0, then 0 '],
  ['omit_trailers: true', /^13 .*without gRPC status/, /^3, then 13 .*without gRPC status/],
  ['bad_length: 4', '12 No message received', /^0, then 8 Received message larger than max/],
  // A message that is cut by its length is whole to a client of bytes: the rest of it is the next prefix.
  ['bad_length: -4', '11 bytes', /^1, then 8 Received message larger than max/],
  ['bad_length: 100000000', /^8 Received message larger than max \(100000015/, /^0, then 8 Received message larger/],
  ['goaway: true', '15 bytes', '3, then 0 '],
  ['tiny_window: true', '15 bytes', '3, then 0 '],
  ['delay: 1ms', '15 bytes', '3, then 0 '],
])('grpc-js, %s: %s; %s', async (fault, unary, stream) => {
  await using s = await serveStubs(all(fault));
  const client = new Client(`127.0.0.1:${s.app.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const pass = (bytes: Buffer): Buffer => bytes;
  const options = () => ({ deadline: Date.now() + (fault.startsWith('stall') ? 150 : 10_000) });
  const one = await new Promise<string>((done) => {
    const back = (error: ServiceError | null, reply?: Buffer): void =>
      done(error ? `${error.code} ${error.details}` : `${reply?.length} bytes`);
    client.makeUnaryRequest(path('GetItem'), pass, pass, Buffer.alloc(0), options(), back);
  });
  const many = await new Promise<string>((done) => {
    let messages = 0;
    const call = client.makeServerStreamRequest(path('TellItem'), pass, pass, Buffer.alloc(0), options());
    call.on('data', () => (messages += 1));
    call.on('error', () => undefined);
    call.on('status', ({ code, details }) => done(`${messages}, then ${code} ${details}`));
  });
  client.close();
  if (typeof unary === 'string') expect(one).toBe(unary);
  else expect(one).toMatch(unary);
  if (typeof stream === 'string') expect(many).toBe(stream);
  else expect(many).toMatch(stream);
});

const TICKS = '{ stream: [ { left: 1 }, { after: 5ms, message: { left: 2 } } ], repeat: forever }';

test('a reset of one call leaves the others of its connection alone', async () => {
  await using s = await serveStubs(
    file(
      `  - { method: TellItem, reply: ${TICKS} }\n  - { method: TellItem, when: { request: { sku: BAD } }, fault: { rst_stream: INTERNAL, afterMessages: 2 } }\n`,
    ),
  );
  const good = s.talk('TellItem');
  good.say({ sku: 'GOOD' });
  good.end();
  expect(await good.next()).toEqual({ left: 1 });
  for (let at = 0; at < 20; at += 1) expect(await s.call('TellItem', [{ sku: 'BAD' }])).toMatchObject({ code: 13 });
  const { journal } = s.app;
  const seen = journal.list().calls[0]!.down;
  await until(journal, () => journal.list().calls[0]!.down > seen + 2);
  good.cancel();
  expect((await good.went).code).toBe(1);
  expect(new Set(journal.list().calls.map(({ peer }) => peer)).size).toBe(1);
});

test('what waits for ever does not hold up the end of the server', async () => {
  await using s = await serveStubs(all('stall: true'));
  const calls = KINDS.map((method) => s.call(method));
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.filter(({ broken }) => broken === 'stall').length === KINDS.length);
  // An hour of grace, and none of it is taken.
  await s.app.close(3_600_000);
  for (const { code } of await Promise.all(calls)) expect(code).toBe(14);
  for (const { status, cancelledBy } of journal.list().calls)
    expect([status, cancelledBy]).toEqual(['UNAVAILABLE', 'server']);
});

test.each(['delay: 1h', 'stall: true', 'tiny_window: true', 'rst_stream: CANCEL, afterMessages: 1000000'])(
  '%s: a deadline in the middle ends it, and nothing is left to be played',
  async (fault) => {
    const note = 'n'.repeat(20_000);
    await using s = await serveStubs(
      file(
        `  - { method: TellItem, reply: { stream: [ { note: ${note} }, { after: 1ms, message: { note: ${note} } } ], repeat: forever } }\n  - { method: TellItem, fault: { ${fault} } }\n`,
      ),
    );
    const { journal } = s.app;
    // The connection stands before the deadline begins: on a busy machine the call would not reach the server otherwise.
    expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0 });
    await until(journal, () => journal.stats().open === 0);
    journal.clear();
    const talk = s.talk('TellItem', {}, 200);
    talk.say({});
    talk.end();
    expect((await talk.went).code).toBe(4);
    await until(journal, () => journal.stats().open === 0);
    expect(AT_DEADLINE).toContain(journal.list().calls[0]!.status);
    const { down } = journal.list().calls[0]!;
    expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0 });
    expect(journal.list().calls[0]!.down).toBe(down);
  },
);

test('a client that leaves in the middle of a message in pieces ends its call', async () => {
  const note = 'n'.repeat(1_000_000);
  await using s = await serveStubs(
    file(
      `  - { method: TellItem, reply: { stream: [ { note: ${note} } ], repeat: forever }, fault: { tiny_window: true } }\n`,
    ),
  );
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('TellItem'), [new Uint8Array()]);
  stream.resume();
  await tap.saw(({ type }) => type === 'DATA');
  stream.close(constants.NGHTTP2_CANCEL);
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client', broken: 'tiny_window' });
});

const HANDLERS = `
import { service } from 'understudy';
export default service('shop.v1.Shop', {
  getItem: ({ sku }) => ({ sku, note: 'by hand' }),
  async *tellItem({ sku }) {
    for (let left = 1; ; left += 1) {
      yield { sku, left };
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
});
`;

test('what a handler answers is broken by stubs and by switches', async () => {
  const files = { 'shop.handlers.mjs': HANDLERS };
  await using s = await serveStubs(
    file('  - { method: TellItem, fault: { rst_stream: CANCEL, afterMessages: 3 } }\n'),
    { files },
  );
  expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0, messages: [{ note: 'by hand' }] });
  const went = await s.call('TellItem', [{ sku: 'A' }]);
  expect(went).toMatchObject({ code: 1, messages: [{ left: 1 }, { left: 2 }, { left: 3 }] });
  const fault = { kind: 'truncate', probability: 1, bytes: 1 } as const;
  s.app.faults.add({ scope: path('GetItem'), fault, enabled: true });
  expect((await s.call('GetItem', [{ sku: 'A' }])).messages).toEqual([]);
  expect(s.app.journal.list().calls.map(({ answeredBy, broken }) => [answeredBy?.by, broken])).toEqual([
    ['handler', undefined],
    ['handler', 'rst_stream'],
    ['handler', 'truncate'],
  ]);
});

test('a call that a person answers is broken as well', async () => {
  await using s = await serveStubs(file('  - { method: GetItem, fault: { omit_trailers: true } }\n'));
  const send = async (way: string, to: string, body: object): Promise<number> => {
    const init = { method: way, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await fetch(`http://localhost:${s.app.port}/api/${to}`, init)).status;
  };
  expect(await send('PUT', 'hold', { method: path('GetItem'), on: true })).toBe(200);
  const call = s.call('GetItem', [{ sku: 'A' }]);
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ up }) => up === 1));
  const { id } = journal.list().calls[0]!;
  expect(await send('POST', `held/${id}`, { do: 'message', json: '{"sku":"mine"}' })).toBe(200);
  const end = { do: 'end', status: 'OK', message: '', trailers: [], details: [] };
  expect(await send('POST', `held/${id}`, end)).toBe(200);
  expect(await call).toMatchObject({ code: 13, messages: [{ sku: 'mine' }] });
  expect(journal.list().calls[0]).toMatchObject({ answeredBy: { by: 'person' }, broken: 'omit_trailers' });
});
