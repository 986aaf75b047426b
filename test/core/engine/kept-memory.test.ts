import { expect, test } from 'vitest';
import { decodeMessage } from '../../../server/codec/decode.ts';
import { CallBus, tellCall } from '../../../server/engine/call-bus.ts';
import { decodedSize } from '../../../server/engine/decoded-size.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { Holds } from '../../../server/engine/holds.ts';
import { World } from '../../../server/world/world.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { scripted } from './script-call.ts';

const MB = 1024 * 1024;
const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Grain {}
  message Sand { string id = 1; repeated Grain grains = 2; string note = 3; }
  message GetSandRequest { string id = 1; repeated Grain grains = 2; }
  service Beach {
    rpc GetSand(GetSandRequest) returns (Sand);
    rpc Guess(Sand) returns (Grain);
    rpc Down(Sand) returns (stream Grain);
    rpc UploadSand(stream Sand) returns (Grain);
    rpc Pour(stream Sand) returns (Grain);
    rpc Talk(stream Sand) returns (stream Grain);
  }
`);
const method = (name: string) => schema.method(`/t.v1.Beach/${name}`)!;
/** Two bytes for each of so many messages, which take a hundred once they are decoded. */
const grains = (count: number, id = 0): Uint8Array =>
  Buffer.concat([
    Buffer.from([
      0x0a,
      3,
      ...String(100 + id)
        .split('')
        .map((digit) => digit.charCodeAt(0)),
    ]),
    Buffer.alloc(2 * count, Buffer.from([0x12, 0])),
  ]);

function engineWith(holds?: Holds) {
  const world = new World({ now: () => 0, strict: false });
  return createEngine({ seed: 's', random: null, strict: false, now: () => 0, world, holds });
}

test.each(['GetSand', 'Guess', 'Down', 'Pour', 'Talk'])(
  '%s: what came last is counted by what it takes decoded',
  (name) => {
    const conversation = engineWith().open(method(name), []);
    conversation.receive(grains(10_000));
    expect(conversation.kept!()).toBeGreaterThan(10_000 * 50);
    conversation.close!();
    expect(conversation.kept!()).toBe(0);
  },
);

test('a single small message counts nothing: most calls have no other', () => {
  const conversation = engineWith().open(method('GetSand'), []);
  conversation.receive(grains(20));
  expect(conversation.kept!()).toBe(0);
});

test('things that the answer to an upload may name are counted, and bounded', () => {
  const conversation = engineWith().open(method('UploadSand'), []);
  let most = 0;
  for (let at = 0; at < 60; at += 1) {
    conversation.receive(grains(10_000, at));
    most = Math.max(most, conversation.kept!());
  }
  expect(most).toBeGreaterThan(15 * MB);
  expect(most).toBeLessThan(18 * MB);
});

test('what waits for a person is kept as it came', () => {
  const holds = new Holds();
  holds.set(method('Talk').path, true);
  const conversation = engineWith(holds).open(method('Talk'), [], {
    call: 'c',
    client: '',
    push: () => undefined,
    waiting: () => 0,
  });
  let count = 0;
  while (!conversation.full!()) {
    conversation.receive(grains(10_000));
    count += 1;
    expect(count).toBeLessThan(1_000);
  }
  // 4 MB of messages of 20 kB, of which each would take a megabyte.
  expect(count).toBeGreaterThan(200);
  expect(conversation.kept!()).toBe(0);
});

test('a small message does not hold on to the piece of the network that it came in', () => {
  const holds = new Holds();
  holds.set(method('Talk').path, true);
  const conversation = engineWith(holds).open(method('Talk'), [], {
    call: 'c',
    client: '',
    push: () => undefined,
    waiting: () => 0,
  });
  const piece = new Uint8Array(64 * 1024);
  piece.set(grains(1), 100);
  const message = piece.subarray(100, 100 + grains(1).length);
  conversation.receive(message);
  // What was kept is another array: the one that came may be written over.
  piece.fill(0xff);
  const [door] = holds.info().waiting;
  expect(holds.find(door!.call)!.reply('generated', undefined).json).toBe('{}');
});

test('messages that are kept to be told to scripts are bounded by what they take decoded', () => {
  const bus = new CallBus();
  const told: number[] = [];
  bus.subscribe(method('Pour').path, ({ size, call }) => told.push(size, call.messages.length));
  const teller = tellCall(bus, method('Pour'), [], 'c')!;
  const decoded = decodeMessage(method('Pour').desc.input, grains(10_000));
  if (!('message' in decoded)) throw new Error(decoded.problem.message);
  const each = decodedSize(decoded.message);
  for (let at = 0; at < 90; at += 1) {
    teller.heard(decoded.message);
    expect(teller.kept).toBeLessThanOrEqual(16 * MB);
  }
  expect(teller.kept).toBeGreaterThan(16 * MB - each);
  teller.halfClosed();
  expect(told).toEqual([Math.floor((16 * MB) / each) * each, Math.floor((16 * MB) / each)]);
  expect(teller.kept).toBe(0);
});

test('messages that wait for a script are bounded by what they take decoded', async () => {
  const mock = await scripted(`
  - method: Pour
    script:
      - on: message
        do: [{ after: 1s, send: { sku: A } }]
`);
  const call = mock.call('Pour');
  const sand = { grains: Array.from({ length: 5_000 }, () => ({})) };
  let count = 0;
  while (!call.full && count < 64) {
    call.send(sand);
    count += 1;
  }
  // 64 may wait, of which each has 10 kB on the wire.
  expect(count).toBeGreaterThan(16);
  expect(count).toBeLessThan(50);
  mock.time.pass(1_000);
  expect(call.full).toBe(false);
});
