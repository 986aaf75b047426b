import type { ExchangePart } from '../contract/compare.ts';
import type { InvocationCodec } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import type { Protocol } from '../contract/traffic.ts';
import type { SchemaMethod } from '../schema/registry.ts';

/** Most bytes of one answer, or of one message of it: what gRPC clients take by default. */
export const MAX_RECEIVED = 4_194_304;

/** A range of a body, by its size: ranges follow each other without gaps. */
export type Part = Omit<ExchangePart, 'from' | 'to'> & { readonly bytes: number };

/** Bytes of a body, and what they are. */
export interface Written {
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
  readonly compressed: boolean;
}

/** The head of a request, ready to be sent. */
export interface RequestHead {
  readonly verb: string;
  /** With its query. */
  readonly path: string;
  /** Lower-case names, in order; without `host`, `:authority` and the length. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Hears what an answer says. Nothing comes after `ended`. */
export interface AnswerListener {
  headers(metadata: Metadata): void;
  /** As protobuf; `wire`: its bytes as they came, prefix included. */
  message(bytes: Uint8Array, wire: number, compressed: boolean): void;
  /** In the order of the body. */
  part(part: Part): void;
  ended(status: Status, trailers: Metadata, problem?: Problem): void;
}

/** Reads one answer as it comes. */
export interface AnswerReader {
  /** `raw`: names, in lower case, and values in turn. */
  head(httpStatus: number, raw: readonly string[]): void;
  data(chunk: Buffer): void;
  /** The body is whole; `trailers` as `raw` above. */
  end(trailers: readonly string[]): void;
}

/** How one protocol writes the request of a call and reads its answer. It knows no connection. */
export interface Dialect {
  readonly protocol: Protocol;
  readonly codec: InvocationCodec;
  readonly http: '1.1' | '2';
  readonly head: RequestHead;
  /** The body is one message, whose size is sent ahead; streams are sent as they come. */
  readonly whole: boolean;
  /** A message as a part of the body. */
  write(bytes: Uint8Array): Written;
  answer(listener: AnswerListener): AnswerReader;
}

/** What a call is, whichever protocol carries it. */
export interface CallPlan {
  /** Sent as `INVOCATION_KEY`. */
  readonly id: string;
  readonly method: SchemaMethod;
  /** Checked; keys in lower case, binary values as base64. */
  readonly metadata: Metadata;
  readonly deadlineMs: number | null;
  readonly codec: InvocationCodec;
  readonly compress: boolean;
}
