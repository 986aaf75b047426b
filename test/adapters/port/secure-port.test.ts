import { createServer as createHttp, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect as connectH2, createServer as createH2 } from 'node:http2';
import { connect } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import type { ConnectionFailure } from '../../../server/port/connection-failure.ts';
import { openPort, type Port } from '../../../server/port/open-port.ts';
import type { Identity } from '../../../server/port/secure-door.ts';
import { makeCertificate, type MadeCertificate } from '../../../server/tls/make-certificate.ts';

let made: MadeCertificate;
let foreign: MadeCertificate;
beforeAll(async () => {
  [made, foreign] = await Promise.all([makeCertificate(Date.now()), makeCertificate(Date.now())]);
});

interface Served extends AsyncDisposable {
  readonly port: Port;
  readonly failures: readonly ConnectionFailure[];
  /** Resolves with the next failure. */
  failure(): Promise<ConnectionFailure>;
}

async function serve(identity?: Partial<Identity> | null, prefaceMs = 5_000): Promise<Served> {
  const failures: ConnectionFailure[] = [];
  const heard: ((failure: ConnectionFailure) => void)[] = [];
  const own: Identity = {
    cert: made.cert,
    key: made.key,
    clientAuth: 'require',
    isFor: (name) => name === undefined || name === 'localhost',
    ...identity,
  };
  const port = await openPort({
    host: 'localhost',
    port: 0,
    limits: { prefaceMs },
    identity: identity === null ? undefined : own,
    failed: (failure) => {
      failures.push(failure);
      heard.shift()?.(failure);
    },
  });
  const http = createHttp((req, res) => res.end(`one ${req.url}`));
  const closed = createHttp((_req, res) => res.writeHead(400).end('closed'));
  const http2 = createH2();
  http2.on('stream', (stream) => {
    stream.respond({ ':status': 200 });
    stream.end('two');
  });
  port.onHttp1((socket, why) => (why ? closed : http).emit('connection', socket));
  port.onHttp2((socket, why) => (why ? socket.end(why.problem.code) : http2.emit('connection', socket)));
  return {
    port,
    failures,
    failure: () => new Promise((done) => heard.push(done)),
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}

const get = (port: Port, options: object = {}): Promise<string> =>
  new Promise((done, fail) =>
    secureRequest({ host: 'localhost', port: port.port, ca: made.ca, agent: false, path: '/a', ...options }, (res) =>
      res.setEncoding('utf8').on('data', done),
    )
      .on('error', fail)
      .end(),
  );

/** What a TLS client becomes of: its protocol, or its error. */
const shake = (port: Port, options: ConnectionOptions = {}): Promise<string> =>
  new Promise((done) => {
    const socket = connectTls({ host: '127.0.0.1', servername: 'localhost', port: port.port, ca: made.ca, ...options });
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.once('secureConnect', () => {
      done(socket.alpnProtocol || 'none');
      socket.destroy();
    });
  });

test('the page comes by https, gRPC by HTTP/2 over TLS, on one port', async () => {
  await using served = await serve();
  expect(await get(served.port)).toBe('one /a');
  const session = connectH2(`https://localhost:${served.port.port}`, { ca: made.ca });
  const stream = session.request({ ':path': '/b' });
  expect(await new Promise<string>((done) => stream.setEncoding('utf8').on('data', done))).toBe('two');
  session.destroy();
  expect(served.failures).toEqual([]);
});

test.each([
  [['h2'], 'h2'],
  [['grpc-exp', 'h2'], 'h2'],
  [['http/1.1', 'h2'], 'h2'],
  [['http/1.1'], 'http/1.1'],
  [undefined, 'none'],
])('a client that offers %j gets %s', async (ALPNProtocols, chosen) => {
  await using served = await serve();
  expect(await shake(served.port, ALPNProtocols ? { ALPNProtocols } : {})).toBe(chosen);
});

test('HTTP/2 with prior knowledge within TLS needs no ALPN', async () => {
  await using served = await serve();
  const socket = connectTls({ host: '127.0.0.1', servername: 'localhost', port: served.port.port, ca: made.ca });
  const session = connectH2('https://localhost', { createConnection: () => socket });
  const stream = session.request({ ':path': '/b' });
  expect(await new Promise<string>((done) => stream.setEncoding('utf8').on('data', done))).toBe('two');
  session.destroy();
});

test('TLS on a port of plain text is told so in plain text, and recorded', async () => {
  await using served = await serve(null);
  expect(await shake(served.port)).toMatch(/WRONG_VERSION_NUMBER/);
  expect(served.failures).toMatchObject([
    {
      fault: 'tls_to_plaintext',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      problem: { code: 'tls-to-plaintext' },
    },
  ]);
});

test('plain text on a port of TLS is told so in its own protocol, and recorded', async () => {
  await using served = await serve();
  const status = await new Promise((done) =>
    request({ host: '127.0.0.1', port: served.port.port, agent: false }, (res) => done(res.statusCode)).end(),
  );
  expect(status).toBe(400);
  const socket = connect(served.port.port, '127.0.0.1');
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  expect(await new Promise((done) => socket.once('data', (chunk) => done(String(chunk))))).toBe('plaintext-to-tls');
  expect(served.failures.map(({ fault }) => fault)).toEqual(['plaintext_to_tls', 'plaintext_to_tls']);
});

test.each<[string, ConnectionOptions, string]>([
  ['does not trust the certificate', { ca: undefined }, 'handshake-broken-off'],
  ['calls a name that the certificate is not for', { servername: 'shop.test' }, 'wrong-name'],
  ['offers no protocol of ours', { ALPNProtocols: ['acme/1'] }, 'no-common-protocol'],
  ['speaks TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'old-tls'],
  ['has no cipher of ours', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, 'no-common-cipher'],
])('a client that %s is a failed connection with a sentence', async (_what, options, code) => {
  await using served = await serve();
  const failure = served.failure();
  await shake(served.port, options);
  expect(await failure).toMatchObject({
    fault: 'handshake',
    peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    problem: { code, message: expect.stringMatching(/^The .*\.$/), hint: expect.stringMatching(/\.$/) },
  });
});

test('a client that begins a handshake and stops is closed in time', async () => {
  await using served = await serve({}, 50);
  const socket = connect(served.port.port, '127.0.0.1').on('error', () => undefined);
  socket.write(Buffer.from([0x16, 3, 1, 2]));
  expect(await served.failure()).toMatchObject({ problem: { code: 'slow-handshake' } });
  socket.destroy();
});

test('bytes that only begin like TLS are a failed handshake', async () => {
  await using served = await serve();
  const socket = connect(served.port.port, '127.0.0.1').on('error', () => undefined);
  socket.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]));
  expect(await served.failure()).toMatchObject({ fault: 'handshake', problem: { code: 'tls-handshake' } });
  socket.destroy();
});

