import { gunzipSync, gzipSync } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { status } from '../../../server/contract/status.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { anyTrailer } from '../../../server/engine/status-details.ts';
import { say, scripted, text } from '../grpc/mock.ts';
import { json, post, UNARY } from './bad-input-cases.ts';
import { ask, envelope, envelopes } from './raw-http.ts';
import { KINDS, openWebMock, transportOf, WAYS } from './web-mock.ts';

const GONE = status('NOT_FOUND', 'gone: Ünicode "100%"');
const DURATION = toBinary(DurationSchema, create(DurationSchema, { seconds: 3n }));
const DETAILS = anyTrailer(GONE, [{ type: 'google.protobuf.Duration', bytes: DURATION }]);
const HEADERS: Metadata = [
  { key: 'x-head', value: 'one' },
  { key: 'x-head', value: 'two' },
  { key: 'x-bytes-bin', value: 'AAH/' },
];
const TRAILERS: Metadata = [
  { key: 'x-tail', value: 'last' },
  { key: 'x-tail-bin', value: '/wE' },
];
const answer = (...steps: Step[]) => scripted({ halfClose: () => ({ steps }) });
const headers: Step = { afterMs: 0, do: 'headers', metadata: HEADERS };
const end = (ending = status('OK'), trailers = TRAILERS): Step => ({ afterMs: 0, do: 'end', status: ending, trailers });
const fails = answer(headers, end(GONE, [...TRAILERS, ...DETAILS]));

test.each(WAYS)('headers and trailers come as metadata: $name', async (way) => {
  await using mock = await openWebMock(answer(headers, say(text('hi')), end()));
  const transport = transportOf(way, mock.url);
  const desc = mock.method('Unary') as never;
  const { header, trailer } = await transport.unary(desc, undefined, undefined, undefined, {});
  expect(header.get('x-head')).toBe('one, two');
  expect(header.get('x-bytes-bin')!.replace(/=+$/, '')).toBe('AAH/');
  expect(trailer.get('x-tail')).toBe('last');
  expect(trailer.get('x-tail-bin')!.replace(/=+$/, '')).toBe('/wE');
});

for (const name of ['Unary', 'Down'])
  test.each(WAYS)(`errors come with message, details and metadata, of ${name}: $name`, async (way) => {
    await using mock = await openWebMock(fails);
    const transport = transportOf(way, mock.url);
    const desc = mock.method(name) as never;
    const call = async (): Promise<void> => {
      if (name === 'Unary') await transport.unary(desc, undefined, undefined, undefined, {});
      const one = (async function* () {
        yield create(mock.method('Unary').input);
      })();
      const { message } = await transport.stream(desc, undefined, undefined, undefined, one as never);
      for await (const _ of message);
    };
    const error = ConnectError.from(
      await call().then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    expect(error).toMatchObject({ code: Code.NotFound, rawMessage: 'gone: Ünicode "100%"' });
    expect(error.findDetails(DurationSchema)).toMatchObject([{ seconds: 3n }]);
    expect(error.metadata.get('x-tail')).toBe('last');
  });

test('an error of Connect is JSON with its details readable', async () => {
  const proto = KINDS.replace('package', 'import "google/protobuf/duration.proto";\npackage').replace(
    'message Text {',
    'message Text { google.protobuf.Duration time = 9;',
  );
  await using mock = await openWebMock(fails, { proto });
  const reply = await ask('1.1', mock.url, UNARY, post(json, '{}'));
  expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'application/json', 'x-head': 'one, two' } });
  expect(reply.headers).toMatchObject({ 'trailer-x-tail': 'last' });
  expect(reply.headers['trailer-grpc-status-details-bin']).toBeUndefined();
  expect(JSON.parse(reply.body.toString())).toEqual({
    code: 'not_found',
    message: 'gone: Ünicode "100%"',
    details: [{ type: 'google.protobuf.Duration', value: 'CAM', debug: '3s' }],
  });
});

test('what an answer cannot set on HTTP fails it, before anything is sent', async () => {
  const steps = answer({ afterMs: 0, do: 'headers', metadata: [{ key: 'content-encoding', value: 'gzip' }] }, end());
  await using mock = await openWebMock(steps);
  const reply = await ask('1.1', mock.url, UNARY, post(json, '{}'));
  expect(reply.status).toBe(500);
  expect(reply.body.toString()).toContain('content-encoding');
  expect((await mock.last()).ended.status.name).toBe('INTERNAL');
});

test('a call that ends well without its message is told to be broken', async () => {
  await using mock = await openWebMock(answer(end()));
  const reply = await ask('1.1', mock.url, UNARY, post(json, '{}'));
  expect(reply.status).toBe(500);
  expect((await mock.last()).ended.status.name).toBe('INTERNAL');
});

