import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { StubInfo } from '../contract/stub.ts';
import { compareStubs, rankWords } from './rank.ts';
import { type HitsSoFar, type HitTotals, soFar } from './hit-totals.ts';
import type { SessionState } from './sessions.ts';
import { stateWords } from './store-state.ts';
import { kindOf, replyWords } from './store-words.ts';
import type { CompiledStub } from './stub.ts';

/** A stub as a list shows it; `hits` and `state` of the session that is looked at. */
function stubInfo(stub: CompiledStub, hits: HitsSoFar, state: SessionState | undefined): StubInfo {
  const { spec } = stub;
  const inMemory = stub.added > 0;
  return {
    id: spec.id,
    name: spec.name,
    method: spec.method.path,
    file: inMemory ? null : spec.place.file,
    lines: inMemory ? null : [spec.place.line, spec.place.lastLine],
    enabled: spec.enabled,
    priority: spec.priority,
    rank: rankWords(stub),
    when: stub.matcher.words,
    reply: replyWords(spec),
    kind: kindOf(spec),
    session: spec.session,
    hits: hits.count,
    recent: hits.recent,
    state: stateWords(stub, state),
  };
}

/** Which stubs to list: of one method, and of one session with those of all sessions. */
export interface ListOptions {
  readonly method?: MethodPath;
  readonly session?: string | null;
}

/** What is remembered of them. `state` of a session by name; null for the one that is looked at. */
interface Remembered {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly totals: HitTotals;
  readonly state: (session: string | null) => SessionState | undefined;
}

/** Stubs as a list shows them, in the order in which they are tried. */
export function stubInfos(
  stubs: Iterable<CompiledStub>,
  { method, session = null }: ListOptions,
  { now, totals, state }: Remembered,
): readonly StubInfo[] {
  return [...stubs]
    .filter(({ spec }) => method === undefined || spec.method.path === method)
    .filter(({ spec }) => session === null || spec.session === null || spec.session === session)
    .sort(compareStubs)
    .map((stub) => {
      const { id, session: home } = stub.spec;
      const hits = session === null ? totals.of(id, now) : soFar(state(null)?.hits.get(id), now);
      return stubInfo(stub, hits, state(session === null ? home : null));
    });
}

/** Why no more stubs come into memory. */
export const tooMany = (most: number): Problem => ({
  severity: 'error',
  code: 'stubs-full',
  message: `There would be more than ${most} stubs in memory.`,
  hint: 'Remove some, or reset.',
});
