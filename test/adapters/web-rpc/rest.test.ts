import { create, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { STATUS_NAMES, type StatusName } from '../../../server/contract/status.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import type { Answerer } from '../../../server/serving/call-desk.ts';
import { ok, say } from '../grpc/mock.ts';
import { type RestServer, serveRest } from './rest-fixture.ts';
import { bytesOf, echo, end, item, plays, schema } from './rest-steps.ts';

const echoed = async (s: RestServer, request: string, body?: unknown): Promise<unknown> => {
  const answer = await s.ask(request, body);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json;
};

test('what is created by REST is there, by REST, until it is deleted', async () => {
  await using s = await serveRest(schema);
  const made = await s.ask('POST /v1/items?itemId=lamp', { title: 'Lamp', left: '3', size: 'LARGE' });
  expect(made.json).toMatchObject({ title: 'Lamp', left: '3', size: 'LARGE' });
  const { name } = made.json as { name: string }; // the answer is an item
  expect((await s.ask(`GET /v1/${name}`)).json).toMatchObject({ name, title: 'Lamp' });
  expect((await s.ask(`DELETE /v1/${name}`)).json).toEqual({});
  expect((await s.ask(`GET /v1/${name}`)).status).toBe(404);
});

test.each([
  ['text=a%20b+c%26d', { text: 'a b c&d' }],
  ['flag=true&small=-5&big=18446744073709551615', { flag: true, small: -5, big: '18446744073709551615' }],
  ['real=1.5e3&short=0.1', { real: 1500, short: 0.1 }],
  ['real=NaN', { real: 'NaN' }],
  ['data=aGk', { data: 'aGk=' }],
  ['size=SMALL&sizes=SMALL&sizes=2', { size: 'SMALL', sizes: ['SMALL', 'LARGE'] }],
  ['numbers=1&numbers=2&texts=&texts=x', { numbers: [1, 2], texts: ['', 'x'] }],
  ['at=2026-01-02T03:04:05%2B01:00&wait=1.5s', { at: '2026-01-02T02:04:05Z', wait: '1.500s' }],
  ['mask=displayName,inner.text', { mask: 'displayName,inner.text' }],
  ['mask=display_name', { mask: 'displayName' }],
  ['maybeText=&maybe_flag=false&maybeBig=7', { maybeText: '', maybeFlag: false, maybeBig: '7' }],
  ['maybes=1&maybes=0&maybeData=aGk', { maybes: [1, 0], maybeData: 'aGk=' }],
  ['value="x"', { value: 'x' }],
  ['value=null', { value: null }],
  ['struct={"a":[1]}&list=[true]', { struct: { a: [1] }, list: [true] }],
  ['counts[a]=1&counts[b.c]=2', { counts: { a: 1, 'b.c': 2 } }],
  ['inner.inner.text=x&inner.numbers=1&inner.numbers=2', { inner: { numbers: [1, 2], inner: { text: 'x' } } }],
  ['left=x', { left: 'x' }],
  [
    'times=2026-01-02T03:04:05Z&times=2026-01-02T03:04:06Z',
    { times: ['2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z'] },
  ],
  ['perhaps=&display_name=D', { perhaps: '', displayName: 'D' }],
])('the query %s is a message', async (query, message) => {
  await using s = await serveRest(schema, { engine: echo });
  expect(await echoed(s, `GET /v1/echo?${query}`)).toEqual(message);
});

test.each([
  ['nope=1', 'nope', 'has no field "nope"'],
  ['displayname=1', 'displayname', 'Did you mean "displayName"?'],
  ['inner.txt=1', 'inner.txt', 'Did you mean "inner.text"?'],
  ['text.x=1', 'text.x', 'has no fields of its own'],
  ['small=x', 'small', 'Expected int32'],
  ['small=2147483648', 'small', 'does not fit int32'],
  ['small=1&small=2', 'small', 'is given 2 times'],
  ['flag=1', 'flag', 'Expected bool'],
  ['size=HUGE', 'size', 'has no value "HUGE"'],
  ['at=yesterday', 'at', 'Write a time as'],
  ['data=%21', 'data', 'This is not base64'],
  ['any=x', 'any', 'Send it in a body'],
  ['inner=x', 'inner', 'Give its fields, as in inner.field='],
  ['more=x', 'more', 'which no parameter can hold'],
  ['counts=1', 'counts', 'as in counts[key]=value'],
  ['text[a]=1', 'text[a]', 'is no map'],
  ['left=x&right=1', 'right', 'only one of them can be set'],
  ['value=x', 'value', 'is JSON'],
  ['__proto__=1', '__proto__', 'has no field "__proto__"'],
  ['constructor.x=1', 'constructor.x', 'has no field "constructor"'],
])('the query %s is refused, with the path of the field', async (query, field, words) => {
  await using s = await serveRest(schema, { engine: echo });
  const { status: http, json } = await s.ask(`GET /v1/echo?${query}`);
  expect([http, json]).toMatchObject([400, { code: 3, details: [{ fieldViolations: [{ field }] }] }]);
  expect(JSON.stringify(json)).toContain(JSON.stringify(words).slice(1, -1));
  expect((await s.last()).summary).toMatchObject({
    protocol: 'rest',
    status: 'INVALID_ARGUMENT',
    method: '/shop.v1.Shop/Echo',
  });
});

test.each([
  ['GET /v1/echo/5/true/a/b%2Fc/d', undefined, { small: 5, inner: { flag: true, inner: { text: 'a/b%2Fc/d' } } }],
  ['GET /v1/echo/5/true/', undefined, { small: 5, inner: { flag: true, inner: {} } }],
  ['GET /v1/echo/size/LARGE', undefined, { size: 'LARGE' }],
  ['POST /v1/echo', { text: 'x', more: [{ small: 1 }] }, { text: 'x', more: [{ small: 1 }] }],
  ['POST /v1/echo:inner?text=y', { flag: true }, { flag: true }],
  ['GET /v1/echo:item?inner.text=x', undefined, { text: 'x' }],
  ['GET /v1/echo:item', undefined, {}],
  ['POST /v1/struct', { a: { b: [1, null] } }, { a: { b: [1, null] } }],
])('%s goes where the rule says', async (request, body, answer) => {
  const engine: Answerer = request.includes('struct')
    ? plays(say(bytesOf('Wrapped', { a: { b: [1, null] } })), ok())
    : echo;
  await using s = await serveRest(schema, { engine });
  expect(await echoed(s, request, body)).toEqual(answer);
});

test('a field of the answer is sent alone', async () => {
  await using s = await serveRest(schema, {
    engine: plays(say(bytesOf('ListItems', { items: [{ name: 'items/a' }], nextPageToken: 't' })), ok()),
  });
  expect((await s.ask('GET /v1/items:bare')).json).toEqual([{ name: 'items/a' }]);
  expect((await s.ask('GET /v1/items:token')).json).toBe('t');
});

test('verbs of one’s own, and every verb', async () => {
  await using s = await serveRest(schema, { engine: plays(item({ name: 'items/a' }), ok()) });
  for (const request of ['SEARCH /v1/items/a', 'PURGE /v1/any/items/a', 'GET /v1/any/items/a', 'POST /v1/any/items/a'])
    expect([request, (await s.ask(request)).status]).toEqual([request, 200]);
  const head = await s.ask('HEAD /v1/items/a');
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '23']);
});

