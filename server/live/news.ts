import type { HoldNews } from '../contract/hold-api.ts';

/** Something that changes. */
export interface Changing {
  /** Tells of each change, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

/** Milliseconds between two pieces of news of faults. */
export const faultsMs = (): number => 250;

/** The same of calls that wait: a page asks for the whole list of them each time, so of a long one not often. */
export const heldMs = ({ waiting }: HoldNews): number => (waiting > 50 ? 500 : 100);

/**
 * Gathers changes, and tells how it is `now`: of the first at once, of the next `pauseMs` after that. Returns the way
 * out.
 */
export function tellNews<News>(
  changing: Changing,
  now: () => News,
  tell: (news: News) => void,
  pauseMs: (news: News) => number,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  const flush = (): void => {
    timer = undefined;
    if (!waiting) return;
    waiting = false;
    const news = now();
    tell(news);
    timer = setTimeout(flush, pauseMs(news));
  };
  const leave = changing.subscribe(() => {
    waiting = true;
    // Not within the change: whoever makes it has not finished.
    timer ??= setTimeout(flush, 0);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}
