import type { StubVerdict } from '../contract/stub.ts';
import type { SessionState } from './sessions.ts';
import { readiness } from './store-state.ts';
import type { CallSoFar, CompiledStub } from './stub.ts';

export interface Judged {
  readonly stub: CompiledStub;
  readonly verdict: StubVerdict;
}

/** How stubs judge a call, and which of them wins: `stubs` in the order in which they are tried. Nothing is counted or moved. */
export function judgeStubs(
  stubs: readonly CompiledStub[],
  call: CallSoFar,
  state: SessionState | undefined,
): readonly Judged[] {
  let decided = false;
  return stubs.map((stub) => {
    const conditions = [...readiness(stub, state), ...stub.matcher.explain(call)];
    const matched = conditions.every(({ met }) => met);
    const won = matched && !decided && stub.spec.does.kind !== 'fault';
    decided ||= won;
    return { stub, verdict: { stub: stub.spec.id, won, matched, conditions } };
  });
}
