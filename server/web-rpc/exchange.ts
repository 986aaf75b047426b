import type { HeaderBlock } from '../serving/http-metadata.ts';
import type { SocketCounts } from '../serving/socket-counts.ts';

/** Hears the body of a request. */
export interface BodyListener {
  data(chunk: Buffer): void;
  /** The body is whole. A body that breaks off does not end: the exchange is gone. */
  end(): void;
}

/** One HTTP request and its answer, by whichever HTTP it came. After `end` or `reset` nothing is heard or sent. */
export interface Exchange {
  /** `GET`, as it came. */
  readonly verb: string;
  /** With its query, as it came: `/v1/shelves/1?view=FULL`. */
  readonly path: string;
  /** Names (lower case) and values in turn, in the order of the wire; no pseudo-headers. */
  readonly rawHeaders: readonly string[];
  /** The host and port that the client asks for; null where it says none. */
  readonly host: string | null;
  readonly http: '1.1' | '2';
  /** Over TLS. */
  readonly secure: boolean;
  /** `127.0.0.1:53124` */
  readonly peer: string;
  /** Of its connection. */
  readonly counts: SocketCounts;
  /** The address that the connection arrived at. */
  readonly localAddress: string | undefined;
  /** The head of the answer has been sent. */
  readonly responded: boolean;
  /** Neither side can be heard any more; what listens to `onGone` may still be to be told. */
  readonly dead: boolean;
  /** The connection is gone, and not this exchange alone. */
  readonly lost: boolean;
  /** Sees the head of the answer before it is sent, and may change it. */
  beforeRespond: ((headers: HeaderBlock) => HeaderBlock) | null;
  /** Begins to hear the body, at most once. It comes while `flow` says so; at first it does not. */
  hear(listener: BodyListener): void;
  flow(on: boolean): void;
  /** The head of the answer, once. Names are lower case. It goes out at once, or with what is written in the same turn. */
  respond(status: number, headers: HeaderBlock): void;
  /** `flushed` is called when the bytes have been handed to the connection; not where that is gone. */
  write(bytes: Uint8Array, flushed: () => void): void;
  /** Ends the answer, after its head. What the client still sends is let through for a moment, unheard. */
  end(last?: Uint8Array): void;
  /** Breaks off: an error code of HTTP/2 by its name; by HTTP/1.1 the connection is reset. */
  reset(code: string): void;
  /** Told, once, where the client left before `end`. */
  onGone(heard: () => void): void;
  /** Tells when nothing of it is kept any more: neither of what came nor of what is to be sent. */
  closed(heard: () => void): void;
}

/** Milliseconds in which a client may finish a request that has been answered before its end. */
export const LINGER_MS = 5_000;
