import type { Metadata as GrpcMetadata } from '@grpc/grpc-js';
import type { Metadata } from '../../contract/metadata.ts';
import type { OpenedCall } from '../protocol.ts';
import type { ServiceHandlers } from '../service.ts';
import { grpcCall, type GrpcCall } from './grpc-call.ts';
import type { AnyHandler } from './run-handler.ts';
import { type RunningCall, type Shape } from './running-call.ts';
import { grpcMetadata } from './thrown-status.ts';

/** An implementation's method as grpc-js calls it. */
type GrpcMethod = (call: GrpcCall, callback?: Callback) => unknown;
type Callback = (error: unknown, value?: unknown, trailer?: unknown) => void;

interface Codec {
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (value: unknown) => Buffer;
}

const UNKNOWN = 2;
/** Codecs of services, by the bytes of their descriptors: another schema has others. */
const codecs = new WeakMap<Uint8Array, Map<string, Promise<Readonly<Record<string, Codec>>>>>();

/** A method of an implementation for grpc-js as a handler, and the shapes of its messages. Rejects where there is no codec. */
export async function grpcHandler(
  method: GrpcMethod,
  described: ServiceHandlers,
  opened: OpenedCall,
  set: Uint8Array | undefined,
): Promise<{ readonly shape: Shape; readonly handler: AnyHandler }> {
  if (!set) throw new Error(`there are no descriptors of ${opened.service}.`);
  const [all, { Metadata: Headers }] = await Promise.all([
    codecsOf(set, described, opened.service),
    import('@grpc/grpc-js'),
  ]);
  const codec = all[opened.method];
  if (!codec) throw new Error(`@grpc/proto-loader found no method ${opened.method} in ${opened.service}.`);
  const shape: Shape = {
    read: (data) => codec.requestDeserialize(Buffer.from(data as Uint8Array)),
    write: (value) => codec.responseSerialize(value),
  };
  const handler: AnyHandler = (input, call) => {
    const headers = metadataOf(call.rawMetadata, new Headers());
    const surface = grpcCall(call, input, headers);
    return opened.kind === 'unary' || opened.kind === 'client_streaming'
      ? answered(method, described, surface, call)
      : streamed(method, described, surface, call);
  };
  return { shape, handler };
}

function codecsOf(
  set: Uint8Array,
  { options }: ServiceHandlers,
  service: string,
): Promise<Readonly<Record<string, Codec>>> {
  const known = codecs.get(set) ?? new Map<string, Promise<Readonly<Record<string, Codec>>>>();
  codecs.set(set, known);
  const key = JSON.stringify([
    service,
    options,
    String(options?.longs),
    String(options?.enums),
    String(options?.bytes),
  ]);
  let found = known.get(key);
  if (!found) {
    found = import('@grpc/proto-loader').then(({ loadFileDescriptorSetFromBuffer }) => {
      const definitions = loadFileDescriptorSetFromBuffer(Buffer.from(set), options as object);
      return definitions[service] as unknown as Readonly<Record<string, Codec>>;
    });
    known.set(key, found);
  }
  return found;
}

function metadataOf(from: Metadata, to: GrpcMetadata): GrpcMetadata {
  for (const { key, value } of from)
    try {
      to.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
    } catch {
      // What grpc-js does not take as metadata, its implementations never saw.
    }
  return to;
}

/** One answer through a callback; only its first call counts. */
function answered(method: GrpcMethod, owner: ServiceHandlers, surface: GrpcCall, call: RunningCall): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, value, trailer) => {
      if (error) return reject(grpcError(error));
      if (!call.over) for (const { key, value: text } of grpcMetadata(trailer)) call.setTrailer(key, text);
      resolve(value);
    };
    surface.on('error', (error) => reject(grpcError(error)));
    // An asynchronous implementation may reject: grpc-js lets that end the process, we let it end the call.
    Promise.resolve(method.call(owner.handlers, surface, callback)).catch((error: unknown) => reject(grpcError(error)));
  });
}

/** A stream that the implementation writes to; resolves when it has ended it. */
function streamed(method: GrpcMethod, owner: ServiceHandlers, surface: GrpcCall, call: RunningCall): Promise<void> {
  return new Promise((resolve, reject) => {
    surface.on('error', (error) => reject(grpcError(error)));
    surface.once('finish', () => resolve());
    call.signal.addEventListener('abort', () => resolve(), { once: true });
    Promise.resolve(method.call(owner.handlers, surface)).catch((error: unknown) => reject(grpcError(error)));
  });
}

/** grpc-js ends a call with UNKNOWN where an error says no code. */
function grpcError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || 'code' in error) return error;
  const { message, details, metadata } = error as Record<string, unknown>;
  return { code: UNKNOWN, details: details ?? message ?? 'Unknown Error', metadata };
}
