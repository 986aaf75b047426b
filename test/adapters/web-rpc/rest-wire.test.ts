import { gzipSync } from 'node:zlib';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { ok, say } from '../grpc/mock.ts';
import { type RestServer, serveRest } from './rest-fixture.ts';
import { bytesOf, echo, end, item, plays, schema } from './rest-steps.ts';

const two = [item({ name: 'items/a' }), item({ name: 'items/b' })];

test('a stream is a JSON array, lines or events, as the client asks', async () => {
  await using s = await serveRest(schema, { engine: plays(...two, ok()) });
  const array = await s.ask('GET /v1/items:watch');
  expect([array.headers.get('content-type'), array.json]).toEqual([
    'application/json',
    [{ name: 'items/a' }, { name: 'items/b' }],
  ]);
  const lines = await s.ask('GET /v1/items:watch', undefined, { accept: 'application/x-ndjson' });
  expect(lines.text).toBe('{"result":{"name":"items/a"}}\n{"result":{"name":"items/b"}}\n');
  for (const [query, accept] of [
    ['', 'text/event-stream'],
    ['?alt=sse', '*/*'],
  ]) {
    const events = await s.ask(`GET /v1/items:watch${query}`, undefined, { accept: accept! });
    expect([events.headers.get('content-type'), events.headers.get('cache-control'), events.text]).toEqual([
      'text/event-stream',
      'no-cache',
      'data: {"name":"items/a"}\n\ndata: {"name":"items/b"}\n\n',
    ]);
  }
});

test('a stream of nothing is an empty array', async () => {
  await using s = await serveRest(schema, { engine: plays(ok()) });
  expect((await s.ask('GET /v1/items:watch')).json).toEqual([]);
});

test('a stream that fails at once has the status of its failure; later, it says so at its end', async () => {
  await using first = await serveRest(schema, {
    engine: plays({ afterMs: 0, do: 'headers', metadata: [] }, end('ABORTED', 'no')),
  });
  expect(await first.ask('GET /v1/items:watch')).toMatchObject({ status: 409, json: { code: 10, message: 'no' } });
  await using later = await serveRest(schema, { engine: plays(two[0]!, end('ABORTED', 'no')) });
  const error = { error: { code: 10, message: 'no', details: [] } };
  expect(await later.ask('GET /v1/items:watch')).toMatchObject({ status: 200, json: [{ name: 'items/a' }, error] });
  const lines = await later.ask('GET /v1/items:watch', undefined, { accept: 'application/x-ndjson' });
  expect(JSON.parse(lines.text.split('\n')[1]!)).toEqual(error);
  const events = await later.ask('GET /v1/items:watch?alt=sse');
  expect(events.text).toContain(`event: error\ndata: ${JSON.stringify(error)}\n\n`);
});

test('streams of requests are refused with what to do instead, in the traffic', async () => {
  await using s = await serveRest(schema);
  for (const verb of ['tell', 'talk']) {
    expect(await s.ask(`POST /v1/items:${verb}`, {})).toMatchObject({
      status: 501,
      json: { code: 12, message: expect.stringContaining('Call it by gRPC, gRPC-Web or Connect.') },
    });
    expect((await s.last()).summary).toMatchObject({ protocol: 'rest', status: 'UNIMPLEMENTED' });
  }
});

test('any bytes come and go as a HttpBody', async () => {
  const picture = say(bytesOf('Read', { contentType: 'image/png', data: 'iVBORw==' }));
  await using s = await serveRest(schema, { engine: plays(picture, ok()) });
  const answer = await s.ask('GET /v1/items/a/picture');
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-length')]).toEqual([
    200,
    'image/png',
    '4',
  ]);
  await using e = await serveRest(schema, { engine: echo });
  const raw = await e.ask('POST /v1/raw', 'anything at all', { 'content-type': 'text/markdown' });
  expect([raw.text, raw.headers.get('content-type')]).toEqual(['anything at all', 'text/markdown']);
  // A page among them is none of the playground's origin.
  for (const { headers } of [answer, raw])
    expect([headers.get('content-security-policy'), headers.get('x-content-type-options')]).toEqual([
      'sandbox',
      'nosniff',
    ]);
  await e.ask('PUT /v1/items/a/picture?part=2', new Uint8Array([1, 2]), { 'content-type': 'image/gif' });
  const whole = { name: 'items/a', body: { contentType: 'image/gif', data: 'AQI=' }, part: 2 };
  expect(await e.seen()).toEqual({ method: '/shop.v1.Shop/Write', request: whole });
  await e.ask('POST /v1/items/a/picture?part=2', new Uint8Array([1, 2]), { 'content-type': 'image/gif' });
  expect(await e.seen()).toEqual({ method: '/shop.v1.Shop/WriteAll', request: whole });
});

