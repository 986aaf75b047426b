import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Schema } from '../../server/schema/registry.ts';

/** A server of other people; ends with the scope. */
export interface Foreign extends AsyncDisposable {
  readonly target: string;
}

async function listen(server: Server, secure = ServerCredentials.createInsecure()): Promise<Foreign> {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', secure, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { target: `127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => server.forceShutdown() };
}

/** `@grpc/reflection` 1.0.4 over the files of a folder, as a Node server has it. */
export function nodeReflection(folder: string, files: readonly string[]): Promise<Foreign> {
  const server = new Server();
  new ReflectionService(loadSync([...files], { includeDirs: [folder], keepCase: true })).addToServer(server);
  return listen(server);
}

/** A server with nothing on it. */
export const emptyServer = (): Promise<Foreign> => listen(new Server());

/** How a server answers: files by name, or undefined for NOT_FOUND. */
export type Answers = (
  ask: 'file' | 'symbol' | 'extension' | 'numbers',
  name: string,
) => readonly Uint8Array[] | undefined;

/** A reflection server that answers what a test says, with the services of a schema. */
export function ownReflection(
  services: readonly string[],
  answers: Answers,
  options: {
    readonly version?: 'v1' | 'v1alpha';
    readonly credentials?: ServerCredentials;
    readonly endAfterEach?: boolean;
    readonly silent?: boolean;
  } = {},
): Promise<Foreign> {
  const server = new Server();
  const same = (value: Buffer): Buffer => value;
  const path = `/grpc.reflection.${options.version ?? 'v1'}.ServerReflection/ServerReflectionInfo`;
  const definition: ServiceDefinition = {
    ServerReflectionInfo: {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  };
  server.addService(definition, {
    ServerReflectionInfo: (call: import('@grpc/grpc-js').ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (request: Buffer) => {
        if (options.silent) return;
        call.write(Buffer.from(respond(request, services, answers)));
        if (options.endAfterEach) call.end();
      });
      call.on('end', () => call.end());
      call.on('error', () => undefined);
    },
  });
  return listen(server, options.credentials);
}

function respond(request: Uint8Array, services: readonly string[], answers: Answers): Uint8Array {
  const reader = new BinaryReader(request);
  const [field] = reader.tag();
  const text = field === 5 ? '' : reader.string();
  const writer = new BinaryWriter();
  if (field === 7) {
    writer.uint32((6 << 3) | 2).fork();
    for (const name of services) writer.uint32(10).fork().uint32(10).string(name).join();
    return writer.join().finish();
  }
  const kind = ({ 3: 'file', 4: 'symbol', 5: 'extension', 6: 'numbers' } as const)[field];
  const files = kind && answers(kind, text);
  if (!files)
    return writer
      .uint32((7 << 3) | 2)
      .fork()
      .uint32(8)
      .int32(5)
      .uint32(18)
      .string('not found')
      .join()
      .finish();
  writer.uint32((4 << 3) | 2).fork();
  for (const file of files) writer.uint32(10).bytes(file);
  return writer.join().finish();
}

/** Only the one file that holds what was asked for, never what it imports. */
export const oneAtATime =
  (schema: Schema): Answers =>
  (ask, name) => {
    const file = ask === 'file' ? schema.files.get(name) : ask === 'symbol' ? schema.fileOfSymbol(name) : undefined;
    return file && [file.bytes];
  };
