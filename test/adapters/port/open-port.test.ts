import { createServer as createHttp, request } from 'node:http';
import { connect as connectH2, createServer as createH2 } from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { ConnectionFailure } from '../../../server/port/connection-failure.ts';
import { PortError } from '../../../server/port/listen.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { FailedConnections } from '../../../server/traffic/failed-connections.ts';

/** Everything that a socket says until it closes. */
function listen(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (chunk) => (said += chunk.toString('latin1'))).on('error', () => undefined);
  return new Promise((done) => socket.once('close', () => done(said)));
}

const opened = (socket: Socket): Promise<unknown> => new Promise((done) => socket.once('connect', done));

test('a loopback host listens on both families, on the same port', async () => {
  await using port = await openPort({ host: 'localhost', port: 0 });
  expect(port.addresses[0]).toBe('127.0.0.1');
  for (const address of port.addresses) {
    const socket = connect(port.port, address);
    await opened(socket);
    socket.destroy();
  }
});

test('HTTP/1.1 and HTTP/2 with prior knowledge are told apart, with nothing lost', async () => {
  await using port = await openPort({ host: 'localhost', port: 0 });
  const http = createHttp((req, res) => res.end(`one ${req.url}`));
  const http2 = createH2();
  http2.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200 });
    stream.end(`two ${headers[':path']}`);
  });
  port.onHttp1((socket) => http.emit('connection', socket));
  port.onHttp2((socket) => http2.emit('connection', socket));
  const one = await new Promise<string>((done) =>
    request({ host: '127.0.0.1', port: port.port, path: '/a', agent: false }, (res) => {
      res.setEncoding('utf8').on('data', done);
    }).end(),
  );
  expect(one).toBe('one /a');
  const session = connectH2(`http://127.0.0.1:${port.port}`);
  const stream = session.request({ ':path': '/b' });
  expect(await new Promise<string>((done) => stream.setEncoding('utf8').on('data', done))).toBe('two /b');
  session.destroy();
});

test('first bytes may come one at a time', async () => {
  await using port = await openPort({ host: 'localhost', port: 0 });
  const taken = new Promise<string>((done) => {
    const take = (name: string) => (socket: Socket) => {
      let said = '';
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
        if (said.endsWith('!')) done(`${name}: ${said}`);
      });
    };
    port.onHttp1(take('http1'));
    port.onHttp2(take('http2'));
  });
  const socket = connect({ port: port.port, host: '127.0.0.1', noDelay: true });
  await opened(socket);
  for (const letter of 'PRI * HTTP/2!') {
    socket.write(letter);
    await new Promise((done) => setImmediate(done));
  }
  expect(await taken).toBe('http2: PRI * HTTP/2!');
  socket.destroy();
});

test('a PRI that is none goes to HTTP/1.1', async () => {
  await using port = await openPort({ host: 'localhost', port: 0 });
  const taken = new Promise((done) => port.onHttp1((socket) => socket.on('data', (chunk) => done(String(chunk)))));
  const socket = connect(port.port, '127.0.0.1');
  socket.write('PRINT / HTTP/1.1');
  expect(await taken).toBe('PRINT / HTTP/1.1');
  socket.destroy();
});

test('a connection that says nothing, or ends before it says enough, is closed', async () => {
  await using port = await openPort({ host: 'localhost', port: 0, limits: { prefaceMs: 30 } });
  const silent = connect(port.port, '127.0.0.1');
  expect(await listen(silent)).toBe('');
  const brief = connect(port.port, '127.0.0.1');
  const closed = listen(brief);
  brief.end('PR');
  expect(await closed).toBe('');
});

test('connections beyond the bound are closed at once and told of, and make room when they end', async () => {
  const failed: ConnectionFailure[] = [];
  await using port = await openPort({
    host: 'localhost',
    port: 0,
    limits: { connections: 2 },
    failed: (one) => failed.push(one),
  });
  port.onHttp1((socket) => socket.on('data', () => socket.write('hello')).resume());
  const talk = async (): Promise<Socket> => {
    const socket = connect(port.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const heard = new Promise((done) => socket.once('data', done).once('close', done));
    socket.write('GET');
    await heard;
    return socket;
  };
  const first = await talk();
  await talk();
  expect(port.connections).toBe(2);
  const third = await talk();
  expect(third.destroyed || third.readableEnded || third.closed).toBe(true);
  expect(failed).toMatchObject([
    {
      fault: 'crowded',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      problem: { code: 'too-many-connections', message: expect.stringMatching(/^2 connections are open/) },
    },
  ]);
  const left = new Promise((done) => first.once('close', done));
  first.destroy();
  await left;
  while (port.connections === 2) await new Promise((done) => setImmediate(done));
  expect((await talk()).destroyed).toBe(false);
});

test('hundreds that are refused for their number are one row with their count', async () => {
  const rows = new FailedConnections({ now: () => 0, newId: () => 'c1' });
  await using port = await openPort({
    host: '127.0.0.1',
    port: 0,
    limits: { connections: 0 },
    failed: (one) => rows.add(one),
  });
  const closed = Array.from({ length: 300 }, () => listen(connect(port.port, '127.0.0.1')));
  await Promise.all(closed);
  expect(rows.list()).toMatchObject({ connections: [{ fault: 'crowded', count: 300 }], dropped: 0 });
});

test('a port in use is a problem with its code and what to do', async () => {
  await using port = await openPort({ host: 'localhost', port: 0 });
  const failed = await openPort({ host: 'localhost', port: port.port }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(PortError);
  expect(failed).toMatchObject({
    code: 'EADDRINUSE',
    problem: {
      code: 'port-in-use',
      message: expect.stringContaining(String(port.port)),
      hint: expect.stringContaining('--port'),
    },
  });
});

test('a port that is in use on one family only leaves the other one free again', async () => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '::1', done));
  const { port } = taken.address() as { port: number };
  await expect(openPort({ host: 'localhost', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const free = createServer();
  await new Promise<void>((done, fail) => free.once('error', fail).listen(port, '127.0.0.1', done));
  free.close();
  taken.close();
});

test('an address that this machine does not have is a problem', async () => {
  await expect(openPort({ host: '203.0.113.7', port: 0 })).rejects.toMatchObject({ problem: { code: 'host-unknown' } });
});

test('after closing, nobody is accepted, and those who were handed over live on', async () => {
  const port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp1((socket) => socket.on('data', (chunk) => socket.write(chunk)));
  const socket = connect(port.port, '127.0.0.1');
  const hear = () => new Promise((done) => socket.once('data', (chunk) => done(String(chunk))));
  socket.write('one');
  expect(await hear()).toBe('one');
  await port.close();
  socket.write('two');
  expect(await hear()).toBe('two');
  const refused = connect(port.port, '127.0.0.1');
  expect(await new Promise((done) => refused.once('error', (error: NodeJS.ErrnoException) => done(error.code)))).toBe(
    'ECONNREFUSED',
  );
  const gone = listen(socket);
  await port[Symbol.asyncDispose]();
  await gone;
});
