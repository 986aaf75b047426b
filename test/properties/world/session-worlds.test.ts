import { clone } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_SESSIONS, SESSION_IDLE_MS } from '../../../server/contract/session.ts';
import { applySeeds } from '../../../server/world/apply-seeds.ts';
import { bindSeed, readSeedText } from '../../../server/world/seed-file.ts';
import { SessionWorlds } from '../../../server/world/session-worlds.ts';
import { World } from '../../../server/world/world.ts';
import { get, idsOf, index, kindOf, newWorld } from '../../core/world/seed-world.ts';

const WRITER = { by: 'page' } as const;

/** Fills a world from the text of a file, as one does that is read again. */
const filling =
  (text: string) =>
  (world: World): void =>
    void applySeeds(world, index, [{ file: 'a', seed: bindSeed(readSeedText(text, 'a'), index) }]);

/** Sets one text of an entity, or makes the entity with it. */
function write(world: World, type: string, id: string, text: string): void {
  const { resource, universe } = kindOf(type);
  const message = clone(resource.desc, (world.find(universe, resource, id) ?? { message: world.derive(universe, resource, id) }).message); // prettier-ignore
  Object.assign(message, type === 'Customer' ? { email: text } : type === 'Review' ? { text } : { title: text });
  world.put(universe, resource, id, message, WRITER);
}

const remove = (world: World, type: string, id: string): void => {
  const { resource, universe } = kindOf(type);
  world.remove(universe, resource, id, WRITER);
};

/** The lists, and everything in them that could have been written. */
const all = (world: World): unknown =>
  ['Product', 'Review', 'Customer'].map((type) => {
    const ids = idsOf(world, type);
    return [ids.length, ids.filter((id) => /\/[fg](\/|$)|^7$/.test(id)).map((id) => [id, get(world, type, id)])];
  });

test('a session sees nothing that another one wrote, and a call without a session neither', () => {
  const common = newWorld();
  const worlds = new SessionWorlds(common);
  write(common, 'Product', 'products/new', 'of all');
  write(worlds.of('a'), 'Product', 'products/new', 'of a');
  remove(worlds.of('b'), 'Customer', idsOf(common, 'Customer')[0]!);
  expect(get(common, 'Product', 'products/new')).toMatchObject({ title: 'of all' });
  expect(get(worlds.of('a'), 'Product', 'products/new')).toMatchObject({ title: 'of a' });
  expect(idsOf(worlds.of('b'), 'Product')).not.toContain('products/new');
  expect(idsOf(common, 'Customer')).toHaveLength(idsOf(worlds.of('b'), 'Customer').length + 1);
  expect(worlds.of('')).toBe(common);
  expect(worlds.of('a')).toBe(worlds.of('a'));
});

const FILES = [
  '{}',
  'Product: [{ name: products/f, title: File }]\nReview: [{ name: products/f/reviews/1, text: Fine }]',
  'Product: { only: true, entities: [{ name: products/f, title: Changed }, { name: products/g, title: G }] }',
  'Product: { entities: [{ name: products/g, title: G }], deleted: [products/f] }',
];
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('write', 'remove'), in: fc.constantFrom('a', 'b', ''), what: fc.constantFrom('Product products/f', 'Product products/g', 'Review products/f/reviews/1', 'Review products/g/reviews/2', 'Customer 7'), text: fc.constantFrom('x', 'y') }) }, // prettier-ignore
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset'), in: fc.constantFrom('a', 'b') }) },
  // A file that comes to delete a thing takes along what was written below it there, and nothing of a session.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('file'), text: fc.constantFrom(...FILES.slice(0, 3)) }) },
);

test('whatever happens elsewhere, a session is what it would be alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.array(step, { maxLength: 14 }), (first, steps) => {
      const worlds = new SessionWorlds(newWorld());
      const alone = new Map(['a', 'b'].map((name) => [name, newWorld()]));
      let file = first;
      worlds.seed(filling(file));
      for (const world of alone.values()) filling(file)(world);
      const act = (world: World, one: (typeof steps)[number]): void => {
        if ('what' in one) {
          const [type, id] = one.what.split(' ') as [string, string]; // both are there
          if (one.do === 'write') write(world, type, id, one.text);
          else remove(world, type, id);
        }
      };
      for (const one of steps) {
        if ('what' in one) {
          act(worlds.of(one.in), one);
          const same = alone.get(one.in);
          if (same) act(same, one);
        } else if ('in' in one) {
          worlds.reset(one.in);
          alone.get(one.in)!.reset();
          filling(file)(alone.get(one.in)!);
        } else {
          file = one.text;
          worlds.seed(filling(file));
          for (const world of alone.values()) filling(file)(world);
        }
        for (const [name, world] of alone) expect(all(worlds.of(name))).toEqual(all(world));
      }
    }),
    { numRuns: 15 },
  );
});

