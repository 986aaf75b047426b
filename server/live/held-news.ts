import type { HoldNews } from '../contract/mock-api.ts';

/** What the gateway asks of the calls that wait for a person. */
export interface HeldChanges {
  news(): HoldNews;
  /** Tells of each change, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

/** Milliseconds between two pieces of news. */
const EVERY_MS = 100;

/** Gathers the changes, and tells of them now and then: the first at once. Returns the way out. */
export function tellHeldNews(held: HeldChanges, tell: (news: HoldNews) => void, everyMs = EVERY_MS): () => void {
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  const flush = (): void => {
    timer = undefined;
    if (!waiting) return;
    waiting = false;
    tell(held.news());
    timer = setTimeout(flush, everyMs);
  };
  const leave = held.subscribe(() => {
    waiting = true;
    // Not within the change: whoever makes it has not finished.
    timer ??= setTimeout(flush, 0);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}
