import type { Problem } from '../contract/problem.ts';
import type { StubInfo } from '../contract/stub.ts';
import { rankWords } from './rank.ts';
import { WINDOW, type Hits, type SessionState } from './sessions.ts';
import { stateWords } from './store-state.ts';
import { kindOf, replyWords } from './store-words.ts';
import type { CompiledStub } from './stub.ts';

const NO_HITS: readonly number[] = new Array<number>(WINDOW).fill(0);

/** A stub as a list shows it. `hits` and `state` of the session that is looked at; `now` in epoch milliseconds. */
export function stubInfo(
  stub: CompiledStub,
  hits: Hits | undefined,
  state: SessionState | undefined,
  now: number,
): StubInfo {
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
    hits: hits?.count ?? 0,
    recent: hits?.recent(now) ?? NO_HITS,
    state: stateWords(stub, state),
  };
}

/** Why no more stubs come into memory. */
export const tooMany = (most: number): Problem => ({
  severity: 'error',
  code: 'stubs-full',
  message: `There would be more than ${most} stubs in memory.`,
  hint: 'Remove some, or reset.',
});
