import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { BrokenConnection } from '../../../server/grpc/grpc-server.ts';
import { echo, openMock } from './mock.ts';
import { ACK, block, CONTINUATION, DATA, HEADERS, PING, PREFACE, rawFrame as frame, SETTINGS } from './raw-frame.ts';

const HEAD = block([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/t.v1.Kinds/Both'],
  [':authority', 'localhost'],
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
]);
const many = (count: number, one: (at: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, at) => one(at)));

/** Tells of each frame that comes. */
function hear(socket: Socket, heard: (type: number, flags: number, payload: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
      const end = 9 + bytes.readUIntBE(0, 3);
      heard(bytes[3]!, bytes[4]!, bytes.subarray(9, end));
      bytes = bytes.subarray(end);
    }
  });
}

test.each([
  ['data on a stream that was never opened', frame(DATA, 0, 9, Buffer.alloc(5))],
  ['a ping of 7 bytes', frame(PING, 0, 0, Buffer.alloc(7))],
  ['settings of 5 bytes', frame(SETTINGS, 0, 0, Buffer.alloc(5))],
  ['a frame that is too large', frame(DATA, 0, 1, Buffer.alloc(20_000))],
  ['a continuation of nothing', frame(CONTINUATION, 4, 3, HEAD)],
  ['a head that cannot be unpacked', frame(HEADERS, 5, 3, Buffer.from([0xff, 0xff, 0x7f]))],
  [
    'heads without number that are not legal',
    many(3_000, (at) => frame(HEADERS, 5, 3 + 2 * at, Buffer.concat([HEAD, block([['Upper', 'x']])]))),
  ],
  ['empty data without end', Buffer.concat([frame(HEADERS, 4, 1, HEAD), many(20_000, () => frame(DATA, 0, 1))])],
])('%s costs the connection, whose client does not leave, and is told of', async (_, bytes) => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, { limits: { muteMs: 10 }, failed: (one) => failed.push(one) });
  const socket = connect(mock.port.port, '127.0.0.1').on('error', () => undefined);
  const closed = new Promise((done) => socket.once('close', done));
  hear(socket, (type, flags) => {
    if (type === SETTINGS && flags === 0) socket.write(bytes);
  });
  socket.write(PREFACE);
  await closed;
  expect(failed).toMatchObject([{ fault: 'protocol', problem: { code: 'malformed-http2' } }]);
  expect(failed[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
});

test('a connection that says nothing is asked once, and lives on', async () => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, { limits: { muteMs: 10 }, failed: (one) => failed.push(one) });
  const socket = connect(mock.port.port, '127.0.0.1').on('error', () => undefined);
  const asked = new Promise<void>((done) => {
    let pings = 0;
    hear(socket, (type, flags, payload) => {
      if (type !== PING || flags === ACK) return;
      // It answers, and speaks again: only then is there something to ask again.
      socket.write(Buffer.concat([frame(PING, ACK, 0, payload), frame(SETTINGS, 0, 0)]));
      if ((pings += 1) === 3) done();
    });
  });
  socket.write(PREFACE);
  await asked;
  expect(failed).toEqual([]);
  expect(mock.port.connections).toBe(1);
  socket.destroy();
});
