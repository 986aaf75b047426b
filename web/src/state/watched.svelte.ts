import type { CallEvent, CallRecord, CallSummary } from '#contract/traffic';
import type { Api, Off } from '../api/api.ts';
import { EMPTY_WINDOW, extendWindow, type EventWindow } from '../lib/event-window.ts';

/** One call that somebody looks at, with bodies, live while it is open. */
export class WatchedCall {
  id: string | null = $state(null);
  summary: CallSummary | null = $state.raw(null);
  /** Its events, bounded: the first and the last are kept. */
  window: EventWindow = $state.raw(EMPTY_WINDOW);
  /** `gone`: the journal has no such call any more. */
  state: 'idle' | 'loading' | 'ready' | 'gone' = $state('idle');
  /** It was open when its journal went: how it ended is not known. */
  lost: boolean = $state(false);
  readonly #api: Api;
  #off: Off | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  get events(): readonly CallEvent[] {
    return this.window.events;
  }

  /** Messages that were left out. */
  get omitted(): CallRecord['omitted'] {
    return this.window.omitted;
  }

  /** Looks at a call, or at none. */
  watch(id: string | null): void {
    if (id === this.id) return;
    this.#off?.();
    this.#off = null;
    this.id = id;
    this.summary = null;
    this.lost = false;
    this.window = EMPTY_WINDOW;
    this.state = id === null ? 'idle' : 'loading';
    if (id === null) return;
    this.#off = this.#api.live.watchCall(
      id,
      (record) => {
        this.lost = !record && this.summary?.code === null;
        if (!record && this.state === 'ready') return;
        this.state = record ? 'ready' : 'gone';
        this.summary = record?.summary ?? null;
        this.window = record ? windowOf(record) : EMPTY_WINDOW;
      },
      (events, summary) => {
        this.summary = summary;
        this.window = extendWindow(this.window, events);
      },
    );
  }
}

/** What the journal left out counts with what the page leaves out. */
function windowOf({ events, omitted }: CallRecord): EventWindow {
  const window = extendWindow(EMPTY_WINDOW, events);
  return { ...window, omitted: { up: window.omitted.up + omitted.up, down: window.omitted.down + omitted.down } };
}