const JSON_TYPE = { 'content-type': 'application/json' };
test('a body may come compressed, and an answer goes compressed to whoever takes it', async () => {
  await using s = await serveRest(schema, { engine: echo });
  const body = gzipSync(JSON.stringify({ text: 'x'.repeat(5_000) }));
  const answer = await s.ask('POST /v1/echo', body, { ...JSON_TYPE, 'content-encoding': 'gzip' });
  expect([answer.headers.get('content-encoding'), answer.json]).toEqual(['gzip', { text: 'x'.repeat(5_000) }]);
  const large = await s.ask('POST /v1/echo', { text: 'y'.repeat(100_000) });
  expect([large.headers.get('content-encoding'), large.text.length > 100_000]).toEqual(['gzip', true]);
  const plain = await s.ask('POST /v1/echo', { text: 'x'.repeat(5_000) }, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBe(null);
});

test('a client that leaves ends its call', async () => {
  await using s = await serveRest(schema, { engine: plays({ ...item({}), afterMs: 3_600_000 }) });
  const leave = new AbortController();
  const call = fetch(`http://127.0.0.1:${s.port}/v1/items:watch`, { signal: leave.signal }).catch(() => 'left');
  await begun(s);
  leave.abort();
  expect(await call).toBe('left');
  expect((await s.last()).summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

/** Waits until a call has come. */
function begun(s: RestServer): Promise<void> {
  return new Promise((done) => {
    const stop = s.journal.subscribe(() => {
      stop();
      done();
    });
  });
}

test('a deadline ends a call', async () => {
  await using s = await serveRest(schema, { engine: plays({ ...item({}), afterMs: 3_600_000 }) });
  expect(await s.ask('GET /v1/items/a', undefined, { 'x-server-timeout': '0.02' })).toMatchObject({
    status: 504,
    json: { code: 4 },
  });
});

test('it works by HTTP/2 as well', async () => {
  await using s = await serveRest(schema, { engine: echo });
  const session = connectHttp2(`http://127.0.0.1:${s.port}`);
  const stream = session.request({ ':method': 'POST', ':path': '/v1/echo', 'content-type': 'application/json' });
  stream.end('{"text":"two"}');
  const [head, text] = await Promise.all([
    new Promise<Record<string, unknown>>((done) => stream.once('response', done)),
    new Promise<string>((done) => {
      let all = '';
      stream
        .setEncoding('utf8')
        .on('data', (part: string) => (all += part))
        .on('end', () => done(all));
    }),
  ]);
  session.close();
  expect([head[':status'], JSON.parse(text)]).toEqual([200, { text: 'two' }]);
  expect((await s.last()).events[0]).toMatchObject({ via: { http: '2', codec: 'json' } });
});

/** Everything that a socket hears until it closes. */
function heard(port: number, request: string): Promise<string> {
  return new Promise((done) => {
    let all = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('utf8').on('data', (part: string) => (all += part));
    socket.on('error', () => undefined).on('close', () => done(all));
  });
}

const by = { by: 'person' } as const;
const fault = (spec: Partial<FaultSpec> & { kind: string }): Step =>
  ({ afterMs: 0, do: 'fault', by, fault: { probability: 1, ...spec } }) as Step; // a fault of its kind

test.each([
  [
    'a body that is cut off',
    fault({ kind: 'truncate', bytes: 5 }),
    'GET /v1/items/a',
    /content-length: 23\r\n[^]*\r\n\r\n\{\n {2}"name": "items$/,
  ],
  [
    'a length that is too large',
    fault({ kind: 'bad_length', by: 7 }),
    'GET /v1/items/a',
    /content-length: 30\r\n[^]*items\/a"\n\}$/,
  ],
  [
    'a length that is too small',
    fault({ kind: 'bad_length', by: -7 }),
    'GET /v1/items/a',
    /content-length: 16\r\n[^]*"name": "ite$/,
  ],
  [
    'a stream without its end',
    fault({ kind: 'omit_trailers' }),
    'GET /v1/items:watch',
    /\[\{\n {2}"name": "items\/a"\n\}\r\n0\r\n\r\n$/,
  ],
])('%s can be asked for', async (_, broken, request, words) => {
  await using s = await serveRest(schema, { engine: plays(broken, item({ name: 'items/a' }), ok()) });
  expect(await heard(s.port, `${request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(words);
});
