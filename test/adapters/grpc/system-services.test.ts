import { fromBinary, toJson } from '@bufbuild/protobuf';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BUF } from '../../support/buf.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { echo, KINDS, openMock, text, unary, until } from './mock.ts';
import { filesOf, reflect, strictly } from './reflection-client.ts';

const identity = (bytes: Buffer): Buffer => bytes;
const SERVING = Buffer.from([8, 1]);

const WITH_IMPORTS = {
  'a/v1/api.proto': `
    syntax = "proto2";
    package a.v1;
    import "a/v1/types.proto";
    import "google/protobuf/timestamp.proto";
    extend Thing { optional string nick = 101; }
    extend Thing { optional int32 rank = 100; }
    service Api { rpc Get(Thing) returns (google.protobuf.Timestamp); }
  `,
  'a/v1/types.proto': `
    syntax = "proto2";
    package a.v1;
    import "a/v1/base.proto";
    message Thing { optional Base base = 1; extensions 100 to 200; }
  `,
  'a/v1/base.proto': 'syntax = "proto2"; package a.v1; message Base { optional string id = 1; }',
};

test('health: the server and every service in it are serving; others are not known', async () => {
  await using mock = await openMock();
  const client = mock.client();
  const ask = (service: string) => unary(client, '/grpc.health.v1.Health/Check', text(service));
  for (const service of [
    '',
    't.v1.Kinds',
    'grpc.channelz.v1.Channelz',
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
  ])
    expect(await ask(service)).toEqual({ code: 0, details: '', reply: SERVING });
  expect(await ask('no.such')).toMatchObject({ code: 5 });
  expect(await unary(client, '/grpc.health.v1.Health/Check', Buffer.from([255]))).toMatchObject({ code: 13 });
  expect(mock.journal.list().calls[0]).toMatchObject({ kind: 'unary', answeredBy: { by: 'builtin', name: 'health' } });
});

test('health: a list has the state of every service, read by what reflection says of it', async () => {
  await using mock = await openMock();
  const stream = reflect(mock.client());
  const { files } = strictly(filesOf(await stream.ask({ fileContainingSymbol: 'grpc.health.v1.Health' })));
  await stream.end();
  const service = [...files].flatMap((file) => file.services).find(({ name }) => name === 'Health')!;
  const { output } = service.methods.find(({ name }) => name === 'List')!;
  mock.health.set('t.v1.Kinds', 'NOT_SERVING');
  mock.health.set('of.nobody', 'UNKNOWN');
  const { code, reply } = await unary(mock.client(), '/grpc.health.v1.Health/List', Buffer.alloc(0));
  expect(code).toBe(0);
  expect(toJson(output, fromBinary(output, reply!), { alwaysEmitImplicit: true })).toEqual({
    statuses: {
      '': { status: 'SERVING' },
      't.v1.Kinds': { status: 'NOT_SERVING' },
      'of.nobody': { status: 'UNKNOWN' },
      'grpc.channelz.v1.Channelz': { status: 'SERVING' },
      'grpc.health.v1.Health': { status: 'SERVING' },
      'grpc.reflection.v1.ServerReflection': { status: 'SERVING' },
      'grpc.reflection.v1alpha.ServerReflection': { status: 'SERVING' },
    },
  });
});

test('health: a watch tells when the schema gains and loses the service', async () => {
  await using mock = await openMock();
  const call = mock
    .client()
    .makeServerStreamRequest('/grpc.health.v1.Health/Watch', identity, identity, text('t.v1.Late'));
  call.on('error', () => undefined);
  const next = () => new Promise<Buffer>((done) => call.once('data', done));
  expect(await next()).toEqual(Buffer.from([8, 3]));
  let told = next();
  mock.registry.replace(
    schemaFrom('syntax = "proto3"; package t.v1; message M {} service Late { rpc Do(M) returns (M); }'),
  );
  expect(await told).toEqual(SERVING);
  told = next();
  mock.registry.replace(schemaFrom(KINDS));
  expect(await told).toEqual(Buffer.from([8, 3]));
  call.cancel();
  await until(mock.journal, () => mock.journal.stats().open === 0);
});