test('a client that must show a certificate, and shows none or a foreign one, is let in to be told why', async () => {
  await using served = await serve({ clientCa: made.ca });
  expect(await get(served.port)).toBe('closed');
  expect(await get(served.port, { cert: foreign.cert, key: foreign.key })).toBe('closed');
  expect(served.failures).toMatchObject([
    { fault: 'client_certificate', problem: { code: 'no-client-certificate' } },
    {
      fault: 'client_certificate',
      problem: { code: 'bad-client-certificate', message: expect.stringContaining('of no use') },
    },
  ]);
});

test('a client that is only asked for a certificate is served without', async () => {
  await using asked = await serve({ clientCa: foreign.ca, clientAuth: 'request' });
  expect(await get(asked.port)).toBe('one /a');
  expect(asked.failures).toEqual([]);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a session that is resumed without a certificate opens no door that needs one: %s',
  async (version) => {
    await using served = await serve({ clientCa: made.ca });
    const visit = (session?: Buffer): Promise<{ told: string; session: Buffer | undefined }> =>
      new Promise((done) => {
        let [told, ticket]: [string, Buffer | undefined] = ['', undefined];
        const socket = connectTls({
          host: '127.0.0.1',
          servername: 'localhost',
          port: served.port.port,
          ca: made.ca,
          minVersion: version,
          maxVersion: version,
          ALPNProtocols: ['http/1.1'],
          ...(session && { session }),
        });
        socket.on('session', (given: Buffer) => (ticket = given));
        socket.on('error', () => undefined);
        socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
        socket.on('close', () => done({ told, session: ticket ?? socket.getSession() }));
        socket.write('GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      });
    const first = await visit();
    expect(first.told).not.toContain('one /a');
    expect((await visit(first.session)).told).not.toContain('one /a');
    expect(served.failures).toHaveLength(2);
  },
);
