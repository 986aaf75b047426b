import { EventEmitter } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { afterEach, expect, test, vi } from 'vitest';
import { linger } from '../../../server/grpc/linger.ts';
import { openMock, scripted, text, until } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

afterEach(() => void vi.useRealTimers());

test('streams of all connections together are bounded; those beyond are told so, recorded, and gone', async () => {
  await using mock = await openMock(scripted({}), { limits: { allStreams: 12 } });
  const first = rawSession(mock.port.port);
  await using second = rawSession(mock.port.port);
  for (let at = 0; at < 12; at += 1) first.open('/t.v1.Kinds/Both').write(frame(text('x')));
  await until(mock.journal, () => mock.journal.stats().open === 12);
  const refused = await whole(first.open('/t.v1.Kinds/Both'));
  expect(refused.trailers['grpc-status']).toBe('8');
  expect(decodeURI(String(refused.trailers['grpc-message']))).toContain('12 calls are open');
  const web = await whole(first.open('/t.v1.Kinds/Unary', { 'content-type': 'application/json' }));
  expect(web.headers[':status']).toBe(429);
  expect(JSON.parse(web.body.toString())).toMatchObject({ code: 'resource_exhausted' });
  const told = mock.journal.list().calls.map(({ id }) => JSON.stringify(mock.journal.get(id)));
  expect(told.filter((one) => one.includes('too-many-calls')).length).toBe(1);
  // Others have room for a few.
  const few = second.open('/t.v1.Kinds/Both');
  few.write(frame(text('x')));
  await until(mock.journal, () => mock.journal.stats().open === 13);
  few.close();
  // A connection that ends takes its streams along.
  await first[Symbol.asyncDispose]();
  await until(mock.journal, () => mock.journal.stats().open === 0);
  const call = second.open('/t.v1.Kinds/Both');
  call.write(frame(text('x')));
  await until(mock.journal, () => mock.journal.stats().open === 1);
  call.close();
  await until(mock.journal, () => mock.journal.stats().open === 0);
});

test('a stream that has been answered and whose client goes on sending is closed, once its answer has gone', () => {
  vi.useFakeTimers();
  const closed: number[] = [];
  const stream = Object.assign(new EventEmitter(), {
    writableFinished: false,
    close: (code: number) => void closed.push(code),
  });
  // No more of a stream is asked for.
  linger(stream as unknown as ServerHttp2Stream);
  vi.advanceTimersByTime(5_000);
  expect(closed).toEqual([]);
  stream.writableFinished = true;
  vi.advanceTimersByTime(5_000);
  expect(closed).toEqual([0]);
  linger(stream as unknown as ServerHttp2Stream);
  stream.emit('close');
  vi.advanceTimersByTime(60_000);
  expect(closed).toEqual([0]);
});

test('a call that is answered before its client finished is closed by the server', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const call = raw.open('/t.v1.Kinds/Nothing');
  call.write(frame(text('x')));
  await new Promise((done) => call.once('response', done));
  const gone = new Promise((done) => call.once('close', done));
  call.resume();
  await vi.advanceTimersByTimeAsync(5_000);
  await gone;
  expect(call.rstCode).toBe(0);
});
