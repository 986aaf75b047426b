import type { Client } from '@grpc/grpc-js';
import {
  create,
  createFileRegistry,
  type FileRegistry,
  fromBinary,
  type JsonObject,
  toBinary,
  toJson,
  fromJson,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { systemTypes } from '../../../server/serving/system-files.ts';

/** One reflection stream: asks in ProtoJSON, answers in ProtoJSON (decoded by a foreign library). */
export function reflect(client: Client, version: 'v1' | 'v1alpha' = 'v1') {
  const service = systemTypes().getService(`grpc.reflection.${version}.ServerReflection`)!;
  const { input, output } = service.methods[0]!;
  const call = client.makeBidiStreamRequest(
    `/${service.typeName}/ServerReflectionInfo`,
    (json: JsonObject) => Buffer.from(toBinary(input, fromJson(input, json))),
    (bytes: Buffer) => toJson(output, fromBinary(output, bytes)) as JsonObject,
  );
  call.on('error', () => undefined);
  return {
    async ask(request: JsonObject): Promise<JsonObject> {
      const answer = new Promise<JsonObject>((done, fail) => {
        call.once('data', done);
        call.once('status', (status) => fail(new Error(status.details)));
      });
      call.write(request);
      return answer;
    },
    async end(): Promise<number> {
      const ended = new Promise<number>((done) => call.once('status', (status) => done(status.code)));
      call.resume();
      call.end();
      return ended;
    },
    call,
  };
}

/** The files of an answer, as base64. */
export function filesOf(answer: JsonObject): string[] {
  const response = answer['fileDescriptorResponse'] as { fileDescriptorProto: string[] } | undefined;
  return response?.fileDescriptorProto ?? [];
}

/** What a strict reader makes of files: it throws where a dependency is missing or a name is defined twice. */
export function strictly(files: readonly string[]): FileRegistry {
  const protos = files.map((file) => fromBinary(FileDescriptorProtoSchema, Buffer.from(file, 'base64')));
  const byName = new Map(protos.map((file) => [file.name, file]));
  const sorted: typeof protos = [];
  const visit = (name: string): void => {
    const file = byName.get(name);
    if (!file || sorted.includes(file)) return;
    for (const dependency of file.dependency) visit(dependency);
    sorted.push(file);
  };
  for (const name of byName.keys()) visit(name);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: sorted }));
}
