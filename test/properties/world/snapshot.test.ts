import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotText } from '../../../server/world/snapshot.ts';
import { readEntity } from '../../../server/world/entity-text.ts';
import type { World } from '../../../server/world/world.ts';
import { putEntity, removeEntity } from '../../../server/world/write-entity.ts';
import { get, idsOf, index, kindOf, load, newWorld, problemsOf } from '../../core/world/seed-world.ts';
import { listedIds } from '../../support/listed-ids.ts';

const PAGE = { by: 'page' } as const;
const TYPES = ['Product', 'Review', 'Customer'] as const;

const writtenIn = (world: World, type: string): string[] =>
  [...world.entries()].filter(({ key }) => key === kindOf(type).resource.key).map(({ stored }) => stored.id);

/** What two worlds say of everything that one of them lists or has written. */
function compared(one: World, two: World): readonly [unknown, unknown] {
  const [left, right] = [one, two].map((world) =>
    TYPES.map((type) => {
      const { resource, universe } = kindOf(type);
      const ids = new Set([one, two].flatMap((both) => [...idsOf(both, type), ...writtenIn(both, type)]));
      const shown = new Set(listedIds(world.list(universe, resource, {})));
      return [...ids].map((id) => [
        id,
        shown.has(id),
        world.find(universe, resource, id)?.deleted,
        get(world, type, id),
      ]);
    }),
  );
  return [left, right];
}

/** One thing that a client or a person does. */
const action = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    type: fc.constantFrom(...TYPES),
    id: fc.nat({ max: 5 }),
    text: fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString()),
    number: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    weight: fc.double(),
  }),
  fc.record({
    do: fc.constant('remove' as const),
    type: fc.constantFrom(...TYPES),
    id: fc.nat({ max: 5 }),
    soft: fc.boolean(),
  }),
);

function play(world: World, one: typeof action extends fc.Arbitrary<infer T> ? T : never): void {
  const kind = kindOf(one.type);
  // Some that follow from the seed, and some that do not.
  const known = idsOf(newWorld(), one.type);
  const made = {
    Product: `products/p${one.id}`,
    Review: `products/p1/reviews/r${one.id}`,
    Customer: String(one.id + 1),
  };
  const id = one.id < 3 ? known[one.id]! : made[one.type];
  if (one.do === 'remove') {
    removeEntity(world, kind, id, PAGE, one.soft);
    return;
  }
  const weight = Number.isFinite(one.weight) ? one.weight : String(one.weight);
  const fields = {
    Product: {
      title: one.text,
      units: String(one.number),
      weight,
      labels: { [one.text]: one.text, __proto__x: 'y' },
      tags: [one.text, 'no', '1'],
    },
    Review: { text: one.text, stars: one.id },
    Customer: { email: one.text, points: String(BigInt.asUintN(64, one.number)) },
  }[one.type];
  const read = readEntity(kind.resource, JSON.stringify(fields), kind.universe.types);
  if ('problems' in read) throw new Error(read.problems[0]?.message);
  putEntity(world, kind, id, read.message, PAGE, null);
}

test.each([
  ['x.world.yaml', false],
  ['x.world.json', true],
] as const)('a snapshot that is loaded into an empty world gives the same world: %s', (file, json) => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 8 }), fc.boolean(), (actions, everything) => {
      const world = newWorld();
      for (const one of actions) play(world, one);
      const again = newWorld();
      const { text, entities } = snapshotText(world, index, { everything, json });
      const applied = load(again, { [file]: text });
      expect(problemsOf(applied)).toEqual([]);
      expect(applied[0]!.entities).toBe(entities);
      if (everything)
        expect(TYPES.map((type) => idsOf(again, type).toSorted())).toEqual(
          TYPES.map((type) => idsOf(world, type).toSorted()),
        );
      else {
        const [found, wanted] = compared(again, world);
        expect(found).toEqual(wanted);
      }
    }),
    { numRuns: 6 },
  );
});

test('nothing was written: the snapshot holds nothing', () => {
  const { text, entities } = snapshotText(newWorld(), index, { everything: false, json: false });
  expect(entities).toBe(0);
  expect(problemsOf(load(newWorld(), { 'x.world.yaml': text }))).toEqual([]);
});

test('everything is pinned: with another seed the lists are the same', () => {
  const world = newWorld();
  const { text } = snapshotText(world, index, { everything: true, json: false });
  const again = newWorld();
  load(again, { 'x.world.yaml': text });
  const kind = kindOf('Product');
  expect(get(again, 'Product', idsOf(world, 'Product')[0]!)).toEqual(
    get(world, 'Product', idsOf(world, 'Product')[0]!),
  );
  expect(again.find(kind.universe, kind.resource, 'products/nobody-listed-me')).toBeUndefined();
});
