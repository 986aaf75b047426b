import { expect, test } from 'vitest';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import { FaultSwitches } from '../../../server/stubs/fault-switches.ts';
import { scripted } from './script-call.ts';

const KINDS = ['Get', 'Tell', 'Count', 'Talk'] as const;
const UP: ReadonlySet<string> = new Set(['Count', 'Talk']);
const SEED = 'headers x-understudy-seed=42';
const stub = (method: string, rest: string): string => `  - { method: ${method}, ${rest} }\n`;
const switched = (...faults: readonly FaultSpec[]): FaultSwitches => {
  const switches = new FaultSwitches();
  for (const fault of faults) switches.add({ scope: '*', fault, enabled: true });
  return switches;
};
const status: FaultSpec = { kind: 'status', probability: 1, status: 'UNAVAILABLE', message: 'later' };
const reset: FaultSpec = { kind: 'rst_stream', probability: 1, code: 'CANCEL', afterMessages: 0 };

test.each(KINDS)(
  '%s: a switch fails the call at its first event, or at once where it is bidi, and asks nobody',
  async (method) => {
    const { call, store } = await scripted(stub(method, 'reply: { message: { sku: A } }'), {
      faults: switched(status),
    });
    const one = call(method);
    expect(one.heard).toEqual(method === 'Talk' ? ['fault status', 'end UNAVAILABLE later'] : []);
    one.send({ sku: 'A' });
    expect(one.heard).toEqual(['fault status', 'end UNAVAILABLE later']);
    one.end();
    expect(one.heard).toHaveLength(2);
    expect(one.by).toBe('fault *');
    expect(store.list()[0]).toMatchObject({ hits: 0 });
  },
);

test.each(KINDS)('%s: a client that says nothing is failed when it has finished', async (method) => {
  const { call } = await scripted('  []', { faults: switched(reset) });
  const one = call(method);
  one.end();
  expect(one.heard).toEqual(['fault rst_stream']);
});

test.each(KINDS)('%s: a fault alone breaks what another stub answers, where its conditions hold', async (method) => {
  const { call } = await scripted(
    stub(method, 'reply: { message: { sku: A } }') +
      stub(method, 'when: { request: { sku: B } }, fault: { rst_stream: CANCEL }'),
  );
  const good = call(method);
  good.send({ sku: 'A' });
  good.end();
  expect(good.heard).toEqual([SEED, 'sku=A', 'end OK']);
  const bad = call(method);
  bad.send({ sku: 'B' });
  bad.end();
  expect(bad.heard).toEqual(method === 'Talk' ? [SEED, 'fault rst_stream'] : ['fault rst_stream']);
  expect(bad.by).toBe('stub shop.stubs.yaml 4');
});

test.each(KINDS)('%s: a fault beside a reply comes with it, and with nothing else', async (method) => {
  const { call } = await scripted(
    stub(method, 'when: { request: { sku: B } }, reply: { message: { sku: B } }, fault: { truncate: 1 }') +
      stub(method, 'reply: { message: { sku: A } }'),
  );
  const good = call(method);
  good.send({ sku: 'A' });
  good.end();
  expect(good.heard).toEqual([SEED, 'sku=A', 'end OK']);
  const bad = call(method);
  bad.send({ sku: 'B' });
  bad.end();
  expect(bad.heard).toEqual([SEED, 'fault truncate', 'sku=B', 'end OK']);
});

test.each(['Count', 'Talk'])('%s: conditions on all messages are judged when they can be', async (method) => {
  const { call } = await scripted(stub(method, 'when: { last: { sku: Z } }, fault: { status: ABORTED }'));
  const one = call(method);
  one.send({ sku: 'A' });
  one.send({ sku: 'Z' });
  if (method === 'Count') {
    expect(one.heard).toEqual([]);
    one.end();
  }
  expect(one.heard.slice(-2)).toEqual(['fault status', 'end ABORTED Broken on purpose.']);
});

