import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import type { Understudy } from '../../../server/library/types.ts';
import type { UnderstudyOptions } from '../../../server/library/options.ts';
import { makeCertificate, makeClientCertificate } from '../../../server/tls/make-certificate.ts';

/** gRPC's core in C, which Python, Ruby, PHP and C++ have in common, reads certificates by BoringSSL. */
const python = process.env.UNDERSTUDY_PYTHON ?? 'python3';
const there = spawnSync(python, ['-c', 'import grpc']).status === 0;
const HOW = there
  ? ''
  : ' (skipped: Python has no grpc; pip install grpcio, or set UNDERSTUDY_PYTHON to a Python that has it)';

const CLIENT = `
import json, sys, grpc
ask = json.loads(sys.argv[1])
pem = lambda name: ask[name].encode() if ask.get(name) else None
channel = grpc.secure_channel(ask['target'], grpc.ssl_channel_credentials(pem('ca'), pem('key'), pem('cert')))
say = channel.unary_unary('/t.v1.Say/Hello', request_serializer=None, response_deserializer=None)
try:
    reply, call = say.with_call(b'', timeout=20, compression=grpc.Compression.Gzip)
    print(json.dumps({'code': call.code().name, 'reply': reply.hex()}))
except grpc.RpcError as error:
    print(json.dumps({'code': error.code().name, 'details': error.details()}))
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-python-'));
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  const proto =
    'syntax = "proto3"; package t.v1; message Text { string text = 1; } service Say { rpc Hello(Text) returns (Text); }';
  writeFileSync(join(folder, 't.proto'), proto);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function started(tls: NonNullable<UnderstudyOptions['tls']>): Promise<Understudy> {
  const mock = await startUnderstudy({ protos: join(folder, 't.proto'), tls });
  await mock.stub('t.v1.Say/Hello', { reply: { message: { text: 'hi' } } });
  return mock;
}

async function fromPython(ask: Readonly<Record<string, string | null>>): Promise<{ code: string }> {
  const { stdout } = await promisify(execFile)(python, ['-c', CLIENT, JSON.stringify(ask)], { timeout: 50_000 });
  return JSON.parse(stdout) as { code: string };
}

const HI = { code: 'OK', reply: Buffer.from([0x0a, 2, 0x68, 0x69]).toString('hex') };

test.skipIf(!there)(
  `grpcio trusts the authority that is made, by name and by address, and no other${HOW}`,
  async () => {
    await using mock = await started(true);
    const port = mock.address.split(':').at(-1);
    for (const host of ['localhost', '127.0.0.1'])
      expect(await fromPython({ target: `${host}:${port}`, ca: mock.ca })).toEqual(HI);
    const other = await makeCertificate(Date.now());
    expect(await fromPython({ target: `localhost:${port}`, ca: other.ca })).toMatchObject({ code: 'UNAVAILABLE' });
  },
);

test.skipIf(!there)(`grpcio shows its certificate where one is required, and is refused without${HOW}`, async () => {
  const client = await makeClientCertificate(Date.now());
  // It signed itself.
  await using mock = await started({ clientCa: client.cert });
  const target = `localhost:${mock.address.split(':').at(-1)}`;
  expect(await fromPython({ target, ca: mock.ca, ...client })).toEqual(HI);
  expect(await fromPython({ target, ca: mock.ca })).toMatchObject({ code: 'UNAVAILABLE' });
});
