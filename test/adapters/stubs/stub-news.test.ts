import { io, type Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import type { ClientEvents, ServerEvents } from '../../../server/contract/events.ts';
import type { StubList } from '../../../server/contract/stub.ts';
import { serveMockApi } from './mock-api.ts';

test('a page hears of a stub that is added, of calls that it answers, and of files that are saved', async () => {
  await using s = await serveMockApi({}, { playground: true });
  const page: Socket<ServerEvents, ClientEvents> = io(`http://localhost:${s.app.port}`, { transports: ['websocket'] });
  const news = (): Promise<number> => new Promise((resolve) => page.once('stubs:changed', resolve));
  await new Promise<void>((resolve) => page.once('connect', resolve));
  let heard = news();
  const stub = { method: 'Pay', reply: { message: { sku: 'p' } } };
  await s.ask('POST stubs', { service: 'shop.v1.Shop', stubs: [stub], session: null });
  const revision = await heard;
  expect(revision).toBe((await s.ask<StubList>('GET stubs')).body.revision);
  heard = news();
  await s.call('Pay');
  // The stubs are the same, only their counts are not.
  expect(await heard).toBe(revision);
  expect((await s.ask<StubList>('GET stubs')).body.stubs[0]).toMatchObject({ hits: 1 });
  heard = news();
  await s.ask('PUT stubs/file', { file: 'a.stubs.yaml', text: 'stubs: [', baseHash: null });
  await heard;
  expect((await s.ask<StubList>('GET stubs')).body.files[0]?.problems).not.toEqual([]);
  page.disconnect();
});
