import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { serveRest } from './rest-fixture.ts';
import { echo, schema } from './rest-steps.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
test.each<[string, string, string | Uint8Array | undefined, Record<string, string>, number, string, string]>([
  [
    'wrong content type',
    'POST /v1/echo',
    'a=1',
    { 'content-type': 'text/plain' },
    415,
    'INVALID_ARGUMENT',
    'application/json',
  ],
  [
    'wrong charset',
    'POST /v1/echo',
    '{}',
    { 'content-type': 'application/json; charset=latin1' },
    415,
    'INVALID_ARGUMENT',
    'latin1',
  ],
  [
    'unknown compression',
    'POST /v1/echo',
    '{}',
    { ...JSON_TYPE, 'content-encoding': 'zstd' },
    415,
    'UNIMPLEMENTED',
    'zstd',
  ],
  [
    'broken compression',
    'POST /v1/echo',
    '{}',
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    400,
    'INVALID_ARGUMENT',
    'decompress',
  ],
  ['no JSON', 'POST /v1/echo', '{"text":', JSON_TYPE, 400, 'INVALID_ARGUMENT', 'Line 1'],
  ['no UTF-8', 'POST /v1/echo', new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE, 400, 'INVALID_ARGUMENT', 'UTF-8'],
  ['no object', 'POST /v1/echo', '[1]', JSON_TYPE, 400, 'INVALID_ARGUMENT', 'Expected an object'],
  [
    'an unknown field in the body',
    'POST /v1/echo',
    '{"inner":{"txt":1}}',
    JSON_TYPE,
    400,
    'INVALID_ARGUMENT',
    'inner.txt',
  ],
  ['bad base64 in the body', 'POST /v1/echo', '{"data":"!"}', JSON_TYPE, 400, 'INVALID_ARGUMENT', 'not base64'],
  [
    'a body that is not wanted',
    'DELETE /v1/items/a',
    '{"name":"x"}',
    JSON_TYPE,
    400,
    'INVALID_ARGUMENT',
    'takes no body',
  ],
  [
    'a query that belongs to the body',
    'POST /v1/echo?text=a',
    '{}',
    JSON_TYPE,
    400,
    'INVALID_ARGUMENT',
    'from the body',
  ],
  [
    'a query that stands in the path',
    'GET /v1/items/a?name=b',
    undefined,
    {},
    400,
    'INVALID_ARGUMENT',
    'stands in the path',
  ],
  [
    'a query of the body’s field',
    'POST /v1/items?item.title=b',
    '{}',
    JSON_TYPE,
    400,
    'INVALID_ARGUMENT',
    'belongs to the body',
  ],
  [
    'bad percent-encoding in the path',
    'GET /v1/items/%E0%A4%A',
    undefined,
    {},
    400,
    'INVALID_ARGUMENT',
    'percent-encoded',
  ],
  [
    'bad percent-encoding in the query',
    'GET /v1/echo?text=%zz',
    undefined,
    {},
    400,
    'INVALID_ARGUMENT',
    'percent-encoded',
  ],
  [
    'too large',
    'POST /v1/echo',
    `{"text":"${'x'.repeat(2_000)}"}`,
    JSON_TYPE,
    413,
    'RESOURCE_EXHAUSTED',
    'larger than max',
  ],
  [
    'too large behind its compression',
    'POST /v1/echo',
    gzipSync('x'.repeat(9_000)),
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    413,
    'RESOURCE_EXHAUSTED',
    'larger than 1000',
  ],
  ['another verb', 'PATCH /v1/items/a', '{}', JSON_TYPE, 405, 'UNIMPLEMENTED', 'it takes'],
  ['no such path', 'POST /v1/nope', '{}', JSON_TYPE, 404, 'UNIMPLEMENTED', 'POST /package.Service/Method'],
  ['no such path, by GET', 'GET /v1/nope/x', undefined, {}, 404, 'UNIMPLEMENTED', 'openapi.json'],
  ['a rule that binds no field', 'GET /v1/x/1', undefined, {}, 400, 'INVALID_ARGUMENT', 'The http rule of'],
])('%s: right status, in the traffic, nothing harmed', async (_, request, body, headers, http, name, words) => {
  await using s = await serveRest(schema, { engine: echo, messageBytes: 1_000 });
  const answer = await s.ask(request, body, headers);
  expect([answer.status, answer.json]).toMatchObject([
    http,
    { message: expect.any(String), details: expect.any(Array) },
  ]);
  expect(answer.text).toContain(words);
  expect((await s.last()).summary).toMatchObject({ protocol: 'rest', status: name });
  expect((await s.ask('POST /v1/echo', { text: 'well' })).json).toEqual({ text: 'well' });
});

test('what a path takes is said in Allow', async () => {
  await using s = await serveRest(schema, { engine: echo });
  expect((await s.ask('PATCH /v1/items/a', {})).headers.get('allow')).toBe('DELETE, GET, HEAD, SEARCH');
});

test('a query that goes into a message a thousand times over is refused', async () => {
  const nested = schemaFrom(`
    syntax = "proto3"; package deep.v1; import "google/api/annotations.proto";
    message Node { Node inner = 1; string text = 2; }
    service Deep { rpc Get(Node) returns (Node) { option (google.api.http) = { get: "/v1/node" }; } }
  `);
  await using s = await serveRest(nested, { engine: echo });
  for (const depth of [101, 1_000])
    expect(await s.ask(`GET /v1/node?${'inner.'.repeat(depth)}text=x`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('deeper than 100 levels'),
    });
  expect(await s.ask(`GET /v1/node?${'inner.'.repeat(50)}text=x`)).toMatchObject({ status: 200 });
});
