import { MOST_SESSIONS, SESSION_IDLE_MS } from '../contract/session.ts';

/** How often a stub answered: in all, and in each of the last 30 seconds. */
export class Hits {
  count = 0;
  /** Of the seconds before the last one: a call touches this object and no other, for there may be a thousand of them. */
  #before: Uint16Array | null = null;
  #last = 0;
  #inLast = 0;

  /** `now` in epoch milliseconds. */
  add(now: number): void {
    this.#roll(now);
    this.count += 1;
    this.#inLast += 1;
  }

  /** What another counted as well. */
  addAll(other: Hits, now: number): void {
    const [own, more] = [this.recent(now), other.recent(now)];
    this.count += other.count;
    this.#before ??= new Uint16Array(WINDOW);
    for (let index = 0; index < WINDOW - 1; index++)
      this.#before[(this.#last + 1 + index) % WINDOW] = own[index]! + more[index]!;
    this.#inLast += more[WINDOW - 1]!;
  }

  /** Oldest first, the current second last. */
  recent(now: number): readonly number[] {
    this.#roll(now);
    return Array.from({ length: WINDOW }, (_, index) =>
      index === WINDOW - 1 ? this.#inLast : (this.#before?.[(this.#last + 1 + index) % WINDOW] ?? 0),
    );
  }

  #roll(now: number): void {
    const second = Math.floor(now / 1000);
    if (second <= this.#last) return; // clocks may go back
    const steps = Math.min(WINDOW, second - this.#last);
    if (this.#inLast > 0) (this.#before ??= new Uint16Array(WINDOW))[this.#last % WINDOW] = this.#inLast;
    if (this.#before) for (let step = 1; step <= steps; step++) this.#before[(second - steps + step) % WINDOW] = 0;
    this.#last = second;
    this.#inLast = 0;
  }
}

export const WINDOW = 30;

/** What one session remembers. */
export class SessionState {
  readonly hits = new Map<string, Hits>();
  /** How often a fault that is nothing else was asked for, by stub. */
  readonly tries = new Map<string, number>();
  /** States by scenario; those that were never moved are not in it. */
  readonly scenarios = new Map<string, string>();
  lastUsed = 0;

  hit(stub: string, now: number): number {
    let hits = this.hits.get(stub);
    if (!hits) this.hits.set(stub, (hits = new Hits()));
    hits.add(now);
    return hits.count;
  }

  countOf(stub: string): number {
    return this.hits.get(stub)?.count ?? 0;
  }

  /** Forgets the counts of all other stubs. */
  keep(stubs: ReadonlySet<string>): void {
    for (const counts of [this.hits, this.tries]) for (const id of counts.keys()) if (!stubs.has(id)) counts.delete(id);
  }

  /** `moved`: by new id, the id before; what is counted under `ids` and is no stub's any more goes. */
  move(ids: ReadonlySet<string>, moved: ReadonlyMap<string, string>): void {
    moveCounts(this.hits, ids, moved);
    moveCounts(this.tries, ids, moved);
  }

  clear(): void {
    this.hits.clear();
    this.tries.clear();
    this.scenarios.clear();
  }
}

/** What was counted under these ids stands under their new ones; what has none is forgotten. */
export function moveCounts<T>(
  counts: Map<string, T>,
  ids: ReadonlySet<string>,
  moved: ReadonlyMap<string, string>,
): void {
  const found = [...moved].flatMap(([id, before]) => {
    const value = counts.get(before);
    return value === undefined ? [] : [[id, value] as const];
  });
  for (const id of ids) counts.delete(id);
  for (const [id, value] of found) counts.set(id, value);
}

/** The sessions that calls name, bounded: idle ones go, and the longest idle one goes where there are too many. */
export class Sessions {
  /** Of calls that name none; it stays. */
  readonly common = new SessionState();
  /** In the order of use, the longest idle first. */
  readonly #named = new Map<string, SessionState>();
  readonly #dropped: (session: string) => void;

  /** `dropped` hears of each session that goes. */
  constructor(dropped: (session: string) => void) {
    this.#dropped = dropped;
  }

  get names(): readonly string[] {
    return [...this.#named.keys()];
  }

  /** The state of a session, made where there is none. */
  use(session: string, now: number): SessionState {
    this.#expire(now, session);
    if (session === '') return this.common;
    let state = this.#named.get(session);
    if (state) this.#named.delete(session);
    else state = new SessionState();
    state.lastUsed = now;
    this.#named.set(session, state);
    if (this.#named.size > MOST_SESSIONS) {
      const [oldest] = this.#named.keys();
      if (oldest !== undefined) this.drop(oldest);
    }
    return state;
  }

  /** Without making one. */
  peek(session: string): SessionState | undefined {
    return session === '' ? this.common : this.#named.get(session);
  }

  *all(): Iterable<SessionState> {
    yield this.common;
    yield* this.#named.values();
  }

  drop(session: string): void {
    if (this.#named.delete(session)) this.#dropped(session);
  }

  #expire(now: number, but: string): void {
    for (const [name, { lastUsed }] of this.#named) {
      if (now - lastUsed < SESSION_IDLE_MS) return;
      if (name !== but) this.drop(name);
    }
  }
}
