import { HitTotals } from './hit-totals.ts';
import { moveScenario } from './scenario.ts';
import { type SessionState, Sessions } from './sessions.ts';
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

  /** Forgets everything of one session, or of all; the totals keep what one session did. */
  clear(session: string | undefined, now: number): void {
    for (const state of session === undefined ? this.sessions.all() : [this.sessions.peek(session)]) {
      if (state && session !== undefined) this.totals.leave(state, now);
      state?.clear();
    }
    if (session === undefined) this.totals.clear();
  }
}