test.each(STATUS_NAMES.filter((name) => name !== 'OK'))('%s has its HTTP status', async (name) => {
  const http: Partial<Record<StatusName, number>> = {
    CANCELLED: 499,
    INVALID_ARGUMENT: 400,
    DEADLINE_EXCEEDED: 504,
    NOT_FOUND: 404,
    ALREADY_EXISTS: 409,
    PERMISSION_DENIED: 403,
    RESOURCE_EXHAUSTED: 429,
    FAILED_PRECONDITION: 400,
    ABORTED: 409,
    OUT_OF_RANGE: 400,
    UNIMPLEMENTED: 501,
    UNAVAILABLE: 503,
    UNAUTHENTICATED: 401,
  };
  await using s = await serveRest(schema, { engine: plays(end(name, 'why')) });
  const { status: code, json } = await s.ask('GET /v1/items/a');
  expect([code, json]).toEqual([http[name] ?? 500, { code: STATUS_NAMES.indexOf(name), message: 'why', details: [] }]);
});

/** A trailer with a `google.rpc.Status` that has one detail. */
const details = (typeUrl: string, value: Uint8Array): { key: string; value: string } => {
  const any = toBinary(AnySchema, create(AnySchema, { typeUrl, value }));
  const writer = new BinaryWriter().tag(1, 0).int32(5).tag(3, 2).bytes(any);
  return { key: 'grpc-status-details-bin', value: Buffer.from(writer.finish()).toString('base64') };
};

test('details are told as JSON, whether or not the protos know them; metadata are headers', async () => {
  const info = new BinaryWriter().tag(1, 2).string('GONE').tag(2, 2).string('shop').finish();
  const trailers = [details('type.googleapis.com/google.rpc.ErrorInfo', info), { key: 'x-after', value: '2' }];
  const headers: Step = { afterMs: 0, do: 'headers', metadata: [{ key: 'x-before', value: '1' }] };
  await using s = await serveRest(schema, { engine: plays(headers, end('NOT_FOUND', 'no', trailers)) });
  const plain = await s.ask('GET /v1/items/a');
  const detail = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'GONE', domain: 'shop' };
  expect(plain.json).toEqual({ code: 5, message: 'no', details: [detail] });
  expect([plain.headers.get('x-before'), plain.headers.get('x-after')]).toEqual(['1', '2']);
  expect(plain.headers.get('grpc-status-details-bin')).toBe(null);
  const google = await s.ask('GET /v1/items/a?$alt=json');
  expect(google.json).toEqual({ error: { code: 404, message: 'no', status: 'NOT_FOUND', details: [detail] } });
  const client = await s.ask('GET /v1/items:watch', undefined, { 'x-goog-api-client': 'gl-node' });
  expect(client.json).toEqual([{ error: { code: 404, message: 'no', status: 'NOT_FOUND', details: [detail] } }]);
});

test('headers of a request are metadata, and the protocol’s own are not', async () => {
  await using s = await serveRest(schema, { engine: echo });
  await s.ask('POST /v1/echo', {}, { 'X-Trace': 'a', authorization: 'Bearer x', 'x-server-timeout': '2.5' });
  const { events } = await s.last();
  const started = events[0];
  expect(started).toMatchObject({
    type: 'started',
    deadlineMs: 2500,
    via: { http: '1.1', codec: 'json', verb: 'POST' },
  });
  const keys = started?.type === 'started' ? started.metadata.map(({ key }) => key) : [];
  expect(keys).toEqual(expect.arrayContaining(['x-trace', 'authorization', 'user-agent']));
  expect(keys.filter((key) => /^(host|content-|connection|accept-encoding|x-server-timeout)/.test(key))).toEqual([]);
});

test('values of enums come as numbers, and JSON on one line, where that is asked for', async () => {
  await using s = await serveRest(schema, { engine: echo });
  expect((await s.ask('GET /v1/echo?size=LARGE&$alt=json;enum-encoding=int&prettyPrint=false')).text).toBe(
    '{"size":2}',
  );
  expect((await s.ask('GET /v1/echo?size=LARGE')).text).toBe('{\n  "size": "LARGE"\n}');
});
