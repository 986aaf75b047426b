import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import type { CallEvent } from '../../../server/contract/traffic.ts';
import { Outbox, type Line } from '../../../server/live/outbox.ts';
import { TrafficFeed } from '../../../server/live/traffic-feed.ts';
import { batchOf, FakeTraffic, next, nextBatch, runLive, subscribe } from './live-fixture.ts';

const message = (index: number, text = '{}'): CallEvent => ({
  t: index,
  type: 'message',
  direction: 'down',
  index,
  size: 2,
  body: { type: 'a.B', json: text },
});

test('a page that subscribes gets what there is, then what changes, in batches of at most 500', async () => {
  await using server = await runLive();
  for (let ordinal = 1; ordinal <= 1_700; ordinal += 1) server.traffic.change(ordinal);
  const page = await server.open();
  const batches: TrafficBatch[] = [];
  const all = new Promise<void>((done) => {
    // One listener, not one promise after the other: two instalments may come in one turn.
    page.on('traffic:batch', (bytes) => {
      const batch = batchOf(bytes);
      batches.push(batch);
      if (batch.calls.at(-1)?.ordinal === 1_800) done();
    });
  });
  const first = await subscribe(page, null);
  expect(first.calls.length).toBe(500);
  for (let ordinal = 1_701; ordinal <= 1_800; ordinal += 1) server.traffic.change(ordinal);
  await all;
  const ordinals = [first, ...batches].flatMap(({ calls }) => calls.map((call) => call.ordinal));
  expect(ordinals).toEqual(Array.from({ length: 1_800 }, (_, index) => index + 1));
  expect(Math.max(...batches.map((batch) => batch.calls.length))).toBe(500);
});

test('changes of one call between two instalments are one summary', async () => {
  await using server = await runLive();
  const page = await server.open();
  await subscribe(page, null);
  const heard = nextBatch(page);
  for (let down = 1; down <= 1_000; down += 1) server.traffic.change(1, { down });
  const batch = await heard;
  expect(batch.calls.map((call) => call.down)).toEqual([1_000]);
});

test('a page that comes back gets what it missed, and all of another epoch', async () => {
  await using server = await runLive();
  server.traffic.change(1);
  server.traffic.change(2);
  const page = await server.open();
  const first = await subscribe(page, null);
  page.disconnect();
  server.traffic.change(3);
  const back = await server.open();
  const again = await subscribe(back, { epoch: first.epoch, seq: first.seq });
  expect(again.calls.map((call) => call.ordinal)).toEqual([3]);
  server.traffic.epoch = 'e2';
  const other = await subscribe(back, { epoch: first.epoch, seq: first.seq });
  expect([other.epoch, other.calls.length]).toEqual(['e2', 3]);
});

test('a gap that the journal tells of reaches the page', async () => {
  await using server = await runLive();
  const page = await server.open();
  await subscribe(page, null);
  server.traffic.gap = true;
  const heard = nextBatch(page);
  server.traffic.change(1);
  expect((await heard).gap).toBe(true);
});

test('a page that has unsubscribed, or is gone, costs nothing', async () => {
  await using server = await runLive();
  const page = await server.open();
  await subscribe(page, null);
  page.emit('traffic:unsubscribe');
  await page.emitWithAck('call:watch', null);
  const { asked } = server.traffic;
  server.traffic.change(1);
  const other = await server.open();
  await other.emitWithAck('call:watch', null);
  expect(server.traffic.asked).toBe(asked);
});

test('the events of a watched call come with bodies, one call at a time', async () => {
  await using server = await runLive();
  server.traffic.change(1);
  server.traffic.change(2);
  const page = await server.open();
  expect((await page.emitWithAck('call:watch', 'call-1'))?.summary.ordinal).toBe(1);
  const heard = next(page, 'call:events');
  server.traffic.tell(1, 4, [message(1)]);
  server.traffic.tell(1, 5, [message(2)]);
  expect(await heard).toMatchObject(['call-1', [message(1), message(2)], { ordinal: 1 }, 4]);
  await page.emitWithAck('call:watch', 'call-2');
  expect([...server.traffic.watchers.keys()]).toEqual(['call-2']);
  expect(await page.emitWithAck('call:watch', 'call-3')).toBeNull();
  expect(server.traffic.watchers.size).toBe(0);
});

