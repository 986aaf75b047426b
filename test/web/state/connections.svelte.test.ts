import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { FailedConnection } from '#contract/connections';
import type { Api } from '../../../web/src/api/api.ts';
import { Connections } from '../../../web/src/state/connections.svelte.ts';
import { fakeApi } from '../fake-api.ts';

const failed = (id: string): FailedConnection => ({
  id,
  fault: 'tls_to_plaintext',
  peer: '127.0.0.1:53124',
  serverName: null,
  count: 1,
  firstAt: 1_000,
  lastAt: 2_000,
  problem: { severity: 'error', code: 'tls-to-plaintext', message: 'The client speaks TLS.' },
});

/** An API whose answers are given by hand, one for each question. */
function asked() {
  const questions: { answer: (ids: readonly string[]) => void; refuse: () => void }[] = [];
  let news = (): void => undefined;
  let connected = (_: boolean): void => undefined;
  let left = 0;
  const leave = (): void => void (left += 1);
  const base = fakeApi();
  const api = {
    ...base,
    ask: () =>
      new Promise((resolve, reject) => {
        questions.push({
          answer: (ids) => resolve({ connections: ids.map(failed), dropped: 0 }),
          refuse: () => reject(new Error('gone')),
        });
      }),
    live: {
      ...base.live,
      on: (_: string, listener: () => void) => ((news = listener), leave),
      onConnection: (listener: (connected: boolean) => void) => ((connected = listener), leave),
    },
  } as unknown as Api; // Only what the holder asks for is played.
  return { api, questions, tell: () => news(), connect: (to: boolean) => connected(to), left: () => left };
}

const ids = (held: Connections): readonly string[] => (flushSync(), held.failed.map(({ id }) => id));
const settled = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

test('the one that failed last comes first, and each piece of news asks again', async () => {
  const { api, questions, connect, tell } = asked();
  const held = new Connections(api);
  expect(questions).toHaveLength(0);
  connect(true);
  questions[0]!.answer(['a', 'b']);
  await settled();
  expect(ids(held)).toEqual(['b', 'a']);
  tell();
  questions[1]!.answer(['a', 'b', 'c']);
  await settled();
  expect(ids(held)).toEqual(['c', 'b', 'a']);
});

test('an answer that was overtaken is not shown', async () => {
  const { api, questions, tell } = asked();
  const held = new Connections(api);
  tell();
  tell();
  questions[1]!.answer(['new']);
  await settled();
  questions[0]!.answer(['old']);
  await settled();
  expect(ids(held)).toEqual(['new']);
});

test('what cannot be fetched leaves what was there, and a lost connection asks nothing', async () => {
  const { api, questions, tell, connect } = asked();
  const held = new Connections(api);
  tell();
  questions[0]!.answer(['a']);
  await settled();
  connect(false);
  expect(questions).toHaveLength(1);
  tell();
  questions[1]!.refuse();
  await settled();
  expect(ids(held)).toEqual(['a']);
});

test('closed, it hears nothing more', () => {
  const { api, left } = asked();
  new Connections(api).close();
  expect(left()).toBe(2);
});
