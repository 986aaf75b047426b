import type { CallEvent, CallSummary } from '../contract/traffic.ts';

/** New events of a watched call, bodies included. `from` counts the events of the call before the first of them. */
export type WatchListener = (events: readonly CallEvent[], from: number, summary: CallSummary) => void;

/** Who looks at which call. */
export class Watchers {
  readonly #byId = new Map<string, Set<WatchListener>>();

  /** Answers what ends it; that answers true where it was the last one of this call. */
  add(id: string, listener: WatchListener): () => boolean {
    const listeners = this.#byId.get(id) ?? new Set();
    // One person may look at the same call twice: each watch counts.
    const own: WatchListener = (...args) => listener(...args);
    this.#byId.set(id, listeners.add(own));
    return () => {
      if (!listeners.delete(own) || listeners.size > 0) return false;
      this.#byId.delete(id);
      return true;
    };
  }

  tell(id: string, ...news: Parameters<WatchListener>): void {
    for (const listener of this.#byId.get(id) ?? []) listener(...news);
  }
}
