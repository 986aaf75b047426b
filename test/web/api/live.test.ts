import { afterEach, expect, test, vi } from 'vitest';
import type { InvocationRequest } from '../../../server/contract/invocation.ts';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import { encodeTraffic } from '../../../server/contract/traffic-bytes.ts';
import { createLive, type LiveSocket } from '../../../web/src/api/live.ts';

const batch = (seq: number): TrafficBatch => ({ epoch: 'e', seq, calls: [], firstOrdinal: 1, dropped: 0, gap: false });

type Listener = (...args: unknown[]) => void;

/** A socket that the test speaks through. */
class FakeSocket {
  readonly #listeners = new Map<string, readonly Listener[]>();
  readonly asked: unknown[][] = [];
  constructor(public connected = true) {}
  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }
  off(event: string, listener: Listener): void {
    this.#listeners.set(event, this.#listeners.get(event)?.filter((one) => one !== listener) ?? []);
  }
  emit(...args: unknown[]): void {
    this.asked.push(args);
  }
  timeout(): this {
    return this;
  }
  emitWithAck(...args: unknown[]): Promise<unknown> {
    this.asked.push(args);
    return Promise.resolve({ ok: true, id: 'i1' });
  }
  tell(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}

afterEach(() => void vi.unstubAllGlobals());

test('instalments are read, whether they come as an answer or by themselves', () => {
  const socket = new FakeSocket();
  const heard: TrafficBatch[] = [];
  const off = createLive(socket as unknown as LiveSocket).subscribeTraffic(
    () => null,
    (news) => heard.push(news),
  );
  const ack = socket.asked[0]?.[2] as (bytes: unknown) => void;
  ack(encodeTraffic(batch(1)).slice().buffer);
  socket.tell('traffic:batch', encodeTraffic(batch(2)));
  expect(heard).toEqual([batch(1), batch(2)]);
  off();
  socket.tell('traffic:batch', encodeTraffic(batch(3)));
  ack(encodeTraffic(batch(3)));
  expect(heard).toHaveLength(2);
});

test('what is no instalment is left out, and reported once', () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const socket = new FakeSocket();
  const heard: TrafficBatch[] = [];
  createLive(socket as unknown as LiveSocket).subscribeTraffic(
    () => null,
    (news) => heard.push(news),
  );
  for (const odd of [batch(1), null, 'text', new Uint8Array([9, 9]), encodeTraffic(batch(1)).subarray(1)])
    socket.tell('traffic:batch', odd);
  socket.tell('traffic:batch', encodeTraffic(batch(2)));
  expect(heard).toEqual([batch(2)]);
  expect(reported).toMatchObject([{ message: expect.stringContaining('another version') as unknown }]);
});

const REQUEST: InvocationRequest = { method: '/a.B/C', metadata: [], deadlineMs: null, messages: ['{}'] };

test('a call that is started while the first connection is dialled waits for it', async () => {
  const socket = new FakeSocket(false);
  const live = createLive(socket as unknown as LiveSocket);
  const started = live.start(REQUEST);
  await Promise.resolve();
  expect(socket.asked).toEqual([]);
  socket.connected = true;
  socket.tell('connect');
  expect(await started).toEqual({ ok: true, id: 'i1' });
  expect(socket.asked).toEqual([['invocation:start', REQUEST]]);
});

test('a call that is started where nobody answers, or no longer, is refused at once', async () => {
  const lost = { ok: false, problems: [{ code: 'server-unreachable' }] };
  const socket = new FakeSocket(false);
  const live = createLive(socket as unknown as LiveSocket);
  const started = live.start(REQUEST);
  socket.tell('connect_error', new Error('refused'));
  expect(await started).toMatchObject(lost);
  socket.connected = true;
  socket.tell('connect');
  expect(await live.start(REQUEST)).toMatchObject({ ok: true });
  socket.connected = false;
  socket.tell('disconnect');
  expect(await live.start(REQUEST)).toMatchObject(lost);
});
