import { Hits, moveCounts, WINDOW, type SessionState } from './sessions.ts';

/** How often a stub answered. */
export interface HitsSoFar {
  readonly count: number;
  /** In each of the last 30 seconds, oldest first. */
  readonly recent: readonly number[];
}

const NO_HITS: HitsSoFar = { count: 0, recent: new Array<number>(WINDOW).fill(0) };

/**
 * How often stubs answered, of all sessions together. Most calls name no session, and are counted with those that name
 * none, and nowhere else: what a call touches of each of a thousand stubs is what it costs.
 */
export class HitTotals {
  /** Of calls that name no session. */
  readonly #common: SessionState;
  /** Of all that is not counted there, by stub. */
  readonly #others = new Map<string, Hits>();

  constructor(common: SessionState) {
    this.#common = common;
  }

  /** A stub answered a call of a session; answers how often it did so there. `now` in epoch milliseconds. */
  hit(stub: string, state: SessionState, now: number): number {
    if (state !== this.#common) this.#other(stub).add(now);
    return state.hit(stub, now);
  }

  of(stub: string, now: number): HitsSoFar {
    const [common, other] = [this.#common.hits.get(stub), this.#others.get(stub)];
    if (!common || !other) return soFar(common ?? other, now);
    const more = other.recent(now);
    return { count: common.count + other.count, recent: common.recent(now).map((hits, at) => hits + more[at]!) };
  }

  /** A session is to forget what it counted: the totals do not. */
  leave(state: SessionState, now: number): void {
    if (state !== this.#common) return;
    for (const [stub, hits] of state.hits) this.#other(stub).addAll(hits, now);
  }

  /** Forgets all other stubs. */
  keep(stubs: ReadonlySet<string>): void {
    for (const id of this.#others.keys()) if (!stubs.has(id)) this.#others.delete(id);
  }

  /** `moved`: by new id, the id before; what is counted under `ids` and is no stub's any more goes. */
  move(ids: ReadonlySet<string>, moved: ReadonlyMap<string, string>): void {
    moveCounts(this.#others, ids, moved);
  }

  forget(stub: string): void {
    this.#others.delete(stub);
  }

  clear(): void {
    this.#others.clear();
  }

  #other(stub: string): Hits {
    let hits = this.#others.get(stub);
    if (!hits) this.#others.set(stub, (hits = new Hits()));
    return hits;
  }
}

/** Of one session. */
export const soFar = (hits: Hits | undefined, now: number): HitsSoFar =>
  hits ? { count: hits.count, recent: hits.recent(now) } : NO_HITS;
