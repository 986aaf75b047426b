import type { CallEvent, CallRecord, CallSummary } from '#contract/traffic';
import type { Api, Off } from '../api/api.ts';

/** One call that somebody looks at, with bodies, live while it is open. */
export class WatchedCall {
  id: string | null = $state(null);
  summary: CallSummary | null = $state.raw(null);
  events: readonly CallEvent[] = $state.raw([]);
  omitted: CallRecord['omitted'] = $state.raw({ up: 0, down: 0 });
  /** `gone`: the journal has no such call any more. */
  state: 'idle' | 'loading' | 'ready' | 'gone' = $state('idle');
  readonly #api: Api;
  #off: Off | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Looks at a call, or at none. */
  watch(id: string | null): void {
    if (id === this.id) return;
    this.#off?.();
    this.#off = null;
    this.id = id;
    this.summary = null;
    this.events = [];
    this.omitted = { up: 0, down: 0 };
    this.state = id === null ? 'idle' : 'loading';
    if (id === null) return;
    this.#off = this.#api.live.watchCall(
      id,
      (record) => {
        if (!record && this.state === 'ready') return;
        this.state = record ? 'ready' : 'gone';
        this.summary = record?.summary ?? null;
        this.events = record?.events ?? [];
        this.omitted = record?.omitted ?? { up: 0, down: 0 };
      },
      (events, summary) => {
        this.summary = summary;
        this.events = [...this.events, ...events];
      },
    );
  }
}
