import { once } from 'node:events';
import { request as http1, type IncomingMessage } from 'node:http';
import { connect as http2 } from 'node:http2';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { NOTHING, ok, say, scripted, text, until } from '../grpc/mock.ts';
import { json, post, UNARY } from './bad-input-cases.ts';
import { ask, envelope, envelopes, webStatus } from './raw-http.ts';
import { openWebMock, transportOf, WAYS, type WebMock } from './web-mock.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Fault = DistributiveOmit<FaultSpec, 'probability'>;
const fault = (spec: Fault): Step => ({
  afterMs: 0,
  do: 'fault',
  fault: { ...spec, probability: 1 },
  by: { by: 'person' },
});
const started = (mock: WebMock): Promise<void> => until(mock.journal, () => mock.journal.stats().open > 0);
const one = async function* (mock: WebMock) {
  yield create(mock.method('Unary').input);
};
/** Never says anything. */
const silent = scripted({});

test.each(WAYS)('a client that gives up ends its call: $name', async (way) => {
  await using mock = await openWebMock(silent);
  const gone = new AbortController();
  const call = transportOf(way, mock.url).unary(mock.method('Unary') as never, gone.signal, undefined, undefined, {});
  await started(mock);
  gone.abort();
  await expect(call).rejects.toMatchObject({ code: Code.Canceled });
  const { record } = await mock.last();
  expect(record.summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

test('a deadline ends a call', async () => {
  for (const http of ['1.1', '2'] as const) {
    await using mock = await openWebMock(silent);
    const timeout = { 'connect-timeout-ms': '20' };
    const unary = await ask(http, mock.url, UNARY, post(json, '{}', timeout));
    expect([unary.status, unary.body.toString()]).toEqual([504, expect.stringContaining('deadline_exceeded')]);
    const body = envelope(Buffer.from('{}'));
    const stream = await ask(http, mock.url, '/t.v1.Kinds/Down', post('application/connect+json', body, timeout));
    expect(envelopes(stream.body)[0]!.bytes.toString()).toContain('deadline_exceeded');
    const frame = post('application/grpc-web', envelope(Buffer.alloc(0)), { 'grpc-timeout': '20m' });
    expect(webStatus((await ask(http, mock.url, UNARY, frame)).body).code).toBe(4);
    const { record } = await mock.last(3);
    expect(record.summary).toMatchObject({ status: 'DEADLINE_EXCEEDED', deadlineMs: 20, cancelledBy: 'deadline' });
  }
});

test.each(WAYS)('answers come while the call is open: $name', async (way) => {
  let push = (_: readonly Step[]): void => undefined;
  const engine = {
    open: (_: unknown, __: unknown, line: { push(steps: readonly Step[]): void }) => {
      push = line.push;
      return { opening: NOTHING, receive: () => ({ steps: [say(text('first'))] }), halfClose: () => NOTHING };
    },
  };
  await using mock = await openWebMock(engine);
  const { message } = await transportOf(way, mock.url).stream(
    mock.method('Down') as never,
    undefined,
    undefined,
    undefined,
    one(mock) as never,
  );
  const heard: string[] = [];
  for await (const { text: said } of message as unknown as AsyncIterable<{ text: string }>) {
    heard.push(said);
    // Only now is there more: the first one was not held back.
    push(heard.length === 1 ? [say(text('second'))] : [ok()]);
  }
  expect(heard).toEqual(['first', 'second']);
});

test('both sides speak at a time, by HTTP/2 and even by HTTP/1.1', async () => {
  await using mock = await openWebMock();
  const path = '/t.v1.Kinds/Both';
  const message = (value: string): Buffer => envelope(Buffer.from(JSON.stringify({ text: value })));
  const type = { 'content-type': 'application/connect+json' };

  const session = http2(mock.url);
  const stream = session.request({ ':method': 'POST', ':path': path, ...type });
  for (const value of ['a', 'b']) {
    stream.write(message(value));
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    expect(envelopes(chunk)[0]!.bytes.toString()).toBe(`{"text":"${value}"}`);
  }
  stream.end();
  expect(envelopes(((await once(stream, 'data')) as [Buffer])[0])).toEqual([{ flags: 2, bytes: Buffer.from('{}') }]);
  session.close();

  const request = http1(`${mock.url}${path}`, { method: 'POST', headers: type, agent: false });
  request.write(message('a'));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const [chunk] = (await once(response, 'data')) as [Buffer];
  expect(envelopes(chunk)[0]!.bytes.toString()).toBe('{"text":"a"}');
  request.end();
  expect(envelopes(((await once(response, 'data')) as [Buffer])[0])).toEqual([{ flags: 2, bytes: Buffer.from('{}') }]);
});

test('a client that does not read holds the answers back', async () => {
  const large = text('x'.repeat(100)).subarray(0, 102);
  const many = Array.from({ length: 20_000 }, () => say(large));
  await using mock = await openWebMock(scripted({ halfClose: () => ({ steps: [...many, ok()] }) }));
  const body = envelope(Buffer.alloc(0));
  const request = http1(`${mock.url}/t.v1.Kinds/Down`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+proto' },
    agent: false,
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.pause();
  await started(mock);
  // What is on its way is bounded, so not all of it can have been sent; reading lets the rest come.
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  expect(envelopes(Buffer.concat(parts))).toHaveLength(20_001);
  expect((await mock.last()).record.summary).toMatchObject({ down: 20_000, status: 'OK' });
});

test('a connection that breaks in the middle of a message ends the call', async () => {
  await using mock = await openWebMock();
  const request = http1(`${mock.url}/t.v1.Kinds/Both`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json' },
    agent: false,
  });
  request.on('error', () => undefined);
  request.write(envelope(Buffer.from('{"text":"a"}')).subarray(0, 8));
  await started(mock);
  request.destroy();
  expect((await mock.last()).record.summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

test('a request of one message that is never whole loses its connection; a stream keeps it', async () => {
  await using mock = await openWebMock(undefined, { requestMs: 20 });
  const dial = (path: string, type: string) => {
    const headers = { 'content-type': type, 'content-length': 100 };
    const request = http1(`${mock.url}${path}`, { method: 'POST', headers, agent: false });
    request.flushHeaders();
    return request;
  };
  const stream = dial('/t.v1.Kinds/Up', 'application/connect+json');
  const unary = dial(UNARY, json);
  await expect(once(unary, 'response')).rejects.toThrow(/hang up|ECONNRESET/);
  await until(mock.journal, () => mock.journal.stats().open === 1);
  expect(
    mock.journal
      .list()
      .calls.map(({ status }) => status)
      .sort(),
  ).toEqual([null, 'CANCELLED'].sort());
  stream.on('error', () => undefined);
  stream.destroy();
});

test.each(WAYS)('a reset on purpose reaches the client: $name', async (way) => {
  const steps = [fault({ kind: 'rst_stream', code: 'INTERNAL_ERROR', afterMessages: 0 })];
  await using mock = await openWebMock(scripted({ halfClose: () => ({ steps }) }));
  const call = transportOf(way, mock.url).unary(mock.method('Unary') as never, undefined, undefined, undefined, {});
  expect(ConnectError.from(await call.catch((error: unknown) => error)).code).not.toBe(Code.Unimplemented);
  await expect(call).rejects.toThrow();
  expect((await mock.last()).record.summary).toMatchObject({ broken: 'rst_stream', status: 'INTERNAL' });
});

test('frames and ends are broken as far as a protocol has them', async () => {
  const broken = async (spec: Fault, type: string, body: Uint8Array | string, path = '/t.v1.Kinds/Down') => {
    const steps = [fault(spec), say(text('hello')), ok()];
    await using mock = await openWebMock(scripted({ halfClose: () => ({ steps }) }));
    const reply = await ask('1.1', mock.url, path, post(type, body));
    return { reply, summary: (await mock.last()).record.summary };
  };
  const connect = 'application/connect+proto';
  const web = 'application/grpc-web+proto';
  const empty = envelope(Buffer.alloc(0));

  const short = await broken({ kind: 'truncate', bytes: 2 }, web, empty);
  expect(short.reply.body.subarray(0, 10)).toEqual(envelope(text('hello')).subarray(0, 10));
  expect(short.reply.body[10]).toBe(0x80);

  const long = await broken({ kind: 'bad_length', by: 7 }, connect, empty);
  expect(long.reply.body.readUInt32BE(1)).toBe(14);

  for (const type of [connect, web]) {
    const { reply, summary } = await broken({ kind: 'omit_trailers' }, type, empty);
    expect(envelopes(reply.body).map(({ flags }) => flags)).toEqual([0]);
    expect(summary).toMatchObject({ status: 'INTERNAL', broken: 'omit_trailers' });
  }

  const unary = await broken({ kind: 'truncate', bytes: 2 }, 'application/json', '{}', UNARY);
  expect(unary.reply.body.toString()).toBe('{"text":"hello');
});
