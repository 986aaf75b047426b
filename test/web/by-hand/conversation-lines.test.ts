import { expect, test } from 'vitest';
import type { CallEvent } from '#contract/traffic';
import { conversationLines } from '../../../web/src/by-hand/conversation-lines.ts';
import { timeLeft } from '../../../web/src/by-hand/left.ts';

const started = (metadata: { key: string; value: string; masked?: boolean }[] = []): CallEvent => ({
  type: 'started',
  t: 0,
  startedAt: 0,
  method: '/desk.v1.Support/Talk',
  kind: 'bidi_streaming',
  protocol: 'grpc',
  peer: '127.0.0.1:1',
  userAgent: 'desk-bot/1',
  metadata,
  deadlineMs: null,
  invocation: null,
});
const message = (t: number, direction: 'up' | 'down', index: number): CallEvent => ({
  type: 'message',
  t,
  direction,
  index,
  size: 1,
});
const ended = (text: string): CallEvent => ({
  type: 'ended',
  t: 9_000_000,
  status: { code: 5, name: 'NOT_FOUND', message: text },
  trailers: [],
  cancelledBy: null,
});
const ASK = { client: 'desk-bot', waits: true, omitted: 0, omittedAt: 0 };
const said = (events: readonly CallEvent[], more: Partial<typeof ASK> = {}): string[] =>
  conversationLines(events, { ...ASK, ...more }).map((line) =>
    line.look === 'message' ? `${line.who} ${line.message.direction}${line.message.index}` : line.text,
  );

test('a call that waits: who said what, and that the client waits', () => {
  const events: CallEvent[] = [
    started([
      { key: 'user-agent', value: 'x' },
      { key: 'x-tenant', value: 'acme' },
    ]),
    { type: 'answered', t: 10, answeredBy: { by: 'person' } },
    message(84_200, 'up', 1),
    { type: 'headers', t: 2_100_000, metadata: [] },
    message(2_204_700, 'down', 1),
  ];
  expect(said(events)).toEqual([
    '0.0 ms · call started · 2 request headers · x-tenant: acme',
    'desk-bot up1',
    'held 2.1 s · you took the call · response headers sent',
    'You down1',
    'The client is waiting. It has not half-closed.',
  ]);
});

test('a secret is not told, nor a header that would fill the line', () => {
  const lines = said([
    started([
      { key: 'x-api-key', value: '•••', masked: true },
      { key: 'x-long', value: 'a'.repeat(100) },
    ]),
  ]);
  expect(lines[0]).toBe('0.0 ms · call started · 2 request headers');
});

test('from where it was handed on, another says it', () => {
  const events: CallEvent[] = [
    started(),
    { type: 'answered', t: 1_000, answeredBy: { by: 'stub', file: 'desk.stubs.yaml', line: 4 } },
    { type: 'headers', t: 1_000, metadata: [] },
    message(2_000, 'down', 1),
    { type: 'half_closed', t: 3_000 },
    ended('no such ticket'),
  ];
  expect(said(events).slice(1)).toEqual([
    '1.0 ms · handed on: stub desk:4 goes on',
    'response headers sent',
    'stub desk:4 down1',
    '3.0 ms · the client has half-closed',
    '9000.0 ms · ended with NOT_FOUND: no such ticket',
  ]);
});

test('a reset is told once, and what was left out is counted where it was', () => {
  const broken = 'Broken on purpose: the stream is reset with CANCEL (by hand).';
  const events: CallEvent[] = [
    started(),
    message(1_000, 'up', 40),
    { type: 'broken', t: 2_000, broken: { fault: 'rst_stream', message: broken, by: { by: 'person' } } },
    ended(broken),
  ];
  expect(said(events, { omitted: 39, omittedAt: 1 }).slice(1)).toEqual([
    '39 messages left out',
    'desk-bot up40',
    `2.0 ms · ${broken}`,
    '9000.0 ms · ended with NOT_FOUND',
  ]);
});

test.each([
  [{ since: 0, deadline: 30_000 }, 11_200, { text: '18.8 s', late: false }],
  [{ since: 0, deadline: 15_000 }, 10_900, { text: '4.1 s', late: true, percent: 27.333333333333332 }],
  [{ since: 0, deadline: 1_000 }, 5_000, { text: '0.0 s', percent: 0, late: true }],
  [{ since: 0, deadline: 200_000 }, 0, { text: '3 min 20 s', percent: 100 }],
  [{ since: 1_000, deadline: null }, 6_000, { ms: null, text: '5.0 s', late: false }],
])('%j at %i ms', (held, now, left) => {
  expect(timeLeft(held, now)).toMatchObject(left);
});
