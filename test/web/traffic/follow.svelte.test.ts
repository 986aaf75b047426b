import { expect, test } from 'vitest';
import { Traffic } from '../../../web/src/state/traffic.svelte.ts';
import { Follow, lastTop } from '../../../web/src/traffic/follow.svelte.ts';
import { batch, call, fakeApi } from '../fake-api.ts';

const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => call(from + index));

test('the list goes with the newest until the reader scrolls up, and takes up again at the end', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  const follow = new Follow(traffic);
  traffic.apply(batch(many(1, 100)));
  follow.settle(100, 28, 280);
  expect([follow.on, follow.top]).toEqual([true, 90 * 28]);
  follow.scrolled(1000, 90 * 28);
  expect(follow.on).toBe(false);
  traffic.apply(batch(many(101, 112)));
  follow.settle(112, 28, 280);
  expect([follow.top, follow.fresh()]).toEqual([1000, 12]);
  follow.scrolled(102 * 28, 102 * 28);
  expect([follow.on, follow.fresh()]).toEqual([true, 0]);
});

test('no row moves under a reader who scrolled up when old calls go', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  const follow = new Follow(traffic);
  traffic.apply(batch(many(1, 100)));
  follow.settle(100, 28, 280);
  follow.scrolled(1400, 2520);
  traffic.apply(batch(many(101, 103), { firstOrdinal: 11, dropped: 10 }));
  follow.settle(93, 28, 280);
  expect(follow.top).toBe(1400 - 10 * 28);
});

test('a paused list keeps new calls back, and following goes on with all of them', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  const follow = new Follow(traffic);
  traffic.apply(batch(many(1, 3)));
  traffic.pause(true);
  traffic.apply(batch(many(4, 9)));
  expect([traffic.view.length, follow.fresh()]).toEqual([3, 6]);
  follow.resume();
  expect([traffic.view.length, follow.fresh(), traffic.paused]).toEqual([9, 0, false]);
});

test('a row that somebody chose stays: the list lets go, and calls that come in sight are not counted as new', () => {
  const traffic = new Traffic(fakeApi(), (draw) => draw());
  const follow = new Follow(traffic);
  traffic.apply(batch(many(1, 5)));
  follow.settle(5, 28, 280);
  follow.show(2, 28, 280);
  traffic.apply(batch(many(6, 8)));
  follow.settle(8, 28, 280);
  expect([follow.on, follow.top, follow.fresh()]).toEqual([false, 0, 0]);
  traffic.apply(batch(many(9, 20)));
  follow.settle(20, 28, 280);
  expect([follow.top, follow.fresh()]).toEqual([0, 12]);
});

test('at the end a whole row stands at the top', () => {
  expect([lastTop(100, 28, 300), lastTop(100, 28, 280), lastTop(3, 28, 300)]).toEqual([2520, 2520, 0]);
});
