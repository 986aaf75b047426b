import { expect, test } from 'vitest';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import { type Reader, TrafficFeed } from '../../../server/live/traffic-feed.ts';
import { batchOf, FakeTraffic } from './live-fixture.ts';

/** A page whose backlog the test sets, and which keeps what it was told. */
class FakePage implements Reader {
  waiting = false;
  readonly told: Uint8Array[] = [];
  #heard: () => void = () => undefined;
  #looked: { times: number; done: () => void } | undefined;

  slow(): boolean {
    if (this.#looked && (this.#looked.times -= 1) === 0) this.#looked.done();
    return this.waiting;
  }
  batch(bytes: Uint8Array): void {
    this.told.push(bytes);
    this.#heard();
  }
  get batches(): TrafficBatch[] {
    return this.told.map(batchOf);
  }
  /** Once it was told of that ordinal. */
  async has(ordinal: number): Promise<void> {
    while (this.batches.at(-1)?.calls.at(-1)?.ordinal !== ordinal)
      await new Promise<void>((done) => (this.#heard = done));
  }
  /** Once it was asked so often whether it is slow. */
  asked(times: number): Promise<void> {
    return new Promise((done) => (this.#looked = { times, done }));
  }
}

/** A feed of a journal that tells it of its changes. */
function feedOf(onDefect?: (error: unknown) => void): { traffic: FakeTraffic; feed: TrafficFeed } {
  const traffic = new FakeTraffic();
  const feed = new TrafficFeed(traffic, 1, onDefect);
  traffic.subscribe(() => feed.changed());
  return { traffic, feed };
}

test('pages that stand at the same place get the same bytes, made once', async () => {
  const { traffic, feed } = feedOf();
  const pages = [new FakePage(), new FakePage(), new FakePage()];
  traffic.change(1);
  feed.subscribe(pages[0]!, null);
  traffic.change(2);
  feed.subscribe(pages[1]!, null);
  feed.subscribe(pages[2]!, null);
  // The first flush brings the one that is behind to where the others are.
  traffic.change(3);
  await pages[2]!.has(3);
  expect(pages.map(({ batches }) => batches[0]?.calls.map((call) => call.ordinal))).toEqual([[2, 3], [3], [3]]);
  const { asked } = traffic;
  traffic.change(4);
  await pages[2]!.has(4);
  expect(traffic.asked).toBe(asked + 1);
  expect(pages[0]!.told.at(-1)).toBe(pages[1]!.told.at(-1));
  expect(pages[2]!.told.at(-1)).toBe(pages[1]!.told.at(-1));
  feed.close();
});

test('nothing is asked or sent while a page is slow, and the newest state when it is not any more', async () => {
  const { traffic, feed } = feedOf();
  const [slow, quick] = [new FakePage(), new FakePage()];
  feed.subscribe(slow, null);
  slow.waiting = true;
  const { asked } = traffic;
  traffic.change(1, { down: 1 });
  await slow.asked(3);
  expect([slow.told.length, traffic.asked]).toEqual([0, asked]);
  feed.subscribe(quick, null);
  traffic.change(2);
  await quick.has(2);
  expect(slow.told).toEqual([]);
  traffic.change(1, { down: 2 });
  slow.waiting = false;
  await slow.has(2);
  expect(slow.batches).toMatchObject([{ calls: [{ ordinal: 1, down: 2 }, { ordinal: 2 }] }]);
  feed.close();
});

test('ten thousand changes at once reach every page, in order, each once', async () => {
  const { traffic, feed } = feedOf();
  const pages = [new FakePage(), new FakePage()];
  for (const page of pages) feed.subscribe(page, null);
  for (let ordinal = 1; ordinal <= 10_000; ordinal += 1) traffic.change(ordinal);
  for (const page of pages) {
    await page.has(10_000);
    const ordinals = page.batches.flatMap(({ calls }) => calls.map((call) => call.ordinal));
    expect(ordinals).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
    expect(Math.max(...page.batches.map(({ calls }) => calls.length))).toBe(500);
  }
  feed.close();
});

test('a page that left is told of nothing, and a feed without pages asks for nothing', async () => {
  const { traffic, feed } = feedOf();
  const [left, stays] = [new FakePage(), new FakePage()];
  feed.subscribe(left, null);
  feed.subscribe(stays, null);
  feed.unsubscribe(left);
  traffic.change(1);
  await stays.has(1);
  expect(left.told).toEqual([]);
  feed.unsubscribe(stays);
  const { asked } = traffic;
  traffic.change(2);
  feed.subscribe(stays, null);
  expect(traffic.asked).toBe(asked + 1);
  feed.close();
});

test('a defect while an instalment is made is told, and the next one goes out', async () => {
  let told: (error: unknown) => void = () => undefined;
  const heard = new Promise((done) => (told = done));
  const { traffic, feed } = feedOf((error) => told(error));
  const page = new FakePage();
  feed.subscribe(page, null);
  const batchSince = traffic.batchSince.bind(traffic);
  traffic.batchSince = () => {
    throw new Error('broken');
  };
  traffic.change(1);
  expect(await heard).toMatchObject({ message: 'broken' });
  traffic.batchSince = batchSince;
  feed.changed();
  await page.has(1);
  feed.close();
});
