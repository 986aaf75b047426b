import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import type { CallSummary, MessageBody } from '../../../server/contract/traffic.ts';
import type { JournalBounds } from '../../../server/traffic/bounds.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import type { CallStart, Recorder } from '../../../server/traffic/recorder.ts';

function journal(bounds: Partial<JournalBounds> = {}): Journal {
  let [time, ids] = [0, 0];
  return new Journal({
    clock: { now: () => 1_000, micros: () => (time += 10) },
    newId: () => `id-${(ids += 1)}`,
    describe: (_method, _direction, bytes): MessageBody => ({ type: 'T', json: JSON.stringify([...bytes]) }),
    bounds,
  });
}

const start = (over: Partial<CallStart> = {}): CallStart => ({
  method: '/s.S/M',
  kind: 'unary',
  protocol: 'grpc',
  peer: '127.0.0.1:1',
  userAgent: 'app/1.0 grpc-js/1',
  metadata: [],
  deadlineMs: null,
  invocation: null,
  ...over,
});

const OK = status('OK');
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function unary(log: Journal, over: Partial<CallStart> = {}): Recorder {
  const call = log.open(start(over));
  call.message('up', bytes(1, 2));
  call.halfClosed();
  call.answered({ by: 'generated', seed: 's' });
  call.headers([{ key: 'x-a', value: 'b' }]);
  call.message('down', bytes(3));
  call.ended(OK, []);
  return call;
}

test('what is broken on purpose is told in its place, while the call is open and after, and named in the summary', () => {
  const log = journal();
  const call = log.open(start());
  const late = { fault: 'latency', message: 'Broken on purpose: late.', by: { by: 'person' } } as const;
  const reset = {
    fault: 'rst_stream',
    message: 'Broken on purpose: reset.',
    by: { by: 'stub', file: 'a.stubs.yaml', line: 3 },
  } as const;
  expect(log.get(call.id)!.summary).not.toHaveProperty('broken');
  call.broken(late);
  call.message('down', bytes(3));
  call.broken(reset);
  const open = log.get(call.id)!;
  expect(open.summary.broken).toBe('rst_stream');
  call.ended(status('INTERNAL', 'reset'), [], 'server');
  call.broken(late);
  const record = log.get(call.id)!;
  expect(record.events.slice(0, -1)).toEqual(open.events);
  expect(record.events.slice(1)).toMatchObject([
    { type: 'broken', broken: late },
    { type: 'message', direction: 'down' },
    { type: 'broken', broken: reset },
    { type: 'ended' },
  ]);
});

test('a call that is broken again and again keeps the first of it', () => {
  const log = journal();
  const call = log.open(start());
  const before = log.stats().bytes;
  for (let at = 0; at < 1_000; at += 1)
    call.broken({ fault: 'truncate', message: `Broken on purpose: ${at}.`, by: { by: 'person' } });
  expect(log.get(call.id)!.events.filter(({ type }) => type === 'broken')).toHaveLength(16);
  expect(log.stats().bytes - before).toBeLessThan(10_000);
});

test('a call is told from its start to its end, the same while it is open and after', () => {
  const log = journal();
  const call = log.open(start({ deadlineMs: 50 }));
  call.message('up', bytes(1, 2));
  call.halfClosed();
  call.answered({ by: 'generated', seed: 's' });
  call.headers([{ key: 'x-a', value: 'b' }]);
  call.message('down', bytes(3));
  const open = log.get(call.id)!;
  expect(open.summary).toMatchObject({ status: null, code: null, durationMs: null, up: 1, down: 1, upBytes: 2 });
  call.ended(status('NOT_FOUND', 'no'), [{ key: 'x-t', value: 'u' }], null);
  const record = log.get(call.id)!;
  expect(record.events.slice(0, -1)).toEqual(open.events);
  expect(record.events).toEqual([
    { type: 'started', t: 10, startedAt: 1_000, ...start({ deadlineMs: 50 }) },
    { type: 'message', t: 20, direction: 'up', index: 1, size: 2, body: { type: 'T', json: '[1,2]' } },
    { type: 'half_closed', t: 30 },
    { type: 'answered', t: 40, answeredBy: { by: 'generated', seed: 's' } },
    { type: 'headers', t: 50, metadata: [{ key: 'x-a', value: 'b' }] },
    { type: 'message', t: 60, direction: 'down', index: 1, size: 1, body: { type: 'T', json: '[3]' } },
    {
      type: 'ended',
      t: 70,
      status: status('NOT_FOUND', 'no'),
      trailers: [{ key: 'x-t', value: 'u' }],
      cancelledBy: null,
    },
  ]);
  expect(record.summary).toMatchObject({
    id: call.id,
    ordinal: 1,
    status: 'NOT_FOUND',
    code: 5,
    statusMessage: 'no',
    client: 'app',
    durationMs: 0.07,
    deadlineMs: 50,
    up: 1,
    down: 1,
    upBytes: 2,
    downBytes: 1,
    answeredBy: { by: 'generated', seed: 's' },
    ticks: [0.02, 0.06],
  });
  expect(record.omitted).toEqual({ up: 0, down: 0 });
});

