import { expect, test, vi } from 'vitest';
import type { WorldInfo } from '#contract/world';
import { draftKey, World } from '../../../web/src/state/world.svelte.ts';
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
  const [a, b] = [draftKey(null, 'a', '1'), draftKey(null, 'a', '2')];
  const [inS, inS2] = [draftKey('s', 'a', '1'), draftKey('s2', 'a', '1')];
  for (const key of [a, b, inS, inS2]) world.keep(key, { text: 'x', base: 1 });
  world.keep(a, null);
  expect([...world.drafts.keys()]).toEqual([b, inS, inS2]);
  await world.reset();
  expect([...world.drafts.keys()]).toEqual([inS, inS2]);
  await world.reset('s');
  expect([...world.drafts.keys()]).toEqual([inS2]);
});

test('a refusal is told, and the last good answer stays', async () => {
  const { world, port } = open();
  await world.need();
  Object.assign(port, { info: () => Promise.reject(refusal('server-unreachable', 'The server does not answer.', 0)) });
  await world.refresh();
  expect([world.problems.length, world.resources.length]).toEqual([1, 1]);
});

test('the world of a session is asked for once it is looked at, and an answer about another one is dropped', async () => {
  const { world, port } = open();
  await world.need();
  const answers: ((info: WorldInfo) => void)[] = [];
  const asked: (string | null)[] = [];
  const plain = await port.info();
  Object.assign(port, {
    info: () => {
      asked.push(port.session);
      return new Promise<WorldInfo>((resolve) => answers.push(resolve));
    },
  });
  world.look('a');
  world.look('b');
  const both = world.refresh();
  answers[0]!({ ...plain, session: 'a', revision: 7 });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(world.info?.session).toBe(null);
  answers[1]!({ ...plain, session: 'b', revision: 8, sessions: [{ name: 'b', written: 2 }] });
  await both;
  expect([asked, world.info?.session, world.sessions]).toEqual([['a', 'b'], 'b', [{ name: 'b', written: 2 }]]);
});

test('news of other worlds change nothing that is shown, but who has written is asked for', async () => {
  const { world, api, port } = open();
  await world.need();
  let asked = 0;
  const { info } = port;
  Object.assign(port, { info: () => ((asked += 1), info()) });
  world.look('a');
  await world.refresh();
  api.say.world({ revision: 1, sessions: [null, 'b'], types: ['x'] });
  await world.refresh();
  expect([world.version, world.news, asked > 2]).toEqual([0, null, true]);
  api.say.world({ revision: 2, sessions: ['a', 'b'], types: ['x'] });
  api.say.world({ revision: 3, sessions: [], types: ['x'] });
  expect([world.version, world.news?.revision]).toEqual([2, 3]);
});
