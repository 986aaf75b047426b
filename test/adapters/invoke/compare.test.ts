import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Compared, Comparison, CurlLines, Exchange } from '../../../server/contract/compare.ts';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';

const PROTO = `
  syntax = "proto3";
  package shelf.v1;
  import "google/api/annotations.proto";
  message Book { string name = 1; string title = 2; repeated string tags = 3; }
  message GetBookRequest { string name = 1; bool full = 2; }
  service Shelf {
    rpc GetBook(GetBookRequest) returns (Book) {
      option (google.api.http) = { get: "/v1/{name=books/*}" };
    }
    rpc WatchBooks(GetBookRequest) returns (stream Book) {
      option (google.api.http) = { get: "/v1/{name=books/*}:watch" };
    }
    rpc Burn(GetBookRequest) returns (Book);
    rpc Talk(stream Book) returns (stream Book);
  }
`;
const STUBS = `
service: shelf.v1.Shelf
stubs:
  - method: WatchBooks
    reply: { stream: [{ title: one }, { title: two }] }
  - method: Burn
    reply: { status: PERMISSION_DENIED, message: not this one }
`;

const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelf-'));
  writeFileSync(join(folder, 'shelf.proto'), PROTO);
  writeFileSync(join(folder, 'shelf.stubs.yaml'), STUBS);
  // What TLS makes is kept there.
  vi.stubEnv('XDG_DATA_HOME', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Asks for something about a call; `ca`: over TLS. */
async function post<T>(
  address: string,
  route: string,
  method: string,
  message: object,
  more: { readonly compress?: boolean; readonly ca?: string | undefined; readonly metadata?: object } = {},
): Promise<T> {
  const { ca, ...rest } = more;
  const { hostname, port } = new URL(`http://${address}`);
  const options = {
    hostname,
    port,
    path: route,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    agent: false as const,
  };
  const outgoing = ca === undefined ? requestHttp(options) : requestHttps({ ...options, ca });
  const path = `/shelf.v1.Shelf/${method}`;
  outgoing.end(
    JSON.stringify({ method: path, metadata: [], deadlineMs: null, messages: [JSON.stringify(message)], ...rest }),
  );
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]; // By its docs.
  const body = await json(incoming);
  if (incoming.statusCode !== 200) throw new Error(JSON.stringify(body));
  return body as T; // What the contract promises.
}

const compare = (address: string, method: string, message: object, more?: Parameters<typeof post>[4]) =>
  post<Comparison>(address, '/api/compare', method, message, more);

const made = (one: Compared | undefined): Exchange => {
  if (!one || !('exchange' in one)) throw new Error(JSON.stringify(one));
  return one.exchange;
};
const parts = ({ down }: Exchange): string[] =>
  down.body.parts.map(({ is, message }) => `${is} ${message ?? ''}`.trim());

/** Every byte of the connection has its purpose, and ranges follow each other. */
function expectWhole(exchange: Exchange): void {
  for (const side of [exchange.up, exchange.down]) {
    expect(side.headBytes + side.trailerBytes + side.httpBytes + side.body.bytes).toBe(side.wire);
    let at = 0;
    for (const part of side.body.parts) {
      expect(part.from).toBe(at);
      at = part.to;
    }
    expect(at).toBe(side.body.bytes);
  }
  const { headers, message, end } = exchange.times;
  expect(headers!).toBeLessThanOrEqual(message ?? end);
  expect(message ?? 0).toBeLessThanOrEqual(end);
}

test('a unary call over four protocols: the same message, and every byte has its purpose', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  const { compared } = await compare(mock.address, 'GetBook', { name: 'books/1', full: true });
  expect(compared.map(({ protocol }) => protocol)).toEqual(['grpc', 'grpc-web', 'connect', 'rest']);
  const all = compared.map(made);
  expect(all.map(({ status, http, codec }) => [status.name, http, codec])).toEqual([
    ['OK', '2', 'proto'],
    ['OK', '1.1', 'proto'],
    ['OK', '1.1', 'json'],
    ['OK', '1.1', 'json'],
  ]);
  all.forEach(expectWhole);
  expect(all.map(parts)).toEqual([
    ['flags 1', 'length 1', 'message 1'],
    ['flags 1', 'length 1', 'message 1', 'flags', 'length', 'trailers'],
    ['message 1'],
    ['message 1'],
  ]);
  const sizes = all.map(({ down }) => down.body.parts.find(({ is }) => is === 'message')?.size);
  expect(new Set(sizes).size).toBe(1);
  expect(all[3]).toMatchObject({ verb: 'GET', path: '/v1/books/1?full=true', up: { body: { bytes: 0 } } });
  expect(all[0]!.down.trailers).toContainEqual({ key: 'grpc-status', value: '0' });
  // The client's end and the server's are linked.
  expect(await mock.calls('shelf.v1.Shelf/GetBook')).toHaveLength(4);
});

