import { type ChannelCredentials, credentials, type ServiceError } from '@grpc/grpc-js';
import { type Client, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** gRPC's own file of channelz, as grpc-js ships it: what is ours is not asked. */
export const GRPC_PROTOS = join(dirname(createRequire(import.meta.url).resolve('@grpc/grpc-js/package.json')), 'proto');

/** A list by default, numbers as texts, as proto-loader reads them. */
export interface Calls {
  readonly calls_started: string;
  readonly calls_succeeded: string;
  readonly calls_failed: string;
  readonly last_call_started_timestamp: Time | null;
}
export interface Time {
  readonly seconds: string;
  readonly nanos: number;
}
interface Ref {
  readonly socket_id: string;
  readonly name: string;
}
export interface ServerAnswer {
  readonly ref: { readonly server_id: string; readonly name: string };
  readonly data: Calls;
  readonly listen_socket: readonly Ref[];
}
interface Address {
  readonly tcpip_address: { readonly ip_address: Buffer; readonly port: number };
}
export interface SocketAnswer {
  readonly ref: Ref;
  readonly data: {
    readonly streams_started: string;
    readonly streams_succeeded: string;
    readonly streams_failed: string;
    readonly messages_sent: string;
    readonly messages_received: string;
    readonly keep_alives_sent: string;
    readonly last_remote_stream_created_timestamp: Time | null;
    readonly last_message_sent_timestamp: Time | null;
    readonly last_message_received_timestamp: Time | null;
    readonly local_flow_control_window: { readonly value: string } | null;
    readonly remote_flow_control_window: { readonly value: string } | null;
  };
  readonly local: Address;
  readonly remote: Address | null;
  readonly security: {
    readonly tls: {
      readonly standard_name?: string;
      readonly local_certificate: Buffer;
      readonly remote_certificate: Buffer;
    };
  } | null;
}

type Method = (request: object, back: (error: ServiceError | null, reply: unknown) => void) => void;

/** A foreign client of channelz. */
export interface ChannelzClient extends Disposable {
  /** Rejects with the `ServiceError`. */
  ask<Reply>(method: string, request?: object): Promise<Reply>;
  server(): Promise<ServerAnswer>;
  /** Ids of the open connections. */
  sockets(): Promise<readonly number[]>;
  socket(id: number | string): Promise<SocketAnswer>;
}

/** By grpc-js and proto-loader, over gRPC's own file. */
export function channelzClient(
  address: string,
  secured: ChannelCredentials = credentials.createInsecure(),
): ChannelzClient {
  const loaded = loadPackageDefinition(
    loadSync('channelz.proto', {
      includeDirs: [GRPC_PROTOS],
      keepCase: true,
      longs: String,
      defaults: true,
      oneofs: true,
    }),
  );
  // loadPackageDefinition types a tree of unknown depth; the leaf named by a service is its constructor.
  const { Channelz } = (loaded as unknown as Tree).grpc.channelz.v1;
  const client = new Channelz(address, secured, { 'grpc.use_local_subchannel_pool': 1 });
  const ask = <Reply>(method: string, request: object = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      (client as unknown as Record<string, Method>)[method]!(request, (error, reply) =>
        // What the file says of the reply is what its type here says.
        error ? reject(error) : resolve(reply as Reply),
      );
    });
  return {
    ask,
    server: async () => (await ask<{ server: ServerAnswer }>('GetServer', { server_id: 1 })).server,
    sockets: async () =>
      (await ask<{ socket_ref: Ref[] }>('GetServerSockets', { server_id: 1 })).socket_ref.map((ref) =>
        Number(ref.socket_id),
      ),
    socket: async (id) => (await ask<{ socket: SocketAnswer }>('GetSocket', { socket_id: id })).socket,
    [Symbol.dispose]: () => (client as Client).close(),
  };
}

interface Tree {
  readonly grpc: { readonly channelz: { readonly v1: { readonly Channelz: ServiceClientConstructor } } };
}