test('a fault that asks for no message holds from the opening on', async () => {
  const { call } = await scripted(stub('Talk', 'when: { metadata: { x-a: "1" } }, fault: { status: ABORTED }'));
  expect(call('Talk', { 'x-a': '1' }).heard).toEqual(['fault status', 'end ABORTED Broken on purpose.']);
  expect(call('Talk').heard).toEqual([SEED]);
});

test('a script is broken as any other answer', async () => {
  const { call } = await scripted(
    stub(
      'Talk',
      'script: [ { on: open, do: [ { send: { note: hi } } ] }, { on: message, do: [ { send: { note: "${message.note}" } } ] } ], fault: { rst_stream: CANCEL, afterMessages: 2 }',
    ),
  );
  const one = call('Talk');
  expect(one.heard).toEqual([SEED, 'note=hi']);
  one.send({ note: 'a' });
  expect(one.heard).toEqual([SEED, 'note=hi', 'note=a', 'fault rst_stream']);
});

test.each(KINDS)('%s: a stalled call reads its first message, and no more', async (method) => {
  const { call } = await scripted('  []', { faults: switched({ kind: 'stall', probability: 1 }) });
  const one = call(method);
  one.send({ sku: 'A' });
  expect(one.heard).toEqual(['fault stall']);
  expect([one.full, one.stays]).toEqual([true, true]);
});

test('a stream without end is not made any more when it was reset', async () => {
  const { call } = await scripted(
    stub('Tell', 'reply: { stream: [ { sku: A } ], repeat: forever }, fault: { rst_stream: CANCEL, afterMessages: 3 }'),
  );
  const one = call('Tell');
  one.send({});
  one.end();
  expect(one.heard).toEqual([SEED, 'sku=A', 'sku=A', 'sku=A', 'fault rst_stream']);
  expect(one.waiting).toBe(0);
});

test('nor is it when it stalls, though nothing waits to be played', async () => {
  const { call } = await scripted(
    stub('Talk', 'reply: { stream: [ { sku: A } ], repeat: forever }') +
      stub('Talk', 'when: { last: { sku: B } }, fault: { stall: true }'),
  );
  const one = call('Talk');
  one.reads(false);
  one.send({ sku: 'A' });
  one.send({ sku: 'B' });
  const { waiting } = one;
  expect(waiting).toBeLessThan(100);
  one.reads(true);
  expect(one.heard.at(-1)).toBe('fault stall');
  expect(one.heard.length).toBeLessThan(100);
});

test('what the client sent is judged by whoever answers, though a fault looks at it first', async () => {
  const { call } = await scripted(stub('Get', 'when: { request: { sku: B } }, fault: { status: ABORTED }'), {
    strict: true,
  });
  const one = call('Get');
  one.send({ sku: 'A' });
  one.end();
  expect(one.heard[0]).toMatch(/^end UNIMPLEMENTED Understudy runs with --strict/);
});

test('sessions meet the faults of their stubs only', async () => {
  const { call } = await scripted(stub('Get', 'session: one, fault: { status: ABORTED }'));
  const of = (session: string): string | undefined => {
    const one = call('Get', session === '' ? {} : { 'x-understudy-session': session });
    one.send({});
    one.end();
    return one.heard.at(-1);
  };
  expect(['one', 'two', ''].map(of)).toEqual(['end ABORTED Broken on purpose.', 'end OK', 'end OK']);
});

test.each([...UP])(
  '%s: long streams are matched by their first and last messages, and nothing else is kept',
  async (method) => {
    const { call } = await scripted(
      stub(method, 'when: { last: { sku: Z }, count: 1001 }, fault: { status: ABORTED }'),
    );
    const one = call(method);
    for (let at = 0; at < 1_000; at += 1) one.send({ sku: 'A' });
    one.send({ sku: 'Z' });
    one.end();
    expect(one.heard.at(-1)).toBe('end ABORTED Broken on purpose.');
  },
);
