import {
  Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ClientOptions,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { join } from 'node:path';
import { ROOT } from './run-command.ts';

/** Methods by name, as grpc-js makes them; the shapes are those of proto-loader. */
export type LoadedClient = Client & Record<string, (...args: unknown[]) => unknown>;

/** A client as most Node users have one: grpc-js with a service that proto-loader read from a file of the sample. */
export function sampleClient(
  file: string,
  service: string,
  address: string,
  options: ClientOptions = {},
): LoadedClient & Disposable {
  const roots = [join(ROOT, 'protos'), join(ROOT, 'node_modules/google-proto-files')];
  const definition = loadSync(file, { includeDirs: roots, longs: String, enums: String, defaults: true });
  let found: unknown = loadPackageDefinition(definition);
  for (const part of service.split('.')) found = Reflect.get(Object(found), part);
  // loadPackageDefinition types a tree of unknown depth; the leaf named by a service is its constructor.
  const Constructor = found as ServiceClientConstructor;
  const client = new Constructor(address, credentials.createInsecure(), options);
  return Object.assign(client as unknown as LoadedClient, { [Symbol.dispose]: () => client.close() });
}

/** One unary call; rejects with the ServiceError. */
export function unary(
  client: LoadedClient,
  method: string,
  request: object,
  metadata = new Metadata(),
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client[method]!(request, metadata, (error: unknown, reply: unknown) =>
      error ? reject(error as Error) : resolve(reply),
    );
  });
}
