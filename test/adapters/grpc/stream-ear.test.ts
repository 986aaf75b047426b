import { connect, createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import { tendConnection } from '../../../server/grpc/connection.ts';
import { DEFAULT_GRPC_LIMITS } from '../../../server/grpc/limits.ts';
import { WireCall } from '../../../server/grpc/wire-call.ts';
import { countsOf } from '../../../server/serving/socket-counts.ts';
import type { WireListener } from '../../../server/serving/wire.ts';
import { clock } from './mock.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let server: Http2Server | undefined;
afterEach(() => server?.close());

/** A call that is answered with one message; nobody but its stream knows it afterwards. */
function answer(stream: ServerHttp2Stream, rawHeaders: readonly string[]): WeakRef<WireListener> {
  // It is one of a server.
  const session = stream.session as ServerHttp2Session;
  const connection = tendConnection(session, countsOf(undefined), DEFAULT_GRPC_LIMITS, clock, { count: 0 });
  const listener: WireListener = {
    message: (bytes) => {
      wire.sendHeaders([]);
      wire.sendMessage(bytes, () => undefined);
      wire.read();
    },
    halfClosed: () => void wire.end(status('OK'), []),
    sent: () => undefined,
    refused: () => undefined,
    gone: () => undefined,
    hold: () => true,
    release: () => undefined,
  };
  const wire = new WireCall(
    { path: '/a.B/C', rawHeaders, grpc: true, stream, session, connection },
    1_000,
    listener,
    () => undefined,
  );
  wire.read();
  return new WeakRef(listener);
}

test('a stream that is over does not lead to its call', async () => {
  const calls: { stream: ServerHttp2Stream; listener: WeakRef<WireListener>; closed: Promise<void> }[] = [];
  server = createServer();
  // Node passes the raw headers as a fourth argument, which its types leave out.
  server.on('stream', ((stream: ServerHttp2Stream, _headers: object, _flags: number, rawHeaders: string[]) => {
    const closed = new Promise<void>((done) => stream.on('close', done));
    calls.push({ stream, closed, listener: answer(stream, rawHeaders) });
  }) as (stream: ServerHttp2Stream) => void);
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (let at = 0; at < 3; at += 1) {
    const request = client.request({ ':method': 'POST', ':path': '/a.B/C', 'content-type': 'application/grpc' });
    const came: Buffer[] = [];
    request.on('data', (chunk: Buffer) => came.push(chunk)).end(Buffer.from([0, 0, 0, 0, 1, 7]));
    await new Promise((done) => request.on('close', done));
    expect(Buffer.concat(came)).toEqual(Buffer.from([0, 0, 0, 0, 1, 7]));
  }
  await Promise.all(calls.map(({ closed }) => closed));
  client.close();
  // What a weak reference has given lives until its turn is over.
  await new Promise(setImmediate);
  collect();
  expect(calls).toHaveLength(3);
  expect(calls.map(({ stream }) => stream.destroyed)).toEqual([true, true, true]);
  expect(calls.map(({ listener }) => listener.deref())).toEqual([undefined, undefined, undefined]);
});
