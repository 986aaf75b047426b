import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { connect as connectH2, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { Client, credentials, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import type { Understudy } from '../../../server/library/types.ts';
import { makeCertificate, makeClientCertificate, type MadeCertificate } from '../../../server/tls/make-certificate.ts';

let folder: string;
let foreign: MadeCertificate;
const protos = (): string => join(folder, 't.proto');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-tls-'));
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  const proto =
    'syntax = "proto3"; package t.v1; message Text { string text = 1; } service Say { rpc Hello(Text) returns (Text); }';
  writeFileSync(protos(), proto);
  foreign = await makeCertificate(Date.now());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a gRPC client of another make than ours sees: bytes, or code and message. */
function hello(address: string, secured: ChannelCredentials): Promise<{ code: number; details: string }> {
  const client = new Client(address, secured, { 'grpc.use_local_subchannel_pool': 1 });
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise<{ code: number; details: string }>((done) => {
    const heard = (error: ServiceError | null): void => {
      client.close();
      done(error ? { code: error.code, details: error.details } : { code: 0, details: '' });
    };
    client.makeUnaryRequest('/t.v1.Say/Hello', same, same, Buffer.alloc(0), heard);
  });
}

const trusting = (mock: Understudy, client?: MadeCertificate): ChannelCredentials =>
  client
    ? credentials.createSsl(Buffer.from(mock.ca!), Buffer.from(client.key), Buffer.from(client.cert))
    : credentials.createSsl(Buffer.from(mock.ca!));

/** Status and text of an answer by HTTP/2. */
function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<{ status: unknown; text: string; headers: OutgoingHttpHeaders }> {
  const stream = session.request(headers);
  let head: OutgoingHttpHeaders = {};
  let text = '';
  stream.on('response', (given) => (head = given));
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  stream.end(body);
  return new Promise((done, fail) => {
    stream.on('end', () => done({ status: head[':status'], text, headers: head })).on('error', fail);
  });
}

test('a certificate is made once, kept where only the user reads it, and trusted by a gRPC client', async () => {
  const first = await startUnderstudy({ protos: protos(), tls: true });
  await using second = await startUnderstudy({ protos: protos(), tls: true });
  expect(second.ca).toBe(first.ca);
  expect(await hello(first.address, trusting(first))).toEqual({ code: 0, details: '' });
  await first.close();
  const kept = join(folder, 'data/understudy/tls');
  expect(readdirSync(kept).sort()).toEqual(['ca.pem', 'certificate.pem']);
  expect(statSync(join(kept, 'certificate.pem')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(kept, 'ca.pem'), 'utf8')).toBe(first.ca);
});

test('starts at the same time agree on one certificate, and a spoilt one is made anew', async () => {
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'race'));
  const mocks = await Promise.all([0, 1, 2].map(() => startUnderstudy({ protos: protos(), tls: true })));
  expect(new Set(mocks.map(({ ca }) => ca)).size).toBe(1);
  for (const mock of mocks) await mock.close();
  writeFileSync(join(folder, 'race/understudy/tls/certificate.pem'), 'spoilt');
  await using anew = await startUnderstudy({ protos: protos(), tls: true });
  expect(anew.ca).not.toBe(mocks[0]!.ca);
  expect(await hello(anew.address, trusting(anew))).toMatchObject({ code: 0 });
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
});

test('what is made is for this machine alone, and nobody can sign more of it', () => {
  const ca = new X509Certificate(foreign.ca);
  const cert = new X509Certificate(foreign.cert);
  expect(cert.checkIssued(ca)).toBe(true);
  expect(cert.verify(ca.publicKey)).toBe(true);
  expect([cert.ca, ca.ca]).toEqual([false, true]);
  for (const name of ['localhost', 'host.docker.internal']) expect(cert.checkHost(name)).toBeDefined();
  for (const address of ['127.0.0.1', '::1']) expect(cert.checkIP(address)).toBeDefined();
  expect(cert.checkHost('example.com')).toBeUndefined();
  expect(Object.keys(foreign).sort()).toEqual(['ca', 'cert', 'key']);
  expect(ca.toLegacyObject().modulus).not.toBe(cert.toLegacyObject().modulus);
});

