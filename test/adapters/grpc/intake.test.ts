import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MessageReader } from '../../../server/serving/message-reader.ts';
import { clock, openMock, scripted, text, until } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const PATH = '/t.v1.Kinds/Unary';

test('messages are cut out of chunks wherever those break', () => {
  const messages = [Buffer.alloc(0), text('one'), Buffer.alloc(70_000, 7), Buffer.alloc(0), text('two')];
  const wire = Buffer.concat(messages.map((message) => frame(message)));
  for (const size of [1, 2, 3, 5, 7, 4_096, wire.length]) {
    const got: Buffer[] = [];
    const reader = new MessageReader(70_000, (bytes) => got.push(bytes));
    for (let at = 0; at < wire.length; at += size) reader.push(wire.subarray(at, at + size));
    expect(got.map((message) => message.length)).toEqual(messages.map((message) => message.length));
    expect(Buffer.concat(got).equals(Buffer.concat(messages))).toBe(true);
  }
});

test('a message beyond the limit is refused by what its prefix says', () => {
  const reader = new MessageReader(10, () => undefined);
  expect(reader.push(frame(Buffer.alloc(10)))).toBeUndefined();
  expect(reader.push(frame(Buffer.alloc(11)).subarray(0, 5))).toBe(11);
});

test('compressed messages keep their place among the others', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open('/t.v1.Kinds/Both', { 'grpc-encoding': 'gzip', 'grpc-accept-encoding': 'identity' });
  const bodies = Array.from({ length: 40 }, (_, at) => text(`message ${at}`));
  stream.end(Buffer.concat(bodies.map((body, at) => (at % 2 ? frame(body) : frame(gzipSync(body), true)))));
  const { body, trailers } = await whole(stream);
  expect(trailers).toMatchObject({ 'grpc-status': '0' });
  expect(body.toString('latin1')).toBe(Buffer.concat(bodies.map((one) => frame(one))).toString('latin1'));
});

test('a compressed message without a compression is INTERNAL', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open(PATH);
  stream.end(frame(text('x'), true));
  expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '13' });
});

test('trailers that HTTP/2 does not carry harm no other call', async () => {
  await using mock = await openMock(
    scripted({
      halfClose: () => ({
        steps: [
          { afterMs: 0, do: 'message', bytes: text('y') },
          {
            afterMs: 0,
            do: 'end',
            status: { code: 0, name: 'OK', message: '' },
            trailers: [
              { key: 'age', value: '1' },
              { key: 'age', value: '2' },
            ],
          },
        ],
      }),
    }),
  );
  await using raw = rawSession(mock.port.port);
  for (let at = 0; at < 2; at += 1) {
    const stream = raw.open(PATH);
    stream.end(frame(text('x')));
    await whole(stream);
  }
  expect(mock.journal.stats()).toMatchObject({ open: 0, recorded: 2 });
});

test('a connection is pinged, and closed where nobody answers', async () => {
  await using mock = await openMock(scripted({}), { limits: { keepaliveMs: 20, keepaliveTimeoutMs: 2_000 } });
  await using raw = rawSession(mock.port.port);
  const pinged = new Promise((done) => raw.session.once('ping', done));
  raw.open('/t.v1.Kinds/Both').write(frame(text('x')));
  await pinged;
  await using deaf = await openMock(scripted({}), { limits: { keepaliveMs: 20, keepaliveTimeoutMs: 20 } });
  const silent = connect({ host: '127.0.0.1', port: deaf.port.port });
  // A greeting, and never an answer.
  silent.write(
    Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]),
  );
  silent.resume();
  await new Promise((done) => silent.once('close', done));
});

test('a connection that nobody calls over is closed, one with an open call is not', async () => {
  await using mock = await openMock(scripted({}), { limits: { idleMs: 60 } });
  await using busy = rawSession(mock.port.port);
  busy.open('/t.v1.Kinds/Both').write(frame(text('x')));
  await until(mock.journal, () => mock.journal.list().calls[0]?.up === 1);
  await using idle = rawSession(mock.port.port);
  const opened = clock.now();
  await new Promise((done) => idle.session.once('close', done));
  expect(clock.now() - opened).toBeGreaterThanOrEqual(40);
  expect(busy.session.closed || busy.session.destroyed).toBe(false);
});