for (const version of ['v1', 'v1alpha'] as const) {
  test(`reflection ${version}: lists services and serves a file with what it imports, once on a stream`, async () => {
    await using mock = await openMock(echo, { proto: WITH_IMPORTS });
    const stream = reflect(mock.client(), version);
    const list = await stream.ask({ listServices: '*', host: 'h' });
    expect(list).toMatchObject({
      validHost: 'h',
      originalRequest: { listServices: '*' },
      listServicesResponse: {
        service: [
          { name: 'a.v1.Api' },
          { name: 'grpc.channelz.v1.Channelz' },
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
        ],
      },
    });
    const first = filesOf(await stream.ask({ fileContainingSymbol: 'a.v1.Api.Get' }));
    expect([...strictly(first).files].map((file) => file.proto.name).sort()).toEqual([
      'a/v1/api.proto',
      'a/v1/base.proto',
      'a/v1/types.proto',
      'google/protobuf/timestamp.proto',
    ]);
    expect(filesOf(await stream.ask({ fileByFilename: 'a/v1/types.proto' }))).toHaveLength(1);
    expect(filesOf(await stream.ask({ fileByFilename: 'a/v1/api.proto' }))).toHaveLength(1);
    expect(await stream.end()).toBe(0);
    expect(mock.journal.list().calls[0]).toMatchObject({ status: 'OK', up: 4, down: 4, answeredBy: { by: 'builtin' } });
  });
}

test('reflection: the details of errors are known, whether a proto imports them or not', async () => {
  await using mock = await openMock(echo, { proto: WITH_IMPORTS });
  const stream = reflect(mock.client());
  const details = filesOf(await stream.ask({ fileContainingSymbol: 'google.rpc.BadRequest.FieldViolation' }));
  const status = filesOf(await stream.ask({ fileContainingSymbol: '.google.rpc.Status' }));
  const known = strictly([...details, ...status]);
  expect(known.getMessage('google.rpc.BadRequest')?.fields.map(({ name }) => name)).toEqual(['field_violations']);
  expect(known.getMessage('google.rpc.Status')?.fields).toHaveLength(3);
  expect(filesOf(await stream.ask({ fileByFilename: 'google/rpc/code.proto' }))).toHaveLength(1);
  expect(await stream.ask({ fileContainingSymbol: 'google.rpc.NoSuch' })).toMatchObject({
    errorResponse: { errorCode: 5 },
  });
  expect(await stream.end()).toBe(0);
});

test('reflection: where the protos have details of their own, those are served', async () => {
  const proto = { 'my/errors.proto': 'syntax = "proto3"; package google.rpc; message BadRequest { string mine = 1; }' };
  await using mock = await openMock(echo, { proto });
  const stream = reflect(mock.client());
  const found = strictly(filesOf(await stream.ask({ fileContainingSymbol: 'google.rpc.BadRequest' })));
  expect(found.getMessage('google.rpc.BadRequest')?.fields.map(({ name }) => name)).toEqual(['mine']);
  await stream.end();
});

test('reflection: extensions are found by number and listed', async () => {
  await using mock = await openMock(echo, { proto: WITH_IMPORTS });
  const stream = reflect(mock.client());
  const found = await stream.ask({ fileContainingExtension: { containingType: 'a.v1.Thing', extensionNumber: 101 } });
  expect(strictly(filesOf(found)).getExtension('a.v1.nick')?.number).toBe(101);
  expect(await stream.ask({ allExtensionNumbersOfType: 'a.v1.Thing' })).toMatchObject({
    allExtensionNumbersResponse: { baseTypeName: 'a.v1.Thing', extensionNumber: [100, 101] },
  });
  await stream.end();
});

test('reflection: what is not there is an error in the stream, which goes on', async () => {
  await using mock = await openMock();
  const stream = reflect(mock.client());
  for (const request of [
    { fileByFilename: 'no.proto' },
    { fileContainingSymbol: 'no.Such' },
    { fileContainingSymbol: 'grpc.health.v1.No' },
    { fileContainingExtension: { containingType: 't.v1.Text', extensionNumber: 9 } },
    { allExtensionNumbersOfType: 'no.Such' },
  ])
    expect(await stream.ask(request)).toMatchObject({ errorResponse: { errorCode: 5 } });
  expect(await stream.ask({})).toMatchObject({ errorResponse: { errorCode: 3 } });
  expect(await stream.ask({ fileContainingSymbol: 't.v1.Text.text' })).toHaveProperty('fileDescriptorResponse');
  expect(await stream.end()).toBe(0);
});

