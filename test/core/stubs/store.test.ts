import { beforeAll, expect, test } from 'vitest';
import { loadCel } from '../../../server/stubs/cel-library.ts';
import { missesText } from '../../../server/stubs/misses.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { callOf, stubsOf, type CallOptions } from './stubs-of.ts';

beforeAll(loadCel);

class Time {
  ms = 1_000_000;
  readonly now = (): number => this.ms;
}

function storeOf(stubs: readonly object[], time = new Time()): StubStore {
  const store = new StubStore(time.now);
  expect(store.setFile('test.stubs.yaml', specs(stubs))).toEqual([]);
  return store;
}

const specs = (stubs: readonly object[], file?: string) =>
  stubsOf(
    JSON.stringify({
      service: 't.v1.Things',
      stubs: stubs.map((stub) => ('fault' in stub || 'replies' in stub || 'script' in stub ? { method: 'Get', ...stub } : { method: 'Get', reply: { message: {} }, ...stub })),
    }),
    file,
  ); // prettier-ignore

/** Id of the winner. */
const win = (store: StubStore, request: unknown = {}, options?: CallOptions): string | undefined =>
  store.choose(callOf([request], options))?.stub?.spec.id;

test('the first in the order that matches answers, and nobody where none does', () => {
  const store = storeOf([
    { id: 'all' },
    { id: 'one', when: { request: { name: 'a' } } },
    { id: 'off', when: { request: { name: 'a', left: 0 } }, enabled: false },
  ]);
  expect(win(store, { name: 'a' })).toBe('one');
  expect(win(store, { name: 'b' })).toBe('all');
  expect(storeOf([{ when: { request: { name: 'a' } } }]).choose(callOf([{}]))).toBeUndefined();
  expect(store.choose(callOf([{}], { method: 'Other' }))).toBeUndefined();
});

test('a stub with times answers so often, and then falls through', () => {
  const store = storeOf([{ id: 'two', times: 2, priority: 1 }, { id: 'rest' }]);
  expect([1, 2, 3, 4].map(() => win(store))).toEqual(['two', 'two', 'rest', 'rest']);
  expect(store.list()[0]).toMatchObject({ id: 'two', hits: 2, state: 'spent, 2 of 2' });
});

test.each([
  ['repeat', ['a', 'b', 'b', 'b', 'b']],
  ['cycle', ['a', 'b', 'a', 'b', 'a']],
  ['fall through', ['a', 'b', 'rest', 'rest', 'rest']],
])('after the last of its replies a sequence can %s', (afterLast, expected) => {
  const replies = [{ message: { name: 'a' } }, { message: { name: 'b' } }];
  const store = storeOf([{ priority: 1, replies, afterLast }, { reply: { message: { name: 'rest' } } }]);
  const names = [1, 2, 3, 4, 5].map(() => {
    const reply = store.choose(callOf([{}]))?.reply;
    const bytes = reply?.kind === 'reply' ? reply.message?.constant : undefined;
    return bytes && new TextDecoder().decode(bytes).slice(2);
  });
  expect(names).toEqual(expected);
});

test('a scenario moves when a stub of it answers', () => {
  const store = storeOf([
    { id: 'pay', scenario: { name: 'order', requires: 'full', then: 'paid' }, priority: 2 },
    { id: 'fill', scenario: { name: 'order', requires: 'started', then: 'full' }, priority: 1 },
    { id: 'rest' },
  ]);
  expect([1, 2, 3].map(() => win(store))).toEqual(['fill', 'pay', 'rest']);
  expect(store.scenarios()).toEqual([
    { name: 'order', state: 'paid', states: ['started', 'full', 'paid'], session: null },
  ]);
  store.setScenario('order', 'full');
  expect(win(store)).toBe('pay');
  store.reset();
  expect(store.scenarios()[0]?.state).toBe('started');
});

