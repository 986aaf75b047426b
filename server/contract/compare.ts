import type { InvocationCodec } from './invocation.ts';
import type { Metadata } from './metadata.ts';
import type { Problem } from './problem.ts';
import type { MethodKind, MethodPath } from './schema.ts';
import type { Status } from './status.ts';
import type { Protocol } from './traffic.ts';

/** The body of `POST /api/compare`: one call, as in `InvocationRequest`, that is made over each protocol in turn. */
export interface CompareRequest {
  readonly method: MethodPath;
  readonly metadata: Metadata;
  readonly deadlineMs: number | null;
  /** ProtoJSON texts. Streams are half-closed after the last. */
  readonly messages: readonly string[];
  /** Messages are sent with gzip, and gzip is asked for. */
  readonly compress?: boolean;
}

/** The answer of `POST /api/compare`: gRPC, gRPC-Web, Connect and REST, in this order. */
export interface Comparison {
  readonly method: MethodPath;
  readonly kind: MethodKind;
  readonly compared: readonly Compared[];
}

/** One protocol: what went over the wire, or why it cannot carry the call. */
export type Compared =
  | { readonly protocol: Protocol; readonly exchange: Exchange }
  | { readonly protocol: Protocol; readonly problem: Problem };

/** What one call was on the wire. Every call has a connection of its own, so that all bytes of it are counted. */
export interface Exchange {
  /** Links it to the call in the traffic, as `CallSummary.invocation` does. */
  readonly invocation: string;
  readonly http: '1.1' | '2';
  /** Over TLS; all bytes are counted within it. */
  readonly secure: boolean;
  readonly codec: InvocationCodec;
  readonly verb: string;
  /** With its query. */
  readonly path: string;
  /** Of HTTP; null where no head came. */
  readonly httpStatus: number | null;
  readonly status: Status;
  /** Microseconds from the first byte of the request; null for what never came. */
  readonly times: { readonly headers: number | null; readonly message: number | null; readonly end: number };
  readonly up: ExchangeSide;
  readonly down: ExchangeSide;
  /** What went wrong, likely why, what to do next. */
  readonly problem?: Problem;
  /** Sentences about how the call had to be made. */
  readonly notes: readonly string[];
}

/** One direction of an exchange. `wire` = `headBytes` + `body.bytes` + `trailerBytes` + what HTTP adds (`httpBytes`). */
export interface ExchangeSide {
  /** Bytes on the connection, both HTTP and what is within it; without what opens an HTTP/2 connection. */
  readonly wire: number;
  /** The head: text in HTTP/1.1, compressed in HTTP/2. */
  readonly headBytes: number;
  readonly trailerBytes: number;
  /** Frame headers and control frames of HTTP/2; sizes of chunks in HTTP/1.1. */
  readonly httpBytes: number;
  /** In the order of the wire, the pseudo headers of HTTP/2 first. Secrets are masked. */
  readonly head: Metadata;
  /** HTTP trailers; those that a protocol puts into the body are parts of it. */
  readonly trailers: Metadata;
  readonly body: ExchangeBody;
}

/** The body of one direction. */
export interface ExchangeBody {
  readonly bytes: number;
  /** The first 16 KB of it. */
  readonly base64: string;
  /** In order, without gaps; at most 2,000. */
  readonly parts: readonly ExchangePart[];
  /** True where bytes or parts were left out. */
  readonly truncated: boolean;
}

/** What a range of bytes of a body is. */
export interface ExchangePart {
  readonly from: number;
  readonly to: number;
  readonly is:
    /** One byte of an envelope: compressed or not, data or the end. */
    | 'flags'
    /** Four bytes: the length of what follows. */
    | 'length'
    | 'message'
    /** gRPC-Web's trailers, as text in the last frame. */
    | 'trailers'
    /** How a Connect stream ends, as JSON in the last envelope. */
    | 'end'
    /** An error in place of a message, as JSON. */
    | 'error'
    /** Brackets, commas and line ends between messages. */
    | 'between'
    /** None of it could be read. */
    | 'unknown';
  /** 1-based, by direction: which message it is, or belongs to. */
  readonly message?: number;
  readonly compressed?: true;
  /** Bytes of it as protobuf, where it is a message: the same over every protocol. */
  readonly size?: number;
  /** What it says, in a few words: `not compressed`, `117 bytes`, or the text of trailers and errors. */
  readonly says?: string;
}

/** The answer of `POST /api/curl`: gRPC-Web, Connect and REST, in this order. */
export interface CurlLines {
  readonly lines: readonly CurlLine[];
}

/** A line for a POSIX shell that makes the call with curl; or why the protocol cannot carry it. */
export type CurlLine =
  { readonly protocol: Protocol; readonly line: string } | { readonly protocol: Protocol; readonly problem: Problem };

/** The routes of the comparison. */
export interface CompareApi {
  /**
   * Makes one call over gRPC, gRPC-Web, Connect and REST, one after the other, and answers what each was on the wire.
   * Body: `CompareRequest`. A method that writes writes four times.
   */
  'POST /api/compare': Comparison;
  /** The same call as command lines; nothing is called. Secrets stand as shell variables. Body: `CompareRequest`. */
  'POST /api/curl': CurlLines;
}
