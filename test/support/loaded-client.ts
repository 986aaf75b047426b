import {
  Client,
  credentials,
  loadPackageDefinition,
  type ClientReadableStream,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** What proto-loader makes of a message: names as in the proto, 64-bit numbers as text, enums by name. */
export type Loaded = Record<string, unknown>;

export interface LoadedService extends Disposable {
  /** Rejects with grpc-js's ServiceError. */
  call(method: string, request: object): Promise<Loaded>;
  /** A stream of the server. */
  open(method: string, request: object): ClientReadableStream<Loaded>;
}

/** A client that shares no code with the server but Node: grpc-js, with a service that proto-loader read. */
export function loadedClient(file: string, roots: readonly string[], service: string, address: string): LoadedService {
  const definition = loadSync(file, { includeDirs: [...roots], keepCase: true, longs: String, enums: String });
  let found: unknown = loadPackageDefinition(definition);
  for (const part of service.split('.')) found = Reflect.get(Object(found), part);
  // loadPackageDefinition types a tree of unknown depth; the leaf named by a service is its constructor.
  const Constructor = found as ServiceClientConstructor;
  const client: Client = new Constructor(address, credentials.createInsecure());
  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        // grpc-js puts a function for each method on the client, under its name in the proto.
        const invoke = Reflect.get(client, method) as (
          request: object,
          done: (error: Error | null, reply: Loaded) => void,
        ) => void;
        invoke.call(client, request, (error, reply) => (error ? reject(error) : resolve(reply)));
      }),
    open: (method, request) => {
      // As above.
      const invoke = Reflect.get(client, method) as (request: object) => ClientReadableStream<Loaded>;
      return invoke.call(client, request);
    },
    [Symbol.dispose]: () => client.close(),
  };
}
