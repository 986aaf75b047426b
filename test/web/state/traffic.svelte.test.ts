import { expect, test } from 'vitest';
import { Traffic } from '../../../web/src/state/traffic.svelte.ts';
import { WatchedCall } from '../../../web/src/state/watched.svelte.ts';
import { batch, call, fakeApi } from '../fake-api.ts';

test('the same instalment twice changes nothing', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  const news = batch([call(1), call(2, { open: true })]);
  traffic.apply(news);
  traffic.apply(news);
  expect([traffic.ring.length, traffic.flying('/shop.v1.Orders/GetOrder')]).toEqual([2, 1]);
});

test('many instalments in one frame are one change', () => {
  const draws: (() => void)[] = [];
  const traffic = new Traffic(fakeApi(), (draw) => void draws.push(draw));
  for (let n = 1; n <= 20; n++) traffic.apply(batch([call(n)]));
  draws.forEach((draw) => draw());
  expect([draws.length, traffic.version, traffic.ring.length]).toEqual([1, 1, 20]);
});

test('another epoch forgets what was there, and a reconnecting page says where it stands', () => {
  const api = fakeApi();
  const traffic = new Traffic(api, (draw) => draw());
  expect(api.say.resume()).toBeNull();
  api.say.traffic(batch([call(7), call(8, { open: true })]));
  expect(api.say.resume()).toEqual({ epoch: 'a', seq: 8 });
  api.say.traffic(batch([call(1)], { epoch: 'b' }));
  expect([traffic.ring.length, traffic.ring.at(0)?.ordinal, traffic.flying('/shop.v1.Orders/GetOrder')]).toEqual([
    1, 1, 0,
  ]);
});

test('a filter shows what fits, and lets go what no longer does', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  traffic.apply(batch([call(1), call(2, { open: true }), call(3, { status: 'NOT_FOUND' })]));
  traffic.ask('status:open');
  expect(traffic.view.at(0)?.ordinal).toBe(2);
  traffic.apply(batch([call(2)]));
  expect(traffic.view.length).toBe(0);
  traffic.ask('');
  expect(traffic.view.length).toBe(3);
});

test('a gap that the server marks stays marked until the traffic is cleared', async () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  traffic.apply(batch([call(1)], { gap: true, dropped: 3 }));
  traffic.apply(batch([call(2)], { dropped: 3 }));
  expect([traffic.gap, traffic.dropped]).toEqual([true, 3]);
  await traffic.clear();
  expect([traffic.gap, traffic.dropped, traffic.ring.length]).toEqual([false, 0, 0]);
});

test('a watched call grows by what follows, and another call begins empty', () => {
  const api = fakeApi();
  const watched = new WatchedCall(api);
  watched.watch('c1');
  expect(watched.state).toBe('loading');
  api.say.record({ summary: call(1, { open: true }), events: [], omitted: { up: 0, down: 4 } });
  api.say.events([{ t: 5, type: 'half_closed' }], call(1));
  expect([watched.state, watched.events.length, watched.omitted.down, watched.summary?.status]).toEqual([
    'ready',
    1,
    4,
    'OK',
  ]);
  watched.watch('c2');
  expect([watched.state, watched.events.length, api.say.watching]).toEqual(['loading', 0, 'c2']);
  api.say.record(null);
  expect(watched.state).toBe('gone');
  watched.watch(null);
  expect([watched.state, api.say.watching]).toEqual(['idle', null]);
});
