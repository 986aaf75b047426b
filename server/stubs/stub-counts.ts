import { moveScenario } from './scenario.ts';
import { Hits, type SessionState, Sessions } from './sessions.ts';
import type { CompiledStub } from './stub.ts';

/** What stubs remember: how often each answered, in all and in each session, and the states of scenarios there. */
export class StubCounts {
  readonly sessions: Sessions;
  /** Of all sessions, by the stub's id. */
  readonly totals = new Map<string, Hits>();
  #answered = 0;

  /** `dropped` hears of each session that goes. */
  constructor(dropped: (session: string) => void) {
    this.sessions = new Sessions(dropped);
  }

  /** Goes up with each hit. */
  get answered(): number {
    return this.#answered;
  }

  /** A stub has to do with a call: the how manieth of its session it is. */
  hit({ spec }: CompiledStub, state: SessionState, now: number): number {
    this.#answered += 1;
    let total = this.totals.get(spec.id);
    if (!total) this.totals.set(spec.id, (total = new Hits()));
    total.add(now);
    const { scenario } = spec;
    if (scenario !== null && scenario.then !== null) moveScenario(state, scenario.name, scenario.then);
    return state.hit(spec.id, now);
  }

  /** Forgets the counts of all other stubs. */
  keep(stubs: ReadonlySet<string>): void {
    for (const id of this.totals.keys()) if (!stubs.has(id)) this.totals.delete(id);
    for (const state of this.sessions.all()) state.keep(stubs);
  }

  /** Forgets everything of one session, or of all. */
  clear(session: string | undefined): void {
    for (const state of session === undefined ? this.sessions.all() : [this.sessions.peek(session)]) state?.clear();
    if (session === undefined) this.totals.clear();
  }
}