test('reflection: our own services can be resolved as well', async () => {
  await using mock = await openMock();
  const stream = reflect(mock.client());
  for (const symbol of [
    'grpc.health.v1.Health',
    'grpc.health.v1.Health.Watch',
    'grpc.health.v1.HealthCheckResponse.ServingStatus',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflectionRequest.file_by_filename',
  ])
    expect([...strictly(filesOf(await stream.ask({ fileContainingSymbol: symbol }))).files]).toHaveLength(1);
  expect(filesOf(await stream.ask({ fileByFilename: 'grpc/reflection/v1/reflection.proto' }))).toHaveLength(1);
  await stream.end();
});

test('reflection: channelz comes with what it imports, by whichever of its names it is asked for', async () => {
  await using mock = await openMock();
  for (const symbol of [
    'grpc.channelz.v1.Channelz.GetServerSockets',
    'grpc.channelz.v1.Address.TcpIpAddress.ip_address',
    'grpc.channelz.v1.Security.Tls.cipher_suite',
    'grpc.channelz.v1.ChannelTraceEvent.CT_ERROR',
  ]) {
    const stream = reflect(mock.client());
    const files = strictly(filesOf(await stream.ask({ fileContainingSymbol: symbol })));
    expect([...files.files].map(({ proto }) => proto.name).sort()).toEqual([
      'google/protobuf/any.proto',
      'google/protobuf/duration.proto',
      'google/protobuf/timestamp.proto',
      'google/protobuf/wrappers.proto',
      'grpc/channelz/v1/channelz.proto',
    ]);
    await stream.end();
  }
});

test('reflection: a tree that has the health service itself has it once', async () => {
  const own = `
    syntax = "proto3";
    package grpc.health.v1;
    message HealthCheckRequest { string service = 1; }
    message HealthCheckResponse { int32 status = 1; }
    service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); }
  `;
  await using mock = await openMock(echo, { proto: { 'mine/health.proto': own } });
  const client = mock.client();
  const stream = reflect(client);
  const list = await stream.ask({ listServices: '' });
  const { service } = list['listServicesResponse'] as { service: { name: string }[] };
  expect(service.filter(({ name }) => name === 'grpc.health.v1.Health')).toHaveLength(1);
  const files = filesOf(await stream.ask({ fileContainingSymbol: 'grpc.health.v1.Health' }));
  expect([...strictly(files).files][0]?.proto.name).toBe('mine/health.proto');
  await stream.end();
  expect(await unary(client, '/grpc.health.v1.Health/Check', text(''))).toMatchObject({ code: 0, reply: SERVING });
});

test('reflection: bytes that are no request end the stream with INTERNAL', async () => {
  await using mock = await openMock();
  const call = mock
    .client()
    .makeBidiStreamRequest('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', identity, identity);
  call.on('data', () => undefined).on('error', () => undefined);
  const ended = new Promise((done) => call.once('status', done));
  call.write(Buffer.from([0x1a, 200]));
  expect(await ended).toMatchObject({ code: 13 });
});

test('buf curl calls all four kinds by reflection alone', async () => {
  await using mock = await openMock();
  const curl = async (method: string, data: string): Promise<string> => {
    const { stdout } = await promisify(execFile)(BUF, [
      'curl',
      '--protocol',
      'grpc',
      '--http2-prior-knowledge',
      '--data',
      data,
      `http://127.0.0.1:${mock.port.port}/t.v1.Kinds/${method}`,
    ]);
    return stdout.replace(/\s/g, '');
  };
  expect(await curl('Unary', '{"text":"a"}')).toBe('{"text":"a"}');
  expect(await curl('Down', '{"text":"b"}')).toBe('{"text":"b"}');
  expect(await curl('Up', '{"text":"c"}{"text":"d"}')).toBe('{"text":"d"}');
  expect(await curl('Both', '{"text":"e"}{"text":"f"}')).toBe('{"text":"e"}{"text":"f"}');
});
