import { draw, hashText, mixA, textKey } from '../generate/hash.ts';
import type { DelaySpec } from './spec.ts';

/** Longest delay, in ms: timers of Node hold 31 bits. */
const LONGEST = 2_147_483_647;
/** The 99th percentile of the normal distribution. */
const Z99 = 2.3263478740408408;

/** What a delay is drawn by: the same stub, call and place have the same delay on every machine. */
export interface DelayKey {
  /** Id of the stub. */
  readonly stub: string;
  /** Which of its calls, from 1. */
  readonly hit: number;
  /** Path in the file, and which of a repeated stream. */
  readonly place: string;
}

/** Milliseconds to wait, whole, from 0. */
export function delayMs(spec: DelaySpec, key: DelayKey): number {
  const ms = drawn(spec, key);
  return Number.isFinite(ms) ? Math.min(LONGEST, Math.max(0, Math.round(ms))) : LONGEST;
}

function drawn(spec: DelaySpec, key: DelayKey): number {
  switch (spec.kind) {
    case 'fixed':
      return spec.ms;
    case 'uniform':
      return spec.from + uniform(laneOf(key), 1) * (spec.to - spec.from);
    case 'normal':
      return spec.mean + spec.sd * gaussian(laneOf(key));
    case 'percentiles': {
      // Log-normal: ln x is normal with the median at ln p50.
      const low = Math.max(spec.p50, 1e-3);
      const sigma = Math.log(Math.max(spec.p99, low) / low) / Z99;
      return low * Math.exp(sigma * gaussian(laneOf(key)));
    }
    default:
      return spec satisfies never;
  }
}

function laneOf({ stub, hit, place }: DelayKey): number {
  return mixA(textKey(stub).a ^ hashText(place), hit);
}

/** In (0, 1). */
const uniform = (lane: number, n: number): number => ((draw(lane, n) >>> 0) + 0.5) / 0x1_0000_0000;

/** Box and Muller. */
const gaussian = (lane: number): number =>
  Math.sqrt(-2 * Math.log(uniform(lane, 1))) * Math.cos(2 * Math.PI * uniform(lane, 2));
