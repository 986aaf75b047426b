import { expect, test } from 'vitest';
import { HeldByCall } from '../../../server/serving/held-by-call.ts';
import { Holdings, LITTLE } from '../../../server/serving/holdings.ts';
import type { Wire } from '../../../server/serving/wire.ts';

const MIB = 1024 * 1024;

/** A wire that closes when it is told to. */
function wireThatCloses(): { readonly wire: Wire; close(): void } {
  let closed = (): void => undefined;
  const wire: Partial<Wire> = { closed: (heard) => void (closed = heard) };
  // Nothing else of it is asked for.
  return { wire: wire as Wire, close: () => closed() };
}

test('what is held is bounded, and given back', () => {
  const all = new Holdings(0, MIB);
  expect([all.take(MIB, MIB), all.take(LITTLE + 1, LITTLE + 1), all.held]).toEqual([true, false, MIB]);
  all.give(MIB);
  expect([all.held, all.take(MIB, MIB)]).toEqual([0, true]);
});

test('a call that holds little has room where those that hold much have none, and not for ever', () => {
  const all = new Holdings(0, MIB);
  all.take(MIB, MIB);
  expect(all.take(100, LITTLE + 100)).toBe(false);
  let calls = 0;
  while (all.take(LITTLE, LITTLE)) calls += 1;
  expect(calls * LITTLE).toBe(64 * MIB);
});

test('where messages may be large, some of them have room', () => {
  expect(new Holdings(100 * MIB).most).toBe(800 * MIB);
  expect(new Holdings(4 * MIB).most).toBe(256 * MIB);
});

test('a call that is over gives back what it holds when its wire has closed, and no more than that', () => {
  const all = new Holdings(0, MIB);
  const call = new HeldByCall(all);
  const { wire, close } = wireThatCloses();
  expect(call.take(1_000)).toBe(true);
  call.give(200);
  call.leave(wire);
  expect(call.take(1)).toBe(false);
  call.give(300);
  expect(all.held).toBe(800);
  close();
  expect(all.held).toBe(0);
});

test('messages whose answers wait are held until they have been played, and what is kept as long as it is', () => {
  const all = new Holdings(0, MIB);
  const call = new HeldByCall(all);
  expect(call.heard(100, true, 1_000)).toBe(true);
  expect(call.heard(50, false, 1_500)).toBe(true);
  expect([call.unplayed, all.held]).toEqual([100, 1_600]);
  call.played();
  expect([call.unplayed, all.held]).toEqual([0, 1_500]);
  expect(call.heard(50, false, 0)).toBe(true);
  expect(all.held).toBe(0);
  expect(call.heard(2 * MIB + 64 * MIB, true, 0)).toBe(false);
  expect(call.heard(1, false, 2 * MIB + 64 * MIB)).toBe(false);
});