test('what files say is there in each session, and changes with the files', () => {
  const worlds = new SessionWorlds(newWorld());
  worlds.seed(filling(FILES[1]!));
  let told = 0;
  worlds.of('a').subscribe(() => (told += 1));
  expect(get(worlds.of('a'), 'Product', 'products/f')).toMatchObject({ title: 'File' });
  worlds.seed(filling(FILES[2]!));
  expect(told).toBe(1);
  expect(idsOf(worlds.of('a'), 'Product')).toEqual(['products/f', 'products/g']);
  expect(get(worlds.of('a'), 'Product', 'products/f')).toMatchObject({ title: 'Changed' });
  worlds.seed(filling(FILES[2]!));
  expect(told).toBe(1);
});

test('idle sessions go, the longest idle one where there are too many, and watched ones stay', () => {
  let now = 0;
  const worlds = new SessionWorlds(new World({ now: () => now, strict: false }));
  write(worlds.of('idle'), 'Customer', '7', 'x');
  const leave = worlds.of('watched').subscribe(() => undefined);
  now = SESSION_IDLE_MS;
  worlds.of('other');
  expect(worlds.names).toEqual(['other', 'watched']);
  expect(get(worlds.of('idle'), 'Customer', '7')).not.toMatchObject({ email: 'x' });
  for (let count = 0; count < 2 * MOST_SESSIONS; count += 1) worlds.of(`s${count}`);
  expect(worlds.names).toHaveLength(MOST_SESSIONS);
  expect(worlds.names).not.toContain('other');
  leave();
});

test('all sessions together have the room of one world, and get it back from those that end', () => {
  let now = 0;
  const worlds = new SessionWorlds(new World({ now: () => now, strict: false }));
  const { resource, universe } = kindOf('Customer');
  const big = clone(resource.desc, worlds.of('').derive(universe, resource, '1'));
  Object.assign(big, { email: 'x'.repeat(8_000_000) });
  const put = (session: string, id: string): boolean =>
    worlds.of(session).put(universe, resource, id, clone(resource.desc, big), WRITER) !== undefined;
  const written = Array.from({ length: 9 }, (_, id) => put(`s${id % 3}`, String(id)));
  expect(written).toEqual([true, true, true, true, true, true, true, true, false]);
  // The world without a session is not touched by that, and a session that says the same again takes no more.
  expect(put('', '1')).toBe(true);
  expect(put('s0', '0')).toBe(true);
  now = SESSION_IDLE_MS;
  expect(put('later', '1')).toBe(true);
});

test('sessions that wrote something are listed, the last used first, without what files say', () => {
  const worlds = new SessionWorlds(newWorld());
  worlds.seed(filling(FILES[1]!));
  expect(worlds.list()).toEqual([]);
  write(worlds.of('a'), 'Customer', '7', 'x');
  write(worlds.of('__proto__'), 'Product', 'products/g', 'x');
  remove(worlds.of('__proto__'), 'Product', 'products/f');
  worlds.of('reader');
  expect(worlds.list()).toEqual([
    // What files wrote below the deleted one is gone with it.
    { name: '__proto__', written: 3 },
    { name: 'a', written: 1 },
  ]);
  const [product, customer] = ['Product', 'Customer'].map((type) => kindOf(type).resource.key);
  expect([worlds.written('__proto__', product!), worlds.written('a', product!)]).toEqual([2, 0]);
  expect([worlds.written('nobody', customer!), worlds.written('', customer!)]).toEqual([0, 0]);
  worlds.of('a');
  worlds.reset('__proto__');
  expect(worlds.list()).toEqual([{ name: 'a', written: 1 }]);
});

test('who hears of all sessions hears of each change, and keeps none of them alive', () => {
  let now = 0;
  const worlds = new SessionWorlds(new World({ now: () => now, strict: false }));
  const heard: unknown[] = [];
  const leave = worlds.subscribe((session, change) => heard.push([session, change?.entity.id]));
  write(worlds.of('a'), 'Customer', '7', 'x');
  write(worlds.of('b'), 'Customer', '8', 'x');
  write(worlds.of(''), 'Customer', '9', 'x');
  worlds.reset('a');
  expect(worlds.of('a').watched).toBe(false);
  now = SESSION_IDLE_MS;
  worlds.of('c');
  expect(worlds.names).toEqual(['c']);
  expect(heard).toEqual([
    ['a', '7'],
    ['b', '8'],
    ['a', undefined],
    ['b', undefined],
    ['a', undefined],
  ]);
  expect(worlds.revision).toBe(5);
  leave();
  write(worlds.of('c'), 'Customer', '7', 'x');
  expect(heard).toHaveLength(5);
});

test('looking at a session neither makes one nor keeps it', () => {
  let now = 0;
  const worlds = new SessionWorlds(new World({ now: () => now, strict: false }));
  worlds.seed(filling(FILES[1]!));
  expect(get(worlds.peek('a'), 'Product', 'products/f')).toMatchObject({ title: 'File' });
  expect(worlds.names).toEqual([]);
  write(worlds.of('a'), 'Product', 'products/f', 'mine');
  now = SESSION_IDLE_MS - 1;
  expect(get(worlds.peek('a'), 'Product', 'products/f')).toMatchObject({ title: 'mine' });
  now += 1;
  worlds.of('b');
  expect(worlds.names).toEqual(['b']);
});