test('after its end a call records nothing', () => {
  const log = journal();
  const call = unary(log);
  const before = log.get(call.id);
  const { seq } = log;
  call.message('up', bytes(9));
  call.headers([]);
  call.halfClosed();
  call.answered({ by: 'schema' });
  call.ended(status('INTERNAL'), []);
  expect(log.get(call.id)).toEqual(before);
  expect(log.seq).toBe(seq);
});

test('secrets are masked and large metadata is cut', () => {
  const log = journal({ metadata: 40 });
  const metadata = [
    { key: 'authorization', value: 'Bearer xyz' },
    { key: 'x-long', value: 'v'.repeat(100) },
    { key: 'x-late', value: 'never' },
  ];
  const record = log.get(log.open(start({ metadata })).id)!;
  const [first] = record.events;
  expect(first?.type === 'started' && first.metadata).toEqual([
    { key: 'authorization', value: '•••', masked: true },
    { key: 'x-long', value: expect.stringMatching(/^v{1,40}…$/) },
  ]);
});

test('secrets are kept to be compared, where nothing that prints or copies a call finds them', () => {
  const log = journal({});
  const metadata = [
    { key: 'x-tenant', value: 'acme' },
    { key: 'authorization', value: 'Bearer xyz' },
  ];
  const ids = [0, 1].map(() => log.open(start({ metadata })).id);
  const other = log.open(start({ metadata: [{ key: 'authorization', value: 'Bearer other' }] })).id;
  expect(ids.map((id) => log.received(id)!.whole())).toEqual([metadata, metadata]);
  expect(log.received(other)!.whole()).toEqual([{ key: 'authorization', value: 'Bearer other' }]);
  const shown = [log.received(other), log.get(ids[0]!), log.list(), structuredClone(log.get(other))];
  expect(`${JSON.stringify(shown)}${inspect(shown, { depth: 9, showHidden: true })}`).not.toMatch(/xyz|Bearer/);
});

test('of many messages the first and the last are kept, with their order among the other events', () => {
  const log = journal({ messages: 2 });
  const call = log.open(start({ kind: 'bidi_streaming' }));
  for (let at = 1; at <= 7; at += 1) {
    call.message('up', bytes(at));
    if (at === 5) call.headers([]);
    call.message('down', bytes(at));
  }
  call.halfClosed();
  const told = () =>
    log
      .get(call.id)!
      .events.map((event) => (event.type === 'message' ? `${event.direction}${event.index}` : event.type));
  const expected = [
    'started',
    'up1',
    'down1',
    'up2',
    'down2',
    'headers',
    'up6',
    'down6',
    'up7',
    'down7',
    'half_closed',
  ];
  expect(told()).toEqual(expected);
  expect(log.get(call.id)!.omitted).toEqual({ up: 3, down: 3 });
  call.ended(OK, []);
  expect(told()).toEqual([...expected, 'ended']);
  expect(log.get(call.id)!.omitted).toEqual({ up: 3, down: 3 });
  expect(log.get(call.id)!.summary).toMatchObject({ up: 7, down: 7, upBytes: 7 });
});

test('bodies beyond the byte bound of a call are dropped and marked, the newest ones are kept', () => {
  const log = journal({ messages: 2, messageBytes: 10 });
  const call = log.open(start({ kind: 'client_streaming' }));
  for (let at = 1; at <= 6; at += 1) call.message('up', new Uint8Array(8).fill(at));
  const messages = log.get(call.id)!.events.filter((event) => event.type === 'message');
  expect(messages.map(({ index, trimmed }) => [index, trimmed ?? false])).toEqual([
    [1, false],
    [2, true],
    [5, true],
    [6, false],
  ]);
});

