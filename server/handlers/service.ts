/**
 * What files of handlers import: `import { service } from 'understudy'`. Nothing here does anything: it describes, and
 * the worker reads what was described.
 */
import type { Compress } from '../contract/compression.ts';
import type { StatusName } from '../contract/status.ts';
import type { Protocol } from '../contract/traffic.ts';
import { MARK } from './mark.ts';

/** A value of a header or trailer; bytes belong to keys that end in `-bin`. */
export type MetadataValue = string | Uint8Array;

/** A detail of an error as ProtoJSON: `{ '@type': 'google.rpc.ErrorInfo', reason: 'SOLD_OUT' }`. */
export interface ErrorDetail {
  readonly '@type': string;
  readonly [field: string]: unknown;
}

/** Ends a call with a status where a handler throws it. */
export class StatusError extends Error {
  readonly code: StatusName;
  readonly details: readonly ErrorDetail[];
  constructor(code: StatusName, message = '', details: readonly ErrorDetail[] = []) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.details = details;
  }
}

/** How one message of a stream is sent. */
export interface SendOptions {
  /**
   * Default: as the rest of the answer. `true` on the first message compresses the answer by gzip, as `call.compress('gzip')`
   * does; `false` leaves this message out.
   */
  readonly compress?: boolean | undefined;
}

/** The call that a handler answers. */
export interface Call<Reply = unknown> {
  /** `/chat.v1.Chat/Talk` */
  readonly path: string;
  /** Request metadata by lower-case key; values of a repeated key are joined with `, `; values of `-bin` keys are base64. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Undefined where the client gave none. */
  readonly deadline: Date | undefined;
  /** Milliseconds that the client gave the call, as it said it; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds until the deadline; Infinity where there is none. */
  timeLeft(): number;
  /** `grpc`, `grpc-web`, `connect` or `rest`. */
  readonly protocol: Protocol;
  /** Of HTTP: `POST`, and others by Connect and REST. */
  readonly verb: string;
  /** Whether the message that the handler was given last came compressed. */
  readonly compressed: boolean;
  /** Aborted when the call is over before its handler is: cancelled, late, or ended. */
  readonly signal: AbortSignal;
  /** The seed of this call: the same call has the same one, unless it is asked to be random. */
  readonly seed: string;
  /** A short name of the client. */
  readonly client: string;
  /** Adds a header. Throws once they are sent: with the first message, at the latest. */
  setHeader(key: string, value: MetadataValue): void;
  /**
   * Says how the answer is compressed, where the client takes that; else it is not. Without it, it is as its request was.
   * Throws once the headers are sent.
   */
  compress(how: Compress): void;
  /** Sends the headers now, without waiting for the first message. */
  sendHeaders(): void;
  /** Adds a trailer. Throws once the call is over. */
  setTrailer(key: string, value: MetadataValue): void;
  /** For streams: sends one message; resolves when there is room for more. Does nothing once the call is over. */
  send(message: Reply, options?: SendOptions): Promise<void>;
  /** What a handler throws to end its call: `throw call.error('NOT_FOUND', 'no such room')`. */
  error(code: StatusName, message?: string, details?: readonly ErrorDetail[]): StatusError;
}

type MaybeAsync<T> = T | PromiseLike<T>;
/** What a handler of a stream may give back: messages, one after the other; nothing where it used `call.send`. */
export type Streamed<Reply> = MaybeAsync<AsyncIterable<Reply> | Iterable<Reply> | void>;

export type UnaryHandler<Request, Reply> = (request: Request, call: Call<Reply>) => MaybeAsync<Reply>;
export type ServerStreamHandler<Request, Reply> = (request: Request, call: Call<Reply>) => Streamed<Reply>;
export type ClientStreamHandler<Request, Reply> = (
  messages: AsyncIterableIterator<Request>,
  call: Call<Reply>,
) => MaybeAsync<Reply>;
export type BidiHandler<Request, Reply> = (
  messages: AsyncIterableIterator<Request>,
  call: Call<Reply>,
) => Streamed<Reply>;

/** Services of your protos with the types of their handlers; `understudy types` writes them. */
// An empty interface on purpose: the file that `understudy types` writes adds to it.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Services {}
/** Messages of your protos as handlers are given them: `Messages['chat.v1.Line']`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Messages {}
/** Messages of your protos as handlers may give them: nothing is demanded, and more is taken. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Replies {}
/** Names of enum values. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Enums {}

/** Handlers of one service. What it does not have stays mocked. */
export interface ServiceHandlers {
  readonly [MARK]: 'plain' | 'grpc';
  readonly name: string;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly options?: GrpcShapes;
}

/**
 * Handlers of some methods of a service, by method name (`talk` or `Talk`). A file exports one by default, or a list.
 */
export function service<Name extends string>(
  name: Name,
  handlers: Name extends keyof Services ? Partial<Services[Name]> : Record<string, (...args: never[]) => unknown>,
): ServiceHandlers {
  return { [MARK]: 'plain', name, handlers };
}

/** How messages look to a grpc-js implementation: the options that it gives to `@grpc/proto-loader`. */
export interface GrpcShapes {
  readonly keepCase?: boolean;
  readonly longs?: typeof String | typeof Number;
  readonly enums?: typeof String;
  readonly bytes?: typeof Array | typeof String;
  readonly defaults?: boolean;
  readonly arrays?: boolean;
  readonly objects?: boolean;
  readonly oneofs?: boolean;
}

/**
 * An existing implementation for grpc-js's `server.addService`: the methods it has are its own, the rest stays mocked.
 * `options` are those that it gives to `@grpc/proto-loader`.
 */
export function grpcImplementation(name: string, implementation: object, options: GrpcShapes = {}): ServiceHandlers {
  return { [MARK]: 'grpc', name, handlers: implementation as Record<string, unknown>, options };
}
