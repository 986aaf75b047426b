import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { heldMs, tellNews } from '../../../server/live/news.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something that changes when the test says so. */
function changing(): { subscribe: (listener: () => void) => () => void; change: () => void; listeners: () => number } {
  const listeners = new Set<() => void>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: () => {
      for (const listener of listeners) listener();
    },
    listeners: () => listeners.size,
  };
}

/** How often a page is told within ten seconds in which a call begins or ends every 10 ms. */
function toldOf(waiting: number): number {
  const held = changing();
  const told: unknown[] = [];
  const leave = tellNews(
    held,
    () => ({ revision: 1, waiting }),
    (news) => told.push(news),
    heldMs,
  );
  for (let at = 0; at < 1_000; at += 1) {
    held.change();
    vi.advanceTimersByTime(10);
  }
  leave();
  return told.length;
}

test('a thousand calls that wait are told of at most twice a second, a few ten times', () => {
  expect(toldOf(1_000)).toBeLessThanOrEqual(21);
  expect(toldOf(10)).toBeLessThanOrEqual(101);
  expect(toldOf(10)).toBeGreaterThan(80);
});

test('the first change is told at once, after whoever makes it has finished, and the last one always', () => {
  const held = changing();
  let now = 0;
  const told: number[] = [];
  const leave = tellNews(
    held,
    () => now,
    (news) => told.push(news),
    () => 500,
  );
  held.change();
  now = 1;
  expect(told).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(told).toEqual([1]);
  held.change();
  now = 2;
  vi.advanceTimersByTime(499);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([1, 2]);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1, 2]);
  leave();
  expect([held.listeners(), vi.getTimerCount()]).toEqual([0, 0]);
});