test('a body that cannot be described is shown as its bytes', () => {
  const log = new Journal({
    clock: { now: () => 0, micros: () => 0 },
    newId: () => 'id',
    describe: () => {
      throw new Error('no type');
    },
  });
  const call = log.open(start());
  call.message('up', bytes(255));
  expect(log.get(call.id)!.events[1]).toMatchObject({ body: { base64: '/w==', problem: { code: 'body-unreadable' } } });
});

test('the calls that ended longest ago go first, open calls stay, and what went is counted', () => {
  const log = journal({ calls: 3 });
  const open = log.open(start());
  const ids = Array.from({ length: 5 }, () => unary(log).id);
  expect(log.list().calls.map(({ ordinal }) => ordinal)).toEqual([1, 5, 6]);
  expect(log.stats()).toMatchObject({ calls: 3, open: 1, recorded: 6, dropped: 3 });
  expect(log.get(ids[0]!)).toBeUndefined();
  expect(log.batchSince(null, 10)).toMatchObject({ firstOrdinal: 1, dropped: 3 });
  open.ended(OK, []);
  unary(log);
  expect(log.batchSince(null, 10)).toMatchObject({ dropped: 4, firstOrdinal: 1 });
});

test('bytes are bounded over all calls, and a call that alone is too large loses its bodies', () => {
  const log = journal({ bytes: 20_000 });
  for (let at = 0; at < 50; at += 1) {
    const call = log.open(start());
    call.message('up', new Uint8Array(3_000));
    call.ended(OK, []);
    expect(log.stats().bytes).toBeLessThanOrEqual(20_000);
  }
  expect(log.stats().dropped).toBeGreaterThan(40);
  const call = log.open(start());
  for (let at = 0; at < 20; at += 1) call.message('down', new Uint8Array(3_000));
  expect(log.stats().bytes).toBeLessThan(22_000);
  const trimmed = log.get(call.id)!.events.filter((event) => event.type === 'message' && event.trimmed);
  expect(trimmed.length).toBeGreaterThan(10);
});

test('what a call was charged is given back when it goes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9_000 })), { maxLength: 60 }), (messages) => {
      const log = journal({ messages: 3, messageBytes: 20_000 });
      const call = log.open(start({ metadata: [{ key: 'k', value: 'v' }] }));
      for (const [up, size] of messages) call.message(up ? 'up' : 'down', new Uint8Array(size));
      call.ended(status('UNKNOWN', 'why'), []);
      log.clear();
      expect(log.stats()).toEqual({ calls: 0, open: 0, recorded: 1, dropped: 0, bytes: 0 });
    }),
    { numRuns: 60 },
  );
});

test('calls are listed by method, service, status, client, place and number', () => {
  const log = journal();
  unary(log, { method: '/a.A/X' });
  unary(log, { method: '/a.A/Y', userAgent: 'grpc-go/1.2' });
  log.open(start({ method: '/b.B/X' }));
  unary(log, { method: '/b.B/X', invocation: 'i' }).ended(OK, []);
  const ordinals = (query: Parameters<Journal['list']>[0]) => log.list(query).calls.map(({ ordinal }) => ordinal);
  expect(ordinals({})).toEqual([1, 2, 3, 4]);
  expect(ordinals({ method: '/b.B/X' })).toEqual([3, 4]);
  expect(ordinals({ method: 'a.A' })).toEqual([1, 2]);
  expect(ordinals({ status: 'OK' })).toEqual([1, 2, 4]);
  expect(ordinals({ status: 'open' })).toEqual([3]);
  expect(ordinals({ client: 'you' })).toEqual([4]);
  expect(ordinals({ client: 'grpc-go' })).toEqual([2]);
  expect(ordinals({ limit: 2 })).toEqual([3, 4]);
  expect(ordinals({ after: 0, limit: 2 })).toEqual([1, 2]);
  expect(ordinals({ after: 2, limit: 5 })).toEqual([3, 4]);
});

test('clearing begins a new epoch with the open calls only', () => {
  const log = journal();
  unary(log);
  const open = log.open(start());
  const { epoch, seq } = log.batchSince(null, 10);
  log.clear();
  const batch = log.batchSince({ epoch, seq }, 10);
  expect(batch.epoch).not.toBe(epoch);
  expect(batch.calls.map(({ ordinal }) => ordinal)).toEqual([2]);
  open.ended(OK, []);
  expect(log.batchSince(batch, 10).calls).toMatchObject([{ ordinal: 2, status: 'OK' }]);
});

