import { expect, test } from 'vitest';
import type { CallRecord, CallSummary } from '#contract/traffic';
import { WatchedCall } from '../../../web/src/state/watched.svelte.ts';
import { call, fakeApi } from '../fake-api.ts';

const record = (summary: CallSummary): CallRecord => ({ summary, events: [], omitted: { up: 0, down: 0 } });
function watch(summary: CallSummary) {
  const api = fakeApi();
  const watched = new WatchedCall(api);
  watched.watch(summary.id);
  api.say.record(record(summary));
  return { api, watched };
}

test('a call that was open when its server ended stays, and how it ended is not known', () => {
  const { api, watched } = watch(call(1, { open: true }));
  expect(watched.lost).toBe(false);
  api.say.record(null);
  expect([watched.state, watched.lost, watched.summary?.id]).toEqual(['ready', true, 'c1']);
  watched.watch('c2');
  expect(watched.lost).toBe(false);
});

test('of a call that had ended nothing is lost', () => {
  const { api, watched } = watch(call(1));
  api.say.record(null);
  expect([watched.state, watched.lost, watched.summary?.status]).toEqual(['ready', false, 'OK']);
});

test('a call that is open still after the connection came back is not lost', () => {
  const { api, watched } = watch(call(1, { open: true }));
  api.say.record(null);
  api.say.record(record(call(1, { open: true })));
  expect(watched.lost).toBe(false);
});
