import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setOf, wordsFor, type FollowSets } from '../../../server/rules/regex-follow.ts';
import { RegexMoves } from '../../../server/rules/regex-moves.ts';

/** Followers of every shape that is treated in a way of its own, and all of them at once. */
const followers = (count: number): fc.Arbitrary<FollowSets> => {
  const words = wordsFor(count);
  const position = fc.nat({ max: count - 1 });
  const some = fc.array(position, { maxLength: 8 });
  return fc
    .record({
      first: some,
      accepts: some,
      startFound: fc.boolean(),
      shared: fc.array(some, { minLength: 3, maxLength: 3 }),
      each: fc.array(
        fc.record({
          next: fc.boolean(),
          itself: fc.boolean(),
          near: fc.subarray([2, 3, 4], { maxLength: 2 }),
          shared: fc.constantFrom(undefined, undefined, 0, 1, 2),
          own: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, some),
        }),
        { minLength: count, maxLength: count },
      ),
    })
    .map(({ first, accepts, startFound, shared, each }) => ({
      first: setOf(first, words),
      accepts: setOf(accepts, words),
      startFound,
      after: each.map((one, at) => {
        const near = [
          ...(one.next && at + 1 < count ? [at + 1] : []),
          ...(one.itself ? [at] : []),
          ...one.near.map((by) => at + by).filter((to) => to < count),
        ];
        return setOf([...near, ...one.own, ...(one.shared === undefined ? [] : shared[one.shared]!)], words);
      }),
    }));
};

const bitsOf = (words: number): fc.Arbitrary<Int32Array> => fc.int32Array({ minLength: words, maxLength: words });

test('a step leads to what follows any of the positions, and reads the character', () => {
  const both = fc.integer({ min: 1, max: 200 }).chain((count) => {
    const words = wordsFor(count);
    return fc.tuple(followers(count), fc.array(bitsOf(words), { minLength: 4, maxLength: 4 }), bitsOf(words));
  });
  fc.assert(
    fc.property(both, ([sets, starts, mask]) => {
      const moves = new RegexMoves(sets, Infinity);
      for (const bits of starts) {
        const expected = sets.first.slice();
        sets.after.forEach((to, at) => {
          if (bits[at >> 5]! & (1 << (at & 31))) to.forEach((word, index) => (expected[index]! |= word));
        });
        const next = new Int32Array(bits.length).fill(-1);
        moves.step(bits, mask, next);
        expect([...next]).toEqual([...expected.map((word, index) => word & mask[index]!)]);
        expect(moves.isFound(bits)).toBe(
          sets.startFound || sets.accepts.some((word, index) => (word & bits[index]!) !== 0),
        );
      }
    }),
    { numRuns: 400 },
  );
});

test('what would cost more than is allowed is refused, whatever makes it dear', () => {
  const count = 960;
  const words = wordsFor(count);
  const all = Array.from({ length: count }, (_, at) => at);
  const sets = (after: (at: number) => readonly number[]): FollowSets => ({
    first: setOf([0], words),
    accepts: setOf([count - 1], words),
    startFound: false,
    after: all.map((at) => setOf(after(at), words)),
  });
  const costs = (after: (at: number) => readonly number[], most: number) => () => new RegexMoves(sets(after), most);
  const near = (at: number) => [at, at + 1].filter((to) => to < count);
  expect(costs(near, words + 1)).not.toThrow();
  expect(costs(near, words)).toThrow('too many of its parts may be left out');
  // A few that all share are cheap; as many that differ are not.
  expect(costs((at) => (at % 10 === 9 ? [0, 320, 640] : near(at)), 128)).not.toThrow();
  expect(costs((at) => (at % 10 === 9 ? [at - 9, (at * 7) % count, (at * 13) % count] : near(at)), 128)).toThrow();
  expect(costs((at) => all.slice(at), 5_000)).not.toThrow();
  expect(costs((at) => all.slice(at), 128)).toThrow();
});
