import type { FailedConnection } from '#contract/connections';
import type { Api, Off } from '../api/api.ts';

/** Connections that failed before they could carry a call, as the server has them. */
export class Connections {
  /** The one that failed last comes first. */
  failed: readonly FailedConnection[] = $state.raw([]);
  readonly #api: Api;
  readonly #leave: readonly Off[];
  /** Goes up with each question: an answer that was overtaken is not shown. */
  #asked = 0;

  constructor(api: Api) {
    this.#api = api;
    this.#leave = [
      api.live.on('connections:changed', () => void this.refresh()),
      api.live.onConnection((connected) => {
        if (connected) void this.refresh();
      }),
    ];
  }

  /** What cannot be fetched stays as it was: the page says elsewhere that the server is gone. */
  async refresh(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const { connections } = await this.#api.ask('GET /api/connections');
      if (asked === this.#asked) this.failed = connections.toReversed();
    } catch {
      // The next change, or the next connection, asks again.
    }
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }
}