test('page and API come by HTTP/2 and by HTTP/1.1 over TLS, bodies both ways', async () => {
  await using mock = await startUnderstudy({ protos: protos(), tls: true });
  const session = connectH2(`https://${mock.address}`, { ca: mock.ca! });
  const status = await ask(session, { ':path': '/api/status' });
  expect(status).toMatchObject({ status: 200, headers: { 'x-content-type-options': 'nosniff' } });
  expect(JSON.parse(status.text)).toMatchObject({ name: 'understudy', methods: 1 });
  const connect = { ':path': '/t.v1.Say/Hello', ':method': 'POST', 'content-type': 'application/json' };
  expect(await ask(session, connect, '{"text":"a"}')).toMatchObject({ status: 200 });
  const large = JSON.stringify({ method: 'x'.repeat(300_000) });
  const post = { ':path': '/api/none', ':method': 'POST', 'content-type': 'application/json' };
  expect((await ask(session, post, large)).status).toBeGreaterThanOrEqual(400);
  expect(await ask(session, { ':path': '/api/status', origin: 'https://evil.test' })).toMatchObject({ status: 403 });
  const foreignHost = { ':path': '/api/status', ':authority': 'evil.test' };
  expect(await ask(session, foreignHost)).toMatchObject({ status: 421 });
  session.close();
  const [host, port] = mock.address.split(':');
  const old = await new Promise((done) =>
    request({ host, port, ca: mock.ca!, path: '/api/status', agent: false }, (answer) => done(answer.statusCode)).end(),
  );
  expect(old).toBe(200);
});

test('a gRPC client that makes a mistake with TLS is told so in words', async () => {
  await using secure = await startUnderstudy({ protos: protos(), tls: true });
  await using plain = await startUnderstudy({ protos: protos() });
  await using mutual = await startUnderstudy({ protos: protos(), tls: { clientCa: foreign.ca } });
  const mistakes = {
    plaintext: await hello(secure.address, credentials.createInsecure()),
    'no certificate': await hello(mutual.address, trusting(mutual)),
    'foreign certificate': await hello(mutual.address, trusting(mutual, await makeCertificate(Date.now()))),
    'TLS to plaintext': await hello(plain.address, credentials.createSsl(Buffer.from(foreign.ca))),
  };
  for (const { code } of Object.values(mistakes)) expect(code).toBe(14);
  expect(mistakes.plaintext.details).toMatch(/speaks plain text, and this port speaks TLS/);
  expect(mistakes['no certificate'].details).toMatch(/showed no certificate/);
  expect(mistakes['foreign certificate'].details).toMatch(/none of the authorities|signed/);
  // The calls themselves came in, and are in the traffic.
  expect(await secure.calls()).toMatchObject([{ method: '/t.v1.Say/Hello', status: 'UNAVAILABLE' }]);
  expect(await mutual.calls()).toHaveLength(2);
  expect(await plain.calls()).toEqual([]);
});

test('a client that asks for another name, and leaves, harms nobody', async () => {
  await using mock = await startUnderstudy({ protos: protos(), tls: true });
  const left = new Promise<string>((done) =>
    connectTls({ port: mock.port, host: '127.0.0.1', servername: 'shop.test' }).on('error', ({ message }) =>
      done(message),
    ),
  );
  expect(await left).toMatch(/verify/);
  expect(await hello(mock.address, trusting(mock))).toEqual({ code: 0, details: '' });
});

