import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodKind, MethodPath } from '../contract/schema.ts';
import type { Status } from '../contract/status.ts';
import type { CallOrigin } from './answerer.ts';

/** ProtoJSON text, or the bytes of a message where the handler asks for them. */
export type HandlerData = string | Uint8Array;

/** Where the handler of a method was written. */
export interface HandlerPlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** What it hears and says. */
  readonly speaks: 'json' | 'bytes';
}

/** What a handler is told of the call when it begins. */
export interface HandlerRequest {
  readonly path: MethodPath;
  readonly kind: MethodKind;
  readonly metadata: Metadata;
  /** Epoch milliseconds; null for none. */
  readonly deadline: number | null;
  readonly seed: string;
  readonly client: string;
  /** Absent where nobody called from outside. */
  readonly origin: CallOrigin | undefined;
}

/** How a handler's call ended. */
export interface HandlerEnd {
  readonly status: Status;
  readonly trailers: Metadata;
  /** ProtoJSON texts of `google.protobuf.Any`. */
  readonly details: readonly string[];
}

/** Hears what a handler says. Nothing comes after `end`, and nothing comes before `open` has returned. */
export interface HandlerListener {
  /** `compress`: for all of the answer. */
  headers(metadata: Metadata, compress?: Compress): void;
  /** `compress`: false for one that is not, though the answer is. */
  message(data: HandlerData, compress?: boolean): void;
  /** The handler has taken one of the messages that it was told. */
  taken(): void;
  end(end: HandlerEnd): void;
}

/** A call that a handler answers. */
export interface OpenHandler {
  /** `compressed`: it came so. */
  message(data: HandlerData, compressed?: boolean): void;
  halfClose(): void;
  /** The client has read so many messages: as many more are welcome. */
  read(count: number): void;
  /** The call is over for others: the handler is told, and heard no more. */
  cancel(): void;
}

/** The handlers that people wrote, wherever they run. */
export interface HandlerSource {
  find(path: MethodPath): HandlerPlace | undefined;
  open(request: HandlerRequest, listener: HandlerListener): OpenHandler;
}
