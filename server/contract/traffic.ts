import type { Metadata } from './metadata.ts';
import type { Problem } from './problem.ts';
import type { MethodKind } from './schema.ts';
import type { Status } from './status.ts';
import type { FaultSpec } from './stub.ts';

/** How a call reached us. */
export type Protocol = 'grpc' | 'grpc-web' | 'connect' | 'rest';

/** What carried a call. */
export interface Via {
  readonly http: '1.1' | '2';
  /** Over TLS. */
  readonly secure: boolean;
  /** How messages are written: protobuf, ProtoJSON, or protobuf in base64 (gRPC-Web's text). */
  readonly codec: 'proto' | 'json' | 'text';
  /** `POST` */
  readonly verb: string;
  /** The compression that the client names for its messages; absent for none. */
  readonly encoding?: string;
}

/** As the client sees it: up is client to server, down is server to client. */
export type Direction = 'up' | 'down';

/** Who made the answer. */
export type AnsweredBy =
  | { readonly by: 'generated'; readonly seed: string }
  | { readonly by: 'world'; readonly seed: string; readonly entity?: string }
  | { readonly by: 'stub'; readonly file: string; readonly line: number }
  | { readonly by: 'handler'; readonly file: string; readonly line: number }
  /** By hand, in the page. */
  | { readonly by: 'person' }
  /** A fault that is switched on, in place of whoever would have answered. */
  | { readonly by: 'fault'; readonly scope: string }
  | { readonly by: 'builtin'; readonly name: string }
  | { readonly by: 'schema' };

/** Who breaks a call on purpose: a stub, a switch of the page or the API, or a person who answers by hand. */
export type BrokenBy =
  | { readonly by: 'stub'; readonly file: string; readonly line: number }
  | { readonly by: 'switch'; readonly id: string; readonly scope: string }
  | { readonly by: 'person' };

/** What was broken on purpose in a call. */
export interface Broken {
  readonly fault: FaultSpec['kind'];
  /** One sentence: `Broken on purpose: the stream is reset with INTERNAL_ERROR (shop.stubs.yaml:4).` */
  readonly message: string;
  readonly by: BrokenBy;
}

/** A message as a person reads it. `json` is canonical ProtoJSON text; absent where it could not be decoded. */
export interface MessageBody {
  readonly type: string;
  readonly json?: string;
  /** Base64 of the bytes; only where `json` is absent. */
  readonly base64?: string;
  /** Why `json` is absent; beside `json`, what of the bytes it cannot show. */
  readonly problem?: Problem;
  /** True where the text was cut at the bound for bodies. */
  readonly truncated?: boolean;
}

interface EventBase {
  /** Microseconds since the call started. */
  readonly t: number;
}

export interface StartedEvent extends EventBase {
  readonly type: 'started';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** The `:path` as it came; a `MethodPath` where it is well formed. */
  readonly method: string;
  /** Null for a method that no schema knows. */
  readonly kind: MethodKind | null;
  readonly protocol: Protocol;
  /** `127.0.0.1:53124`, or the target's address for an invocation. */
  readonly peer: string;
  readonly userAgent: string;
  /** Request metadata, secrets masked. */
  readonly metadata: Metadata;
  /** Milliseconds the client gave the call; null for none. */
  readonly deadlineMs: number | null;
  /** Set on calls that the playground made: the id of its invocation. */
  readonly invocation: string | null;
  /** How an invocation was made, or how a call came; absent where that is not known. */
  readonly via?: Via;
}

export interface HeadersEvent extends EventBase {
  readonly type: 'headers';
  readonly metadata: Metadata;
}

export interface MessageEvent extends EventBase {
  readonly type: 'message';
  readonly direction: Direction;
  /** 1-based, by direction. */
  readonly index: number;
  /** Bytes of the message, uncompressed, without the five-byte prefix. */
  readonly size: number;
  /** Bytes on the wire, prefix and compression included; absent where its protocol does not say. */
  readonly wire?: number;
  /** It was compressed on the wire. */
  readonly compressed?: true;
  /** Present where somebody looks; absent in summaries and where the journal dropped it (see `trimmed`). */
  readonly body?: MessageBody;
  /** The bytes were dropped to stay within the journal's bounds. */
  readonly trimmed?: boolean;
}

export interface HalfClosedEvent extends EventBase {
  readonly type: 'half_closed';
}

export interface AnsweredEvent extends EventBase {
  readonly type: 'answered';
  readonly answeredBy: AnsweredBy;
}

/** Something of the call is broken on purpose from here on. */
export interface BrokenEvent extends EventBase {
  readonly type: 'broken';
  readonly broken: Broken;
}

export interface EndedEvent extends EventBase {
  readonly type: 'ended';
  readonly status: Status;
  readonly trailers: Metadata;
  /** Who gave up, where somebody did. */
  readonly cancelledBy: 'client' | 'server' | 'deadline' | null;
  /** What went wrong, likely why, what to do next; for failures that we can explain. */
  readonly problem?: Problem;
}

/** Everything that can happen in a call. Journal, page, tests and verification fold these same events. */
export type CallEvent =
  StartedEvent | HeadersEvent | MessageEvent | HalfClosedEvent | AnsweredEvent | BrokenEvent | EndedEvent;

/** One row of the traffic list, and one entry of `GET /api/calls`. */
export interface CallSummary {
  readonly id: string;
  /** Place in the order of arrival, from 1; never reused. */
  readonly ordinal: number;
  readonly method: string;
  readonly kind: MethodKind | null;
  readonly protocol: Protocol;
  /** `OK`, `NOT_FOUND`, …; null while the call is open. */
  readonly status: Status['name'] | null;
  readonly code: number | null;
  readonly statusMessage: string;
  readonly peer: string;
  readonly userAgent: string;
  /** A short name of the client: the first product of its user agent, or `you` for the playground's calls. */
  readonly client: string;
  readonly invocation: string | null;
  /** As the client named it in `x-understudy-session`; null for none. */
  readonly session: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds; null while the call is open. */
  readonly durationMs: number | null;
  readonly deadlineMs: number | null;
  readonly up: number;
  readonly down: number;
  readonly upBytes: number;
  readonly downBytes: number;
  readonly answeredBy: AnsweredBy | null;
  /** What was broken on purpose, the last of it; absent where nothing was. */
  readonly broken?: FaultSpec['kind'];
  readonly cancelledBy: EndedEvent['cancelledBy'];
  /** Times of the first 32 messages, in ms since the start. */
  readonly ticks: readonly number[];
}

/** The body of `GET /api/calls/:id`: the call with everything that the journal kept of it. */
export interface CallRecord {
  readonly summary: CallSummary;
  readonly events: readonly CallEvent[];
  /** How many messages were left out between the first and the last kept, in each direction. */
  readonly omitted: { readonly up: number; readonly down: number };
}
