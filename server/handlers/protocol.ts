import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { StatusName } from '../contract/status.ts';
import type { CallOrigin } from '../engine/answerer.ts';

/** ProtoJSON text for handlers, bytes for implementations of grpc-js. */
export type Payload = string | Uint8Array;

/** One handler within what was loaded. */
export interface HandlerKey {
  readonly file: string;
  /** Place in the list that the file exports. */
  readonly index: number;
  /** As the file names it. */
  readonly name: string;
}

/** What a file exports, as far as it can be told without calling it. */
export interface ExportedService {
  readonly name: string;
  readonly methods: readonly string[];
  readonly style: 'plain' | 'grpc';
}

/** Why a file cannot be used. */
export interface LoadFault {
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export type ToWorker =
  | { readonly t: 'load'; readonly turn: number; readonly file: string; readonly path: string; readonly text: string }
  /** The descriptors that an implementation of grpc-js encodes by, as a `FileDescriptorSet`. */
  | { readonly t: 'descriptors'; readonly service: string; readonly set: Uint8Array }
  /** It takes too long: nobody waits for it any more. */
  | { readonly t: 'abandon'; readonly turn: number }
  | { readonly t: 'ping' }
  | ({ readonly t: 'open'; readonly id: number } & OpenedCall)
  | { readonly t: 'message'; readonly id: number; readonly data: Payload; readonly compressed?: boolean | undefined }
  | { readonly t: 'half'; readonly id: number }
  | { readonly t: 'cancel'; readonly id: number }
  /** The client has read: so many more may be sent. */
  | { readonly t: 'read'; readonly id: number; readonly count: number };

export interface OpenedCall {
  readonly key: HandlerKey;
  readonly path: string;
  readonly service: string;
  readonly method: string;
  readonly kind: MethodKind;
  readonly metadata: Metadata;
  /** Epoch milliseconds. */
  readonly deadline: number | null;
  readonly seed: string;
  readonly client: string;
  readonly origin: CallOrigin | undefined;
}

export type FromWorker =
  | {
      readonly t: 'loaded';
      readonly turn: number;
      readonly services: readonly ExportedService[];
      readonly imports: readonly string[];
    }
  | { readonly t: 'unloadable'; readonly turn: number; readonly fault: LoadFault }
  | { readonly t: 'pong' }
  /** A text was compiled: kept for the next thread. */
  | { readonly t: 'compiled'; readonly key: string; readonly code: string }
  | {
      readonly t: 'headers';
      readonly id: number;
      readonly metadata: Metadata;
      readonly compress?: Compress | undefined;
    }
  | { readonly t: 'message'; readonly id: number; readonly data: Payload; readonly compress?: boolean | undefined }
  /** The handler has taken one message. */
  | { readonly t: 'taken'; readonly id: number }
  | {
      readonly t: 'end';
      readonly id: number;
      readonly status: StatusName;
      readonly message: string;
      readonly trailers: Metadata;
      /** ProtoJSON texts of `google.protobuf.Any`. */
      readonly details: readonly string[];
    }
  /** Something went wrong that no open call is to blame for. */
  | { readonly t: 'stray'; readonly message: string; readonly key?: HandlerKey | undefined };

/** Messages on their way to the client that a handler may be ahead. */
export const WINDOW = 32;
/** Characters or bytes of them. */
export const WINDOW_SIZE = 1_000_000;
/** Messages that `call.send` keeps for a handler that does not wait for it. */
export const UNAWAITED = 10_000;
/** Characters of them. */
export const UNAWAITED_SIZE = 32_000_000;
/** Characters of one message. */
export const MESSAGE_SIZE = 16_000_000;
