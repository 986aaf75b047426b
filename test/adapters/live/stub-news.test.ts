import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellStubNews } from '../../../server/live/stub-news.ts';
import { next, runLive } from './live-fixture.ts';

/** Stubs whose changes, and calls whose ends, the test makes. */
class FakeStubs {
  revision = 0;
  answered = 0;
  readonly listeners = new Set<() => void>();
  readonly calls = new Set<() => void>();
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly traffic = (listener: () => void): (() => void) => {
    this.calls.add(listener);
    return () => this.calls.delete(listener);
  };

  change(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }

  call(byStub: boolean): void {
    if (byStub) this.answered += 1;
    for (const listener of this.calls) listener();
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('many changes and many calls are one piece of news, and calls that no stub has to do with are none', () => {
  const stubs = new FakeStubs();
  const told: number[] = [];
  const leave = tellStubNews(stubs, stubs.traffic, (revision) => told.push(revision));
  for (let index = 0; index < 1_000; index += 1) stubs.call(index % 2 === 0);
  stubs.change();
  stubs.change();
  vi.runOnlyPendingTimers();
  expect(told).toEqual([2]);
  stubs.call(false);
  vi.runOnlyPendingTimers();
  expect(told).toEqual([2]);
  stubs.call(true);
  vi.runOnlyPendingTimers();
  expect(told).toEqual([2, 2]);
  expect(vi.getTimerCount()).toBe(0);
  stubs.change();
  leave();
  vi.runOnlyPendingTimers();
  expect([told.length, stubs.listeners.size, stubs.calls.size]).toEqual([2, 0, 0]);
});

test('every page hears of other stubs', async () => {
  vi.useRealTimers();
  const stubs = new FakeStubs();
  await using server = await runLive({ stubs });
  const pages = [await server.open(), await server.open()];
  const heard = Promise.all(pages.map((page) => next(page, 'stubs:changed')));
  stubs.change();
  expect(await heard).toEqual([[1], [1]]);
});