test('a stream of answers', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  const all = (await compare(mock.address, 'WatchBooks', { name: 'books/1' })).compared.map(made);
  all.forEach(expectWhole);
  expect(all.map(({ status }) => status.name)).toEqual(['OK', 'OK', 'OK', 'OK']);
  const envelopes = ['flags 1', 'length 1', 'message 1', 'flags 2', 'length 2', 'message 2'];
  expect(all.map(parts)).toEqual([
    envelopes,
    [...envelopes, 'flags', 'length', 'trailers'],
    [...envelopes, 'flags', 'length', 'end'],
    ['between', 'message 1', 'between', 'message 2', 'between'],
  ]);
});

test('what a protocol cannot carry, and how an error looks in each', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  const burn = (await compare(mock.address, 'Burn', { name: 'books/1' })).compared;
  expect(burn.slice(0, 3).map((one) => made(one).status)).toEqual(
    [1, 2, 3].map(() => ({ code: 7, name: 'PERMISSION_DENIED', message: 'not this one' })),
  );
  expect(burn.slice(0, 3).map((one) => made(one).httpStatus)).toEqual([200, 200, 403]);
  expect(burn[3]).toMatchObject({ protocol: 'rest', problem: { code: 'no-http-rule' } });
  const talk = (await compare(mock.address, 'Talk', { title: 'a' })).compared;
  expect(talk[3]).toMatchObject({ problem: { code: 'rest-stream' } });
  expect(talk.slice(0, 3).map((one) => made(one).http)).toEqual(['2', '2', '2']);
  talk.slice(0, 3).map(made).forEach(expectWhole);
});

test('compressed, and with secrets that stay masked', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  const metadata = [{ key: 'authorization', value: 'Bearer hunter2' }];
  const answer = await compare(mock.address, 'GetBook', { name: 'books/1' }, { compress: true, metadata });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  const all = answer.compared.map(made);
  expect(all.map(({ status }) => status.name)).toEqual(['OK', 'OK', 'OK', 'OK']);
  all.forEach(expectWhole);
  expect(all.slice(0, 3).map(({ up }) => up.body.parts.some(({ compressed }) => compressed === true))).toEqual([
    true,
    true,
    true,
  ]);
});

test('over TLS as well', async () => {
  await using mock = await startUnderstudy({ protos: folder, tls: true });
  const all = (await compare(mock.address, 'GetBook', { name: 'books/1' }, { ca: mock.ca! })).compared.map(made);
  expect(all.map(({ status, secure, http }) => [status.name, secure, http])).toEqual([
    ['OK', true, '2'],
    ['OK', true, '1.1'],
    ['OK', true, '1.1'],
    ['OK', true, '1.1'],
  ]);
  all.forEach(expectWhole);
});

test('a request with a mistake is refused before anything is called', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  await expect(compare(mock.address, 'GetBook', { nam: 'x' })).rejects.toThrow('json-unknown-field');
  expect(await mock.calls('shelf.v1.Shelf/GetBook')).toEqual([]);
});

test('the same call as lines for curl, which do what they say', async () => {
  await using mock = await startUnderstudy({ protos: folder });
  const metadata = [{ key: 'x-api-key', value: 'hunter2' }];
  const { lines } = await post<CurlLines>(mock.address, '/api/curl', 'GetBook', { name: 'books/1' }, { metadata });
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(lines.map(({ protocol }) => protocol)).toEqual(['grpc-web', 'connect', 'rest']);
  const hasCurl = spawnSync('curl', ['--version']).status === 0;
  for (const one of lines) {
    if (!('line' in one)) throw new Error(JSON.stringify(one));
    expect(one.line).toContain('x-api-key: $X_API_KEY');
    // Where there is no curl (apt install curl), the lines are read only.
    if (hasCurl) expect((await run('sh', ['-c', one.line])).stdout).toContain('books/1');
  }
  const burnt = await post<CurlLines>(mock.address, '/api/curl', 'Burn', { name: 'books/1' });
  expect(burnt.lines[2]).toMatchObject({ protocol: 'rest', problem: { code: 'no-http-rule' } });
});
