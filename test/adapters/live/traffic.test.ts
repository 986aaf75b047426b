import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import type { CallEvent } from '../../../server/contract/traffic.ts';
import { Outbox, type Line } from '../../../server/live/outbox.ts';
import { FakeTraffic, next, runLive, type Page } from './live-fixture.ts';

const message = (index: number, text = '{}'): CallEvent => ({
  t: index,
  type: 'message',
  direction: 'down',
  index,
  size: 2,
  body: { type: 'a.B', json: text },
});

/** Every ordinal that a page was told, in order, until it has heard `last`. */
async function hear(
  page: Page,
  first: TrafficBatch,
  last: number,
): Promise<{ batches: TrafficBatch[]; ordinals: number[] }> {
  const batches = [first];
  const ordinals = first.calls.map((call) => call.ordinal);
  while (ordinals.at(-1) !== last) {
    const [batch] = await next(page, 'traffic:batch');
    batches.push(batch);
    ordinals.push(...batch.calls.map((call) => call.ordinal));
  }
  return { batches, ordinals };
}

test('a page that subscribes gets what there is, then what changes, in batches of at most 500', async () => {
  await using server = await runLive();
  for (let ordinal = 1; ordinal <= 1_700; ordinal += 1) server.traffic.change(ordinal);
  const page = await server.open();
  const first = await page.emitWithAck('traffic:subscribe', null);
  expect(first.calls.length).toBe(500);
  const before = hear(page, first, 1_800);
  for (let ordinal = 1_701; ordinal <= 1_800; ordinal += 1) server.traffic.change(ordinal);
  const { batches, ordinals } = await before;
  expect(ordinals).toEqual(Array.from({ length: 1_800 }, (_, index) => index + 1));
  expect(Math.max(...batches.map((batch) => batch.calls.length))).toBe(500);
});

test('changes of one call between two instalments are one summary', async () => {
  await using server = await runLive();
  const page = await server.open();
  await page.emitWithAck('traffic:subscribe', null);
  const heard = next(page, 'traffic:batch');
  for (let down = 1; down <= 1_000; down += 1) server.traffic.change(1, { down });
  const [batch] = await heard;
  expect(batch.calls.map((call) => call.down)).toEqual([1_000]);
});

test('a page that comes back gets what it missed, and all of another epoch', async () => {
  await using server = await runLive();
  server.traffic.change(1);
  server.traffic.change(2);
  const page = await server.open();
  const first = await page.emitWithAck('traffic:subscribe', null);
  page.disconnect();
  server.traffic.change(3);
  const back = await server.open();
  const again = await back.emitWithAck('traffic:subscribe', { epoch: first.epoch, seq: first.seq });
  expect(again.calls.map((call) => call.ordinal)).toEqual([3]);
  server.traffic.epoch = 'e2';
  const other = await back.emitWithAck('traffic:subscribe', { epoch: first.epoch, seq: first.seq });
  expect([other.epoch, other.calls.length]).toEqual(['e2', 3]);
});

test('a gap that the journal tells of reaches the page', async () => {
  await using server = await runLive();
  const page = await server.open();
  await page.emitWithAck('traffic:subscribe', null);
  server.traffic.gap = true;
  const heard = next(page, 'traffic:batch');
  server.traffic.change(1);
  expect((await heard)[0].gap).toBe(true);
});

test('a page that has unsubscribed, or is gone, costs nothing', async () => {
  await using server = await runLive();
  const page = await server.open();
  await page.emitWithAck('traffic:subscribe', null);
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
  expect((await page.emitWithAck('traffic:subscribe', null)).calls.length).toBe(1);
});

/** A line whose backlog the test sets. */
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

test('nothing is asked or sent while a page is slow, and the newest state when it is not any more', async () => {
  const traffic = new FakeTraffic();
  const { line, sent, state, heard } = slowLine();
  const looked = deferred();
  let looks = 0;
  const outbox = new Outbox(
    traffic,
    {
      ...line,
      waiting: () => {
        if ((looks += 1) === 3) looked.resolve();
        return state.waiting;
      },
    },
    1,
  );
  outbox.subscribe(null);
  state.waiting = 51;
  const { asked } = traffic;
  traffic.change(1, { down: 1 });
  outbox.changed();
  await looked.promise;
  expect([sent.length, traffic.asked]).toEqual([0, asked]);
  traffic.change(1, { down: 2 });
  const first = heard();
  state.waiting = 0;
  await first;
  expect(sent).toMatchObject([[{ calls: [{ ordinal: 1, down: 2 }] }]]);
  outbox.close();
});

test('what a slow page misses of a watched call is bounded, and shown by the place of what follows', async () => {
  const traffic = new FakeTraffic();
  traffic.change(1);
  const { line, sent, heard } = slowLine();
  const outbox = new Outbox(traffic, line, 1);
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
  const outbox = new Outbox(traffic, line, 1);
  outbox.watch('call-1');
  for (let index = 1; index <= 6; index += 1) traffic.tell(1, index, [message(index, 'x'.repeat(1_000_000))]);
  await heard();
  expect((sent[0] as [string, CallEvent[]])[1].map((event) => (event as { index: number }).index)).toEqual([5, 6]);
  outbox.close();
});

test('an invocation is held back while its page is behind, and let go when it is not, or is gone', async () => {
  const { line, sent } = slowLine();
  const outbox = new Outbox(new FakeTraffic(), line, 1);
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

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

test('a defect while an instalment is made is told, and the next one goes out', async () => {
  const traffic = new FakeTraffic();
  const { line, sent, heard } = slowLine();
  const told: unknown[] = [];
  const heardOf = deferred();
  const outbox = new Outbox(traffic, line, 1, (error) => {
    told.push(error);
    heardOf.resolve();
  });
  outbox.subscribe(null);
  const batchSince = traffic.batchSince.bind(traffic);
  traffic.batchSince = () => {
    throw new Error('broken');
  };
  traffic.change(1);
  outbox.changed();
  await heardOf.promise;
  expect(told).toMatchObject([{ message: 'broken' }]);
  traffic.batchSince = batchSince;
  const next = heard();
  outbox.changed();
  await next;
  expect(sent).toMatchObject([[{ calls: [{ ordinal: 1 }] }]]);
  outbox.close();
});
