import { expect, test } from 'vitest';
import type { Ack } from '#contract/events';
import type { InvocationEvent, InvocationRequest } from '#contract/invocation';
import { Invocations } from '../../../web/src/state/invocation.svelte.ts';
import { EMPTY_WINDOW, extendWindow } from '../../../web/src/lib/event-window.ts';

const TRACK = '/shop.v1.Orders/Track';
const REQUEST: InvocationRequest = { method: TRACK, metadata: [], deadlineMs: null, messages: [] };
const REFUSED: Ack<never> = { ok: false, problems: [{ severity: 'error', code: 'x', message: 'No.' }] };

/** A server that answers as it is told, and says what it was asked. */
function fake(answers: { readonly start?: Ack<{ id: string }>; readonly send?: Ack<object> } = {}) {
  const asked: string[] = [];
  let emit: (id: string, events: readonly InvocationEvent[]) => void = () => undefined;
  let connect: (connected: boolean) => void = () => undefined;
  const invocations = new Invocations(
    {
      onInvocation: (listener) => ((emit = listener), () => undefined),
      onConnection: (listener) => ((connect = listener), () => undefined),
      start: async () => (asked.push('start'), answers.start ?? { ok: true, id: 'i1' }),
      send: async (_id, json) => (asked.push(`send ${json}`), answers.send ?? { ok: true }),
      halfClose: async () => (asked.push('half-close'), { ok: true }),
      cancel: async (id) => (asked.push(`cancel ${id}`), { ok: true }),
    },
    (flush) => flush(),
  );
  return {
    invocations,
    asked,
    emit: (id: string, ...events: InvocationEvent[]) => emit(id, events),
    connect: (up: boolean) => connect(up),
  };
}

const message = (t: number, direction: 'up' | 'down', index: number): InvocationEvent => ({
  type: 'message',
  t,
  direction,
  index,
  size: 1,
});
const ENDED: InvocationEvent = {
  type: 'ended',
  t: 9,
  status: { code: 0, name: 'OK', message: '' },
  trailers: [],
  cancelledBy: null,
};

test('a stream goes from idle to open, half-closed and ended, and keeps what arrived', async () => {
  const { invocations, asked, emit } = fake();
  const call = invocations.of(TRACK);
  expect(call.phase).toBe('idle');
  expect(await invocations.start(REQUEST)).toBe(true);
  expect(call.phase).toBe('open');
  await call.send('{"a": 1}', 2);
  emit('i1', message(1, 'up', 1), message(2, 'down', 1));
  expect(call.sent).toEqual({ 2: 1 });
  await call.halfClose();
  expect(call.phase).toBe('half_closed');
  expect(await call.send('{}')).toBe(false);
  emit('i1', ENDED);
  expect(call.phase).toBe('ended');
  expect(call.live).toBe(false);
  expect(call.window.events).toHaveLength(3);
  expect(asked).toEqual(['start', 'send {"a": 1}', 'half-close']);
});

test('a refused start is idle again, with the reasons', async () => {
  const { invocations } = fake({ start: REFUSED });
  expect(await invocations.start(REQUEST)).toBe(false);
  expect(invocations.of(TRACK)).toMatchObject({ phase: 'idle', problems: [{ message: 'No.' }] });
});

test('a refused message leaves the stream open', async () => {
  const { invocations } = fake({ send: REFUSED });
  await invocations.start(REQUEST);
  const call = invocations.of(TRACK);
  expect(await call.send('{')).toBe(false);
  expect(call).toMatchObject({ phase: 'open', problems: [{ message: 'No.' }], sent: {} });
});

test('events that are faster than the answer are not lost', async () => {
  const { invocations, emit } = fake();
  const started = invocations.start(REQUEST);
  emit('i1', message(1, 'down', 1));
  await started;
  expect(invocations.of(TRACK).window.events).toHaveLength(1);
});

test('a cancel before the answer is carried out after it', async () => {
  const { invocations, asked } = fake();
  const started = invocations.start(REQUEST);
  await invocations.of(TRACK).cancel();
  await started;
  expect(asked).toEqual(['start', 'cancel i1']);
});

test('what is pressed while the call starts is carried out after it, in order', async () => {
  const { invocations, asked } = fake();
  const started = invocations.start(REQUEST);
  const call = invocations.of(TRACK);
  const pressed = [call.send('1', 0), call.send('2', 1), call.halfClose()];
  expect(asked).toEqual(['start']);
  await Promise.all([started, ...pressed]);
  expect(asked).toEqual(['start', 'send 1', 'send 2', 'half-close']);
  expect(call).toMatchObject({ phase: 'half_closed', sent: { 0: 1, 1: 2 } });
});

test('what waits for a start that is refused or cancelled is not sent', async () => {
  const refused = fake({ start: REFUSED });
  const start = refused.invocations.start(REQUEST);
  expect(await refused.invocations.of(TRACK).send('{}')).toBe(false);
  await start;
  const cancelled = fake();
  const started = cancelled.invocations.start(REQUEST);
  const sent = cancelled.invocations.of(TRACK).send('{}');
  await cancelled.invocations.of(TRACK).cancel();
  expect(await sent).toBe(false);
  await started;
  expect([refused.asked, cancelled.asked]).toEqual([['start'], ['start', 'cancel i1']]);
});

test('a lost connection makes an open call lost, and leaves an ended one alone', async () => {
  const { invocations, emit, connect } = fake();
  await invocations.start(REQUEST);
  connect(false);
  expect(invocations.of(TRACK).phase).toBe('lost');
  await invocations.start(REQUEST);
  emit('i1', ENDED);
  connect(false);
  expect(invocations.of(TRACK).phase).toBe('ended');
});

test('a call that started again does not hear the one before', async () => {
  const { invocations, emit } = fake();
  await invocations.start(REQUEST);
  emit('i1', ENDED);
  emit('other', message(1, 'down', 1));
  expect(invocations.of(TRACK).window.events).toHaveLength(1);
});

test('the window keeps the first and the last events, and counts the messages between', () => {
  let window = EMPTY_WINDOW;
  for (let i = 0; i < 100; i++)
    window = extendWindow(
      window,
      Array.from({ length: 100 }, (_, n) => message(n, n % 2 ? 'up' : 'down', i * 100 + n)),
    );
  expect(window.events).toHaveLength(2000);
  expect(window.omitted).toEqual({ up: 4000, down: 4000 });
  expect(window.events[window.head]).toMatchObject({ index: 8500 });
  const last = window.events.at(-1);
  expect(last).toMatchObject({ index: 9999 });
});
