import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createGrpcServer, type BrokenConnection } from '../../../server/grpc/grpc-server.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { clock, openMock } from './mock.ts';

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
