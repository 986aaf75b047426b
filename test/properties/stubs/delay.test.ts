import { expect, test } from 'vitest';
import { delayMs } from '../../../server/stubs/delay.ts';
import type { DelaySpec } from '../../../server/stubs/spec.ts';

const MANY = 20_000;
const drawn = (spec: DelaySpec, stub = 'a'): readonly number[] =>
  Array.from({ length: MANY }, (_, index) => delayMs(spec, { stub, hit: index + 1, place: 'stubs[0].reply' }));
const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((left, right) => left - right)[Math.floor(share * list.length)]!;
const within = (value: number, wanted: number, share: number): void => {
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(wanted * share);
};

test('a fixed delay is itself', () => {
  expect(new Set(drawn({ kind: 'fixed', ms: 120 }))).toEqual(new Set([120]));
});

test('a normal delay has its mean and its deviation, and is never negative', () => {
  const list = drawn({ kind: 'normal', mean: 1_000, sd: 100 });
  within(mean(list), 1_000, 0.01);
  within(Math.sqrt(mean(list.map((value) => (value - 1_000) ** 2))), 100, 0.05);
  expect(Math.min(...drawn({ kind: 'normal', mean: 10, sd: 100 }))).toBe(0);
});

test('a uniform delay fills its range evenly', () => {
  const list = drawn({ kind: 'uniform', from: 100, to: 300 });
  expect(Math.min(...list)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...list)).toBeLessThanOrEqual(300);
  for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) within(quantile(list, share), 100 + 200 * share, 0.03);
});

test.each([
  [20, 400],
  [100, 100],
  [50, 60],
  [0, 10],
])('a delay with p50 %s and p99 %s has these percentiles', (p50, p99) => {
  const list = drawn({ kind: 'percentiles', p50, p99 });
  if (p50 > 0) {
    within(quantile(list, 0.5), p50, 0.06);
    within(quantile(list, 0.99), p99, 0.15);
  }
  expect(Math.min(...list)).toBeGreaterThanOrEqual(0);
});

test('the same stub, call and place have the same delay, and others another', () => {
  const spec: DelaySpec = { kind: 'uniform', from: 0, to: 1_000_000 };
  expect(drawn(spec)).toEqual(drawn(spec));
  expect(drawn(spec)).not.toEqual(drawn(spec, 'b'));
  expect(delayMs(spec, { stub: 'a', hit: 1, place: 'x' })).not.toBe(delayMs(spec, { stub: 'a', hit: 1, place: 'y' }));
});
