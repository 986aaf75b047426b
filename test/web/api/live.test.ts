import { afterEach, expect, test, vi } from 'vitest';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import { encodeTraffic } from '../../../server/contract/traffic-bytes.ts';
import { createLive, type LiveSocket } from '../../../web/src/api/live.ts';

const batch = (seq: number): TrafficBatch => ({ epoch: 'e', seq, calls: [], firstOrdinal: 1, dropped: 0, gap: false });

/** A socket that is connected, and that the test speaks through. */
class FakeSocket {
  readonly connected = true;
  readonly listeners = new Map<string, (...args: unknown[]) => void>();
  readonly asked: unknown[][] = [];
  on(event: string, listener: (...args: unknown[]) => void): void {
    this.listeners.set(event, listener);
  }
  off(event: string): void {
    this.listeners.delete(event);
  }
  emit(...args: unknown[]): void {
    this.asked.push(args);
  }
  tell(event: string, ...args: unknown[]): void {
    this.listeners.get(event)?.(...args);
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
