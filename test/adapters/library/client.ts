import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { sampleClient, type LoadedClient } from '../../support/proto-loader-client.ts';

export interface Product {
  readonly name: string;
  readonly title: string;
  readonly sku: string;
  readonly stock: number;
}

/** Calls of the sample's catalogue by a client that shares no code with the server. */
export interface Catalog extends Disposable {
  /** Rejects with grpc-js's ServiceError. */
  call<Reply = Product>(method: string, request?: object, metadata?: Readonly<Record<string, string>>): Promise<Reply>;
  /** The numeric status. */
  code(method: string, request?: object, metadata?: Readonly<Record<string, string>>): Promise<number>;
  readonly client: LoadedClient;
}

export function catalog(address: string): Catalog {
  const client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', address);
  const call: Catalog['call'] = <Reply>(
    method: string,
    request: object = {},
    metadata: Readonly<Record<string, string>> = {},
  ) => {
    const sent = new Metadata();
    for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
    return new Promise<Reply>((resolve, reject) => {
      client[method]!(request, sent, (error: ServiceError | null, reply: Reply) =>
        error ? reject(error) : resolve(reply),
      );
    });
  };
  return {
    call,
    code: (...call1) =>
      call(...call1).then(
        () => 0,
        ({ code }: ServiceError) => code,
      ),
    client,
    [Symbol.dispose]: () => client.close(),
  };
}
