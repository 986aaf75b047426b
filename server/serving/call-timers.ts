import { LONGEST_TIMER } from './limits.ts';

/** The timers of one call: they end with it. */
export class CallTimers {
  #timers: Set<NodeJS.Timeout> | null = new Set();

  /** Does something after so many milliseconds; returns the way to stop it. */
  after(ms: number, act: () => void): () => void {
    const timers = this.#timers;
    if (!timers) return () => undefined;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        act();
      },
      Math.min(ms, LONGEST_TIMER),
    );
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  }

  /** The call is over. */
  clear(): void {
    for (const timer of this.#timers ?? []) clearTimeout(timer);
    this.#timers = null;
  }
}
