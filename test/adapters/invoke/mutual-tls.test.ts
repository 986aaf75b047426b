import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Comparison, CurlLines } from '../../../server/contract/compare.ts';
import type { MethodInfo } from '../../../server/contract/schema.ts';
import type { ClientEvents, ServerEvents } from '../../../server/contract/events.ts';
import type { ServerStatus } from '../../../server/contract/rest.ts';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import type { Understudy } from '../../../server/library/types.ts';
import { makeCertificate, makeClientCertificate } from '../../../server/tls/make-certificate.ts';
import type { ClientCertificate } from '../../../server/tls/own-client.ts';
import { ROOT } from '../../support/run-command.ts';
import { bufCurlLine, grpcurlLine } from '../../../web/src/composer/copy-as.ts';

const PROTO = `
  syntax = "proto3";
  package desk.v1;
  import "google/api/annotations.proto";
  message Note { string name = 1; string text = 2; }
  service Desk {
    rpc GetNote(Note) returns (Note) { option (google.api.http) = { get: "/v1/{name=notes/*}" }; }
    rpc Talk(stream Note) returns (stream Note);
  }
`;
const GET: MethodInfo = {
  path: '/desk.v1.Desk/GetNote',
  name: 'GetNote',
  kind: 'unary',
  input: 'desk.v1.Note',
  output: 'desk.v1.Note',
  doc: '',
};
const MESSAGE = '{"name":"notes/1"}';
const ASKED = { method: GET.path, metadata: [], deadlineMs: null, messages: [MESSAGE] };
const run = promisify(execFile);

let folder: string;
let person: ClientCertificate;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desk it-'));
  writeFileSync(join(folder, 'desk.proto'), PROTO);
  vi.stubEnv('XDG_DATA_HOME', folder);
  person = await makeClientCertificate(Date.now());
  writeFileSync(join(folder, 'me.pem'), person.cert);
  writeFileSync(join(folder, 'me.key'), person.key);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const start = (tls: object = {}): Promise<Understudy> =>
  startUnderstudy({ protos: join(folder, 'desk.proto'), tls: { clientCa: person.cert, ...tls }, playground: true });

/** Asks the API as a person with a certificate does. */
async function ask<T>(mock: Understudy, path: string, body?: object): Promise<T> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const own = { ...person, agent: false as const, rejectUnauthorized: false };
  const outgoing = request(`https://${mock.address}${path}`, { ...own, method: body ? 'POST' : 'GET', headers });
  outgoing.end(body && JSON.stringify(body));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]; // By its docs.
  return (await json(incoming)) as T; // What the contract promises.
}

/** What a gRPC client with this certificate sees: the code of its status. */
function codeFor(mock: Understudy, shown: ClientCertificate | null): Promise<number> {
  const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
  const secured = credentials.createSsl(pem(mock.ca!), pem(shown?.key), pem(shown?.cert));
  const client = new Client(mock.address, secured, { 'grpc.use_local_subchannel_pool': 1 });
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((done) => {
    const heard = (error: ServiceError | null): void => {
      client.close();
      done(error?.code ?? 0);
    };
    client.makeUnaryRequest(GET.path, same, same, Buffer.from('\n\x07notes/1'), heard);
  });
}

test('the page calls a server that asks for certificates, and a stranger does not', async () => {
  await using mock = await start();
  const { compared } = await ask<Comparison>(mock, '/api/compare', ASKED);
  expect(compared.map((one) => 'exchange' in one && one.exchange.status.code)).toEqual(Array(4).fill(0));

  const page: Socket<ServerEvents, ClientEvents> = io(`https://${mock.address}`, {
    ca: mock.ca!,
    ...person,
    transports: ['websocket'],
    reconnection: false,
  });
  await new Promise<void>((done) => page.on('connect', done));
  for (const protocol of ['grpc', 'grpc-web', 'connect', 'rest'] as const) {
    const ended = new Promise((done) =>
      page.on('invocation:events', (_id, events) => {
        const end = events.find(({ type }) => type === 'ended');
        if (end?.type === 'ended') done(end.status.code);
      }),
    );
    const asked = { ...ASKED, protocol, close: true } as const;
    expect(await page.emitWithAck('invocation:start', asked)).toMatchObject({ ok: true });
    expect(await ended).toBe(0);
    page.off('invocation:events');
  }
  page.close();

  // After the page's own certificate is known: nobody gains by it.
  expect(await codeFor(mock, null)).toBe(14);
  expect(await codeFor(mock, await makeClientCertificate(Date.now()))).toBe(14);
  expect(await codeFor(mock, person)).toBe(0);
});

