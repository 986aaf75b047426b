import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { ServerCredentials } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { PullConfig } from '../../../server/config/config-pull.ts';
import { pullProtos } from '../../../server/command/pull-protos.ts';
import { compile } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { emptyServer, nodeReflection, oneAtATime, ownReflection } from '../../support/foreign-reflection.ts';
import { protoFiles } from '../../support/corpora.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { openMock } from '../grpc/mock.ts';

const OPENSSL = process.env['OPENSSL'] ?? 'openssl';

const TREE = {
  'shop/v1/base.proto':
    'syntax = "proto3";\npackage shop.v1;\nimport "google/protobuf/timestamp.proto";\n\n// A thing.\nmessage Item {\n  // Its name.\n  string name = 1;\n\n  google.protobuf.Timestamp at = 2;\n  Kind kind = 3;\n}\n\nenum Kind {\n  KIND_UNSPECIFIED = 0;\n}\n',
  'opt/opt.proto':
    'syntax = "proto3"; package opt; import "google/protobuf/descriptor.proto"; extend google.protobuf.MethodOptions { string role = 50001; }',
  'shop/v1/api.proto':
    'syntax = "proto3"; package shop.v1; import "shop/v1/base.proto"; import "opt/opt.proto"; service Shop { rpc Get(Item) returns (Item) { option (opt.role) = "reader"; } }',
};

function folder(): { dir: string; files(): Record<string, string>; compile(): Schema } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'pull-'));
  const out = join(dir, 'out');
  const files = (): Record<string, string> =>
    existsSync(out) ? Object.fromEntries(protoFiles(out).map(({ path, text }) => [path, text])) : {};
  return {
    dir,
    files,
    compile: () => compile({ files: protoFiles(out), roots: [''] }),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const config = (target: string, dir: string, more: Partial<PullConfig> = {}): PullConfig => ({
  target,
  out: join(dir, 'out'),
  metadata: [],
  tls: undefined,
  timeoutMs: 20_000,
  force: false,
  ...more,
});
const pull = (target: string, dir: string, more?: Partial<PullConfig>): ReturnType<typeof pullProtos> =>
  pullProtos(config(target, dir, more), Date.now());

const bare = (schema: Schema, name: string): string => {
  const file = fromBinary(FileDescriptorProtoSchema, schema.files.get(name)!.bytes);
  delete file.sourceCodeInfo;
  return Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('hex');
};

test('the protos of our own server come back with comments and custom options, and compile to the same', async () => {
  await using mock = await openMock(undefined, { proto: TREE });
  using f = folder();
  const report = await pull(`127.0.0.1:${mock.port.port}`, f.dir);
  expect([report.failed, report.problems]).toEqual([undefined, []]);
  expect(report.done).toMatch(/^pulled 3 files with 1 services, 1 methods from .*v1\).*3 new/);
  expect(f.files()['shop/v1/base.proto']).toBe(
    TREE['shop/v1/base.proto'].replace('package', '\npackage').replace('import', '\nimport'),
  );
  const [before, after] = [schemaFrom(TREE), f.compile()];
  for (const name of Object.keys(TREE)) expect(bare(after, name)).toBe(bare(before, name));
});

test('@grpc/reflection, which forgets imports and joins the files of a package, is understood', async () => {
  using f = folder();
  for (const [name, text] of Object.entries(TREE)) {
    mkdirSync(dirname(join(f.dir, 'src', name)), { recursive: true });
    writeFileSync(join(f.dir, 'src', name), text);
  }
  await using server = await nodeReflection(join(f.dir, 'src'), ['shop/v1/api.proto']);
  const report = await pull(server.target, f.dir);
  expect([report.failed, report.problems.filter(({ severity }) => severity === 'error')]).toEqual([undefined, []]);
  const schema = f.compile();
  expect(schema.problems).toEqual([]);
  const input = schema.method('/shop.v1.Shop/Get')?.desc.input;
  expect(input?.fields.map(({ name, message }) => [name, message?.typeName])).toEqual([
    ['name', undefined],
    ['at', 'google.protobuf.Timestamp'],
    ['kind', undefined],
  ]);
});

test.each([
  ['v1alpha alone', { version: 'v1alpha' }],
  ['a stream that ends after each answer', { endAfterEach: true }],
] as const)(
  'a server with %s, that gives one file at a time, is asked until nothing is lacking',
  async (_, options) => {
    using f = folder();
    await using server = await ownReflection(['shop.v1.Shop'], oneAtATime(schemaFrom(TREE)), options);
    const report = await pull(server.target, f.dir);
    expect([report.failed, report.problems]).toEqual([undefined, []]);
    expect(Object.keys(f.files()).sort()).toEqual(Object.keys(TREE).sort());
  },
);

const changed = (schema: Schema, change: (file: FileDescriptorProto) => void): Map<string, Uint8Array> =>
  new Map(
    [...schema.files].map(([name, { bytes }]) => {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      change(file);
      return [name, toBinary(FileDescriptorProtoSchema, file)];
    }),
  );

test('imports that are not said, or wrong, are found by the types that are used', async () => {
  const schema = schemaFrom(TREE);
  const files = changed(schema, (file) => {
    file.dependency = file.name === 'shop/v1/api.proto' ? ['nowhere.proto', 'shop/v1/api.proto'] : [];
  });
  using f = folder();
  await using server = await ownReflection(['shop.v1.Shop'], (ask, name) => {
    const home = ask === 'symbol' ? schema.fileOfSymbol(name)?.name : undefined;
    return home === undefined ? undefined : [files.get(home)!];
  });
  const report = await pull(server.target, f.dir);
  expect(report.failed).toBeUndefined();
  expect(f.compile().method('/shop.v1.Shop/Get')?.desc.input.fields[1]?.message?.typeName).toBe(
    'google.protobuf.Timestamp',
  );
  expect(f.files()['shop/v1/api.proto']).toMatch(/option 50001 is not described/);
});

