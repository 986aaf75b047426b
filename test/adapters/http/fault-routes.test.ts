import { expect, test } from 'vitest';
import { createHttp } from '../../../server/http/create-http.ts';
import { createGuard } from '../../../server/http/guard.ts';
import { FaultSwitches } from '../../../server/stubs/fault-switches.ts';
import { fakeFaults } from './fake-faults.ts';
import { fakeSource, run } from './http-fixture.ts';

async function served(switches = new FaultSwitches()) {
  const server = await run(
    createHttp({
      source: { ...fakeSource(), faults: fakeFaults(switches) },
      guard: createGuard({ hosts: [] }),
      readAsset: undefined,
      newNonce: () => 'n',
    }),
  );
  const send = async (method: string, path: string, body?: unknown) => {
    const reply = await server.ask(path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json: unknown = reply.body === '' ? undefined : JSON.parse(reply.body);
    return { status: reply.status, body: json };
  };
  return { switches, send, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
const SCOPE = '/shop.v1.Catalog/GetProduct';
const request = (fault: object, more: object = {}) => ({
  scope: SCOPE,
  fault: { probability: 1, ...fault },
  enabled: true,
  ...more,
});

test.each([
  { kind: 'latency', ms: 200, jitterMs: 50 },
  { kind: 'status', status: 'UNAVAILABLE', message: '' },
  { kind: 'status', status: 'ABORTED', message: 'try again' },
  { kind: 'rst_stream', code: 'INTERNAL_ERROR', afterMessages: 2 },
  { kind: 'goaway', afterMessages: 0 },
  { kind: 'stall' },
  { kind: 'truncate', bytes: 1 },
  { kind: 'omit_trailers' },
  { kind: 'bad_length', by: -3 },
  { kind: 'bad_length', by: -3, afterMessages: 2 },
  { kind: 'truncate', bytes: 1, afterMessages: 1 },
  { kind: 'tiny_window' },
  { kind: 'stall', probability: 0.25 },
])('%j is switched on, listed, switched off and removed', async (fault) => {
  await using api = await served();
  const body = request(fault);
  const made = { id: 'f1', ...body, hits: 0 };
  expect(await api.send('POST', '/api/faults', body)).toEqual({ status: 200, body: made });
  expect(api.switches.draw(SCOPE).length).toBe(fault.probability === undefined ? 1 : api.switches.current[0]!.hits);
  const { hits } = api.switches.current[0]!;
  const off = { ...body, enabled: false };
  expect(await api.send('PUT', '/api/faults/f1', off)).toEqual({ status: 200, body: { ...made, ...off, hits } });
  expect(await api.send('GET', '/api/faults')).toEqual({ status: 200, body: [{ ...made, ...off, hits }] });
  expect(await api.send('DELETE', '/api/faults/f1')).toEqual({ status: 204, body: undefined });
  expect(await api.send('GET', '/api/faults')).toEqual({ status: 200, body: [] });
});

test('a switch for what the schema does not have any more can be turned off, and not on', async () => {
  const switches = new FaultSwitches();
  const gone = request({ kind: 'stall' }, { scope: 'gone.v1.Service' });
  switches.add({ scope: 'gone.v1.Service', fault: { kind: 'stall', probability: 1 }, enabled: true });
  await using api = await served(switches);
  expect((await api.send('PUT', '/api/faults/f1', { ...gone, enabled: false })).status).toBe(200);
  expect((await api.send('PUT', '/api/faults/f1', gone)).status).toBe(404);
});

const bad = (fault: object, more?: object) => ['POST', '/api/faults', request(fault, more)] as const;
test.each<readonly [number, readonly [string, string, unknown], string | undefined]>([
  [400, bad({ kind: 'stall' }, { scope: '' }), 'scope'],
  [400, bad({ kind: 'stall' }, { enabled: 1 }), 'enabled'],
  [400, bad({ kind: 'stall' }, { session: 'a' }), 'session'],
  [400, bad({ kind: 'stall', afterMessages: 1 }), 'fault.afterMessages'],
  [400, bad({ kind: 'stall', probability: 1.5 }), 'fault.probability'],
  [400, bad({ kind: 'stall', probability: '1' }), 'fault.probability'],
  [400, bad({ kind: 'slow' }), 'fault.kind'],
  [400, bad({ kind: '__proto__' }), 'fault.kind'],
  [400, bad({}), 'fault.kind'],
  [400, bad({ kind: 'latency', ms: -1, jitterMs: 0 }), 'fault.ms'],
  [400, bad({ kind: 'latency', ms: 86_400_001, jitterMs: 0 }), 'fault.ms'],
  [400, bad({ kind: 'latency', ms: 1, jitterMs: -1 }), 'fault.jitterMs'],
  [400, bad({ kind: 'status', status: 'OK', message: '' }), 'fault.status'],
  [400, bad({ kind: 'status', status: 'BROKEN', message: '' }), 'fault.status'],
  [400, bad({ kind: 'status', status: 'ABORTED', message: 1 }), 'fault.message'],
  [400, bad({ status: 'ABORTED' }), 'fault.kind'],
  [400, bad({ kind: 'rst_stream', code: 'INTERNAL', afterMessages: 0 }), 'fault.code'],
  [400, bad({ kind: 'rst_stream', code: 'CANCEL', afterMessages: 1.5 }), 'fault.afterMessages'],
  [400, bad({ kind: 'truncate', bytes: 0 }), 'fault.bytes'],
  [400, bad({ kind: 'bad_length', by: 0 }), 'fault.by'],
  [400, ['POST', '/api/faults', { scope: '*', enabled: true }], 'fault'],
  [400, ['POST', '/api/faults', []], ''],
  [400, ['GET', '/api/faults?all=1', undefined], 'all'],
  [404, bad({ kind: 'stall' }, { scope: '/shop.v1.Catalog/GetProdukt' }), 'scope'],
  [404, ['PUT', '/api/faults/f9', request({ kind: 'stall' })], undefined],
  [404, ['DELETE', '/api/faults/f9', undefined], undefined],
  [405, ['DELETE', '/api/faults', undefined], undefined],
])('%i %j', async (status, [method, path, body], place) => {
  await using api = await served();
  const reply = await api.send(method, path, body);
  // One thing is wrong, and one is told; where nothing is there, all of it is.
  const most = place === 'fault' || place === '' ? 9 : 1;
  const { problems } = reply.body as { readonly problems: readonly { readonly path?: string }[] };
  expect(reply.status).toBe(status);
  expect(problems.length).toBeLessThanOrEqual(most);
  expect(problems[0]?.path).toBe(place);
  expect(api.switches.current).toEqual([]);
});

test('what is left out of a fault is its default', async () => {
  await using api = await served();
  for (const [fault, whole] of [
    [
      { kind: 'status', status: 'ABORTED' },
      { kind: 'status', probability: 1, status: 'ABORTED', message: '' },
    ],
    [
      { kind: 'latency', ms: 5 },
      { kind: 'latency', probability: 1, ms: 5, jitterMs: 0 },
    ],
    [
      { kind: 'rst_stream', code: 'CANCEL' },
      { kind: 'rst_stream', probability: 1, code: 'CANCEL', afterMessages: 0 },
    ],
    [{ kind: 'goaway' }, { kind: 'goaway', probability: 1, afterMessages: 0 }],
  ]) {
    const reply = await api.send('POST', '/api/faults', { scope: '*', fault });
    expect(reply).toMatchObject({ status: 200, body: { scope: '*', enabled: true, fault: whole } });
  }
});

test('a fault in the form of a file of stubs is told the form of the API', async () => {
  await using api = await served();
  const { body } = await api.send('POST', '/api/faults', { scope: '*', fault: { status: 'ABORTED' } });
  expect(JSON.stringify(body)).toContain('this is not the form of files of stubs');
});

test('there are so many switches, and no more', async () => {
  const switches = new FaultSwitches();
  const { fault } = { fault: { kind: 'stall', probability: 1 } as const };
  while (switches.add({ scope: '*', fault, enabled: false }));
  await using api = await served(switches);
  expect(await api.send('POST', '/api/faults', request({ kind: 'stall' }))).toMatchObject({
    status: 409,
    body: { problems: [{ code: 'too-many-faults' }] },
  });
});