test('a watched call tells every event with its body, from where the record stands', () => {
  const log = journal();
  const call = log.open(start());
  const told: unknown[] = [];
  const leave = log.watch(call.id, (events, from, summary) =>
    told.push([from, summary.up, ...events.map((event) => (event.type === 'message' ? event.body?.json : event.type))]),
  );
  call.message('up', bytes(1));
  call.halfClosed();
  leave();
  call.ended(OK, []);
  expect(told).toEqual([
    [1, 1, '[1]'],
    [2, 1, 'half_closed'],
  ]);
  expect(log.watch('no such call', () => undefined)).not.toThrow();
});

test('everything is told when it is counted', () => {
  const log = journal();
  const seen: number[] = [];
  const leave = log.subscribe(() => seen.push(log.stats().open));
  const call = log.open(start());
  call.ended(OK, []);
  expect(seen).toEqual([1, 0]);
  leave();
  log.open(start());
  expect(seen).toHaveLength(2);
});

/** What a page does with batches: it keeps the newest summary of each call. */
function page(log: Journal, limit: number) {
  const rows = new Map<number, CallSummary>();
  let resume: { epoch: string; seq: number } | null = null;
  return {
    rows,
    take(): boolean {
      const batch = log.batchSince(resume, limit);
      expect(batch.calls.length).toBeLessThanOrEqual(limit);
      const ordinals = batch.calls.map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual([...new Set(ordinals)].sort((a, b) => a - b));
      for (const call of batch.calls) rows.set(call.ordinal, call);
      resume = batch;
      return batch.seq < log.seq;
    },
  };
}

/** Steps of a random history: open a call, do something to one of the open calls, or let the page catch up a little. */
const HISTORY = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('open' as const) }),
    fc.record({ do: fc.constantFrom('message' as const, 'end' as const, 'headers' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('take' as const) }),
  ),
  { maxLength: 120 },
);

test('whatever happens, a page that follows has every call, newest state, none doubled', () => {
  fc.assert(
    fc.property(HISTORY, fc.integer({ min: 1, max: 5 }), (history, limit) => {
      const log = journal();
      const screen = page(log, limit);
      const open: Recorder[] = [];
      for (const step of history) {
        if (step.do === 'open') open.push(log.open(start()));
        else if (step.do === 'take') screen.take();
        else if (open.length > 0) {
          const at = step.which % open.length;
          if (step.do === 'message') open[at]!.message('up', bytes(1));
          else if (step.do === 'headers') open[at]!.headers([]);
          else open.splice(at, 1)[0]!.ended(OK, []);
        }
      }
      while (screen.take());
      const all = log.list().calls;
      expect([...screen.rows.values()].sort((a, b) => a.ordinal - b.ordinal)).toEqual(all);
      expect(all.map(({ ordinal }) => ordinal)).toEqual(all.map((_, at) => at + 1));
    }),
    { numRuns: 150 },
  );
});

test('within a bound of calls the journal is a naive list that drops what ended first', () => {
  fc.assert(
    fc.property(HISTORY, fc.integer({ min: 1, max: 6 }), (history, calls) => {
      const log = journal({ calls });
      const open: { ordinal: number; recorder: Recorder }[] = [];
      const ended: number[] = [];
      let [ordinal, dropped] = [0, 0];
      for (const step of history) {
        if (step.do === 'open') open.push({ ordinal: (ordinal += 1), recorder: log.open(start()) });
        else if (step.do === 'end' && open.length > 0) {
          const [one] = open.splice(step.which % open.length, 1);
          one!.recorder.ended(OK, []);
          ended.push(one!.ordinal);
          for (; ended.length + open.length > calls && ended.length > 1; dropped += 1) ended.shift();
        }
      }
      const expected = [...ended, ...open.map((one) => one.ordinal)].sort((a, b) => a - b);
      expect(log.list().calls.map((call) => call.ordinal)).toEqual(expected);
      expect(log.stats()).toMatchObject({ dropped, open: open.length, recorded: ordinal });
    }),
    { numRuns: 150 },
  );
});

