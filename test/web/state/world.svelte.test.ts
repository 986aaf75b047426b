import { expect, test } from 'vitest';
import { World } from '../../../web/src/state/world.svelte.ts';
import { fakeApi } from '../fake-api.ts';
import { FakeWorld, productResource, refusal } from '../fake-world.ts';

function open() {
  const port = new FakeWorld([]);
  const api = { ...fakeApi(), world: port };
  return { port, api, world: new World(api) };
}

test('the kinds of thing are asked for when somebody needs them', async () => {
  const { world } = open();
  expect(world.resources).toEqual([]);
  await world.need();
  expect(world.ofMethod('/shop.v1.Catalog/GetProduct')?.type).toBe(productResource().type);
  expect(world.ofMethod('/shop.v1.Catalog/constructor')).toBeUndefined();
});

test('news are counted, and the kinds asked for again once somebody knew them', async () => {
  const { world, api, port } = open();
  api.say.world({ revision: 1, sessions: [null], types: [] });
  expect([world.version, world.info]).toEqual([1, null]);
  await world.need();
  let asked = 0;
  Object.assign(port, { info: async () => ({ seed: '42', revision: ++asked, resources: [], files: [] }) });
  api.say.world({ revision: 2, sessions: [null], types: ['a'] });
  api.say.world({ revision: 3, sessions: [null], types: ['a'] });
  await world.refresh();
  expect([asked, world.info?.revision, world.news?.revision]).toEqual([2, 2, 3]);
});

test('drafts are kept by entity; a reset forgets them', async () => {
  const { world } = open();
  world.keep('a', { text: 'x', base: 1 });
  world.keep('b', { text: 'y', base: null });
  world.keep('a', null);
  expect([...world.drafts.keys()]).toEqual(['b']);
  await world.reset();
  expect(world.drafts.size).toBe(0);
});

test('a refusal is told, and the last good answer stays', async () => {
  const { world, port } = open();
  await world.need();
  Object.assign(port, { info: () => Promise.reject(refusal('server-unreachable', 'The server does not answer.', 0)) });
  await world.refresh();
  expect([world.problems.length, world.resources.length]).toEqual([1, 1]);
});
