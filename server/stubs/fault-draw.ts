import type { FaultSpec } from '../contract/stub.ts';
import { chance, draw, textKey } from '../generate/hash.ts';

/**
 * The fault as it happens to the n-th call (from 1) of the stub or switch with this id: a delay is drawn. Undefined where
 * it does not happen. The same calls break on every machine, in the same way.
 */
export function faultOf(id: string, fault: FaultSpec, n: number): FaultSpec | undefined {
  const lane = textKey(id).a;
  if (fault.probability < 1 && !chance(draw(lane, n), fault.probability)) return undefined;
  if (fault.kind !== 'latency' || fault.jitterMs === 0) return fault;
  const share = (draw(lane, -n) >>> 0) / 0x1_0000_0000;
  return { ...fault, ms: Math.max(0, Math.round(fault.ms + (2 * share - 1) * fault.jitterMs)), jitterMs: 0 };
}
