import { HitTotals } from './hit-totals.ts';
import { isPlaced, movedIds } from './moved-ids.ts';
import { moveScenario } from './scenario.ts';
import { type SessionState, Sessions } from './sessions.ts';
import type { StubSpec } from './spec.ts';
import type { CompiledStub } from './stub.ts';

/** What stubs remember: how often each answered, in all and in each session, and the states of scenarios there. */
export class StubCounts {
  readonly sessions: Sessions;
  readonly totals: HitTotals;
  #answered = 0;

  /** `dropped` hears of each session that goes. */
  constructor(dropped: (session: string) => void) {
    this.sessions = new Sessions(dropped);
    this.totals = new HitTotals(this.sessions.common);
  }

  /** Goes up with each hit. */
  get answered(): number {
    return this.#answered;
  }

  /** A stub has to do with a call: the how manieth of its session it is. */
  hit({ spec }: CompiledStub, state: SessionState, now: number): number {
    this.#answered += 1;
    const { scenario } = spec;
    if (scenario !== null && scenario.then !== null) moveScenario(state, scenario.name, scenario.then);
    return this.totals.hit(spec.id, state, now);
  }

  /** Forgets the counts of all other stubs. */
  keep(stubs: ReadonlySet<string>): void {
    this.totals.keep(stubs);
    for (const state of this.sessions.all()) state.keep(stubs);
  }

  /** A file was saved anew: what was counted of its stubs goes with them, and not with their places. */
  move(before: readonly CompiledStub[], after: readonly StubSpec[]): void {
    const placed = before.flatMap(({ spec }) => (isPlaced(spec) ? [spec] : []));
    const moved = movedIds(placed, after);
    if (placed.length === moved.size && [...moved].every(([id, old]) => id === old)) return;
    const ids = new Set(placed.map(({ id }) => id));
    this.totals.move(ids, moved);
    for (const state of this.sessions.all()) state.move(ids, moved);
  }

  /** Forgets everything of one session, or of all; the totals keep what one session did. */
  clear(session: string | undefined, now: number): void {
    for (const state of session === undefined ? this.sessions.all() : [this.sessions.peek(session)]) {
      if (state && session !== undefined) this.totals.leave(state, now);
      state?.clear();
    }
    if (session === undefined) this.totals.clear();
  }
}