test('what nobody describes is left out, and said', async () => {
  const schema = schemaFrom(TREE);
  using f = folder();
  await using server = await ownReflection(['shop.v1.Shop', 'shop.v1.Ghost'], (ask, name) =>
    ask === 'symbol' && name === 'shop.v1.Shop' ? [schema.files.get('shop/v1/api.proto')!.bytes] : undefined,
  );
  const report = await pull(server.target, f.dir);
  expect(report.problems.map(({ message }) => message)).toEqual([
    'The server lists shop.v1.Ghost, and does not give its file.',
    'Shop.Get is left out: the server does not describe its type shop.v1.Item.',
  ]);
  expect(Object.keys(f.files())).toEqual(['shop/v1/api.proto']);
});

test.each([
  ['../../evil.proto', 'evil.proto'],
  ['/etc/cron.d/evil.proto', 'etc/cron.d/evil.proto'],
  ['C:\\windows\\evil.proto', 'windows/evil.proto'],
  ['a/../../b\0.proto', 'a/b_.proto'],
  ['.git/hooks/post-checkout', '_git/hooks/post-checkout.proto'],
  ['a b/$(x).proto', 'a_b/__x_.proto'],
])('a server that calls its file %j writes below the folder only', async (name, written) => {
  const schema = schemaFrom('syntax = "proto3"; package p; message M {} service S { rpc X(M) returns (M); }');
  const [bytes] = [...changed(schema, (file) => void (file.name = name)).values()];
  using f = folder();
  await using server = await ownReflection(['p.S'], () => [bytes!]);
  const report = await pull(server.target, f.dir);
  expect(report.failed).toBeUndefined();
  expect(Object.keys(f.files())).toEqual([written]);
  expect(readdirSync(f.dir)).toEqual(['out']);
});

test('a link in the folder that leads out of it is not followed', async () => {
  await using mock = await openMock(undefined, { proto: TREE });
  using f = folder();
  mkdirSync(join(f.dir, 'out'));
  mkdirSync(join(f.dir, 'elsewhere'));
  symlinkSync(join(f.dir, 'elsewhere'), join(f.dir, 'out', 'shop'));
  const report = await pull(`127.0.0.1:${mock.port.port}`, f.dir);
  expect(report.failed).toMatchObject({ code: 'outside-workspace' });
  expect(readdirSync(join(f.dir, 'elsewhere'))).toEqual([]);
  expect(existsSync(join(f.dir, 'out', 'opt'))).toBe(false);
});

test('a file that was changed is kept, and overwritten by --force', async () => {
  await using mock = await openMock(undefined, { proto: TREE });
  using f = folder();
  const target = `127.0.0.1:${mock.port.port}`;
  await pull(target, f.dir);
  expect((await pull(target, f.dir)).done).toContain('3 as they were');
  const edited = join(f.dir, 'out/shop/v1/base.proto');
  writeFileSync(edited, '// mine');
  expect((await pull(target, f.dir)).failed).toMatchObject({
    code: 'changed-on-disk',
    hint: expect.stringContaining('--force'),
  });
  expect(readFileSync(edited, 'utf8')).toBe('// mine');
  expect((await pull(target, f.dir, { force: true })).done).toContain('1 changed');
});

test('a server without reflection, and none at all, are told apart', async () => {
  using f = folder();
  await using server = await emptyServer();
  expect((await pull(server.target, f.dir)).failed).toMatchObject({ code: 'no-reflection' });
  await server[Symbol.asyncDispose]();
  expect((await pull(server.target, f.dir)).failed).toMatchObject({ code: 'nothing-listens' });
  expect(readdirSync(f.dir)).toEqual([]);
});

test('a server without services of its own, and one that never answers, end with a sentence', async () => {
  using f = folder();
  await using empty = await ownReflection([], () => undefined);
  expect((await pull(empty.target, f.dir)).failed).toMatchObject({ code: 'no-protos' });
  await using silent = await ownReflection(['a.S'], () => [], { silent: true });
  expect((await pull(silent.target, f.dir, { timeoutMs: 100 })).failed).toMatchObject({ code: 'deadline' });
});

test('TLS: an unknown certificate is refused, and taken with its authority or when asked to', async () => {
  using f = folder();
  const openssl = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const out = [
    '-subj',
    '/CN=mock.test',
    '-addext',
    'subjectAltName=DNS:mock.test',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  ];
  execFileSync(OPENSSL, [...openssl, ...out], { cwd: f.dir, stdio: 'ignore' });
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(f.dir, name)));
  const credentials = ServerCredentials.createSsl(null, [{ private_key: key!, cert_chain: cert! }]);
  await using server = await ownReflection(['shop.v1.Shop'], oneAtATime(schemaFrom(TREE)), { credentials });
  const tls = { skipVerify: false, ca: undefined, serverName: undefined, identity: undefined, passphrase: undefined };
  expect((await pull(server.target, f.dir, { tls })).failed).toMatchObject({ code: 'tls' });
  const trusted = { ...tls, ca: join(f.dir, 'cert.pem') };
  expect((await pull(server.target, f.dir, { tls: trusted })).failed).toMatchObject({ code: 'tls' });
  expect((await pull(server.target, f.dir, { tls: { ...trusted, serverName: 'mock.test' } })).done).toContain('3 new');
  expect((await pull(server.target, f.dir, { tls: { ...tls, skipVerify: true } })).done).toContain('3 as they were');
  expect((await pull(server.target, f.dir)).failed).toBeDefined();
});
