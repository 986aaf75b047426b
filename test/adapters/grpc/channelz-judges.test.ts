import { credentials } from '@grpc/grpc-js';
import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { SocketBook } from '../../../server/serving/socket-book.ts';
import { makeClientCertificate } from '../../../server/tls/make-certificate.ts';
import { ROOT } from '../../support/run-command.ts';
import { channelzClient, type SocketAnswer } from './channelz-client.ts';
import { openMock, text, unary } from './mock.ts';

const run = promisify(execFile);
const protos = join(ROOT, 'protos');
const installed = (tool: string): boolean => spawnSync(tool, ['--help']).error === undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-channelz-'));
  vi.stubEnv('XDG_DATA_HOME', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const der = (pem: string): Buffer => new X509Certificate(pem).raw;

/** The asker's own connection. */
async function own(address: string, ca: string, client?: { key: string; cert: string }): Promise<SocketAnswer> {
  const [key, cert] = client ? [Buffer.from(client.key), Buffer.from(client.cert)] : [null, null];
  using channelz = channelzClient(address, credentials.createSsl(Buffer.from(ca), key, cert));
  return await channelz.socket((await channelz.sockets())[0]!);
}

test('a connection over TLS: its cipher by the name that standards have, and the certificate of this server', async () => {
  await using mock = await startUnderstudy({ protos, tls: true });
  const { security } = await own(mock.address, mock.ca!);
  expect(security?.tls.standard_name).toMatch(/^TLS_[A-Z0-9_]+$/);
  const shown = new X509Certificate(security!.tls.local_certificate);
  expect(shown.checkHost('localhost')).toBe('localhost');
  expect(security!.tls.remote_certificate).toHaveLength(0);
});

test('a connection of a client with a certificate shows that', async () => {
  // It signed itself.
  const { key, cert } = await makeClientCertificate(Date.now());
  await using mock = await startUnderstudy({ protos, tls: { clientCa: cert } });
  const { security } = await own(mock.address, mock.ca!, { key, cert });
  expect(security!.tls.remote_certificate).toEqual(der(cert));
});

test('pings that keep a connection alive are counted', async () => {
  await using mock = await openMock(undefined, { limits: { keepaliveMs: 5 } });
  const book = new SocketBook();
  mock.port.onHttp2((socket) => {
    book.enter(socket);
    mock.grpc.inject(socket);
  });
  const client = mock.client();
  const pinged = async (): Promise<void> => {
    await unary(client, '/t.v1.Kinds/Unary', text('a'));
    if ([...book.open][0]!.counts.keepAlivesSent < 2) await pinged();
  };
  await pinged();
  expect([...book.open]).toHaveLength(1);
});

test('a socket that is closed already is not entered', async () => {
  await using mock = await openMock();
  const book = new SocketBook();
  const entered = new Promise<void>((done) =>
    mock.port.onHttp2((socket) => {
      socket.destroy();
      book.enter(socket);
      done();
    }),
  );
  void unary(mock.client(), '/t.v1.Kinds/Unary', text('a'));
  await entered;
  expect([...book.open]).toEqual([]);
});

test.each(['grpc', 'grpcweb', 'connect'])('buf curl asks by %s, with what reflection tells it', async (protocol) => {
  await using mock = await startUnderstudy({ protos });
  const { stdout } = await run(join(ROOT, 'node_modules/.bin/buf'), [
    'curl',
    '--protocol',
    protocol,
    '--http2-prior-knowledge',
    '--data',
    '{"serverId":"1"}',
    `http://127.0.0.1:${mock.port}/grpc.channelz.v1.Channelz/GetServer`,
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    server: {
      ref: { serverId: '1' },
      data: { callsStarted: '2', lastCallStartedTimestamp: expect.any(String) as string },
    },
  });
});

test.skipIf(!installed('grpcdebug'))(
  'grpcdebug shows server, connections and health (needs grpcdebug: go install github.com/grpc-ecosystem/grpcdebug@latest)',
  async () => {
    await using mock = await startUnderstudy({ protos });
    using channelz = channelzClient(mock.address);
    const [id] = await channelz.sockets();
    const debug = async (...words: string[]): Promise<string> =>
      (await run('grpcdebug', [`127.0.0.1:${mock.port}`, ...words])).stdout;
    expect(await debug('channelz', 'servers')).toMatch(new RegExp(`127\\.0\\.0\\.1:${mock.port}.* 2/1/0 `));
    expect(await debug('channelz', 'server', '1')).toMatch(/Calls Succeeded: +\d/);
    expect(await debug('channelz', 'socket', String(id))).toMatch(/Streams Started: +1 [^]*Messages Sent: +1 /);
    expect(await debug('health')).toMatch(/SERVING/);
    await expect(debug('channelz', 'socket', '9999')).rejects.toMatchObject({
      stderr: expect.stringMatching(/NotFound desc = There is no socket 9999\./) as string,
    });
  },
);
