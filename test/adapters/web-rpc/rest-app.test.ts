import { expect, test } from 'vitest';
import { serveMockApi } from '../stubs/mock-api.ts';

const SHOP = `
  syntax = "proto3";
  package shop.v1;
  import "google/api/annotations.proto";
  message Lamp { string name = 1; string title = 2; int32 watts = 3; }
  message GetLampRequest { string name = 1; }
  message CreateLampRequest { Lamp lamp = 1; string lamp_id = 2; }
  message ListLampsRequest { int32 page_size = 1; string page_token = 2; }
  message ListLampsResponse { repeated Lamp lamps = 1; string next_page_token = 2; }
  message DeleteLampRequest { string name = 1; }
  message Gone {}
  service Shop {
    rpc GetLamp(GetLampRequest) returns (Lamp) { option (google.api.http) = { get: "/v1/{name=lamps/*}" }; }
    rpc ListLamps(ListLampsRequest) returns (ListLampsResponse) { option (google.api.http) = { get: "/v1/lamps" }; }
    rpc CreateLamp(CreateLampRequest) returns (Lamp) { option (google.api.http) = { post: "/v1/lamps" body: "lamp" }; }
    rpc DeleteLamp(DeleteLampRequest) returns (Gone) { option (google.api.http) = { delete: "/v1/{name=lamps/*}" }; }
    rpc Status(Gone) returns (Lamp) { option (google.api.http) = {
      get: "/api/status"
      additional_bindings { get: "/api/lamps/status" }
    }; }
  }
`;
const STUBS = `service: shop.v1.Shop
stubs:
  - method: GetLamp
    when: { request: { name: lamps/broken } }
    reply: { status: FAILED_PRECONDITION, message: it is broken, details: [ { "@type": google.rpc.ErrorInfo, reason: BROKEN } ] }
  - { method: Status, reply: { message: { title: fine } } }
`;

test('REST and gRPC meet in one world, and stubs answer both', async () => {
  await using s = await serveMockApi({ 'shop.proto': SHOP, 'shop.stubs.yaml': STUBS });
  const rest = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://localhost:${s.app.port}${path}`, init);
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  // Created by REST, found by gRPC.
  const made = await rest('/v1/lamps?lampId=desk', { ...json, body: '{"title":"Desk lamp","watts":7}' });
  expect([made.status, await made.json()]).toMatchObject([200, { title: 'Desk lamp', watts: 7 }]);
  const found = await s.call('GetLamp', [{ name: 'lamps/desk' }]);
  expect([found.code, found.messages]).toMatchObject([0, [{ name: 'lamps/desk', watts: 7 }]]);
  // Deleted by gRPC, gone by REST.
  expect((await s.call('DeleteLamp', [{ name: 'lamps/desk' }])).code).toBe(0);
  expect((await rest('/v1/lamps/desk')).status).toBe(404);
  // A stub's status and details.
  const broken = await rest('/v1/lamps/broken');
  expect([broken.status, await broken.json()]).toMatchObject([
    400,
    {
      code: 9,
      message: 'it is broken',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'BROKEN' }],
    },
  ]);
  // Our own API goes before a rule, and a rule is served where we have nothing.
  expect(await (await rest('/api/status')).json()).toMatchObject({ name: 'understudy' });
  expect(await (await rest('/api/lamps/status')).json()).toEqual({ title: 'fine' });
  // A page of this machine may call, one from elsewhere may not.
  const local = await rest('/v1/lamps', { headers: { origin: 'http://localhost:5173' } });
  expect([local.status, local.headers.get('access-control-allow-origin')]).toEqual([200, 'http://localhost:5173']);
  expect((await rest('/v1/lamps', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  const asked = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'content-type,x-trace' };
  const preflight = await rest('/v1/lamps/desk', {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', ...asked },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    expect.stringContaining('DELETE'),
  ]);
  // All of it is in the traffic, and described.
  const { calls } = s.app.journal.list({});
  expect(calls.filter(({ protocol }) => protocol === 'rest')).toHaveLength(6);
  const { body } = await s.ask<{ paths: Record<string, unknown> }>('GET rest/openapi.json');
  expect(Object.keys(body.paths)).toEqual(['/v1/lamps/{lamp}', '/v1/lamps', '/api/status', '/api/lamps/status']);
  expect((await s.ask('GET rest/openapi.json?service=shop.v1.Nope')).status).toBe(404);
});

test('a schema of today has its own routes', async () => {
  await using s = await serveMockApi({ 'shop.proto': SHOP }, { watch: true });
  const renewed = new Promise<void>((done) => {
    s.app.registry.subscribe(() => done());
  });
  s.write('shop.proto', SHOP.replace('get: "/v1/lamps"', 'get: "/v2/lamps"'));
  await renewed;
  const [old, fresh] = await Promise.all(
    ['/v1/lamps', '/v2/lamps'].map(async (path) => (await fetch(`http://localhost:${s.app.port}${path}`)).status),
  );
  expect([old, fresh]).toEqual([405, 200]);
});