test('judging moves nothing, says why, and names the winner that choosing names', () => {
  const store = storeOf([
    { id: 'cel', when: { cel: 'request.left > 3' }, times: 1 },
    { id: 'name', when: { request: { name: 'a' } } },
    { id: 'all' },
  ]);
  const call = callOf([{ name: 'a', left: 4 }]);
  const first = store.judge(call);
  expect(store.judge(call)).toEqual(first);
  expect(first).toEqual([
    { stub: 'cel', won: true, matched: true, conditions: [{ what: 'times', met: true, because: 'answered 0 of 1' }, { what: 'cel', met: true, because: 'is true' }] },
    { stub: 'name', won: false, matched: true, conditions: [{ what: 'name', met: true, because: 'is a' }] },
    { stub: 'all', won: false, matched: true, conditions: [] },
  ]); // prettier-ignore
  expect(store.choose(call)?.stub?.spec.id).toBe('cel');
  expect(store.judge(call).map(({ won }) => won)).toEqual([false, true, false]);
  expect(store.judge(call)[0]?.conditions[0]?.because).toBe('spent, 1 of 1');
});

test('a miss names the three nearest stubs with the first reason', () => {
  const store = storeOf([
    { when: { request: { name: 'x', left: 9, gift: true } } },
    { when: { request: { name: 'a', left: 9 } } },
    { when: { request: { name: 'x' } } },
    { when: { request: { name: 'a' } }, scenario: { name: 'order', requires: 'full' } },
    { enabled: false },
  ]);
  const misses = store.misses(callOf([{ name: 'a', left: 1 }]));
  expect(misses.map(({ stub, because }) => [stub, because])).toEqual([
    ['test.stubs.yaml#2', 'left is 1; the stub asks for 9'],
    ['test.stubs.yaml#4', 'scenario order is started; the stub needs full'],
    ['test.stubs.yaml#3', 'name is a; the stub asks for x'],
  ]);
  expect(missesText(misses)).toContain('The 3 nearest stubs: test.stubs.yaml:1: left is 1; the stub asks for 9.');
  expect(missesText([])).toBe('');
});

test('hits are counted by second for 30 seconds, and in all', () => {
  const time = new Time();
  const store = storeOf([{ id: 'a' }], time);
  win(store);
  win(store);
  time.ms += 2_000;
  win(store);
  const info = (): readonly number[] => store.list()[0]!.recent;
  expect(info().slice(-3)).toEqual([2, 0, 1]);
  expect(info().length).toBe(30);
  time.ms += 29_000;
  expect(info()[0]).toBe(1);
  expect(info().reduce((sum, each) => sum + each, 0)).toBe(1);
  time.ms += 3_600_000;
  expect(info().every((each) => each === 0)).toBe(true);
  expect(store.list()[0]?.hits).toBe(3);
});

test('a session has states and counts of its own, and stubs that only its calls meet', () => {
  const store = storeOf([{ id: 'once', times: 1, priority: 1 }, { id: 'rest' }]);
  expect(
    store.put(specs([{ id: 'mine', session: 's1', priority: 2, when: { request: { name: 'a' } } }], 'api')),
  ).toEqual([]);
  expect(win(store, {}, { session: 's1' })).toBe('once');
  expect(win(store, {}, { session: 's1' })).toBe('rest');
  expect(win(store, {}, { session: 's2' })).toBe('once');
  expect(win(store)).toBe('once');
  expect(win(store, { name: 'a' }, { session: 's1' })).toBe('mine');
  expect(win(store, { name: 'a' }, { session: 's2' })).toBe('rest');
  expect(win(store, { name: 'a' })).toBe('rest');
  expect(store.list({ session: 's1' }).map(({ id, hits }) => [id, hits])).toEqual([['mine', 1], ['once', 1], ['rest', 1]]); // prettier-ignore
  expect(store.list({ session: 's2' }).map(({ id }) => id)).toEqual(['once', 'rest']);
  expect(store.list().find(({ id }) => id === 'once')?.hits).toBe(3);
});

test('sessions are bounded: idle ones go with their stubs, and so does the longest idle one of too many', () => {
  const time = new Time();
  const store = storeOf([{ id: 'rest' }], time);
  store.put(specs([{ id: 'mine', session: 'old' }], 'api'));
  time.ms += 599_000;
  win(store);
  expect(store.list().map(({ id }) => id)).toContain('mine');
  time.ms += 2_000;
  win(store);
  expect(store.list().map(({ id }) => id)).toEqual(['rest']);
  for (let index = 0; index < 1_100; index++) win(store, {}, { session: `s${index}` });
  expect(store.sessions.length).toBe(1_000);
  expect(store.sessions[0]).toBe('s100');
  store.endSession('s100');
  expect(store.sessions.length).toBe(999);
});

