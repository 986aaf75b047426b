import type { Condition } from '../contract/stub.ts';
import { stateOf } from './scenario.ts';
import type { SessionState } from './sessions.ts';
import type { CallSoFar, CompiledStub } from './stub.ts';

/** How many calls a stub can answer before it falls through; Infinity where there is no end. */
function mostCalls({ spec }: CompiledStub): number {
  const { times, does } = spec;
  const replies = does.kind === 'replies' && does.afterLast === 'fall_through' ? does.replies.length : Infinity;
  return Math.min(times ?? Infinity, replies);
}

/** Whether a stub can answer at all now, whatever the call. */
export function isReady(stub: CompiledStub, state: SessionState | undefined): boolean {
  const { spec } = stub;
  if (!spec.enabled) return false;
  if (spec.scenario !== null && spec.scenario.requires !== null)
    if (stateOf(state, spec.scenario.name) !== spec.scenario.requires) return false;
  if (spec.times === null && spec.does.kind !== 'replies') return true;
  return (state?.countOf(spec.id) ?? 0) < mostCalls(stub);
}

/** The same with reasons; empty where nothing of the kind is asked. */
export function readiness(stub: CompiledStub, state: SessionState | undefined): readonly Condition[] {
  const { spec } = stub;
  const out: Condition[] = [];
  if (!spec.enabled) out.push({ what: 'enabled', met: false, because: 'the stub is switched off' });
  if (spec.scenario !== null && spec.scenario.requires !== null) {
    const { name, requires } = spec.scenario;
    const now = stateOf(state, name);
    const met = now === requires;
    out.push({ what: `scenario ${name}`, met, because: met ? `is ${now}` : `is ${now}; the stub needs ${requires}` });
  }
  const most = mostCalls(stub);
  if (most !== Infinity) {
    const count = state?.countOf(spec.id) ?? 0;
    const met = count < most;
    out.push({ what: 'times', met, because: met ? `answered ${count} of ${most}` : `spent, ${count} of ${most}` });
  }
  return out;
}

/**
 * Whether a script wins whatever messages are still to come: none that is tried before it depends on them. `stubs` in
 * the order in which they are tried.
 */
export function scriptWins(stubs: readonly CompiledStub[], call: CallSoFar, state: SessionState | undefined): boolean {
  for (const stub of stubs) {
    const { spec, matcher } = stub;
    if (spec.does.kind === 'fault' || !isReady(stub, state)) continue;
    if (call.count === 0 ? matcher.needsMessage : matcher.needsAll) return false;
    if (matcher.matches(call)) return spec.does.kind === 'script';
  }
  return false;
}

/** The reply whose turn it is, of the n-th call (from 1). */
export function replyAt(stub: CompiledStub, hit: number): CompiledStub['replies'][number] | undefined {
  const { does } = stub.spec;
  const { replies } = stub;
  if (does.kind !== 'replies' || replies.length === 0) return replies[0];
  const index = does.afterLast === 'cycle' ? (hit - 1) % replies.length : Math.min(hit, replies.length) - 1;
  return replies[index];
}

/** `spent, 2 of 2`, `in scenario order: needs cart-full`, `next: reply 2 of 3`; empty where there is nothing to say. */
export function stateWords(stub: CompiledStub, state: SessionState | undefined): string {
  const { spec } = stub;
  const count = state?.countOf(spec.id) ?? 0;
  const most = mostCalls(stub);
  const parts: string[] = [];
  if (!spec.enabled) parts.push('off');
  if (most !== Infinity) parts.push(count >= most ? `spent, ${count} of ${most}` : `${count} of ${most} used`);
  if (spec.scenario) {
    const { name, requires, then } = spec.scenario;
    const now = stateOf(state, name);
    if (requires !== null && now !== requires) parts.push(`in scenario ${name}: needs ${requires}, is ${now}`);
    else parts.push(`in scenario ${name}: ${requires ?? 'any state'}${then === null ? '' : ` → ${then}`}`);
  }
  if (spec.does.kind === 'replies' && count < most) {
    const next = replyAt(stub, count + 1);
    parts.push(`next: reply ${next ? stub.replies.indexOf(next) + 1 : 1} of ${stub.replies.length}`);
  }
  return parts.join('; ');
}
