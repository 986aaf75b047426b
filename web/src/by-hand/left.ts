import type { HeldCall } from '#contract/hold-api';
import { formatDuration } from '../lib/format.ts';

/** How much time a call has. */
interface TimeLeft {
  /** Milliseconds until its client gives up; null for never. */
  readonly ms: number | null;
  /** `18.8 s`, or how long it has waited where nobody gives up. */
  readonly text: string;
  /** 0 to 100. */
  readonly percent: number;
  /** Little is left. */
  readonly late: boolean;
}

/** `4.1 s`, `3 min 20 s`: tenths of a second below two minutes. */
export const spanWords = (ms: number): string => (ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));

/** The time of a call, at that epoch millisecond. */
export function timeLeft({ since, deadline }: Pick<HeldCall, 'since' | 'deadline'>, now: number): TimeLeft {
  if (deadline === null) return { ms: null, text: spanWords(Math.max(0, now - since)), percent: 100, late: false };
  const ms = Math.max(0, deadline - now);
  const percent = Math.min(100, (ms / Math.max(1, deadline - since)) * 100);
  return { ms, text: spanWords(ms), percent, late: percent < 30 };
}
