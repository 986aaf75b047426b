import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import type { HeldAction } from '../../../server/contract/hold-api.ts';
import type { MethodPath } from '../../../server/contract/schema.ts';
import { status, type Status } from '../../../server/contract/status.ts';
import type { AnsweredBy } from '../../../server/contract/traffic.ts';
import type { Conversation, Step, Turn } from '../../../server/engine/conversation.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import type { HandlerSource } from '../../../server/engine/handler-source.ts';
import { Holds, type HoldLimits } from '../../../server/engine/holds.ts';
import { World } from '../../../server/world/world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Ask { string text = 1; }
  message Say { string text = 1; int32 count = 2; string color = 3; }
  message Item { string item_id = 1; string title = 2; }
  message GetItemRequest { string item_id = 1; }
  message CreateItemRequest { Item item = 1; }
  message ListItemsRequest {}
  message ListItemsResponse { repeated Item items = 1; }
  service Desk {
    rpc Unary(Ask) returns (Say);
    rpc Down(Ask) returns (stream Say);
    rpc Up(stream Ask) returns (Say);
    rpc Talk(stream Ask) returns (stream Say);
    rpc GetItem(GetItemRequest) returns (Item);
    rpc ListItems(ListItemsRequest) returns (ListItemsResponse);
    rpc CreateItem(CreateItemRequest) returns (Item);
  }
