import { vi } from 'vitest';

const HOUR = 3_600_000;

/** How many timers of an hour or more run in this process. */
export interface Hours extends Disposable {
  readonly running: number;
  /** How many began since. */
  readonly begun: number;
}

export function watchHours(): Hours {
  const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
  const running = new Set<unknown>();
  let begun = 0;
  const spies = [
    // What promisify adds to it is not used here.
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void, ms?: number) => {
      const timer = set(act, ms);
      if (ms === undefined || ms < HOUR) return timer;
      begun += 1;
      running.add(timer);
      return timer;
    }) as typeof setTimeout),
    vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
      running.delete(timer);
      clear(timer);
    }),
  ];
  return {
    get running() {
      return running.size;
    },
    get begun() {
      return begun;
    },
    [Symbol.dispose]() {
      for (const spy of spies) spy.mockRestore();
    },
  };
}
