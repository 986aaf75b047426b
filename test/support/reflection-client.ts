import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { credentials, loadPackageDefinition, type Client, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

type Version = 'v1' | 'v1alpha';

/** The protos that @grpc/reflection brings: written by other people than ours. */
function reflectionClient(address: string, version: Version): Client {
  const root = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
  const file = join(root, `build/proto/grpc/reflection/${version}/reflection.proto`);
  let found: unknown = loadPackageDefinition(
    loadSync(file, { includeDirs: [join(root, 'build/proto')], keepCase: true }),
  );
  for (const part of ['grpc', 'reflection', version, 'ServerReflection']) found = Reflect.get(Object(found), part);
  // loadPackageDefinition types a tree of unknown depth; this leaf is a constructor.
  return new (found as ServiceClientConstructor)(address, credentials.createInsecure());
}

interface Answer {
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly error_response?: { readonly error_message: string };
}

function ask(address: string, version: Version, request: object): Promise<Answer> {
  const client = reflectionClient(address, version);
  return new Promise<Answer>((resolve, reject) => {
    const method: unknown = Reflect.get(client, 'ServerReflectionInfo');
    // The generated method is a bidi call: the one place where its type is not known.
    const call = (method as (this: Client) => import('@grpc/grpc-js').ClientDuplexStream<object, Answer>).call(client);
    call.once('data', (answer) => {
      if (answer.error_response) reject(new Error(answer.error_response.error_message));
      else resolve(answer);
    });
    call.once('error', reject);
    call.write(request);
    call.end();
  }).finally(() => client.close());
}

/** Names of all services, as reflection lists them. */
export async function reflectedServices(address: string, version: Version): Promise<readonly string[]> {
  const answer = await ask(address, version, { list_services: '' });
  return (answer.list_services_response?.service ?? []).map(({ name }) => name);
}

/** Every file that comes with a symbol, by name; imports that did not come are asked for one by one. */
export async function reflectedFiles(
  address: string,
  symbol: string,
  version: Version,
): Promise<ReadonlyMap<string, FileDescriptorProto>> {
  const files = new Map<string, FileDescriptorProto>();
  const take = (answer: Answer): void => {
    for (const bytes of answer.file_descriptor_response?.file_descriptor_proto ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      files.set(file.name, file);
    }
  };
  take(await ask(address, version, { file_containing_symbol: symbol }));
  for (const file of files.values())
    for (const name of file.dependency)
      if (!files.has(name)) take(await ask(address, version, { file_by_filename: name }));
  return files;
}
