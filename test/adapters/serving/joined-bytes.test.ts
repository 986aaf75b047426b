import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JoinedBytes } from '../../../server/serving/joined-bytes.ts';
import { framed, MessageReader } from '../../../server/serving/message-reader.ts';

const SIZE = 300_000;
/** Bytes that are none of each other's neighbours. */
const bytes = Buffer.from(Uint8Array.from({ length: SIZE }, (_, at) => at % 251));

test('pieces of any size are joined in their order, as often as it is asked', () => {
  const joined = new JoinedBytes();
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 }), fc.nat(9_000), (given, more) => {
      const whole = Buffer.concat(given);
      for (const piece of given) joined.add(Buffer.from(piece), whole.length + more);
      expect(joined.size).toBe(whole.length);
      expect(joined.take()).toEqual(whole);
      expect(joined.size).toBe(0);
    }),
  );
});

test('what is kept of bytes that come one by one is at most about twice what they are', () => {
  const joined = new JoinedBytes();
  for (let at = 0; at < SIZE; at += 1) joined.add(bytes.subarray(at, at + 1), SIZE * 10);
  const whole = joined.take();
  expect(whole.equals(bytes)).toBe(true);
  expect(whole.buffer.byteLength).toBeLessThanOrEqual(2 * SIZE);
});

test('no more room is made than there may be bytes', () => {
  const joined = new JoinedBytes();
  for (let at = 0; at < SIZE; at += 1_000) joined.add(bytes.subarray(at, at + 1_000), SIZE);
  expect(joined.take().buffer.byteLength).toBe(SIZE);
});

test('what comes in one piece is not copied, and never written to', () => {
  const joined = new JoinedBytes();
  joined.add(bytes, SIZE);
  expect(joined.take()).toBe(bytes);
  const before = Buffer.from('before, and more');
  joined.add(before.subarray(0, 6), 100);
  joined.add(Buffer.from('!'), 100);
  expect([joined.take().toString(), before.toString()]).toEqual(['before!', 'before, and more']);
});

test('a message that comes byte by byte holds one buffer of its size', () => {
  const got: Buffer[] = [];
  const reader = new MessageReader(SIZE, (message) => got.push(message));
  const wire = Buffer.concat([framed(bytes), framed(bytes.subarray(7))]);
  for (let at = 0; at < wire.length; at += 1) reader.push(wire.subarray(at, at + 1));
  expect(got.map((message) => message.buffer.byteLength)).toEqual([SIZE, SIZE - 7]);
  expect(got[0]!.equals(bytes) && got[1]!.equals(bytes.subarray(7))).toBe(true);
  expect(reader.unfinished).toBe(false);
});
