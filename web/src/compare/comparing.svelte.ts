import type { Compared, CompareRequest, Comparison, Exchange, ExchangeSide } from '#contract/compare';
import type { Problem } from '#contract/problem';
import { ApiError, type Api } from '../api/api.ts';

/** One comparison: asked for, and what came of it. The last one stays until the next has come. */
export class Comparing {
  result: Comparison | null = $state.raw(null);
  problems: readonly Problem[] = $state.raw([]);
  running: boolean = $state(false);
  #abort: AbortController | null = null;

  constructor(private readonly api: Pick<Api, 'ask'>) {}

  async run(request: CompareRequest): Promise<void> {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.running = true;
    this.problems = [];
    try {
      const result = await this.api.ask('POST /api/compare', {}, { body: request, signal: abort.signal });
      if (!abort.signal.aborted) this.result = result;
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.problems;
    } finally {
      if (this.#abort === abort) this.running = false;
    }
  }

  stop(): void {
    this.#abort?.abort();
  }
}

/** What bytes on the wire are for; in the order of the bars. */
export const PURPOSES = ['head', 'envelope', 'message', 'trailers', 'http'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  head: 'headers',
  envelope: 'envelope',
  message: 'messages',
  trailers: 'trailers, end',
  http: 'HTTP framing',
};

/** Bytes of a direction by purpose; they add up to `wire`. */
export function purposes(side: ExchangeSide): Readonly<Record<Purpose, number>> {
  const found = { head: side.headBytes, envelope: 0, message: 0, trailers: side.trailerBytes, http: side.httpBytes };
  let known = 0;
  for (const { from, to, is } of side.body.parts) {
    known += to - from;
    if (is === 'message' || is === 'error' || is === 'unknown') found.message += to - from;
    else if (is === 'trailers' || is === 'end') found.trailers += to - from;
    else found.envelope += to - from;
  }
  // Parts that were left out are messages for the most part.
  found.message += Math.max(0, side.body.bytes - known);
  return found;
}

/** What the columns share: the longest bar is the most bytes of either direction, the longest time. */
export function scales(compared: readonly Compared[]): { readonly bytes: number; readonly time: number } {
  const made = compared.flatMap((one): Exchange[] => ('exchange' in one ? [one.exchange] : []));
  return {
    bytes: Math.max(1, ...made.flatMap(({ up, down }) => [up.wire, down.wire])),
    time: Math.max(1, ...made.map(({ times }) => times.end)),
  };
}
