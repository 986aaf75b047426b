import type { CallSummary } from '#contract/traffic';
import { kindName, toneOf } from './tone.ts';

/** A stretch of time, in epoch ms. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What the waterfall draws for a call, in a box of 1000 × 28 units; path data, empty where there is nothing. */
export interface Bars {
  /** Waiting: a thin line. */
  readonly wait: string;
  /** Bytes moving. */
  readonly bar: string;
  /** True where the bar only says how long: the ticks on it are the messages. */
  readonly quiet: boolean;
  readonly ticks: string;
  /** A custom property of the tokens. */
  readonly colour: string;
}

/** The narrowest bar, in units: about four pixels. */
const THIN = 12;

/** The time from the first start to the last end of some calls; open ones last until now. At least 10 ms. */
export function spanOf(calls: readonly CallSummary[], now: number): TimeSpan {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const call of calls) {
    from = Math.min(from, call.startedAt);
    to = Math.max(to, call.durationMs === null ? now : call.startedAt + call.durationMs);
  }
  return from <= to ? { from, to: Math.max(to, from + 10) } : { from: now - 1000, to: now };
}

/** Labels from 0 to the end of a span, one for each quarter: `0 s`, `2.1`, `4.2`, … or in ms. */
export function spanLabels(span: TimeSpan): readonly string[] {
  const ms = span.to - span.from;
  const [unit, whole] = ms < 2000 ? ['ms', ms] : ms < 180_000 ? ['s', ms / 1000] : ['min', ms / 60_000];
  const digits = whole < 20 ? 1 : 0;
  return [0, 1, 2, 3, 4].map((quarter) => (quarter === 0 ? `0 ${unit}` : ((whole * quarter) / 4).toFixed(digits)));
}

/** What to draw for one call. */
export function barsOf(call: CallSummary, span: TimeSpan, now: number): Bars {
  const scale = 1000 / (span.to - span.from);
  const start = (call.startedAt - span.from) * scale;
  const end = Math.min(
    1000,
    (call.durationMs === null ? now - span.from : call.startedAt + call.durationMs - span.from) * scale,
  );
  const width = Math.max(end - start, THIN);
  const x = Math.max(0, Math.min(start, 1000 - THIN));
  const open = call.code === null;
  const tone = toneOf(call.code);
  const kind = call.kind === null ? 'unary' : kindName(call.kind);
  const colour = open ? '--accent-line' : tone === 'ok' ? `--kind-${kind}` : `--st-${tone}`;
  if (open || kind !== 'unary') {
    const ticks = call.ticks.map((ms) => x + ms * scale).filter((at) => at <= end + 1);
    return { wait: '', bar: line(x, width), quiet: true, ticks: ticks.map(tick).join(''), colour };
  }
  if (width <= 50) return { wait: '', bar: line(x, width), quiet: false, ticks: '', colour };
  return { wait: line(x, width), bar: line(x + width - THIN * 0.7, THIN * 0.7), quiet: false, ticks: '', colour };
}

const line = (x: number, width: number): string => `M${x.toFixed(1)} 14h${width.toFixed(1)}`;
const tick = (x: number): string => `M${Math.min(x + 2, 998).toFixed(1)} 9v10`;
