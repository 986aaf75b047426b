import { expect, test } from 'vitest';
import type { CallRecord } from '../../../server/contract/traffic.ts';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import { until } from '../grpc/mock.ts';
import { brokenBy, file, KINDS, path, rawly, recorded } from './broken-shop.ts';
import { serveStubs } from './served.ts';

const isBroken = (record: CallRecord): readonly FaultSpec['kind'][] =>
  record.events.flatMap((event) => (event.type === 'broken' ? [event.broken.fault] : []));

test.each(KINDS)('%s: a status in place of the answer', async (method) => {
  await using s = await serveStubs(brokenBy('status: UNAVAILABLE, message: try later'));
  const { story, trailers } = await rawly(s, method);
  expect(story).toEqual(['HEADERS END']);
  expect(trailers).toMatchObject({ 'grpc-status': '14', 'grpc-message': 'try%20later' });
  expect(await s.call(method)).toMatchObject({ code: 14, details: 'try later', messages: [] });
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'UNAVAILABLE', broken: 'status', answeredBy: { by: 'stub' } });
});

test.each(KINDS)('%s: a switch breaks what the world answers, until it is off', async (method) => {
  await using s = await serveStubs('stubs: []');
  const { faults } = s.app;
  const fault = { kind: 'status', probability: 1, status: 'ABORTED', message: '' } as const;
  const one = faults.add({ scope: 'shop.v1.Shop', fault, enabled: true })!;
  expect(await s.call(method, [{ sku: 'A' }])).toMatchObject({ code: 10, details: 'Broken on purpose.' });
  const { summary, events } = await recorded(s);
  expect(summary).toMatchObject({ answeredBy: { by: 'fault', scope: 'shop.v1.Shop' }, broken: 'status' });
  expect(isBroken({ summary, events, omitted: { up: 0, down: 0 } })).toEqual(['status']);
  faults.set(one.id, { scope: 'shop.v1.Shop', fault, enabled: false });
  expect((await s.call(method, [{ sku: 'A' }])).code).toBe(0);
  expect(faults.current).toMatchObject([{ hits: 1, enabled: false }]);
});

test('a fault of a stub breaks that stub only, in its share of the calls', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: GetItem, when: { request: { sku: A } }, reply: { message: { sku: A } }, fault: { probability: 0.5, status: INTERNAL } }\n',
    ),
  );
  const codes: number[] = [];
  for (let at = 0; at < 40; at += 1) codes.push((await s.call('GetItem', [{ sku: 'A' }])).code);
  expect(codes.filter((code) => code === 13).length).toBeGreaterThan(8);
  expect(codes.filter((code) => code === 0).length).toBeGreaterThan(8);
  for (let at = 0; at < 10; at += 1) expect((await s.call('GetItem', [{ sku: 'B' }])).code).toBe(0);
});

test('faults are drawn for a call of many messages once, when their conditions hold', async () => {
  await using s = await serveStubs(
    file('  - { method: Talk, when: { last: { sku: STOP } }, fault: { rst_stream: CANCEL } }\n'),
  );
  const talk = s.talk('Talk');
  for (const sku of ['A', 'B']) {
    talk.say({ sku });
    expect(await talk.next()).toBeDefined();
  }
  talk.say({ sku: 'STOP' });
  expect((await talk.went).code).toBe(1);
});

test('a hundred broken calls leave nothing behind', async () => {
  await using s = await serveStubs('stubs: []');
  const faults: readonly FaultSpec[] = [
    { kind: 'rst_stream', probability: 0.5, code: 'INTERNAL_ERROR', afterMessages: 1 },
    { kind: 'tiny_window', probability: 0.5 },
    { kind: 'bad_length', probability: 0.3, by: 3 },
    { kind: 'truncate', probability: 0.3, bytes: 1 },
    { kind: 'omit_trailers', probability: 0.3 },
    { kind: 'goaway', probability: 0.1, afterMessages: 0 },
    { kind: 'latency', probability: 0.5, ms: 3, jitterMs: 3 },
  ];
  for (const fault of faults) s.app.faults.add({ scope: '*', fault, enabled: true });
  const calls = Array.from({ length: 100 }, (_, at) => s.call(KINDS[at % KINDS.length]!, [{ sku: 'A' }]));
  const went = await Promise.all(calls);
  expect(went).toHaveLength(100);
  s.app.faults.clear();
  await until(s.app.journal, () => s.app.journal.stats().open === 0);
  expect((await s.call('GetItem', [{ sku: 'A' }])).code).toBe(0);
});

const HANDLERS = `
import { service } from 'understudy';
export default service('shop.v1.Shop', {
  getItem: ({ sku }) => ({ sku, note: 'by hand' }),
  async *tellItem({ sku }) {
    for (let left = 1; ; left += 1) {
      yield { sku, left };
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
});
`;

test('what a handler answers is broken by stubs and by switches', async () => {
  const files = { 'shop.handlers.mjs': HANDLERS };
  await using s = await serveStubs(
    file('  - { method: TellItem, fault: { rst_stream: CANCEL, afterMessages: 3 } }\n'),
    { files },
  );
  expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0, messages: [{ note: 'by hand' }] });
  const went = await s.call('TellItem', [{ sku: 'A' }]);
  expect(went).toMatchObject({ code: 1, messages: [{ left: 1 }, { left: 2 }, { left: 3 }] });
  const fault = { kind: 'truncate', probability: 1, bytes: 1 } as const;
  s.app.faults.add({ scope: path('GetItem'), fault, enabled: true });
  expect((await s.call('GetItem', [{ sku: 'A' }])).messages).toEqual([]);
  expect(s.app.journal.list().calls.map(({ answeredBy, broken }) => [answeredBy?.by, broken])).toEqual([
    ['handler', undefined],
    ['handler', 'rst_stream'],
    ['handler', 'truncate'],
  ]);
});

test('a call that a person answers is broken as well', async () => {
  await using s = await serveStubs(file('  - { method: GetItem, fault: { omit_trailers: true } }\n'));
  const send = async (way: string, to: string, body: object): Promise<number> => {
    const init = { method: way, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await fetch(`http://localhost:${s.app.port}/api/${to}`, init)).status;
  };
  expect(await send('PUT', 'hold', { method: path('GetItem'), on: true })).toBe(200);
  const call = s.call('GetItem', [{ sku: 'A' }]);
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ up }) => up === 1));
  const { id } = journal.list().calls[0]!;
  expect(await send('POST', `held/${id}`, { do: 'message', json: '{"sku":"mine"}' })).toBe(200);
  const end = { do: 'end', status: 'OK', message: '', trailers: [], details: [] };
  expect(await send('POST', `held/${id}`, end)).toBe(200);
  expect(await call).toMatchObject({ code: 13, messages: [{ sku: 'mine' }] });
  expect(journal.list().calls[0]).toMatchObject({ answeredBy: { by: 'person' }, broken: 'omit_trailers' });
});