test('stubs that come in together for more sessions than there may be leave none behind that nobody can remove', () => {
  const store = storeOf([]);
  const sessions = Array.from({ length: 1_001 }, (_, index) => `s${index}`);
  const stubs = sessions.map((session) => ({ id: session, session }));
  expect(store.put(specs(stubs, 'api'))).toEqual([]);
  expect(store.find('s0')).toBeUndefined();
  expect(win(store, {}, { session: 's0' })).toBeUndefined();
  expect(win(store, {}, { session: 's1000' })).toBe('s1000');
});

test('a file that cannot be compiled leaves what was there, and its problems are told', () => {
  const store = storeOf([{ id: 'good' }]);
  const revision = store.revision;
  const problems = store.setFile(
    'test.stubs.yaml',
    specs([{ id: 'bad', when: { request: { name: { $matches: '(' } } } }]),
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ file: 'test.stubs.yaml', path: 'stubs[0].when.request.name.$matches' });
  expect(store.revision).toBe(revision);
  expect(win(store)).toBe('good');
});

test('a reload keeps the counts of stubs that keep their id, and tells of a new revision', () => {
  const store = storeOf([{ id: 'a', times: 2 }, { id: 'b' }]);
  const heard: number[] = [];
  const stop = store.subscribe((revision) => heard.push(revision));
  win(store);
  store.setFile('test.stubs.yaml', specs([{ id: 'b' }, { id: 'a', times: 2, priority: 1 }]));
  expect(win(store)).toBe('a');
  expect(win(store)).toBe('b');
  stop();
  store.removeFile('test.stubs.yaml');
  expect(win(store)).toBeUndefined();
  expect(heard.length).toBe(1);
  expect(store.files).toEqual([]);
});

test('stubs in memory come before those of files, the newest first, and are replaced and removed by id', () => {
  const store = storeOf([{ id: 'file' }]);
  store.put(specs([{ id: 'm1' }], 'library'));
  store.put(specs([{ id: 'm2' }], 'library'));
  expect(win(store)).toBe('m2');
  store.put(specs([{ id: 'm1', priority: 1 }], 'library'));
  expect(win(store)).toBe('m1');
  expect(store.list()[0]).toMatchObject({ id: 'm1', file: null, lines: null });
  expect(store.remove('m1')).toBe(true);
  expect(store.remove('m1')).toBe(false);
  expect(win(store)).toBe('m2');
  store.reset({ stubs: true });
  expect(win(store)).toBe('file');
});

test('a fault alone is drawn for its share of the calls, the same each time, and answers nothing', () => {
  const run = (): readonly boolean[] => {
    const store = storeOf([{ id: 'answer', when: { request: { name: 'a' } } }, { id: 'fault', fault: { probability: 0.25, rst_stream: 'INTERNAL' } }]); // prettier-ignore
    return Array.from({ length: 400 }, () => {
      const call = callOf([{ name: 'a' }]);
      expect(store.choose(call)?.stub.spec.id).toBe('answer');
      return store.faults(call, new Set()).length === 1;
    });
  };
  const broken = run();
  expect(run()).toEqual(broken);
  const share = broken.filter(Boolean).length / broken.length;
  expect(share).toBeGreaterThan(0.18);
  expect(share).toBeLessThan(0.32);
});

test('where only a fault holds, nobody of the stubs answers; hits count what was broken, and times is the end of it', () => {
  const store = storeOf([{ id: 'fault', times: 2, fault: { probability: 1, stall: true } }]);
  const [call, method] = [callOf([{}]), callOf([{}]).method.path];
  expect(store.has(method)).toBe(false);
  expect(store.breaks(method)).toBe(true);
  expect(store.choose(call)).toBeUndefined();
  expect(store.faults(call, new Set())).toMatchObject([
    { fault: { kind: 'stall' }, by: { by: 'stub', file: 'test.stubs.yaml', line: 1 } },
  ]);
  expect(store.list()[0]).toMatchObject({
    kind: 'fault',
    hits: 1,
    reply: 'nothing more is sent or read, and the call stays open',
  });
  expect([1, 2].map(() => store.faults(call, new Set()).length)).toEqual([1, 0]);
  store.removeFile('test.stubs.yaml');
  expect(store.breaks(method)).toBe(false);
});

