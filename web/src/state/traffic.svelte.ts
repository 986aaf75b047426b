import type { TrafficBatch } from '#contract/events';
import type { CallSummary } from '#contract/traffic';
import type { Api } from '../api/api.ts';
import { CallView } from '../lib/call-view.ts';
import { parseQuery, queryFilter, type QueryToken } from '../lib/query.ts';
import { Rates } from '../lib/rates.ts';
import { CallRing } from '../lib/ring.ts';

/** How many calls a page keeps; the journal of the server may hold more. */
const KEPT_CALLS = 100_000;
/** An instalment of more calls than this is drawn two frames later: layout gets a third of the frames at most. */
const BUSY = 60;

/**
 * The traffic of every client. Calls lie in a plain ring outside the signals; `version` goes up after any change,
 * once a frame at most, and everything that draws reads it first.
 */
export class Traffic {
  /** Goes up by one in each frame in which something changed. */
  version: number = $state(0);
  /** True while the list stands still; calls are still counted, and none is lost. */
  paused: boolean = $state(false);
  query: string = $state('');
  readonly tokens: readonly QueryToken[] = $derived(parseQuery(this.query));
  /** True where the server skipped changes for this page. */
  gap: boolean = $state(false);
  readonly rates = new Rates();
  readonly ring = new CallRing(KEPT_CALLS);
  /** What the list shows of the ring. */
  readonly view = new CallView(this.ring);
  /** Calls that the journal and this page have let go, in all. */
  dropped = 0;
  readonly #api: Api;
  readonly #frame: (draw: () => void) => void;
  #asked = false;
  #resume: { epoch: string; seq: number } | null = null;
  #flying = new Map<string, number>();

  /** `frame` calls back when the next frame is drawn (`requestAnimationFrame`). */
  constructor(api: Api, frame: (draw: () => void) => void) {
    this.#api = api;
    this.#frame = frame;
    api.live.subscribeTraffic(
      () => this.#resume,
      (batch) => this.apply(batch),
    );
  }

  /** Every instalment comes through here, on arrival; the same one twice changes nothing. */
  apply(batch: TrafficBatch): void {
    if (this.#resume?.epoch !== batch.epoch) this.#forget();
    this.#resume = { epoch: batch.epoch, seq: batch.seq };
    for (const call of batch.calls) {
      const old = this.ring.put(call);
      this.rates.add(call, old);
      this.#countFlying(call, old);
      this.view.changed(call, old === undefined);
    }
    const first = batch.firstOrdinal;
    this.view.dropped(this.ring.trim(first));
    this.dropped = batch.dropped;
    if (batch.gap) this.gap = true;
    this.#bump(batch.calls.length > BUSY ? 3 : 1);
  }

  /** Shows the calls that fit the text only. */
  ask(query: string): void {
    this.query = query;
    this.view.filter(queryFilter(this.tokens));
    this.#bump();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.view.hold(paused);
    this.#bump();
  }

  /** Forgets every call, here and on the server. */
  async clear(): Promise<void> {
    await this.#api.clearCalls();
    this.#forget();
    this.#bump();
  }

  /** How many calls of a method are open now. Read `version` first. */
  flying(method: string): number {
    return this.#flying.get(method) ?? 0;
  }

  #countFlying(call: CallSummary, old: CallSummary | undefined): void {
    const was = old !== undefined && old.code === null;
    const is = call.code === null;
    if (was === is) return;
    const count = this.flying(call.method) + (is ? 1 : -1);
    if (count > 0) this.#flying.set(call.method, count);
    else this.#flying.delete(call.method);
  }

  #forget(): void {
    this.ring.clear();
    this.view.clear();
    this.rates.clear();
    this.#flying.clear();
    this.dropped = 0;
    this.gap = false;
  }

  #bump(frames = 1): void {
    if (this.#asked) return;
    this.#asked = true;
    const draw = (left: number): void => {
      if (left > 1) return this.#frame(() => draw(left - 1));
      this.#asked = false;
      this.version++;
    };
    this.#frame(() => draw(frames));
  }
}
