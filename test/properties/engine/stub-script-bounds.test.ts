import { expect, test } from 'vitest';
import { scripted } from '../../core/engine/script-call.ts';

const KINDS = ['Get', 'Tell', 'Count', 'Talk'] as const;
const SEED = 'headers x-understudy-seed=42';
/** A stub for a method: lines of its script. */
const script = (method: string, ...events: readonly string[]): string =>
  `  - method: ${method}\n    script:\n${events.map((event) => `      - ${event}\n`).join('')}`;

test('a client that does not read is not told more, and then everything in its order', async () => {
  const { call } = await scripted(
    script('Talk', '{ on: message, do: [ { send: { left: 1 } }, { send: { left: 2 } } ] }'),
  );
  const talk = call('Talk');
  talk.reads(false);
  let sent = 0;
  while (!talk.full && sent < 10_000) {
    talk.send({});
    sent += 1;
  }
  expect(sent).toBeLessThan(200);
  expect(talk.waiting).toBeLessThan(64);
  talk.reads(true);
  expect(talk.full).toBe(false);
  expect(talk.heard.slice(1)).toEqual(Array.from({ length: sent }, () => ['left=1', 'left=2']).flat());
  talk.end();
  expect(talk.heard.at(-1)).toBe('end OK');
});

test('a timer leaves out its turns while the client does not read', async () => {
  const { call, time } = await scripted(script('Tell', '{ every: 1ms, do: [ { send: { left: "${count}" } } ] }'));
  const tell = call('Tell');
  tell.send({});
  tell.end();
  tell.reads(false);
  time.pass(10_000);
  expect(tell.waiting).toBeLessThan(64);
  tell.reads(true);
  time.pass(3);
  const [last, ...before] = tell.heard
    .slice(1)
    .map((line) => Number(line.slice(5)))
    .reverse();
  expect(last).toBe(before.length + 1);
  tell.cancel();
});

test('messages wait for those before them, at most 64', async () => {
  const { call, time } = await scripted(
    script('Talk', '{ on: message, do: [ { after: 1s, send: { note: "${message.sku}" } } ] }'),
  );
  const talk = call('Talk');
  let sent = 0;
  while (!talk.full) talk.send({ sku: String((sent += 1)) });
  expect(sent).toBe(65);
  time.pass(1_000);
  expect(talk.full).toBe(false);
  talk.end();
  time.pass(64_000);
  expect(talk.heard.slice(1)).toEqual([...Array.from({ length: 65 }, (_, index) => `note=${index + 1}`), 'end OK']);
});

test('what waits without a word asks for more when it has gone on', async () => {
  const { call, time } = await scripted(script('Talk', '{ on: message, do: [ { after: 1s, set: { n: 1 } } ] }'));
  const talk = call('Talk');
  while (!talk.full) talk.send({});
  expect(talk.readOns).toBe(0);
  time.pass(1_000);
  expect([talk.full, talk.readOns]).toEqual([false, 1]);
  talk.cancel();
});

test('calls that a client does not read of are kept until there are 1,000 of them', async () => {
  const { call, time } = await scripted(script('Talk', '{ on: call, method: Get, do: [ { send: {} } ] }'));
  const talk = call('Talk');
  talk.reads(false);
  for (let index = 0; index < 1_100; index += 1) {
    const one = call('Get');
    one.send({});
    one.end();
    time.pass(1);
  }
  talk.reads(true);
  expect(talk.heard.at(-1)).toMatch(/^end RESOURCE_EXHAUSTED 1000 calls/);
});

test('sixteen megabytes of messages wait, as they take decoded, and no more', async () => {
  const { call, time } = await scripted(script('Talk', '{ on: message, do: [ { after: 1s, send: { left: 1 } } ] }'));
  const talk = call('Talk');
  const note = 'x'.repeat(1_500_000);
  let sent = 0;
  while (!talk.full) {
    talk.send({ note });
    sent += 1;
  }
  // One is being answered, six wait, of three megabytes each.
  expect(sent).toBe(7);
  time.pass(1_000);
  expect(talk.full).toBe(false);
  talk.end();
  time.pass(10_000);
  expect(talk.heard.slice(1)).toEqual([...Array.from({ length: 7 }, () => 'left=1'), 'end OK']);
});

test('calls that came while the client did not read are told when it does, in their order', async () => {
  const { call, time } = await scripted(
    script('Talk', '{ on: call, method: Get, do: [ { send: { left: "${count}" } }, { send: { note: again } } ] }'),
  );
  const talk = call('Talk');
  talk.reads(false);
  for (let index = 0; index < 900; index += 1) {
    const one = call('Get');
    one.send({});
    one.end();
    time.pass(1);
  }
  expect(talk.waiting).toBeLessThan(64);
  talk.reads(true);
  const told = talk.heard.slice(1).filter((line) => line !== 'note=again');
  expect(told).toEqual(Array.from({ length: 900 }, (_, index) => `left=${index + 1}`));
  expect(talk.heard).toHaveLength(1801);
});

test('ten thousand messages that nobody waits for are no deep call', async () => {
  const { call } = await scripted(
    script(
      'Talk',
      '{ on: message, do: [ { set: { n: "${count}" } } ] }',
      '{ on: half_close, do: [ { send: { left: "${n}" } } ] }',
    ),
  );
  const talk = call('Talk');
  for (let index = 0; index < 10_000; index += 1) talk.send({});
  talk.end();
  expect(talk.heard.slice(1)).toEqual(['left=10000', 'end OK']);
});

test.each(KINDS)('%s: a cancel in the middle leaves no timer and no listener behind', async (method) => {
  const { call, time } = await scripted(
    script(
      method,
      '{ on: open, do: [ { after: 1h, send: {} } ] }',
      '{ every: 1h, do: [ { send: {} } ] }',
      '{ on: call, method: Get, do: [ { after: 1h, send: {} } ] }',
    ),
  );
  const one = call(method);
  one.send({});
  one.end();
  expect(time.pending).toBeGreaterThan(1);
  one.cancel();
  expect(time.pending).toBe(0);
  time.pass(7_200_000);
  expect(one.heard.filter((line) => line !== SEED)).toEqual([]);
});
