import type { Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptMessages } from '../../../server/engine/kept-messages.ts';

const MB = 1024 * 1024;
/** Messages that are told apart by their number; what they hold is not looked at. */
const numbered = (n: number): Message => ({ $typeName: String(n) });
const numbers = (kept: KeptMessages): readonly number[] => kept.list.map(({ $typeName }) => Number($typeName));

function keep(sizes: readonly number[]): readonly number[] {
  const kept = new KeptMessages();
  const { list } = kept;
  for (const [at, size] of sizes.entries()) kept.push(numbered(at), size);
  expect(kept.list).toBe(list);
  return numbers(kept);
}

test('of many messages the first and the last 100 are kept', () => {
  expect(keep(Array.from({ length: 200 }, () => 1))).toHaveLength(200);
  const kept = keep(Array.from({ length: 1_000 }, () => 1));
  expect(kept.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  expect(kept.slice(100)).toEqual(Array.from({ length: 100 }, (_, at) => 900 + at));
});

test('of large messages as many as fit, the first and the last ones', () => {
  expect(keep([3 * MB, 3 * MB, 3 * MB, 3 * MB])).toEqual([0, 3]);
  expect(keep([9 * MB, 9 * MB, 9 * MB])).toEqual([0, 2]);
  expect(keep([1, 1, 4 * MB, 1, 4 * MB, 1])).toEqual([0, 3, 4, 5]);
});

test('whatever comes, the first and the last are there, in order, within the bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(10), fc.nat(4 * MB)), { minLength: 1, maxLength: 400 }), (sizes) => {
      const kept = keep(sizes);
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(sizes.length - 1);
      expect(kept.toSorted((a, b) => a - b)).toEqual(kept);
      expect(kept.length).toBeLessThanOrEqual(200);
      const bytes = kept.reduce((sum, at) => sum + sizes[at]!, 0);
      expect(kept.length <= 2 || bytes <= 8 * MB).toBe(true);
    }),
  );
});

test('of messages that are small on the wire and large decoded as many are kept as fit decoded', () => {
  const kept = new KeptMessages();
  const wide = (): Message & { list: unknown } => ({
    $typeName: 'wide',
    list: Array.from({ length: 100_000 }, () => ({ $typeName: 'empty' })),
  });
  for (let at = 0; at < 12; at += 1) kept.push(wide(), 200_000);
  expect(kept.list.length).toBeLessThan(6);
  expect(kept.bytes).toBeGreaterThan(20 * MB);
  expect(kept.bytes).toBeLessThanOrEqual(64 * MB);
});

test('a single small message is not looked at', () => {
  const kept = new KeptMessages();
  kept.push(numbered(0), 20);
  expect([kept.bytes, kept.last]).toEqual([20, 20]);
  kept.push(numbered(1), 20);
  expect(kept.bytes).toBe(2 * kept.last);
  expect(kept.last).toBeGreaterThan(100);
});
