import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteArena, SMALL, sliceBytes } from '../../../server/traffic/byte-arena.ts';
import type { Kept } from '../../../server/traffic/keep-ends.ts';
import { EventPacker, messageTimes, unpackEvents } from '../../../server/traffic/pack-events.ts';

const count = fc.oneof(fc.nat(300), fc.maxSafeNat());
const body = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 200 }),
  fc.nat(3).map((more) => new Uint8Array(SMALL - 1 + more).fill(more + 7)),
);

const message = fc
  .record({
    type: fc.constantFrom('up' as const, 'down' as const),
    t: count,
    index: count,
    wire: count,
    body,
    lost: count,
  })
  // The size of a message whose bytes were dropped is still known.
  .map(({ body: bytes, lost, ...rest }) => ({ ...rest, size: bytes?.length ?? lost, chunk: bytes, offset: 0 }));
const other = fc
  .record({
    type: fc.constantFrom(
      'started' as const,
      'headers' as const,
      'half_closed' as const,
      'answered' as const,
      'ended' as const,
      'broken' as const,
    ),
    t: count,
    index: count,
  })
  .map(({ type, t, index }) => ({
    ...{ type, t, size: 0, wire: 0, chunk: null, offset: 0 },
    index: type === 'answered' || type === 'broken' ? index : 0,
  }));

/** Events in order; where some are missing, their numbers have gaps. */
const events: fc.Arbitrary<Kept[]> = fc
  .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: message }, other), fc.constantFrom(1, 1, 1, 2, 1000)), {
    maxLength: 80,
  })
  .map((list) => {
    let n = -1;
    return list.map(([event, step]) => ({ ...event, n: (n += step) }));
  });

/** What a reader sees of an event. */
const seen = ({ n, t, type, index, size, wire, ...slice }: Kept) => ({
  ...{ n, t, type, index, size, wire },
  bytes: sliceBytes({ ...slice, size }),
});

test('what is packed is unpacked as it was, and the times of messages are those of its messages', () => {
  const packer = new EventPacker();
  const arena = new ByteArena();
  fc.assert(
    fc.property(fc.array(events, { minLength: 1, maxLength: 3 }), fc.nat(40), (calls, most) => {
      // Several calls, because they lie side by side.
      const packed = calls.map((call) => packer.pack(call, 1, 2, arena));
      calls.forEach((call, i) => {
        expect([...unpackEvents(packed[i]!)].map(seen)).toEqual(call.map(seen));
        const times = call.filter(({ type }) => type === 'up' || type === 'down').map(({ t }) => t);
        expect(messageTimes(packed[i]!, most)).toEqual(times.slice(0, most));
      });
    }),
    { numRuns: 60 },
  );
});

test('bytes that are cut off end the reading, wherever they are cut', () => {
  const arena = new ByteArena();
  const packer = new EventPacker();
  fc.assert(
    fc.property(events, fc.nat(), (call, cut) => {
      const packed = packer.pack(call, 0, 0, arena);
      const shorter = { ...packed, size: cut % (packed.size + 1) };
      expect(
        [...unpackEvents({ ...shorter, large: Array<Uint8Array>(80).fill(new Uint8Array()) })].length,
      ).toBeLessThanOrEqual(call.length);
      expect(messageTimes(shorter, 100).length).toBeLessThanOrEqual(call.length);
    }),
  );
});
