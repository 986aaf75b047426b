import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { misfits } from '../../support/openapi/fits.ts';
import type { JsonSchema } from '../../support/openapi/type-schemas.ts';
import { serveMockApi, type MockApiServer } from './mock-api.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}
interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json': { readonly schema: JsonSchema } } }>
  >;
}
const text = readFileSync(resolve(import.meta.dirname, '../../../server/http/openapi.json'), 'utf8');
const { paths, components } = JSON.parse(text) as OpenApi;

const STUBS = `service: shop.v1.Shop
stubs:
  - method: GetItem
    when: { request: { sku: A, left: { $gt: 3 } }, metadata: { x-a: "1" } }
    reply: { status: NOT_FOUND, message: none, details: [ { "@type": google.rpc.ErrorInfo, reason: GONE } ] }
  - { method: Pay, times: 1, scenario: { name: order, then: paid }, reply: { message: { sku: paid } } }
  - { method: Pay, fault: { probability: 1, delay: 1ms } }
  - { method: TellItem, reply: { stream: [ { sku: A }, { after: 1ms, end: { status: ABORTED } } ] } }
  - { method: Talk, script: [ { on: message, do: [ { send: { sku: hi } } ] } ] }
  - { method: CountItems, replies: [ { status: UNAVAILABLE }, { generated: true } ] }
  - { method: Nope, reply: {} }
`;

/** Asks a route, and answers what of question and answer the description does not fit. */
async function faultsOf(s: MockApiServer, route: string, body?: unknown, pattern = route): Promise<readonly string[]> {
  const [verb = '', path = ''] = pattern.replace(/\?.*/, '').split(' ');
  const operation = paths[`/api/${path}`]?.[verb.toLowerCase()];
  if (!operation) return [`${pattern} is not described`];
  const asked = operation.requestBody?.content['application/json'].schema;
  const answer = await s.ask<unknown>(route, body);
  const said = operation.responses[String(answer.status)];
  const schema = said?.content?.['application/json'].schema;
  const refused = components.schemas['ApiFailure']!;
  return [
    ...(answer.status >= 400 ? [`${answer.status}: ${JSON.stringify(answer.body)}`] : []),
    ...(asked ? misfits(asked, body, components.schemas, 'body') : []),
    ...(answer.status === 204 ? [] : misfits(schema ?? refused, answer.body, components.schemas)),
  ].map((fault) => `${route}: ${fault}`);
}

test('real answers are as they are described, whoever answered the calls that they tell of', async () => {
  await using s = await serveMockApi({
    'shop.stubs.yaml': STUBS,
    'shop.world.yaml': 'shop.v1.Item:\n  - { sku: lamp, left: 3 }\n',
  });
  const ids: string[] = [];
  for (const [method, requests] of [
    ['GetItem', [{ sku: 'A', left: 9 }]],
    ['GetItem', [{ sku: 'lamp' }]],
    ['Pay', [{}]],
    ['Pay', [{ note: 'x' }]],
    ['TellItem', [{}]],
    ['Talk', [{ sku: 'A' }, {}]],
    ['CountItems', [{ sku: 'A' }]],
    ['Mix', [{ sku: 'A' }]],
  ] as const)
    ids.push((await s.call(method, requests, { 'x-understudy-session': 'one', authorization: 'secret' })).id);
  const file = `${s.dir}/shop.stubs.yaml`;
  const { body: list } = await s.ask<{ stubs: { id: string }[] }>('GET stubs');
  const GET = '/shop.v1.Shop/GetItem';
  const faults = [
    ...(await Promise.all(
      [
        'GET status',
        'GET openapi.json',
        'GET schema',
        `GET schema/method?path=${GET}`,
        `GET example?path=${GET}`,
        `GET explain?path=${GET}`,
        'GET calls',
        'GET protos',
        'GET protos/symbol?name=shop.v1.Item',
        'GET world',
        'GET world/entities?type=shop.v1.Item',
        'GET stubs',
        `GET stubs/file?file=${file}`,
        'GET stubs/schema',
        'GET scenarios',
        'GET faults',
        'GET hold',
      ].map((route) => faultsOf(s, route)),
    )),
    ...(await Promise.all(ids.map((id) => faultsOf(s, `GET calls/${id}`, undefined, 'GET calls/{id}')))),
    ...(await Promise.all(ids.map((id) => faultsOf(s, `GET calls/${id}/misses`, undefined, 'GET calls/{id}/misses')))),
    ...(await Promise.all(
      ids
        .slice(0, 2)
        .map((id) => faultsOf(s, `GET calls/${id}/origins?direction=up`, undefined, 'GET calls/{id}/origins')),
    )),
    await faultsOf(s, 'POST stubs', {
      service: 'shop.v1.Shop',
      stubs: [{ method: 'Pay', reply: { generated: true } }],
      session: 'one',
    }),
    await faultsOf(s, 'POST stubs/check', { file: 'a.stubs.yaml', text: STUBS }),
    await faultsOf(s, 'POST stubs/try', {
      method: GET,
      messages: ['{"sku":"A"}'],
      metadata: [{ key: 'x-a', value: '1' }],
      session: null,
    }),
    await faultsOf(s, 'POST stubs/new', { method: GET, call: ids[0], file: null, write: true }),
    await faultsOf(s, 'POST stubs/edit', { id: list.stubs[0]!.id, edit: { do: 'enabled', enabled: false } }),
    await faultsOf(s, 'POST stubs/edit', { id: list.stubs[0]!.id, edit: { do: 'move', by: -1 } }),
    await faultsOf(s, 'PUT stubs/file', { file: 'new.stubs.yaml', text: 'stubs: []\n', baseHash: null }),
    await faultsOf(s, 'PUT scenarios', { name: 'order', state: 'paid', session: null }),
    await faultsOf(s, 'POST verify', {
      method: GET,
      when: { request: { sku: 'B' } },
      times: { atLeast: 1 },
      session: null,
      inOrder: [{ method: GET, when: {} }],
    }),
    await faultsOf(s, 'POST faults', {
      scope: '*',
      fault: { probability: 1, kind: 'latency', ms: 1, jitterMs: 0 },
      enabled: true,
    }),
    await faultsOf(s, 'PUT hold', { method: GET, on: false }),
    await faultsOf(s, 'DELETE stubs?id=api%231'),
    await faultsOf(s, 'POST reset', { session: null, stubs: true, world: true, calls: true, faults: true }),
  ].flat();
  expect(faults).toEqual([]);
});