test('a page that leaves stops watching', async () => {
  await using server = await runLive();
  server.traffic.change(1);
  const page = await server.open();
  await page.emitWithAck('call:watch', 'call-1');
  const gone = server.live.pages();
  page.disconnect();
  const other = await server.open();
  await other.emitWithAck('call:watch', null);
  while (server.live.pages() > gone) await other.emitWithAck('call:watch', null);
  expect(server.traffic.watchers.size).toBe(0);
});

test('a change of the schema is told to every page', async () => {
  await using server = await runLive();
  const pages = [await server.open(), await server.open()];
  const heard = Promise.all(pages.map((page) => next(page, 'schema:changed')));
  server.changeSchema(7);
  expect(await heard).toMatchObject([
    [7, { added: [] }],
    [7, { added: [] }],
  ]);
});

test.each(['websocket', 'polling'])('%s alone is enough', async (transport) => {
  await using server = await runLive();
  server.traffic.change(1);
  const page = await server.open({ transports: [transport], upgrade: false });
  expect((await subscribe(page, null)).calls.length).toBe(1);
});

const outboxOf = (traffic: FakeTraffic, line: Line): Outbox =>
  new Outbox(traffic, new TrafficFeed(traffic, 1), line, 1);

/** A line that keeps what it was given. */
function slowLine(): { line: Line; sent: unknown[][]; state: { waiting: number }; heard: () => Promise<unknown> } {
  const sent: unknown[][] = [];
  const state = { waiting: 0 };
  const bell = new EventTarget();
  const take = (...args: unknown[]): void => {
    sent.push(args);
    bell.dispatchEvent(new Event('sent'));
  };
  return {
    line: { waiting: () => state.waiting, batch: take, callEvents: take, invocationEvents: take },
    sent,
    state,
    heard: () => once(bell, 'sent'),
  };
}

test('what a slow page misses of a watched call is bounded, and shown by the place of what follows', async () => {
  const traffic = new FakeTraffic();
  traffic.change(1);
  const { line, sent, heard } = slowLine();
  const outbox = outboxOf(traffic, line);
  outbox.watch('call-1');
  for (let index = 1; index <= 1_005; index += 1) traffic.tell(1, index, [message(index)]);
  await heard();
  expect(sent).toMatchObject([
    ['call-1', [1_001, 1_002, 1_003, 1_004, 1_005].map((index) => message(index)), {}, 1_001],
  ]);
  outbox.close();
});

test('large bodies count as well', async () => {
  const traffic = new FakeTraffic();
  traffic.change(1);
  const { line, sent, heard } = slowLine();
  const outbox = outboxOf(traffic, line);
  outbox.watch('call-1');
  for (let index = 1; index <= 6; index += 1) traffic.tell(1, index, [message(index, 'x'.repeat(1_000_000))]);
  await heard();
  expect((sent[0] as [string, CallEvent[]])[1].map((event) => (event as { index: number }).index)).toEqual([5, 6]);
  outbox.close();
});

test('an invocation is held back while its page is behind, and let go when it is not, or is gone', async () => {
  const { line, sent } = slowLine();
  const outbox = outboxOf(new FakeTraffic(), line);
  let held: Promise<void> | undefined;
  for (let index = 1; index <= 1_000; index += 1) held = outbox.invocation('inv-1', [message(index)]);
  expect(held).toBeInstanceOf(Promise);
  await held;
  expect((sent[0] as [string, CallEvent[]])[1].length).toBe(1_000);
  const again = outbox.invocation(
    'inv-1',
    Array.from({ length: 1_000 }, (_, index) => message(index)),
  );
  outbox.close();
  await again;
  expect(sent.length).toBe(1);
});
