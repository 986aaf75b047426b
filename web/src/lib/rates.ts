import type { CallSummary } from '#contract/traffic';

/** Seconds that are kept, the running one included. */
export const RATE_SECONDS = 61;
/** Bins of the latency histogram: 40 to a power of ten, from 0.01 ms to 100 s. */
const BINS = 281;

interface Second {
  /** Epoch seconds. */
  at: number;
  started: number;
  answered: number;
  failed: number;
  readonly bins: Uint32Array;
}

/** One second of the plots. Latencies are in ms; null where no call ended. */
export interface RatePoint {
  readonly at: number;
  readonly started: number;
  readonly answered: number;
  readonly failed: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Calls per second and times to the last byte of the last minute, in bounded memory. */
export class Rates {
  readonly #seconds: Second[] = Array.from({ length: RATE_SECONDS }, () => ({
    at: 0,
    started: 0,
    answered: 0,
    failed: 0,
    bins: new Uint32Array(BINS),
  }));

  /** Counts what is new in a call: its start where `old` is missing, its end where `old` had not ended. */
  add(call: CallSummary, old: CallSummary | undefined): void {
    if (!old) {
      const second = this.#second(call.startedAt);
      if (second) second.started++;
    }
    if (call.durationMs === null || (old && old.durationMs !== null)) return;
    const second = this.#second(call.startedAt + call.durationMs);
    if (!second) return;
    if (call.code === 0) second.answered++;
    else second.failed++;
    second.bins[binOf(call.durationMs)]!++;
  }

  /** The minute up to and with the running second, oldest first. */
  minute(nowMs: number): readonly RatePoint[] {
    const now = Math.floor(nowMs / 1000);
    return Array.from({ length: RATE_SECONDS }, (_, index) => {
      const at = now - RATE_SECONDS + 1 + index;
      const second = this.#seconds[at % RATE_SECONDS]!;
      if (second.at !== at) return { at, started: 0, answered: 0, failed: 0, p50: null, p95: null };
      const { started, answered, failed, bins } = second;
      const count = answered + failed;
      return { at, started, answered, failed, p50: quantile(bins, count, 0.5), p95: quantile(bins, count, 0.95) };
    });
  }

  /** Quantiles of the whole minute, in ms. */
  overall(nowMs: number): { readonly p50: number | null; readonly p95: number | null } {
    const now = Math.floor(nowMs / 1000);
    const bins = new Uint32Array(BINS);
    let count = 0;
    for (const second of this.#seconds)
      if (second.at > now - RATE_SECONDS && second.at <= now) {
        count += second.answered + second.failed;
        for (let bin = 0; bin < BINS; bin++) bins[bin]! += second.bins[bin]!;
      }
    return { p50: quantile(bins, count, 0.5), p95: quantile(bins, count, 0.95) };
  }

  clear(): void {
    for (const second of this.#seconds) reset(second, 0);
  }

  /** The slot of a time; undefined where it has been overwritten by a newer second. */
  #second(ms: number): Second | undefined {
    const at = Math.floor(ms / 1000);
    const second = this.#seconds[at % RATE_SECONDS]!;
    if (second.at > at) return undefined;
    if (second.at < at) reset(second, at);
    return second;
  }
}

function reset(second: Second, at: number): void {
  second.at = at;
  second.started = second.answered = second.failed = 0;
  second.bins.fill(0);
}

function binOf(ms: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.round((Math.log10(Math.max(ms, 0.01)) + 2) * 40)));
}

function quantile(bins: Uint32Array, count: number, share: number): number | null {
  if (count === 0) return null;
  let left = Math.ceil(count * share);
  for (let bin = 0; bin < BINS; bin++) {
    left -= bins[bin]!;
    if (left <= 0) return 10 ** (bin / 40 - 2);
  }
  return null;
}
