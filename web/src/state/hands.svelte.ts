import type { Api } from '../api/api.ts';
import type { HeldCalls } from './held-calls.svelte.ts';

/** How many calls wait for a person. What answers them is loaded when somebody opens it, and kept. */
export class Hands {
  waiting: number = $state(0);
  /** Goes up with each news: fetch again what is shown. */
  version: number = $state(0);
  readonly #api: Pick<Api, 'ask' | 'live'>;
  #calls: Promise<HeldCalls> | null = null;

  constructor(api: Pick<Api, 'ask' | 'live'>) {
    this.#api = api;
    api.live.on('held:changed', ({ waiting }) => {
      this.waiting = waiting;
      this.version += 1;
    });
    // A page that comes back is told at once where anything waits.
    api.live.onConnection((connected) => {
      if (!connected) this.waiting = 0;
      this.version += 1;
    });
  }

  calls(): Promise<HeldCalls> {
    this.#calls ??= import('./held-calls.svelte.ts').then(({ HeldCalls }) => new HeldCalls(this.#api.ask));
    this.#calls.catch(() => (this.#calls = null));
    return this.#calls;
  }
}
