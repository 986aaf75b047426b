import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallEvent, EndedEvent, StartedEvent } from '#contract/traffic';
import { status, type StatusName } from '#contract/status';
import { failureOf } from '../../../web/src/call/failure.ts';
import { shownValue } from '../../../web/src/call/metadata-value.ts';
import { callFacts, type CallStory } from '../../../web/src/call/story.ts';
import { openSentence, timelineRows } from '../../../web/src/call/timeline-rows.ts';

const STARTED: StartedEvent = {
  type: 'started',
  t: 0,
  startedAt: 1000,
  method: '/shop.v1.Orders/Track',
  kind: 'bidi_streaming',
  protocol: 'grpc',
  peer: 'localhost:50051',
  userAgent: '',
  metadata: [{ key: 'authorization', value: '•••', masked: true }],
  deadlineMs: 10_000,
  invocation: 'i',
};
const message = (t: number, direction: 'up' | 'down', index: number): CallEvent => ({
  type: 'message',
  t,
  direction,
  index,
  size: 10,
});
const ended = (name: StatusName, more: Partial<EndedEvent> = {}): EndedEvent => ({
  type: 'ended',
  t: 5600,
  status: status(name),
  trailers: [],
  cancelledBy: null,
  ...more,
});
const lines = (story: CallStory): string[] =>
  timelineRows(story).map(
    (row) =>
      `${row.ms?.toFixed(1) ?? ''} ${row.message ? `${row.look} ${row.message.index}` : row.words.map((word) => word.text).join('')}`,
  );

test('a call is told in plain words, in the order of what happened', () => {
  expect(
    lines({
      side: 'client',
      events: [
        STARTED,
        message(400, 'up', 1),
        {
          type: 'headers',
          t: 1900,
          metadata: [
            { key: 'content-type', value: 'application/grpc' },
            { key: 'x-served-by', value: 'understudy' },
          ],
        },
        { type: 'answered', t: 1900, answeredBy: { by: 'generated', seed: '42' } },
        message(2600, 'down', 1),
        { type: 'half_closed', t: 3000 },
        ended('OK', { trailers: [{ key: 'x-cost', value: '3' }] }),
      ],
    }),
  ).toEqual([
    '0.0 Call started to localhost:50051',
    '0.0 Request headers 1 field of your own · deadline 10 s · authorization masked',
    '0.4 up 1',
    '1.9 Response headers 2 fields · x-served-by: understudy',
    '1.9 Answered by generated data, seed 42',
    '2.6 down 1',
    '3.0 You half-closed: nothing more goes up',
    '5.6 Trailers grpc-status: 0 · x-cost: 3',
  ]);
});

test('what is broken on purpose stands where it was done, and an own call that fails for it says so', () => {
  const message = 'Broken on purpose: the stream is reset with CANCEL (fault f1 for all methods).';
  const by = { by: 'switch', id: 'f1', scope: '*' } as const;
  const broken: CallStory['events'][number] = { type: 'broken', t: 500, broken: { fault: 'rst_stream', message, by } };
  expect(lines({ side: 'server', events: [STARTED, broken] }).at(-1)).toBe(`0.5 ${message}`);
  const story: CallStory = {
    side: 'client',
    events: [STARTED, ended('INTERNAL')],
    recorded: { id: 'c1', session: null, answeredBy: { by: 'fault', scope: '*' }, broken: 'rst_stream' },
  };
  expect(failureOf(story, callFacts(story))?.hint).toMatch(/^It was broken on purpose \(rst_stream\)\./);
});

test('what was left out stands where it was, and no time is told across it', () => {
  const rows = timelineRows({
    side: 'server',
    events: [STARTED, message(100, 'down', 1), message(900, 'down', 50)],
    omitted: { up: 0, down: 48 },
  });
  expect(rows.map((row) => row.key)).toEqual(['started', 'request-headers', 'down-1', 'gap', 'down-50']);
  expect(rows[4]?.since).toBeNull();
});

test('facts count what was left out too, and an open call has no code', () => {
  const facts = callFacts({ side: 'client', events: [STARTED, message(1, 'down', 1)], omitted: { up: 2, down: 5 } });
  expect(facts).toMatchObject({ code: null, up: 2, down: 6, deadlineMs: 10_000, encoding: 'identity', fields: 1 });
});

test('every failing status has its sentence, and a call that its client cancelled needs none', () => {
  const why = (event: EndedEvent) => {
    const story: CallStory = { side: 'client', events: [STARTED, event] };
    return failureOf(story, callFacts(story));
  };
  for (const name of [
    'UNKNOWN',
    'NOT_FOUND',
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
    'UNIMPLEMENTED',
    'DATA_LOSS',
    'UNAUTHENTICATED',
  ] as const)
    expect(why(ended(name))?.message, name).toMatch(/\.$/);
  expect(why(ended('OK'))).toBeNull();
  expect(why(ended('CANCELLED', { cancelledBy: 'client' }))).toBeNull();
  expect(why(ended('DEADLINE_EXCEEDED'))).toMatchObject({
    message: 'The deadline of 10 s passed before the call ended.',
    remedy: 'more-time',
  });
  expect(
    why(
      ended('UNAVAILABLE', {
        problem: { severity: 'error', code: 'x', message: 'Nothing listens.', hint: 'Start it.' },
      }),
    ),
  ).toMatchObject({
    tone: 'server',
    message: 'Nothing listens.',
    hint: 'Start it.',
    remedy: 'again',
  });
});

test('a lost call says that its end is not known', () => {
  const story: CallStory = { side: 'client', events: [STARTED], lost: true };
  expect(failureOf(story, callFacts(story))?.hint).toContain('not known');
});

test('an open call says who may do what', () => {
  const facts = callFacts({ side: 'client', events: [STARTED] });
  expect(openSentence(facts, 'client')).toBe('Open. Either side may send.');
  expect(openSentence({ ...facts, halfClosed: true }, 'client')).toBe('You have half-closed. The mock may still send.');
  expect(openSentence({ ...facts, kind: 'unary' }, 'client')).toBe('Waiting for the answer.');
});

test('binary values are shown as text, as hex, or as the status that they hold', () => {
  expect(shownValue({ key: 'a-bin', value: btoa('hello') })).toEqual({ text: 'hello', note: 'text, 5 B' });
  expect(shownValue({ key: 'a-bin', value: 'AAEC' })).toEqual({ text: '00 01 02', note: 'bytes, 3 B' });
  const url = 'type.googleapis.com/google.rpc.ErrorInfo';
  const any = String.fromCharCode(0x0a, url.length) + url;
  const rpc = `\x08\x05\x12\x04gone\x1a${String.fromCharCode(any.length)}${any}`;
  expect(shownValue({ key: 'grpc-status-details-bin', value: btoa(rpc) }).text).toBe('gone · google.rpc.ErrorInfo');
  expect(shownValue({ key: 'authorization', value: '•••', masked: true })).toEqual({ text: '•••', note: 'masked' });
});

test('no bytes make a binary value fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.string(), (bytes, text) => {
      shownValue({ key: 'grpc-status-details-bin', value: btoa(String.fromCharCode(...bytes)) });
      shownValue({ key: 'x-bin', value: text });
    }),
  );
});
