import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { explain } from '../../../server/engine/explain.ts';
import { schemaFromFiles } from '../../../server/schema/schema-from-files.ts';
import { systemFiles, systemTypes } from '../../../server/serving/system-files.ts';
import { resourcesOf } from '../../../server/world/list-resources.ts';
import { GRPC_PROTOS } from '../grpc/channelz-client.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const NAME = 'grpc/channelz/v1/channelz.proto';

/** What a descriptor says of names, numbers and types. */
const plain = (bytes: Uint8Array) => {
  const { options: _, sourceCodeInfo: __, ...rest } = fromBinary(FileDescriptorProtoSchema, bytes);
  return create(FileDescriptorProtoSchema, rest);
};

test("the descriptor of channelz is that of gRPC's own file, but for comments and the options of other languages", () => {
  const theirs = schemaFrom({ [NAME]: readFileSync(join(GRPC_PROTOS, 'channelz.proto'), 'utf8') });
  const ours = systemFiles().find(({ name }) => name === NAME);
  expect(plain(ours!.bytes)).toEqual(plain(theirs.files.get(NAME)!.bytes));
});

test('what the system services import is there as well', () => {
  const names = systemFiles().map(({ name }) => name);
  expect(systemFiles().flatMap(({ dependencies }) => dependencies.filter((name) => !names.includes(name)))).toEqual([]);
  expect(systemTypes().getMessage('grpc.channelz.v1.Address.TcpIpAddress')?.fields).toHaveLength(2);
});

test('the world makes no things of what only looks like a resource, and calls are explained as ours', () => {
  const schema = schemaFromFiles(systemFiles());
  expect(schema.method('/grpc.channelz.v1.Channelz/GetServer')?.desc.output.typeName).toBe(
    'grpc.channelz.v1.GetServerResponse',
  );
  expect(resourcesOf(schema)).toEqual([]);
  const methods = schema.services.flatMap((service) => service.methods.map(({ path }) => schema.method(path)!));
  expect(methods.map((method) => explain(method).answeredBy)).toEqual(methods.map(() => 'builtin'));
});
