import { EventEmitter } from 'node:events';
import { Duplex, Readable, Writable } from 'node:stream';
import type { Metadata as GrpcMetadata } from '@grpc/grpc-js';
import { type RunningCall } from './running-call.ts';
import { grpcMetadata } from './thrown-status.ts';

/** The part of grpc-js's `ServerUnaryCall`, `ServerReadableStream`, `ServerWritableStream` and `ServerDuplexStream` that all have. */
export interface Surface {
  cancelled: boolean;
  readonly metadata: GrpcMetadata;
  readonly request?: unknown;
  sendMetadata(metadata: unknown): void;
  getPeer(): string;
  getPath(): string;
  getHost(): string;
  getDeadline(): Date | number;
  getAuthContext(): object;
}
export type GrpcCall = EventEmitter & Surface;

/** Messages that a stream of an implementation keeps in each direction. */
const AHEAD = 16;

/** A call as an implementation for grpc-js knows it. `input`: the request, or the messages of the client. */
export function grpcCall(call: RunningCall, input: unknown, metadata: GrpcMetadata): GrpcCall {
  const { kind } = call.opened;
  // The two that the kinds below are told apart by.
  const messages = input as AsyncIterableIterator<unknown>;
  const stream =
    kind === 'unary'
      ? new EventEmitter()
      : kind === 'server_streaming'
        ? new Writable({ objectMode: true, highWaterMark: AHEAD, write: writer(call) })
        : kind === 'client_streaming'
          ? new Readable({ objectMode: true, highWaterMark: AHEAD, read: reader(messages) })
          : new Duplex({ objectMode: true, highWaterMark: AHEAD, read: reader(messages), write: writer(call) });
  const surface: Surface = {
    cancelled: false,
    metadata,
    ...(kind === 'unary' || kind === 'server_streaming' ? { request: input } : {}),
    sendMetadata(headers) {
      if (call.over) return;
      for (const { key, value } of grpcMetadata(headers)) call.setHeader(key, value);
      call.sendHeaders();
    },
    getPeer: () => call.client,
    getPath: () => call.path,
    getHost: () => 'localhost',
    getDeadline: () => call.deadline ?? Infinity,
    getAuthContext: () => ({}),
  };
  const made = Object.assign(stream, surface);
  if (stream instanceof Writable) endsWithTrailers(stream, call);
  call.signal.addEventListener('abort', () => {
    made.cancelled = true;
    made.emit('cancelled', 'cancelled');
    if (stream instanceof Readable || stream instanceof Writable) stream.destroy();
  });
  return made;
}

/** `call.end(metadata)`: what grpc-js takes as trailers. */
function endsWithTrailers(stream: Writable, call: RunningCall): void {
  const end = stream.end.bind(stream) as (...args: unknown[]) => Writable;
  stream.end = ((metadata?: unknown, ...rest: unknown[]) => {
    if (!call.over) for (const { key, value } of grpcMetadata(metadata)) call.setTrailer(key, value);
    return end(...(isMetadata(metadata) || metadata === undefined ? [] : [metadata]), ...rest);
  }) as typeof stream.end;
}

const isMetadata = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'toHttp2Headers' in value;

type Write = (message: unknown, encoding: string, done: (error?: Error | null) => void) => void;

function writer(call: RunningCall): Write {
  return (message, _encoding, done) => {
    call.send(message).then(
      () => done(),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

function reader(messages: AsyncIterator<unknown>): (this: Readable) => void {
  return function read() {
    messages.next().then(
      ({ done, value }) => void this.push(done ? null : value),
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  };
}