test('a server that takes no certificates, or does not insist, is called without one', async () => {
  await using asks = await start({ clientAuth: 'request' });
  const { tls } = await ask<ServerStatus>(asks, '/api/status');
  expect(tls).toMatchObject({ clientCertificate: false, serverName: null });
  const { compared } = await ask<Comparison>(asks, '/api/compare', ASKED);
  expect(compared.map((one) => 'exchange' in one && one.exchange.status.code)).toEqual(Array(4).fill(0));
});

/** Command lines for this call, as the page copies them. */
async function linesFor(mock: Understudy): Promise<readonly string[]> {
  const { tls, address } = await ask<ServerStatus>(mock, '/api/status');
  const call = { method: GET, address, metadata: [], deadlineMs: null, messages: [MESSAGE], tls };
  const { lines } = await ask<CurlLines>(mock, '/api/curl', ASKED);
  return [
    ...lines.map((one) => ('line' in one ? one.line : JSON.stringify(one))),
    grpcurlLine(call),
    ...(['grpc', 'grpc-web', 'connect'] as const).map((protocol) => bufCurlLine({ ...call, protocol })),
  ];
}

/** The lines are run where their commands are: apt install curl, go install github.com/fullstorydev/grpcurl/cmd/grpcurl. */
async function expectToWork(lines: readonly string[], certificate: boolean): Promise<void> {
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`;
  const mine = { CLIENT_CERT: join(folder, 'me.pem'), CLIENT_KEY: join(folder, 'me.key') };
  const env = { ...process.env, PATH: path, ...(certificate && mine) };
  for (const line of lines) {
    const [, command = ''] = /(?:^|\| )(curl|grpcurl|buf) /.exec(line) ?? [];
    if (spawnSync(command, ['--version'], { env }).error) continue;
    expect((await run('sh', ['-c', line], { env })).stdout, line).toContain('notes/1');
  }
}

test('lines that are copied from a server with TLS work as they are pasted', async () => {
  await using mock = await startUnderstudy({ protos: join(folder, 'desk.proto'), tls: true, playground: true });
  const lines = await linesFor(mock);
  for (const line of lines) expect(line).toMatch(/-cacert '.*desk it-.*ca\.pem'/);
  expect(lines.join(' ')).not.toMatch(/plaintext|prior-knowledge|http:/);
  await expectToWork(lines, false);
});

test('they show a certificate to a server that asks for one, by variables', async () => {
  await using mock = await start();
  const lines = await linesFor(mock);
  for (const line of lines) expect(line).toMatch(/-cert "\$CLIENT_CERT" --?key "\$CLIENT_KEY"/);
  await expectToWork(lines, true);
});

test('they call a server by a name that its certificate is for', async () => {
  const { cert, key } = await forName('shop.test');
  writeFileSync(join(folder, 'shop.pem'), cert);
  await using mock = await startUnderstudy({
    protos: join(folder, 'desk.proto'),
    tls: { cert: join(folder, 'shop.pem'), key },
    playground: true,
  });
  const lines = await linesFor(mock);
  for (const line of lines) expect(line).toMatch(/shop\.test/);
  await expectToWork(lines, false);
});

test('they check nothing where there is no file to check by', async () => {
  const { cert, key } = await makeCertificate(Date.now());
  await using mock = await startUnderstudy({
    protos: join(folder, 'desk.proto'),
    tls: { cert, key },
    playground: true,
  });
  const lines = await linesFor(mock);
  for (const line of lines) expect(line).toMatch(/ --?insecure /);
  await expectToWork(lines, false);
});

test('the authority that is made constrains names alone: BoringSSL, in gRPC of Python and Ruby, refuses addresses', async () => {
  const { default: forge } = await import('node-forge');
  const { ca } = await makeCertificate(Date.now());
  const found: unknown = forge.pki.certificateFromPem(ca).getExtension({ id: '2.5.29.30' } as never);
  const { value } = found as { readonly value: string }; // Its bytes, one a character.
  // dNSName is [2], iPAddress [7] (RFC 5280, 4.2.1.6).
  expect(value).toContain('\x82\x09localhost');
  expect(value).not.toContain('\x87');
});

/** A certificate for a name, signed by itself. */
async function forName(name: string): Promise<ClientCertificate> {
  const { default: forge } = await import('node-forge');
  const { cert: like, key } = await makeCertificate(Date.now());
  const [certificate, secret] = [forge.pki.createCertificate(), forge.pki.privateKeyFromPem(key)];
  certificate.publicKey = forge.pki.setRsaPublicKey(secret.n, secret.e);
  certificate.serialNumber = '02';
  certificate.validity = forge.pki.certificateFromPem(like).validity;
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer([{ name: 'commonName', value: name }]);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }]);
  certificate.sign(secret, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}
