import type { MessageEvent } from '../contract/traffic.ts';
import type { OnWire } from './recorder.ts';

const PREFIX = 5;

/**
 * What a message was on the wire as one number, for there are millions of them: 0 not known, 1 as it is with its prefix,
 * else twice its bytes, and one more where it was compressed. Of what has bytes, that is at least 2.
 */
export function wireCode(size: number, onWire: OnWire | undefined): number {
  if (!onWire) return 0;
  const { bytes, compressed } = onWire;
  if (!compressed && bytes === size + PREFIX) return 1;
  return bytes === 0 ? 0 : bytes * 2 + (compressed ? 1 : 0);
}

/** Back to what an event says of it. */
export function onWireOf(code: number, size: number): Pick<MessageEvent, 'wire' | 'compressed'> {
  if (code === 0) return {};
  if (code === 1) return { wire: size + PREFIX };
  return { wire: Math.floor(code / 2), ...(code % 2 === 1 && { compressed: true }) };
}
