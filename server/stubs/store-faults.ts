import { byStub } from './by-stub.ts';
import { faultOf } from './fault-draw.ts';
import type { Breaking } from './fault-switches.ts';
import type { SessionState } from './sessions.ts';
import { isReady } from './store-state.ts';
import type { CallSoFar, CompiledStub } from './stub.ts';

/**
 * What stubs that are nothing but a fault break in a call. Each is drawn once for a call, when its conditions first
 * hold: those that were are in `tried`. `hit` hears of those that happen.
 */
export function drawFaults(
  stubs: Iterable<CompiledStub>,
  call: CallSoFar,
  state: SessionState,
  tried: Set<CompiledStub>,
  hit: (stub: CompiledStub) => void,
): readonly Breaking[] {
  const found: Breaking[] = [];
  const early = call.count === 0 && !call.halfClosed;
  for (const stub of stubs) {
    const { id, fault: written } = stub.spec;
    if (!written || tried.has(stub) || (early && stub.matcher.needsMessage)) continue;
    if (!isReady(stub, state) || !stub.matcher.matches(call)) continue;
    tried.add(stub);
    const tries = (state.tries.get(id) ?? 0) + 1;
    state.tries.set(id, tries);
    const fault = faultOf(id, written, tries);
    if (!fault) continue;
    hit(stub);
    found.push({ fault, by: byStub(stub) });
  }
  return found;
}

/** A stub as the one who breaks a call. */
