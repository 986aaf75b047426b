import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog, type Watched } from '../../../server/handlers/watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Busy = ReturnType<Watched['busy']>;

/** A watchdog over a thread that is made up; `silent`: the seconds that it told, and when, in milliseconds. */
function watch(busy: () => Busy) {
  const heard = { pings: 0, waits: 0, silent: [] as { readonly seconds: number; readonly after: number }[] };
  const began = Date.now();
  const dog = new Watchdog({
    busy,
    ping: () => (heard.pings += 1),
    waits: () => (heard.waits += 1),
    silent: (seconds) => {
      heard.silent.push({ seconds, after: Date.now() - began });
      dog.sleep();
    },
  });
  return { dog, heard };
}

test.each([0, 1, 250, 499])('an endless loop that begins %i ms after a question ends within 5 s', (late) => {
  const { dog, heard } = watch(() => 'calls');
  dog.wake();
  vi.advanceTimersByTime(500);
  vi.advanceTimersByTime(late);
  // It answered what was asked before the loop.
  dog.pong();
  const began = 500 + late;
  vi.advanceTimersByTime(5_000);
  expect(heard.silent).toMatchObject([{ seconds: 4 }]);
  expect(heard.silent[0]!.after - began).toBeGreaterThanOrEqual(4_000);
  expect(heard.silent[0]!.after - began).toBeLessThanOrEqual(5_000);
});

test('a thread that answers each question, however late, goes on', () => {
  const { dog, heard } = watch(() => 'calls');
  dog.wake();
  for (let round = 0; round < 10; round += 1) {
    vi.advanceTimersByTime(4_000);
    dog.pong();
  }
  expect(heard).toMatchObject({ pings: 10, waits: 0, silent: [] });
});

test.each([
  ['loads', 'loading', 10_500],
  ['starts', 'starting', 60_500],
] as const)('a thread that %s is given more time', (_what, busy, after) => {
  const { dog, heard } = watch(() => busy);
  dog.wake();
  vi.advanceTimersByTime(120_000);
  expect(heard.silent).toMatchObject([{ after }]);
});

test('a thread that has nothing to do is not asked', () => {
  let busy: Busy = 'calls';
  const { dog, heard } = watch(() => busy);
  dog.wake();
  vi.advanceTimersByTime(500);
  dog.pong();
  busy = 'idle';
  vi.advanceTimersByTime(60_000);
  expect(heard).toMatchObject({ pings: 1, waits: 1, silent: [] });
  expect(vi.getTimerCount()).toBe(0);
});
