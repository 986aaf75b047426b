import { constants } from 'node:http2';
import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { until } from '../grpc/mock.ts';
import { brokenBy, AT_DEADLINE, file, KINDS, path, recorded, SINGLE } from './broken-shop.ts';
import { serveStubs } from './served.ts';
import { storyOf, tapWire } from './wire-tap.ts';

test.each(KINDS)('%s: nothing comes until the client gives up', async (method) => {
  await using s = await serveStubs(brokenBy('stall: true'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path(method), [new Uint8Array()], true);
  const { journal } = s.app;
  if (SINGLE.has(method) || method === 'TellItem') stream.end();
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'stall'));
  expect(storyOf(tap)).toEqual([]);
  stream.close(constants.NGHTTP2_CANCEL);
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client', down: 0 });
});

test('a stalled call ends for a foreign client at its deadline', async () => {
  await using s = await serveStubs(brokenBy('stall: true'));
  // A busy machine may take all of a short deadline to connect: then nothing has come.
  for (const ms of [100, 1_000, 10_000]) {
    const went = s.talk('GetItem', {}, ms);
    went.say({});
    went.end();
    expect(await went.went).toMatchObject({ code: 4, messages: [] });
    if (s.app.journal.list().calls.length > 0) break;
  }
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ broken: 'stall' });
  expect(AT_DEADLINE).toContain(summary.status);
});

test('a stalled call reads no more than a window, however much the client has to say', async () => {
  await using s = await serveStubs(file('  - { method: CountItems, fault: { stall: true } }\n'));
  await using tap = tapWire(s.app.port);
  const desc = s.app.registry.current.method(path('CountItems'))!.desc.input;
  const large = toBinary(desc, create(desc, { note: 'x'.repeat(10_000) }));
  tap.open(
    path('CountItems'),
    Array.from({ length: 100 }, () => large),
    true,
  );
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'stall'));
  expect(journal.list().calls[0]!.up).toBeLessThan(10);
});

test.each(KINDS)('%s: the answer comes later', async (method) => {
  await using s = await serveStubs(brokenBy('delay: 60ms'));
  expect(await s.call(method)).toMatchObject({ code: 0 });
  const { events, summary } = await recorded(s);
  const at = (type: string): number => events.find((event) => event.type === type)!.t;
  expect(summary).toMatchObject({ broken: 'latency', status: 'OK' });
  // Node may fire a timer up to a millisecond early.
  expect(at('headers') - at('broken')).toBeGreaterThan(58_000);
});

test.each(KINDS)('%s: a call that waits for its answer can be cancelled', async (method) => {
  await using s = await serveStubs(brokenBy('delay: 1h'));
  const talk = s.talk(method);
  talk.say({});
  talk.end();
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ broken }) => broken === 'latency'));
  talk.cancel();
  expect((await talk.went).code).toBe(1);
  expect((await recorded(s)).summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

test('what waits for ever does not hold up the end of the server', async () => {
  await using s = await serveStubs(brokenBy('stall: true'));
  const calls = KINDS.map((method) => s.call(method));
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.filter(({ broken }) => broken === 'stall').length === KINDS.length);
  // An hour of grace, and none of it is taken.
  await s.app.close(3_600_000);
  for (const { code } of await Promise.all(calls)) expect(code).toBe(14);
  for (const { status, cancelledBy } of journal.list().calls)
    expect([status, cancelledBy]).toEqual(['UNAVAILABLE', 'server']);
});

test.each(['delay: 1h', 'stall: true', 'tiny_window: true', 'rst_stream: CANCEL, afterMessages: 1000000'])(
  '%s: a deadline in the middle ends it, and nothing is left to be played',
  async (fault) => {
    const note = 'n'.repeat(20_000);
    await using s = await serveStubs(
      file(
        `  - { method: TellItem, reply: { stream: [ { note: ${note} }, { after: 1ms, message: { note: ${note} } } ], repeat: forever } }\n  - { method: TellItem, fault: { ${fault} } }\n`,
      ),
    );
    const { journal } = s.app;
    // The connection stands before the deadline begins: on a busy machine the call would not reach the server otherwise.
    expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0 });
    await until(journal, () => journal.stats().open === 0);
    journal.clear();
    const talk = s.talk('TellItem', {}, 200);
    talk.say({});
    talk.end();
    expect((await talk.went).code).toBe(4);
    await until(journal, () => journal.stats().open === 0);
    expect(AT_DEADLINE).toContain(journal.list().calls[0]!.status);
    const { down } = journal.list().calls[0]!;
    expect(await s.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0 });
    expect(journal.list().calls[0]!.down).toBe(down);
  },
);
