import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';

/** What a call hears of its client. */
export interface WireListener {
  /** One for each `read`; without its prefix, decompressed, as protobuf. */
  message(bytes: Uint8Array): void;
  /** After the last message, in answer to a `read` as well. */
  halfClosed(): void;
  /** What came cannot be read: the call is to be ended with this. */
  refused(status: Status): void;
  /** The stream closed before `end`. */
  gone(): void;
}

/** Faults that only the protocol can do; all others are done above it. */
export type WireFault = FaultSpec & {
  readonly kind: 'goaway' | 'truncate' | 'bad_length' | 'omit_trailers' | 'tiny_window';
};

/**
 * One call as one protocol carries it. Messages are read one by one; after `end` or `reset` nothing is heard or sent.
 * What cannot be sent throws before anything of it has been.
 */
export interface Wire {
  /** Neither side can be heard any more; `gone` may still be to come. */
  readonly dead: boolean;
  /** The connection is gone, and not this call alone. */
  readonly lost: boolean;
  /** One message has to be on its way before anything else is sent. */
  readonly slow: boolean;
  /** Asks for the next message or the end; either may come at once. */
  read(): void;
  /** At most once, before the first message. */
  sendHeaders(metadata: Metadata): void;
  /** After the headers; `flushed` is called when the message has been handed to the connection. */
  sendMessage(bytes: Uint8Array, flushed: () => void): void;
  /** With or without headers before it. Answers how the client sees the end, where that is something else. */
  end(status: Status, trailers: Metadata): Status;
  /** Breaks off, with the name of an error code of HTTP/2 where the protocol has such codes. */
  reset(code: string): void;
  /** Breaks what comes next, on purpose. What a protocol cannot do, it leaves. */
  break(fault: WireFault): void;
  /** The call is over: whatever was changed for it is put back. Called once. */
  over(): void;
}