test('Connect, gRPC-Web and a browser are told in words of their own that they speak plain text to TLS', async () => {
  await using mock = await startUnderstudy({ protos: protos(), tls: true });
  const [host, port] = mock.address.split(':');
  const say = (path: string, type: string): Promise<{ status: unknown; text: string; headers: object }> =>
    new Promise((done) =>
      plainRequest({ host, port, path, agent: false, method: 'POST', headers: { 'content-type': type } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => done({ status: answer.statusCode, text, headers: answer.headers }));
      }).end('{}'),
    );
  const connect = await say('/t.v1.Say/Hello', 'application/json');
  expect(connect.status).toBe(503);
  expect(JSON.parse(connect.text)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/speaks TLS/) });
  const browser = await say('/', 'text/plain');
  expect(browser.status).toBe(400);
  expect(browser.text).toMatch(/this port speaks TLS.*https:\/\//);
});

test('a client with a certificate of the authorities is served', async () => {
  // It signed itself.
  const client = await makeClientCertificate(Date.now());
  const own = { ...client, ca: client.cert };
  await using mock = await startUnderstudy({ protos: protos(), tls: { clientCa: own.ca } });
  // A second call resumes nothing, or its session: both are served.
  for (const _ of [1, 2]) expect(await hello(mock.address, trusting(mock, own))).toEqual({ code: 0, details: '' });
});

test.each<[string, () => object, string, RegExp]>([
  ['a file that is not there', () => ({ cert: '/none.pem', key: foreign.key }), 'tls-file', /no such file/],
  ['a folder', () => ({ cert: folder, key: foreign.key }), 'tls-file', /it is a folder/],
  ['no PEM', () => ({ cert: protos(), key: foreign.key }), 'no-certificate', /holds no certificate in PEM/],
  [
    'the key for the certificate',
    () => ({ cert: foreign.key, key: foreign.key }),
    'no-certificate',
    /holds a private key/,
  ],
  ['the certificate for the key', () => ({ cert: foreign.cert, key: foreign.cert }), 'no-key', /holds a certificate/],
  ['a key of another', () => ({ cert: foreign.ca, key: foreign.key }), 'key-mismatch', /does not belong/],
  [
    'the chain upside down',
    () => ({ cert: `${foreign.ca}${foreign.cert}`, key: foreign.key }),
    'key-mismatch',
    /does not belong to the first certificate/,
  ],
  [
    'a broken certificate',
    () => ({ cert: foreign.cert.replace(/\n.{20}/, `\n${'A'.repeat(20)}`), key: foreign.key }),
    'bad-certificate',
    /cannot be read/,
  ],
  ['authorities that are none', () => ({ clientCa: foreign.key }), 'no-certificate', /holds a private key/],
])('%s is refused with a sentence', async (_what, tls, code, sentence) => {
  const failed: unknown = await startUnderstudy({ protos: protos(), tls: tls() }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'options', problems: [{ code }], message: expect.stringMatching(sentence) });
});

test('an expired certificate, and a locked key, are refused with a sentence', async () => {
  const old = await makeCertificate(Date.now() - 1_000 * 86_400_000);
  await expect(startUnderstudy({ protos: protos(), tls: old })).rejects.toThrow(/tls.ca/);
  const expired = { cert: old.cert, key: old.key };
  await expect(startUnderstudy({ protos: protos(), tls: expired })).rejects.toThrow(/expired on \d{4}-\d\d-\d\d/);
  const { createPrivateKey } = await import('node:crypto');
  const key = createPrivateKey(foreign.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'pw',
  });
  const locked = { cert: foreign.cert, key: String(key) };
  await expect(startUnderstudy({ protos: protos(), tls: locked })).rejects.toThrow(/locked with a password/);
  const wrong = { ...locked, passphrase: 'no' };
  await expect(startUnderstudy({ protos: protos(), tls: wrong })).rejects.toThrow(/does not unlock/);
  await using mock = await startUnderstudy({ protos: protos(), tls: { ...locked, passphrase: 'pw' } });
  const pinned = credentials.createSsl(Buffer.from(foreign.ca));
  expect(await hello(mock.address, pinned)).toEqual({ code: 0, details: '' });
});
