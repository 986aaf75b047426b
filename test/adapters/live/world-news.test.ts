import { expect, test } from 'vitest';
import type { WorldNews } from '../../../server/contract/world.ts';
import type { LiveOptions } from '../../../server/live/gateway.ts';
import { next, runLive } from './live-fixture.ts';

/** A world whose changes the test makes. */
class FakeWorld {
  revision = 0;
  readonly listeners = new Set<(key: string | undefined, session: string | null) => void>();

  readonly changes: LiveOptions['world'] = Object.defineProperty(
    {
      revision: 0,
      subscribe: (listener: (key: string | undefined, session: string | null) => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    },
    'revision',
    { get: () => this.revision },
  );

  change(key?: string, session: string | null = null): void {
    this.revision += 1;
    for (const listener of this.listeners) listener(key, session);
  }
}

test('many changes of the world are one piece of news, to every page', async () => {
  const world = new FakeWorld();
  await using server = await runLive({ world: world.changes });
  const pages = [await server.open(), await server.open()];
  const heard: WorldNews[] = [];
  pages[0]!.on('world:changed', (news) => heard.push(news));
  const told = Promise.all(pages.map((page) => next(page, 'world:changed')));
  for (let index = 0; index < 5_000; index += 1) world.change(index % 2 === 0 ? 'b/Book' : 'a/Shelf');
  await told;
  expect(heard).toEqual([{ revision: 5_000, sessions: [null], types: ['a/Shelf', 'b/Book'] }]);
});

test('a reset says that everything may be different', async () => {
  const world = new FakeWorld();
  await using server = await runLive({ world: world.changes });
  const page = await server.open();
  const news = new Promise<WorldNews>((resolve) => page.once('world:changed', resolve));
  world.change('b/Book');
  world.change();
  expect(await news).toEqual({ revision: 2, sessions: [null], types: [] });
});

test('news say in which sessions something changed, or that it may be any of them', async () => {
  const world = new FakeWorld();
  await using server = await runLive({ world: world.changes });
  const page = await server.open();
  const hear = (): Promise<WorldNews> => new Promise((resolve) => page.once('world:changed', resolve));
  const some = hear();
  for (const session of ['b', null, 'a', 'b']) world.change('b/Book', session);
  expect(await some).toEqual({ revision: 4, sessions: [null, 'a', 'b'], types: ['b/Book'] });
  const many = hear();
  for (let index = 0; index < 101; index += 1) world.change('b/Book', `s${index}`);
  expect(await many).toEqual({ revision: 105, sessions: [], types: ['b/Book'] });
});

test('nobody listens to the world when the socket is closed', async () => {
  const world = new FakeWorld();
  const server = await runLive({ world: world.changes });
  world.change('b/Book');
  await server[Symbol.asyncDispose]();
  expect(world.listeners.size).toBe(0);
});
