import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallView } from '../../../web/src/lib/call-view.ts';
import { CallRing } from '../../../web/src/lib/ring.ts';
import { call } from '../fake-api.ts';

test('a ring keeps the newest calls in order, and the newest version of each', () => {
  const ring = new CallRing(3);
  for (const ordinal of [1, 2, 3, 4, 5]) ring.put(call(ordinal, { open: true }));
  ring.trim(1);
  ring.put(call(4));
  expect([0, 1, 2].map((index) => [ring.at(index)?.ordinal, ring.at(index)?.status])).toEqual([
    [3, null],
    [4, 'OK'],
    [5, null],
  ]);
  expect([ring.find(2), ring.find(3), ring.find(5), ring.find(6)]).toEqual([-1, 0, 2, -1]);
});

test('a ring and its filtered view agree with a plain list, whatever comes and goes', () => {
  const change = fc.oneof(
    fc.record({ type: fc.constant('put' as const), ordinal: fc.integer({ min: 1, max: 60 }), failed: fc.boolean() }),
    fc.record({ type: fc.constant('trim' as const), ordinal: fc.integer({ min: 1, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
      const ring = new CallRing(25);
      const failed = new CallView(ring);
      failed.filter((one) => one.code !== 0);
      const plain = new Map<number, string>();
      for (const one of changes) {
        if (one.type === 'put') {
          const next = call(one.ordinal, { status: one.failed ? 'NOT_FOUND' : 'OK' });
          const old = ring.put(next);
          failed.changed(next, old === undefined);
          plain.set(one.ordinal, next.status!);
        } else {
          failed.dropped(ring.trim(one.ordinal));
          const kept = [...plain].filter(([ordinal]) => ordinal >= one.ordinal).sort((a, b) => a[0] - b[0]);
          plain.clear();
          for (const [ordinal, status] of kept.slice(-25)) plain.set(ordinal, status);
        }
      }
      const wanted = [...plain].sort((a, b) => a[0] - b[0]);
      expect(Array.from({ length: ring.length }, (_, index) => ring.at(index)?.ordinal)).toEqual(
        wanted.map(([ordinal]) => ordinal),
      );
      expect(Array.from({ length: failed.length }, (_, index) => failed.at(index)?.ordinal)).toEqual(
        wanted.filter(([, status]) => status !== 'OK').map(([ordinal]) => ordinal),
      );
    }),
  );
});

test('a held view shows what was there, and counts what it keeps back', () => {
  const ring = new CallRing(10);
  const view = new CallView(ring);
  for (const ordinal of [1, 2, 3]) ring.put(call(ordinal));
  view.hold(true);
  for (const ordinal of [4, 5]) ring.put(call(ordinal));
  expect([view.length, view.total, view.at(3)]).toEqual([3, 5, undefined]);
  view.hold(false);
  expect(view.at(4)?.ordinal).toBe(5);
});

test('a view tells how many rows went from its front, once', () => {
  const ring = new CallRing(10);
  const view = new CallView(ring);
  for (const ordinal of [1, 2, 3, 4]) ring.put(call(ordinal));
  view.dropped(ring.trim(3));
  expect([view.takeShift(), view.takeShift(), view.after(3)]).toEqual([2, 0, 1]);
});
