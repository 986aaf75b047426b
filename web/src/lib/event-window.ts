import type { CallEvent } from '#contract/traffic';

/** Events of one call, bounded: the first and the last are kept, and what fell out between is counted. */
export interface EventWindow {
  readonly events: readonly CallEvent[];
  /** Messages that were left out, by direction; they were between `events[head - 1]` and `events[head]`. */
  readonly omitted: { readonly up: number; readonly down: number };
  readonly head: number;
}

export const EMPTY_WINDOW: EventWindow = { events: [], omitted: { up: 0, down: 0 }, head: 0 };

/** How many events of the beginning, and of the end, are kept. */
const HEAD = 500;
const TAIL = 1500;

/** The window after more events came. Everything but messages is always kept. */
export function extendWindow(window: EventWindow, more: readonly CallEvent[]): EventWindow {
  const events = [...window.events, ...more];
  const excess = events.length - HEAD - TAIL;
  if (excess <= 0) return { ...window, events, head: Math.min(events.length, HEAD) };
  let { up, down } = window.omitted;
  const kept = events.slice(HEAD, HEAD + excess).filter((event) => {
    if (event.type !== 'message') return true;
    if (event.direction === 'up') up += 1;
    else down += 1;
    return false;
  });
  return {
    events: [...events.slice(0, HEAD), ...kept, ...events.slice(HEAD + excess)],
    omitted: { up, down },
    head: HEAD,
  };
}
