import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PullTls } from '../../../server/config/config-pull.ts';
import { pullProtos } from '../../../server/command/pull-protos.ts';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { makeCertificate, makeClientCertificate } from '../../../server/tls/make-certificate.ts';
import { oneAtATime, ownReflection } from '../../support/foreign-reflection.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const SHOP = {
  'shop.proto':
    'syntax = "proto3"; package shop.v1; message Item { string name = 1; } service Shop { rpc Get(Item) returns (Item); }',
};

let dir: string;
let server: { readonly cert: string; readonly key: string };
let trusted: string;
const at = (name: string): string => join(dir, name);
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pull-tls-'));
  const now = Date.now();
  const [made, me, other] = [
    await makeCertificate(now),
    await makeClientCertificate(now),
    await makeClientCertificate(now),
  ];
  server = { cert: made.cert, key: made.key };
  trusted = me.cert;
  const locked = createPrivateKey(me.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open',
  });
  const files = {
    'ca.pem': made.ca,
    'me.pem': me.cert,
    'me.key': me.key,
    'locked.key': locked,
    'other.pem': other.cert,
    'other.key': other.key,
    'shop.proto': SHOP['shop.proto'],
    'empty.pem': 'nothing\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
});
afterAll(() => rmSync(dir, { recursive: true }));

const own = (cert: string, key: string): Partial<PullTls> => ({ identity: { cert: at(cert), key: at(key) } });

/** What `pull` says, over TLS unless told otherwise. */
async function pulled(target: string, more: Partial<PullTls> | null = {}): Promise<string> {
  const tls: PullTls | undefined = more
    ? {
        skipVerify: false,
        ca: at('ca.pem'),
        serverName: undefined,
        identity: undefined,
        passphrase: undefined,
        ...more,
      }
    : undefined;
  const out = mkdtempSync(at('out-'));
  const config = { target, out, metadata: [], tls, timeoutMs: 20_000, force: false };
  const { done, failed } = await pullProtos(config, Date.now());
  return failed ? `${failed.code}: ${failed.message} ${failed.hint ?? ''}` : done;
}

test('a server of grpc-js that asks who calls: told with a certificate, else it is said what lacks', async () => {
  const pair = { private_key: Buffer.from(server.key), cert_chain: Buffer.from(server.cert) };
  const credentials = ServerCredentials.createSsl(Buffer.from(trusted), [pair], true);
  await using shop = await ownReflection(['shop.v1.Shop'], oneAtATime(schemaFrom(SHOP)), { credentials });
  expect(await pulled(shop.target, own('me.pem', 'me.key'))).toMatch(/^pulled 1 files/);
  expect(await pulled(shop.target, { ...own('me.pem', 'locked.key'), passphrase: 'open' })).toMatch(/^pulled 1 files/);
  expect(await pulled(shop.target)).toBe(
    `client-certificate: The server at ${shop.target} asks for a certificate of the client, and none was given. ` +
      'Give one with --cert, and its private key with --key.',
  );
  expect(await pulled(shop.target, own('other.pem', 'other.key'))).toMatch(
    /^client-certificate-refused: .* it may not take the certificate of --cert\./,
  );
  expect(await pulled(shop.target, null)).toMatch(/^connection-closed: .* If the server speaks TLS, add --tls/);
});

test('TLS 1.2 says the same in other words', async () => {
  const secure = createSecureServer({
    ...server,
    ca: trusted,
    requestCert: true,
    rejectUnauthorized: true,
    maxVersion: 'TLSv1.2',
  }).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const { port } = secure.address() as AddressInfo; // It listens on a port.
  const target = `localhost:${port}`;
  expect(await pulled(target)).toMatch(/^client-certificate: /);
  expect(await pulled(target, own('other.pem', 'other.key'))).toMatch(/^client-certificate-refused: /);
  secure.close();
});

test('our own server says by itself what it wants', async () => {
  await using mock = await startUnderstudy({ protos: at('shop.proto'), tls: { ...server, clientCa: trusted } });
  expect(await pulled(mock.address, own('me.pem', 'me.key'))).toMatch(/^pulled 1 files/);
  expect(await pulled(mock.address)).toMatch(/The client showed no certificate.* Give one with --cert and --key\.$/);
  expect(await pulled(mock.address, null)).toMatch(/this port speaks TLS.* Add --tls\.$/);
});

test('a port without TLS is told apart', async () => {
  const plain = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo; // It listens on a port.
  expect(await pulled(`localhost:${port}`)).toMatch(/^no-tls: .* Leave out --tls/);
  plain.close();
});

test.each([
  ['a key that is locked', own.bind(null, 'me.pem', 'locked.key'), /^locked-key: .*UNDERSTUDY_TLS_PASSPHRASE/],
  ['a key of another certificate', own.bind(null, 'me.pem', 'other.key'), /^key-mismatch: /],
  ['no such certificate', own.bind(null, 'none.pem', 'me.key'), /^tls-file: Failed to read the certificate/],
  ['no such key', own.bind(null, 'me.pem', 'none.key'), /^tls-file: Failed to read the private key/],
  ['a file without a certificate', own.bind(null, 'empty.pem', 'me.key'), /^no-certificate: /],
  ['no such authority', () => ({ ca: at('none.pem') }), /^tls-file: Failed to read the authorities/],
  ['a file without an authority', () => ({ ca: at('me.key') }), /^no-certificate: .*private key and no certificate/],
])('%s is a sentence before anybody is called', async (_, more, sentence) => {
  expect(await pulled('localhost:1', more())).toMatch(sentence);
});