test('unary answers of Connect are compressed where that is worth it, or where the request is', async () => {
  await using mock = await openWebMock();
  const long = JSON.stringify({ text: 'long '.repeat(1_000) });
  const accept = { 'accept-encoding': 'br, gzip;q=0.8' };
  const packed = await ask('1.1', mock.url, UNARY, post(json, long, accept));
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body).toString()).toBe(long);
  const short = await ask('1.1', mock.url, UNARY, post(json, '{"text":"a"}', accept));
  expect(short.headers['content-encoding']).toBeUndefined();
  const refused = await ask('1.1', mock.url, UNARY, post(json, long, { 'accept-encoding': 'gzip;q=0' }));
  expect(refused.headers['content-encoding']).toBeUndefined();
  const both = { 'content-encoding': 'gzip', ...accept };
  const mirrored = await ask('2', mock.url, UNARY, post(json, gzipSync('{"text":"a"}'), both));
  expect(mirrored.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(mirrored.body).toString()).toBe('{"text":"a"}');
  const { record, started } = await mock.last(4);
  expect(started.via).toMatchObject({ encoding: 'gzip' });
  const messages = record.events.filter(({ type }) => type === 'message');
  expect(messages).toMatchObject([{ compressed: true }, { compressed: true, wire: mirrored.body.length }]);
});

test('messages of streams are compressed one by one', async () => {
  await using mock = await openWebMock();
  const long = Buffer.from(JSON.stringify({ text: 'long '.repeat(10_000) }));
  const types = { 'connect-content-encoding': 'gzip', 'connect-accept-encoding': 'gzip' };
  const body = Buffer.concat([envelope(gzipSync(long), 1), envelope(Buffer.from('{}'))]);
  const reply = await ask('1.1', mock.url, '/t.v1.Kinds/Both', post('application/connect+json', body, types));
  expect(reply.headers['connect-content-encoding']).toBe('gzip');
  const frames = envelopes(reply.body);
  expect(frames.map(({ flags }) => flags)).toEqual([1, 1, 2]);
  expect(gunzipSync(frames[0]!.bytes)).toEqual(long);
});

test('a GET of Connect carries its message in every form', async () => {
  await using mock = await openWebMock();
  const proto = text('ä?');
  for (const [query, body] of [
    ['encoding=json&message=%7B%22text%22%3A%22%C3%A4%3F%22%7D', '{"text":"ä?"}'],
    [`encoding=json&base64=1&message=${Buffer.from('{"text":"ä?"}').toString('base64url')}`, '{"text":"ä?"}'],
    [`encoding=proto&base64=1&message=${proto.toString('base64url')}&connect=v1`, proto.toString()],
    [
      `encoding=proto&message=${[...proto].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
      proto.toString(),
    ],
    [
      `encoding=json&base64=1&compression=gzip&message=${gzipSync('{"text":"ä?"}').toString('base64url')}`,
      '{"text":"ä?"}',
    ],
  ] as const)
    for (const http of ['1.1', '2'] as const) {
      const reply = await ask(http, mock.url, `/t.v1.Kinds/Look?${query}`, { verb: 'GET' });
      expect([reply.status, reply.body.toString()]).toEqual([200, body]);
    }
  expect((await mock.last(10)).started.via).toMatchObject({ verb: 'GET' });
});

test('gRPC-Web text comes in base64, part by part, and goes so', async () => {
  await using mock = await openWebMock();
  const part = (value: string): string => envelope(text(value)).toString('base64');
  const reply = await ask(
    '1.1',
    mock.url,
    '/t.v1.Kinds/Both',
    post('application/grpc-web-text', part('a') + part('bc')),
  );
  expect(reply.headers['content-type']).toBe('application/grpc-web-text+proto');
  const frames = reply.body
    .toString()
    .match(/[A-Za-z0-9+/]+={0,2}/g)!
    .map((one) => Buffer.from(one, 'base64'));
  expect(envelopes(Buffer.concat(frames)).map(({ flags }) => flags)).toEqual([0, 0, 0x80]);
});

test.each([
  ['application/grpc-web+proto', 'application/grpc-web-text', 'application/grpc-web-text+proto'],
  ['application/grpc-web+json', 'text/html, application/grpc-web-text+json;q=0.9', 'application/grpc-web-text+json'],
  ['application/grpc-web-text', 'application/grpc-web+proto', 'application/grpc-web+proto'],
  ['application/grpc-web-text', '*/*', 'application/grpc-web-text+proto'],
  ['application/grpc-web', 'application/grpc-web-texts, application/json', 'application/grpc-web+proto'],
])('gRPC-Web is answered as its client takes it: %s, and takes %s', async (type, accept, answered) => {
  await using mock = await openWebMock();
  const message = envelope(type.endsWith('json') ? Buffer.from('{"text":"a"}') : text('a'));
  const body = type.includes('-text') ? message.toString('base64') : message;
  const { headers, ...asked } = post(type, body);
  const reply = await ask('1.1', mock.url, '/t.v1.Kinds/Both', { ...asked, headers: { ...headers, accept } });
  expect(reply.headers['content-type']).toBe(answered);
  const bytes = answered.includes('-text')
    ? Buffer.concat(
        reply.body
          .toString()
          .match(/[A-Za-z0-9+/]+={0,2}/g)!
          .map((one) => Buffer.from(one, 'base64')),
      )
    : reply.body;
  expect(envelopes(bytes).map(({ flags }) => flags)).toEqual([0, 0x80]);
});