`);
const KINDS = ['Unary', 'Down', 'Up', 'Talk'] as const;

/** A mock without sockets whose time the test turns. */
function desk({
  limits,
  strict = false,
  handlers,
}: { readonly limits?: Partial<HoldLimits>; readonly strict?: boolean; readonly handlers?: HandlerSource } = {}) {
  let now = 1_000_000;
  let ids = 0;
  const timers = new Set<{ readonly at: number; readonly act: () => void }>();
  const world = new World({ now: () => now, strict: false });
  const holds = new Holds(limits);
  const engine = createEngine({ seed: 'seed', random: null, strict, now: () => now, world, holds, handlers });

  const open = (name: string, options: { readonly deadlineMs?: number; readonly waiting?: () => number } = {}) => {
    const path: MethodPath = `/t.v1.Desk/${name}`;
    const method = schema.method(path)!;
    const call = `c${(ids += 1)}`;
    const steps: Step[] = [];
    const answers: AnsweredBy[] = [];
    let readOn = 0;
    const mine = new Set<typeof timers extends Set<infer T> ? T : never>();
    const play = (turn: Turn): void => {
      if (turn.answeredBy) answers.push(turn.answeredBy);
      steps.push(...turn.steps);
    };
    const conversation: Conversation = engine.open(method, [], {
      call,
      client: 'test',
      push: (more) => steps.push(...more),
      waiting: options.waiting ?? (() => 0),
      deadline: options.deadlineMs === undefined ? undefined : now + options.deadlineMs,
      readOn: () => void (readOn += 1),
      answered: (by) => answers.push(by),
      after(ms, act) {
        const timer = { at: now + ms, act };
        timers.add(timer);
        mine.add(timer);
        return () => void timers.delete(timer);
      },
    });
    play(conversation.opening);
    const bytes = (json: string): Uint8Array => {
      const encoded = encodeJson(method.desc.input, json, method.types);
      if ('problems' in encoded) throw new Error(encoded.problems[0]!.message);
      return encoded.bytes;
    };
    return {
      call,
      steps,
      answers,
      say: (json = '{}') => play(conversation.receive(bytes(json))),
      raw: (given: Uint8Array) => play(conversation.receive(given)),
      halfClose: () => play(conversation.halfClose()),
      close: () => conversation.close?.(),
      full: () => conversation.full?.() ?? false,
      readOns: () => readOn,
      act: (action: HeldAction) => holds.find(call)?.act(action),
      door: () => holds.find(call),
      info: () => holds.info().waiting.find((one) => one.call === call),
      messages: () =>
        steps.flatMap((step) =>
          step.do === 'message'
            ? [JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json ?? '{}') as unknown]
            : [],
        ),
      end: (): Status | undefined => steps.flatMap((step) => (step.do === 'end' ? [step.status] : []))[0],
      dos: () => steps.map((step) => step.do),
    };
  };
  return {
    world,
    holds,
    open,
    hold: (name: string, on = true) => holds.set(`/t.v1.Desk/${name}`, on),
    timers,
    pass(ms: number) {
      now += ms;
      for (const timer of [...timers])
        if (timer.at <= now) {
          timers.delete(timer);
          timer.act();
        }
    },
  };
}

const message = (json: string): HeldAction => ({ do: 'message', json });
const end = (more: Partial<HeldAction & { do: 'end' }> = {}): HeldAction => ({
  do: 'end',
  status: 'OK',
  message: '',
  trailers: [],
  details: [],
  ...more,
});
const RELEASE: HeldAction = { do: 'release' };

describe('a held call waits for a person', () => {
  test.each(KINDS)('%s: nothing is said until somebody says it', (name) => {
    const mock = desk();
    mock.hold(name);
    const call = mock.open(name);
    call.say('{"text":"hello"}');
    call.halfClose();
    expect(call.steps).toEqual([]);
    expect(call.answers).toContainEqual({ by: 'person' });
    expect(call.info()).toEqual({
      call: call.call,
      method: `/t.v1.Desk/${name}`,
      client: 'test',
      since: 1_000_000,
      deadline: null,
      messagesUp: 1,
      messagesDown: 0,
      halfClosed: true,
      begun: false,
    });
  });

  test.each(KINDS)('%s: headers, a message and an end are said as they are given', (name) => {
    const mock = desk();
    mock.hold(name);
    const call = mock.open(name);
    call.say();
    expect(call.act({ do: 'headers', metadata: [{ key: 'x-a', value: '1' }] })).toBeUndefined();
    expect(call.act(message('{"text":"by hand","count":2}'))).toBeUndefined();
    expect(call.act(end({ trailers: [{ key: 'x-cost', value: '3' }] }))).toBeUndefined();
    expect(call.steps).toMatchObject([
      { do: 'headers', metadata: [{ key: 'x-a', value: '1' }] },
      { do: 'message' },
      { do: 'end', status: { code: 0 }, trailers: [{ key: 'x-cost', value: '3' }] },
    ]);
    expect(call.messages()).toEqual([{ text: 'by hand', count: 2 }]);
    expect(call.info()).toBeUndefined();
  });

  test('others are not held up', () => {
    const mock = desk();
    mock.hold('Unary');
    mock.open('Unary').say();
    const free = mock.open('Up');
    free.say();
    free.halfClose();
    expect(free.end()).toMatchObject({ code: 0 });
  });

  test('an error ends the call with its message, details and trailers', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary');
    call.say();
    const detail = '{ "reason": "GONE", "domain": "shop", "@type": "google.rpc.ErrorInfo" }';
    expect(call.act(end({ status: 'NOT_FOUND', message: 'no such thing', details: [detail] }))).toBeUndefined();
    expect(call.steps).toMatchObject([
      {
        do: 'end',
        status: { name: 'NOT_FOUND', message: 'no such thing' },
        trailers: [{ key: 'grpc-status-details-bin' }],
      },
    ]);
  });

  test('a reset is the last that happens', () => {
    const mock = desk();
    mock.hold('Talk');
    const call = mock.open('Talk');
    call.act({ do: 'reset', code: 'INTERNAL_ERROR' });
    expect(call.steps).toMatchObject([
      { do: 'fault', fault: { kind: 'rst_stream', code: 'INTERNAL_ERROR' }, by: { by: 'person' } },
    ]);
    expect(call.info()).toBeUndefined();
    call.say();
    call.halfClose();
    expect(call.steps).toHaveLength(1);
  });

  test('a client that goes away waits no more', () => {
    const mock = desk();
    mock.hold('Talk');
    const call = mock.open('Talk', { deadlineMs: 30_000 });
    call.close();
    expect(mock.holds.info().waiting).toEqual([]);
    expect(mock.timers.size).toBe(0);
    expect(call.act(message('{}'))).toBeUndefined();
    expect(call.steps).toEqual([]);
  });

  test('malformed bytes end a held call as they end any other', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary');
    call.raw(new Uint8Array([0x0a, 0x7f]));
    expect(call.end()).toMatchObject({ name: 'INTERNAL' });
  });
});

describe('what a person cannot do', () => {
  test.each<[string, string, readonly HeldAction[], string]>([
    ['headers a second time', 'Talk', [message('{}'), { do: 'headers', metadata: [] }], 'held-headers-sent'],
    ['two messages where one is asked for', 'Unary', [message('{}'), message('{}')], 'held-one-message'],
    ['OK without the message that it needs', 'Up', [end()], 'held-no-message'],
    ['a field that the message does not have', 'Talk', [message('{"txet":"a"}')], 'unknown-field'],
    ['text that is no JSON', 'Talk', [message('{')], 'json-'],
    [
      'a header that belongs to gRPC',
      'Talk',
      [{ do: 'headers', metadata: [{ key: 'grpc-status', value: '0' }] }],
      'metadata-reserved',
    ],
    [
      'a header that HTTP/2 writes',
      'Talk',
      [{ do: 'headers', metadata: [{ key: 'Content-Type', value: 'x' }] }],
      'metadata-reserved',
    ],
    ['a key with a space', 'Talk', [{ do: 'headers', metadata: [{ key: 'x a', value: '1' }] }], 'metadata-key'],
    ['a value beyond ASCII', 'Talk', [end({ trailers: [{ key: 'x-a', value: 'ä' }] })], 'metadata-value'],
    ['bytes that are no base64', 'Talk', [end({ trailers: [{ key: 'x-bin', value: '%' }] })], 'metadata-value'],
    [
      'trailers without end',
      'Talk',
      [end({ trailers: [{ key: 'x-a', value: 'a'.repeat(60_000) }] })],
      'metadata-too-large',
    ],
    [
      'details of a type that nobody knows',
      'Talk',
      [end({ status: 'ABORTED', details: ['{"@type":"a.B"}'] })],
      'held-details',
    ],
    ['details without a type', 'Talk', [end({ status: 'ABORTED', details: ['{"a":1}'] })], 'held-details'],
    ['details that are no JSON', 'Talk', [end({ status: 'ABORTED', details: ['nothing'] })], 'held-details'],
    ['details with OK', 'Talk', [end({ details: ['{"@type":"google.rpc.ErrorInfo"}'] })], 'held-details'],
  ])('%s', (_what, name, actions, code) => {
    const mock = desk();
    mock.hold(name);
    const call = mock.open(name);
    call.say();
    const problems = actions.map((action) => call.act(action)).at(-1);
    expect(problems?.[0]?.code).toContain(code);
    expect(call.info()).toBeDefined();
    expect(call.end()).toBeUndefined();
  });

  test('nothing is sent to a client that does not read', () => {
    const mock = desk();
    mock.hold('Talk');
    const call = mock.open('Talk', { waiting: () => 1_000 });
    expect(call.act(message('{}'))?.[0]?.code).toBe('held-backlog');
    expect(call.act(end())).toBeUndefined();
  });
});

describe('whoever would have answered goes on', () => {
  test.each(KINDS)('%s: and says what it would have said', (name) => {
    const mock = desk();
    const free = mock.open(name);
    free.say('{"text":"a"}');
    free.halfClose();
    mock.hold(name);
    const held = mock.open(name);
    held.say('{"text":"a"}');
    held.halfClose();
    expect(held.act(RELEASE)).toBeUndefined();
    expect(held.steps).toEqual(free.steps);
    expect(held.answers.at(-1)).toEqual({ by: 'generated', seed: 'seed' });
    expect(mock.holds.info().waiting).toEqual([]);
  });

  test.each(KINDS)('%s: in the middle of a call as well', (name) => {
    const mock = desk();
    const free = mock.open(name);
    mock.hold(name);
    const held = mock.open(name);
    for (const call of [free, held]) call.say('{"text":"a"}');
    held.act(RELEASE);
    for (const call of [free, held]) call.halfClose();
    expect(held.steps).toEqual(free.steps);
    expect(held.answers.at(-1)).toEqual({ by: 'generated', seed: 'seed' });
  });

  test('at whatever moment it is handed on, the client is told what it would have been told', () => {
    const texts = fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom('Down', 'Up', 'Talk', 'Unary'), texts, fc.nat(7), (name, said, moment) => {
        const all = name === 'Up' || name === 'Talk' ? said : [said[0] ?? ''];
        const mock = desk();
        const free = mock.open(name);
        mock.hold(name);
        const held = mock.open(name);
        for (const [index, text] of all.entries()) {
          if (index === moment) held.act(RELEASE);
          for (const call of [free, held]) call.say(JSON.stringify({ text }));
        }
        for (const call of [free, held]) call.halfClose();
        held.act(RELEASE);
        expect(held.steps).toEqual(free.steps);
      }),
      { numRuns: 25 },
    );
  });

  test('two seconds before the deadline, by itself', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary', { deadlineMs: 30_000 });
    call.say();
    call.halfClose();
    mock.pass(27_999);
    expect(call.steps).toEqual([]);
    mock.pass(1);
    expect(call.end()).toMatchObject({ code: 0 });
    expect(mock.holds.info().waiting).toEqual([]);
  });

  test('at another time where somebody says so', () => {
    const mock = desk();
    mock.hold('Unary');
    mock.holds.setReleaseBefore(10_000);
    const call = mock.open('Unary', { deadlineMs: 30_000 });
    call.say();
    call.halfClose();
    mock.pass(20_000);
    expect(call.end()).toMatchObject({ code: 0 });
  });

  test('after a person has begun, with what is still to be said', () => {
    const mock = desk();
    mock.hold('Talk');
    const call = mock.open('Talk', { deadlineMs: 30_000 });
    call.say('{"text":"first"}');
    call.act(message('{"text":"by hand"}'));
    call.say('{"text":"second"}');
    mock.pass(28_000);
    // The first was answered by hand; only the second is answered now, and headers are not sent twice.
    expect(call.dos()).toEqual(['headers', 'message', 'message'].slice(call.dos()[0] === 'headers' ? 0 : 1));
    expect(call.messages()[0]).toEqual({ text: 'by hand' });
    expect(call.messages()).toHaveLength(2);
    call.halfClose();
    expect(call.end()).toMatchObject({ code: 0 });
  });

  test('a message that was sent by hand is the one message of a unary call', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary');
    call.say();
    call.halfClose();
    call.act(message('{"text":"by hand"}'));
    call.act(RELEASE);
    expect(call.messages()).toEqual([{ text: 'by hand' }]);
    expect(call.end()).toMatchObject({ code: 0 });
  });

  test('when the switch goes off, for the calls of that method', () => {
    const mock = desk();
    mock.hold('Unary');
    mock.hold('Up');
    const calls = [mock.open('Unary'), mock.open('Up')];
    for (const call of calls) {
      call.say();
      call.halfClose();
    }
    mock.hold('Unary', false);
    expect(calls.map((call) => call.end()?.name)).toEqual(['OK', undefined]);
    expect(mock.holds.info()).toMatchObject({
      methods: [
        { method: '/t.v1.Desk/Unary', on: false },
        { method: '/t.v1.Desk/Up', on: true },
      ],
      waiting: [{ method: '/t.v1.Desk/Up' }],
    });
  });

  test('a handler goes on, and is told of all that came', () => {
    const told: string[] = [];
    const handlers: HandlerSource = {
      find: () => ({ file: 'desk.handlers.ts', line: 3, speaks: 'json' }),
      open: (_request, listener) => ({
        message: (data) => {
          told.push(String(data));
          listener.taken();
        },
        halfClose: () => {
          listener.message('{"text":"by the handler"}');
          listener.end({ status: status('OK'), trailers: [], details: [] });
        },
        read: () => undefined,
        cancel: () => undefined,
      }),
    };
    const mock = desk({ handlers });
    mock.hold('Talk');
    const call = mock.open('Talk');
    call.say('{"text":"a"}');
    call.act(RELEASE);
    call.say('{"text":"b"}');
    call.halfClose();
    expect(told.map((text) => (JSON.parse(text) as { text: string }).text)).toEqual(['a', 'b']);
    expect(call.messages()).toEqual([{ text: 'by the handler' }]);
    expect(call.answers.at(-1)).toEqual({ by: 'handler', file: 'desk.handlers.ts', line: 3 });
    expect(call.dos().at(-1)).toBe('end');
  });

  test('strict: with the reason why nobody does', () => {
    const mock = desk({ strict: true });
    mock.hold('Talk');
    const call = mock.open('Talk');
    call.say();
    call.act(RELEASE);
    expect(call.end()).toMatchObject({ name: 'UNIMPLEMENTED' });
  });

  test('a call is released once', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary', { deadlineMs: 30_000 });
    call.say();
    call.halfClose();
    const door = call.door()!;
    door.release();
    door.release();
    mock.pass(60_000);
    expect(call.messages()).toHaveLength(1);
  });
});

describe('bounds', () => {
  test('a call whose deadline is too near is not held, and counted', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary', { deadlineMs: 1_500 });
    call.say();
    call.halfClose();
    expect(call.end()).toMatchObject({ code: 0 });
    expect(mock.holds.info().methods).toEqual([{ method: '/t.v1.Desk/Unary', on: true, passed: 1 }]);
  });

  test('as many wait as may, and others pass', () => {
    const mock = desk({ limits: { calls: 2 } });
    mock.hold('Talk');
    const calls = [1, 2, 3].map(() => mock.open('Talk'));
    for (const call of calls) call.say();
    expect(calls.map((call) => call.messages().length)).toEqual([0, 0, 1]);
    calls[0]!.close();
    expect(mock.holds.news().waiting).toBe(1);
  });

  test('a client that talks on waits when much is kept, until somebody answers', () => {
    const mock = desk();
    mock.hold('Talk');
    const call = mock.open('Talk');
    for (let index = 0; index < 1_000; index += 1) {
      expect(call.full()).toBe(false);
      call.say();
    }
    expect(call.full()).toBe(true);
    call.act(message('{}'));
    expect(call.readOns()).toBe(1);
    call.say();
    expect(call.full()).toBe(false);
    expect(call.info()?.messagesUp).toBe(1_001);
  });

  test('more than all calls may keep together goes on at once', () => {
    const mock = desk({ limits: { bytes: 500 } });
    mock.hold('Unary');
    const small = mock.open('Unary');
    small.say('{"text":"a"}');
    const large = mock.open('Unary');
    large.say(JSON.stringify({ text: 'x'.repeat(400) }));
    large.halfClose();
    expect(small.info()).toBeDefined();
    expect(large.end()).toMatchObject({ code: 0 });
    const next = mock.open('Unary');
    next.say('{"text":"b"}');
    expect(next.info()).toBeDefined();
  });

  test('there are so many switches, and those there are can be turned', () => {
    const mock = desk({ limits: { methods: 1 } });
    expect(mock.hold('Unary')).toBeUndefined();
    expect(mock.hold('Up')).toMatchObject({ code: 'held-too-many-methods' });
    expect(mock.hold('Unary', false)).toBeUndefined();
  });

  test('each change is told, and a switch that is turned where it stands is none', () => {
    const mock = desk();
    let told = 0;
    const leave = mock.holds.subscribe(() => void (told += 1));
    mock.hold('Talk');
    mock.hold('Talk');
    mock.holds.setReleaseBefore(2_000);
    expect([told, mock.holds.revision]).toEqual([1, 1]);
    mock.open('Talk').say();
    expect(told).toBe(3);
    leave();
    mock.open('Talk');
    expect(told).toBe(3);
  });
});

describe('something to begin a reply with', () => {
  test.each(KINDS)('%s: generated, another one for another seed', (name) => {
    const mock = desk();
    mock.hold(name);
    const call = mock.open(name);
    const none = call.door()!.reply('generated', undefined);
    call.say('{"text":"a"}');
    const [one, two] = ['1', '2'].map((seed) => call.door()!.reply('generated', seed));
    for (const reply of [none, one!, two!]) {
      expect(reply).toMatchObject({ from: 'generated', note: '' });
      expect(Object.keys(JSON.parse(reply.json) as object)).toContain('text');
    }
    expect(one!.json).not.toBe(two!.json);
  });

  test('from the world, where it reads; nothing changes by it', () => {
    const mock = desk();
    mock.hold('GetItem');
    const call = mock.open('GetItem');
    call.say('{"itemId":"lamp"}');
    const before = mock.world.revision;
    const reply = call.door()!.reply('world', undefined);
    expect(reply).toMatchObject({ from: 'world', note: '' });
    expect(JSON.parse(reply.json)).toMatchObject({ itemId: 'lamp' });
    expect(mock.world.revision).toBe(before);
  });

  test('where the world would have to change it is generated, and says so', () => {
    const mock = desk();
    mock.hold('CreateItem');
    const call = mock.open('CreateItem');
    call.say('{"item":{"title":"Lamp"}}');
    const reply = call.door()!.reply('world', undefined);
    expect(reply).toMatchObject({ from: 'generated', note: expect.stringContaining('would have to change') as string });
    expect(mock.world.written()).toBe(0);
  });

  test('where the world knows nothing of the method it is generated, and says so', () => {
    const mock = desk();
    mock.hold('Unary');
    const call = mock.open('Unary');
    call.say();
    expect(call.door()!.reply('world', undefined)).toMatchObject({
      from: 'generated',
      note: expect.stringContaining('works on nothing') as string,
    });
  });
});