test('a page that is too far behind is told that changes were skipped', () => {
  const log = journal({ backlog: 4 });
  const first = log.batchSince(null, 10);
  for (let at = 0; at < 6; at += 1) unary(log);
  const batch = log.batchSince(first, 10);
  expect(batch).toMatchObject({ gap: true, seq: log.seq });
  expect(batch.calls.map(({ ordinal }) => ordinal)).toEqual([3, 4, 5, 6]);
  expect(log.batchSince(batch, 10)).toMatchObject({ gap: false, calls: [] });
});

test('a page that was away while calls were dropped is told so', () => {
  const log = journal({ calls: 2 });
  unary(log);
  const first = log.batchSince(null, 10);
  for (let at = 0; at < 4; at += 1) unary(log);
  expect(log.batchSince(first, 10)).toMatchObject({ gap: true, dropped: 3 });
});

test('large and small bodies come back as they were, while open and after', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.uint8Array({ maxLength: 300 }).map((part) => (part.length % 7 === 0 ? repeat(part, 40) : part)),
        { maxLength: 12 },
      ),
      (bodies) => {
        const log = journal();
        const call = log.open(start());
        for (const body of bodies) call.message('down', body);
        const read = () =>
          log.get(call.id)!.events.flatMap((event) => (event.type === 'message' ? [event.body?.json] : []));
        const expected = bodies.map((body) => JSON.stringify([...body]));
        expect(read()).toEqual(expected);
        call.ended(OK, []);
        expect(read()).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

function repeat(part: Uint8Array, times: number): Uint8Array {
  const whole = new Uint8Array(part.length * times);
  for (let at = 0; at < times; at += 1) whole.set(part, at * part.length);
  return whole;
}

test('whatever the sizes of messages, every earlier call reads back as it was when others came after it', () => {
  const sizes = fc.constantFrom(0, 1, 63, 64, 700, 2_000, 3_000, 4_095, 4_096, 4_097, 6_000, 9_000);
  fc.assert(
    fc.property(fc.array(fc.tuple(sizes, sizes), { minLength: 2, maxLength: 8 }), (calls) => {
      const log = journal();
      const sent = calls.map(([up, down], index) => {
        const call = log.open(start());
        const bodies = [new Uint8Array(up).fill(index + 1), new Uint8Array(down).fill(100 + index)] as const;
        call.message('up', bodies[0]);
        call.message('down', bodies[1]);
        call.ended(OK, []);
        return { id: call.id, bodies: bodies.map((body) => JSON.stringify([...body])) };
      });
      for (const { id, bodies } of sent) {
        const seen = log.get(id)!.events.flatMap((event) => (event.type === 'message' ? [event.body?.json] : []));
        expect(seen).toEqual(bodies);
      }
    }),
    { numRuns: 20 },
  );
});

const inSession = (session: string): Partial<CallStart> => ({
  metadata: [
    { key: 'x-tenant', value: 'a' },
    { key: 'x-understudy-session', value: session },
  ],
});

test('calls are listed by the session that they name, those without one as well', () => {
  const log = journal();
  const [one, two, none, empty] = [inSession('one'), inSession('two'), {}, inSession('')].map((over) =>
    log.open(start(over)),
  );
  const ids = (session: string): string[] => log.list({ session }).calls.map(({ id }) => id);
  expect([ids('one'), ids('two'), ids('three')]).toEqual([[one!.id], [two!.id], []]);
  expect(ids('')).toEqual([none!.id, empty!.id]);
  expect(log.list().calls.map(({ session }) => session)).toEqual(['one', 'two', null, null]);
});

test('the calls of one session are forgotten, and the others stay in their order and their bounds', () => {
  const log = journal({ calls: 4 });
  const over = (session: string): string => {
    const call = log.open(start(inSession(session)));
    call.ended(OK, []);
    return call.id;
  };
  const open = log.open(start(inSession('one')));
  const calls = ['one', 'two', 'two'].map(over);
  const before = log.epoch;
  log.clear('one');
  expect(log.epoch).not.toBe(before);
  expect(log.list().calls.map(({ id }) => id)).toEqual([open.id, calls[1], calls[2]]);
  const later = [over('two'), over('two')];
  expect(log.list().calls.map(({ id }) => id)).toEqual([open.id, calls[2], ...later]);
  expect(log.stats()).toMatchObject({ calls: 4, open: 1, dropped: 1 });
});
