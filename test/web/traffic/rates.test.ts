import { expect, test } from 'vitest';
import { Rates } from '../../../web/src/lib/rates.ts';
import { linePath, niceTop, ratePaths, timeScale } from '../../../web/src/traffic/plot-paths.ts';
import { call } from '../fake-api.ts';

const NOW = 2_000_000_000_000;

test('a call counts once when it starts and once when it ends, however often it is told', () => {
  const rates = new Rates();
  const open = call(1, { open: true, startedAt: NOW - 3000 });
  const ended = call(1, { startedAt: NOW - 3000, durationMs: 2000, status: 'NOT_FOUND' });
  rates.add(open, undefined);
  rates.add(open, open);
  rates.add(ended, open);
  rates.add(ended, ended);
  const minute = rates.minute(NOW);
  expect(minute.reduce((sum, point) => sum + point.started, 0)).toBe(1);
  expect(minute.at(-2)).toMatchObject({ answered: 0, failed: 1 });
});

test('quantiles are right within the width of a bin', () => {
  const rates = new Rates();
  for (let n = 1; n <= 100; n++) rates.add(call(n, { startedAt: NOW - 1000, durationMs: n }), undefined);
  const { p50, p95 } = rates.overall(NOW);
  expect(p50! / 50).toBeCloseTo(1, 1);
  expect(p95! / 95).toBeCloseTo(1, 1);
});

test('what is older than a minute is gone, and seconds without calls are empty', () => {
  const rates = new Rates();
  rates.add(call(1, { startedAt: NOW - 62_000, durationMs: 1 }), undefined);
  rates.add(call(2, { startedAt: NOW, durationMs: 1 }), undefined);
  expect(
    rates
      .minute(NOW)
      .map((point) => point.answered)
      .filter((count) => count > 0),
  ).toEqual([1]);
  expect(rates.minute(NOW + 61_000).every((point) => point.started === 0 && point.p50 === null)).toBe(true);
});

test('a plot has round scales, bars that stand on the failed part, and lines that end where nothing ended', () => {
  expect([1, 3, 5, 11, 250].map(niceTop)).toEqual([2, 4, 10, 20, 400]);
  const point = { at: 1, started: 2, answered: 1, failed: 1, p50: 5, p95: 10 };
  const bars = ratePaths([point], { left: 0, width: 10, base: 50, height: 50, top: 2 });
  expect(bars).toEqual({ answered: 'M0.0 0.0h8.4v25.0h-8.4z', failed: 'M0.0 25.0h8.4v25.0h-8.4z' });
  expect(timeScale([]).marks).toEqual([1, 10, 100]);
  const gap = { ...point, p50: null };
  expect(linePath([point, point, gap, point], 'p50', (value) => value, 0, 4)).toBe('M0.5 5.0L1.5 5.0M1.5 5.0h4');
});
