import { expect, test } from 'vitest';
import type { InvocationRequest } from '#contract/invocation';
import type { MethodDetail, MethodInfo, MethodKind } from '#contract/schema';
import { ApiError } from '../../../web/src/api/api.ts';
import { Composer, nextSeed } from '../../../web/src/composer/composer.svelte.ts';
import { PreparedRun } from '../../../web/src/composer/prepared-run.svelte.ts';
import { Invocations } from '../../../web/src/state/invocation.svelte.ts';
import { Tab } from '../../../web/src/state/tabs.svelte.ts';
import { TYPE, TYPES } from '../json/types.ts';

const gone = new ApiError('ask', [{ severity: 'error', code: 'unreachable', message: 'The server does not answer.' }]);

/**
 * A composer of a method of that kind, on a server that accepts everything and keeps what it was asked. `there`: whether
 * it answers.
 */
function composerOf(kind: MethodKind, there: () => boolean = () => true) {
  const method: MethodInfo = { path: '/shop.v1.Orders/Track', name: 'Track', kind, input: TYPE, output: TYPE, doc: '' };
  const detail: MethodDetail = { revision: 1, service: 'shop.v1.Orders', method, file: 'orders.proto', ...TYPES };
  const started: InvocationRequest[] = [];
  const sent: string[] = [];
  const seeds: (string | undefined)[] = [];
  const revealed: (readonly [number, number | undefined])[] = [];
  const invocations = new Invocations(
    {
      onInvocation: () => () => undefined,
      onConnection: () => () => undefined,
      start: async (request) => (started.push(request), { ok: true, id: 'i' }),
      send: async (_id, json) => (sent.push(json), { ok: true }),
      halfClose: async () => ({ ok: true }),
      cancel: async () => ({ ok: true }),
    },
    (flush) => flush(),
  );
  const tab = new Tab(method.path);
  const composer = new Composer(tab, method, {
    invocations,
    api: {
      example: async (_path, seed) => {
        if (!there()) throw gone;
        seeds.push(seed);
        return { json: '{"orderId":"ord_1"}', seed: seed ?? '42' };
      },
    },
    detail: async () => {
      if (!there()) throw gone;
      return detail;
    },
  });
  composer.editor = {
    focus: () => undefined,
    replace: () => undefined,
    reveal: (from, to) => void revealed.push([from, to]),
  };
  return { composer, tab, started, sent, seeds, revealed };
}

test('an empty tab gets a formatted example, and stays untouched', async () => {
  const { composer, tab } = composerOf('unary');
  await composer.load();
  expect(tab).toMatchObject({ draft: '{\n  "orderId": "ord_1"\n}', touched: false, seed: null });
  expect(composer).toMatchObject({ isExample: true, seedShown: '42' });
});

test('what could not be fetched is fetched by the next load, unless something was typed', async () => {
  let there = false;
  for (const typed of [false, true]) {
    there = false;
    const { composer, tab } = composerOf('unary', () => there);
    await composer.load();
    expect([tab.draft, composer.lacking, composer.failures.length]).toEqual(['{\n  \n}', true, 1]);
    await composer.load();
    expect(composer.lacking).toBe(true);
    if (typed) composer.edit('{ "orderId": "mine" }');
    there = true;
    await composer.load();
    expect(composer).toMatchObject({ lacking: false, isExample: !typed, failures: [] });
    expect(composer.detail).not.toBeNull();
    expect(tab.draft).toContain(typed ? 'mine' : 'ord_1');
  }
});

test('Send before the first example waits for it', async () => {
  const { composer, started } = composerOf('unary');
  void composer.load();
  await composer.primary();
  expect(started.map(({ messages }) => messages)).toEqual([['{\n  "orderId": "ord_1"\n}']]);
});

test('asking again for an example takes the next seed', async () => {
  const { composer, tab, seeds } = composerOf('unary');
  await composer.load();
  await composer.example();
  expect(tab.seed).toBe('43');
  composer.edit('{}');
  await composer.example();
  expect(seeds).toEqual([undefined, '43', '43']);
});

test('a unary call sends its message with metadata, seed and deadline', async () => {
  const { composer, tab, started } = composerOf('unary');
  await composer.load();
  tab.metadata = [{ key: 'X-Team', value: 'a', on: true }];
  tab.seed = '7';
  tab.deadlineMs = 2000;
  await composer.primary();
  expect(started).toEqual([
    {
      method: '/shop.v1.Orders/Track',
      metadata: [
        { key: 'x-team', value: 'a' },
        { key: 'x-understudy-seed', value: '7' },
      ],
      deadlineMs: 2000,
      messages: ['{\n  "orderId": "ord_1"\n}'],
      protocol: 'grpc',
      codec: 'json',
      compress: false,
    },
  ]);
});

test('a message with an error goes nowhere: the error is shown', async () => {
  const { composer, started, revealed } = composerOf('unary');
  await composer.load();
  composer.edit('{"count": "x"}');
  await composer.primary();
  expect(started).toEqual([]);
  expect(revealed).toEqual([[10, 13]]);
});

test('a warning stops nothing', async () => {
  const { composer, started } = composerOf('unary');
  await composer.load();
  composer.edit('{"big": 9007199254740993}');
  await composer.primary();
  expect(started).toHaveLength(1);
});

test('a stream starts with no message; the same key then sends what the editor holds', async () => {
  const { composer, started, sent } = composerOf('bidi_streaming');
  await composer.load();
  await composer.primary();
  expect(started[0]?.messages).toEqual([]);
  await composer.primary();
  expect(sent).toEqual(['{\n  "orderId": "ord_1"\n}']);
});

test('a bad row of metadata is shown before anything is dialled', async () => {
  const { composer, tab, started } = composerOf('bidi_streaming');
  await composer.load();
  tab.metadata = [{ key: 'Bad key', value: '', on: true }];
  await composer.primary();
  expect(started).toEqual([]);
  expect(composer.view).toBe('metadata');
});

test('prepared messages run in order, and stop where the stream takes no more', async () => {
  const run = new PreparedRun(() => ({ done: Promise.resolve(), stop: () => undefined }));
  const tried: number[] = [];
  await run.start(5, async (index) => (tried.push(index), index < 2));
  expect(tried).toEqual([0, 1, 2]);
  expect(run.running).toBe(false);
});

test('a seed has a next one', () => {
  expect(['42', 'demo', 'demo-2'].map(nextSeed)).toEqual(['43', 'demo-2', 'demo-3']);
});
