import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Holdings } from '../../../server/serving/holdings.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { ask, envelope } from './raw-http.ts';
import { serveRest } from './rest-fixture.ts';
import { openWebMock } from './web-mock.ts';

const MIB = 1024 * 1024;

/** Waits until something holds, looking again whenever the process has done something else. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setImmediate(done));
}

/** A request whose body has begun and does not end, and its answer. */
function begin(port: number, path: string, type: string, part: Uint8Array): [ClientRequest, Promise<IncomingMessage>] {
  const headers = { 'content-type': type, 'content-length': 4_000_000 };
  const call = request({ hostname: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
  call.on('error', () => undefined);
  call.write(part);
  return [call, new Promise((done) => call.once('response', done))];
}

/** The first bytes of a message of almost 4 MB. */
const PART = Buffer.concat([envelope(Buffer.alloc(0)), Buffer.alloc(1_500_000)]);
PART.writeUInt32BE(3_900_000, 1);
const BARE = Buffer.alloc(1_500_000, ' ');

test.each([
  { name: 'Connect', type: 'application/json', part: BARE, status: 429, says: 'resource_exhausted' },
  { name: 'gRPC-Web', type: 'application/grpc-web+proto', part: PART, status: 200, says: 'grpc-status: 8' },
])('what calls by $name hold of bodies that have not come whole is bounded', async ({ type, part, status, says }) => {
  const holdings = new Holdings(0, 4 * MIB);
  await using mock = await openWebMock(undefined, { holdings });
  const [first] = begin(mock.port.port, '/t.v1.Kinds/Unary', type, part);
  await eventually(() => holdings.held >= part.length);
  const [second, answered] = begin(mock.port.port, '/t.v1.Kinds/Unary', type, part);
  const answer = await answered;
  expect([answer.statusCode, (await buffer(answer)).toString()]).toEqual([status, expect.stringContaining(says)]);
  const small = await ask('1.1', mock.url, '/t.v1.Kinds/Unary', {
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(small.status).toBe(200);
  first.destroy();
  second.destroy();
  await eventually(() => holdings.held === 0);
});

const NOTES = `
  syntax = "proto3";
  package n.v1;
  import "google/api/annotations.proto";
  message Note { string text = 1; }
  service Notes {
    rpc Add(Note) returns (Note) { option (google.api.http) = { post: "/v1/notes" body: "*" }; }
  }
`;

test('what calls by REST hold is bounded as well', async () => {
  const holdings = new Holdings(0, 4 * MIB);
  await using server = await serveRest(schemaFrom(NOTES), { holdings });
  const [first] = begin(server.port, '/v1/notes', 'application/json', BARE);
  await eventually(() => holdings.held >= BARE.length);
  const [second, answered] = begin(server.port, '/v1/notes', 'application/json', BARE);
  const answer = await answered;
  expect([answer.statusCode, (await buffer(answer)).toString()]).toEqual([
    429,
    expect.stringContaining('All calls together hold 4 MiB'),
  ]);
  expect((await server.ask('POST /v1/notes', { text: 'x' })).status).toBe(200);
  first.destroy();
  second.destroy();
  await eventually(() => holdings.held === 0);
});
