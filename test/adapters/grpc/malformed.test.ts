import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createGrpcServer, type BrokenConnection } from '../../../server/grpc/grpc-server.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { clock, echo, openMock, text, until } from './mock.ts';
import { frame } from './raw-call.ts';
import { block, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PREFACE, rawFrame } from './raw-frame.ts';

const CALL = block([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':authority', 'localhost'],
  [':path', '/t.v1.Kinds/Both'],
  ['content-type', 'application/grpc'],
]);

test.each([
  ['another greeting', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n'],
  ['no settings', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET / HTTP/1.1\r\n\r\n'],
])('a connection that begins as HTTP/2 and goes on with %s is told of', async (_, text) => {
  await using mock = await openMock();
  const failed: BrokenConnection[] = [];
  await using grpc = createGrpcServer({ desk: mock.desk, clock, failed: (one) => failed.push(one) });
  await using port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp2((socket) => grpc.inject(socket));
  const socket = connect(port.port, '127.0.0.1');
  socket.resume();
  socket.write(text);
  await new Promise((done) => socket.once('close', done));
  expect(failed).toMatchObject([{ fault: 'protocol', serverName: null, problem: { code: 'malformed-http2' } }]);
  expect(failed[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
});

/** As grpc-go says it when its connection is closed: the last stream is the largest there can be. */
const GO_LEAVES = rawFrame(GOAWAY, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]));

test('a client of Go that takes its leave has not failed, whether it called or not', async () => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, { failed: (one) => failed.push(one) });
  const silent = connect(mock.port.port, '127.0.0.1');
  silent.write(Buffer.concat([PREFACE, GO_LEAVES]));
  await new Promise((done) => silent.resume().once('close', done));
  const calling = connect(mock.port.port, '127.0.0.1');
  const call = rawFrame(DATA, END_STREAM, 1, frame(text('x')));
  calling.write(Buffer.concat([PREFACE, rawFrame(HEADERS, END_HEADERS, 1, CALL), call]));
  calling.resume();
  await until(mock.journal, () => mock.journal.list().calls.length === 1 && mock.journal.stats().open === 0);
  calling.write(GO_LEAVES);
  await new Promise((done) => calling.once('close', done));
  expect(failed).toEqual([]);
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'OK' });
});

test('a client that breaks the rules while its calls are open is told of', async () => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, { failed: (one) => failed.push(one) });
  const socket = connect(mock.port.port, '127.0.0.1');
  socket.write(Buffer.concat([PREFACE, rawFrame(HEADERS, END_HEADERS, 1, CALL)]));
  await until(mock.journal, () => mock.journal.stats().open === 1);
  socket.write(rawFrame(HEADERS, END_HEADERS, 2, CALL));
  await new Promise((done) => socket.resume().once('close', done));
  expect(failed).toMatchObject([
    { problem: { code: 'malformed-http2', message: 'The client broke the rules of HTTP/2: protocol error.' } },
  ]);
});
