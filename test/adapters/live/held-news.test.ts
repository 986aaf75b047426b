import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import type { HoldNews } from '../../../server/contract/hold-api.ts';
import { next, runLive } from './live-fixture.ts';

/** Calls that wait, as the test says. */
class FakeHolds {
  revision = 0;
  readonly listeners = new Set<() => void>();
  readonly news = (): HoldNews => ({ revision: this.revision, waiting: this.revision % 2 });
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  change(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }
}

test('many changes are one piece of news, with how it is now, to every page', async () => {
  const held = new FakeHolds();
  await using server = await runLive({ held });
  const pages = [await server.open(), await server.open()];
  const told = Promise.all(pages.map((page) => next(page, 'held:changed')));
  for (let index = 0; index < 5_001; index += 1) held.change();
  expect(await told).toEqual([[{ revision: 5_001, waiting: 1 }], [{ revision: 5_001, waiting: 1 }]]);
});

test('a page that comes later is told at once', async () => {
  const held = new FakeHolds();
  held.change();
  await using server = await runLive({ held });
  const page = io(`http://127.0.0.1:${server.http.port}`, { transports: ['websocket'], forceNew: true });
  try {
    const news = await new Promise((resolve) => page.once('held:changed', resolve));
    expect(news).toEqual({ revision: 1, waiting: 1 });
  } finally {
    page.disconnect();
  }
});

test('nobody listens when the socket is closed', async () => {
  const held = new FakeHolds();
  const server = await runLive({ held });
  held.change();
  await server[Symbol.asyncDispose]();
  expect(held.listeners.size).toBe(0);
});