test('a fault is drawn once for a call, when its conditions first hold, and not before a message where it asks for one', () => {
  const store = storeOf([{ id: 'fault', when: { request: { name: 'a' } }, fault: { stall: true } }]);
  const tried = new Set<Parameters<StubStore['faults']>[1] extends Set<infer T> ? T : never>();
  expect(store.faults(callOf([]), tried)).toEqual([]);
  expect(store.faults(callOf([{ name: 'b' }]), tried)).toEqual([]);
  expect(store.faults(callOf([{ name: 'a' }]), tried)).toHaveLength(1);
  expect(store.faults(callOf([{ name: 'a' }]), tried)).toEqual([]);
});

test('a list says what a stub breaks, and how often', () => {
  const store = storeOf([
    { fault: { probability: 0.125, rst_stream: 'INTERNAL', afterMessages: 2 } },
    { replies: [{ message: {} }, { status: 'ABORTED' }], fault: { status: 'ABORTED' } },
  ]);
  expect(store.list().map(({ reply }) => reply)).toEqual([
    'in 12.5 % of calls the stream is reset with INTERNAL_ERROR behind 2 messages',
    '2 replies: {}, then ABORTED; the call ends with ABORTED',
  ]);
});

test('a fault of a stub that answers comes with its reply', () => {
  const store = storeOf([{ id: 'one', reply: { message: {} }, fault: { omit_trailers: true } }]);
  expect(store.choose(callOf([{}]))).toMatchObject({ stub: { spec: { id: 'one' } }, hit: 1, fault: { kind: 'omit_trailers' } }); // prettier-ignore
  expect(store.faults(callOf([{}]), new Set())).toEqual([]);
});

test('a list says what each stub asks for and answers', () => {
  const store = storeOf([
    { when: { request: { name: { $startsWith: 'V' } } }, reply: { message: { price: { units: 12 } }, after: '120ms' } },
    { reply: { status: 'NOT_FOUND', message: 'no ${request.name}' } },
    { replies: [{ status: 'UNAVAILABLE' }, { message: {} }] },
  ]);
  expect(store.list().map(({ when, reply, kind }) => [kind, when, reply])).toEqual([
    ['reply', 'name starts with V', '{price: {units: 12}}, after 120 ms'],
    ['reply', '', 'NOT_FOUND no ${request.name}'],
    ['replies', '', '2 replies: UNAVAILABLE, then {}'],
  ]);
});

test('counts go with a stub when others come in before it, and a new one begins at none', () => {
  const first = { times: 1, reply: { message: { name: 'first' } } };
  const rest = { reply: { message: { name: 'rest' } } };
  const store = storeOf([first, rest]);
  const place = (): string | undefined => win(store)?.split('#')[1];
  expect([place(), place()]).toEqual(['1', '2']);
  store.setFile('test.stubs.yaml', specs([{ times: 1, reply: { message: { name: 'new' } } }, first, rest]));
  // The first had its turn, wherever it stands.
  expect([place(), place(), place()]).toEqual(['1', '3', '3']);
  expect(store.list().map(({ hits }) => hits)).toEqual([1, 1, 3]);
  // Put back to where it was, and then changed in its place, it is the same one.
  store.setFile('test.stubs.yaml', specs([first, rest]));
  store.setFile('test.stubs.yaml', specs([first, { ...rest, name: 'changed' }]));
  expect(place()).toBe('2');
  expect(store.list().map(({ hits }) => hits)).toEqual([1, 4]);
});

test('counts of sessions go with them as well', () => {
  const once = { times: 1, reply: { message: { name: 'once' } } };
  const rest = { reply: { message: {} } };
  const store = storeOf([once, rest]);
  const place = (): string | undefined => win(store, {}, { session: 's' })?.split('#')[1];
  expect([place(), place()]).toEqual(['1', '2']);
  store.setFile('test.stubs.yaml', specs([rest, { ...rest, name: 'other' }, once]));
  expect([place(), place()]).toEqual(['1', '1']);
  store.setFile('test.stubs.yaml', specs([once]));
  expect([place(), win(store)?.split('#')[1]]).toEqual([undefined, '1']);
});
