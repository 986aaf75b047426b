import type { RatePoint } from '../lib/rates.ts';

/** The next 2, 4, 10, 20, 40, 100, … that is not smaller: an end of a scale whose half is a round number too. */
export function niceTop(value: number): number {
  for (let power = 1; ; power *= 10) for (const step of [2, 4, 10]) if (step * power >= value) return step * power;
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly base: number;
  readonly height: number;
  /** The value at the upper edge. */
  readonly top: number;
}

/** Bars, one for each second: what failed stands at the foot, what was answered above it. */
export function ratePaths(
  minute: readonly RatePoint[],
  box: Box,
): { readonly answered: string; readonly failed: string } {
  const step = box.width / minute.length;
  const px = (value: number): number => (value * box.height) / box.top;
  let [answered, failed] = ['', ''];
  for (const [index, point] of minute.entries()) {
    const x = (box.left + index * step).toFixed(1);
    const width = Math.max(1, step - 1.6).toFixed(1);
    const foot = px(point.failed);
    const rest = px(point.answered);
    if (rest > 0) answered += `M${x} ${(box.base - foot - rest).toFixed(1)}h${width}v${rest.toFixed(1)}h-${width}z`;
    if (foot > 0) failed += `M${x} ${(box.base - foot).toFixed(1)}h${width}v${foot.toFixed(1)}h-${width}z`;
  }
  return { answered, failed };
}

/** A scale by powers of ten that holds every time of the minute, at least two decades. */
export function timeScale(minute: readonly RatePoint[]): {
  readonly marks: readonly number[];
  readonly y: (value: number, base: number, height: number) => number;
} {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { p50, p95 } of minute) {
    if (p50 !== null) low = Math.min(low, p50);
    if (p95 !== null) high = Math.max(high, p95);
  }
  if (high === 0) [low, high] = [1, 100];
  const from = Math.floor(Math.log10(Math.max(low, 0.01)));
  const to = Math.max(from + 2, Math.ceil(Math.log10(Math.max(high, 0.02)) - 0.15));
  const all = Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step));
  const marks = all.length > 4 ? all.filter((_, index) => index % 2 === 0) : all;
  return {
    marks: marks.map((mark) => Number(mark.toPrecision(1))),
    y: (value, base, height) => {
      const part = (Math.log10(Math.max(value, 1e-3)) - from) / (to - from);
      return base - Math.max(0, Math.min(1.08, part)) * height;
    },
  };
}

/** A line over the seconds that have a value; it ends where there were no calls. */
export function linePath(
  minute: readonly RatePoint[],
  key: 'p50' | 'p95',
  y: (value: number) => number,
  left: number,
  width: number,
): string {
  const step = width / minute.length;
  let path = '';
  let pen = 'M';
  for (const [index, point] of minute.entries()) {
    const value = point[key];
    if (value === null) {
      pen = 'M';
      continue;
    }
    const x = left + (index + 0.5) * step;
    const alone = pen === 'M' && (minute[index + 1]?.[key] ?? null) === null;
    // A second that stands alone is a short stroke, or nobody would see it.
    path += alone ? `M${(x - 2).toFixed(1)} ${y(value).toFixed(1)}h4` : `${pen}${x.toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
  }
  return path;
}
