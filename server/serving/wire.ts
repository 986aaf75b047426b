import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { OnWire } from '../traffic/recorder.ts';
import type { Holder } from './holdings.ts';

/** What a call hears of its client. What is held and not released when the call is over, is when its wire has closed. */
export interface WireListener extends Holder {
  /** One for each `read`; without its prefix, decompressed, as protobuf. `onWire`: what it was on the wire. */
  message(bytes: Uint8Array, onWire?: OnWire): void;
  /** The message that was to be told of `later` is on its way. */
  sent(onWire: OnWire): void;
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
  /** At most once, before the first message. `compress`: what the answer asks for; without it, the protocol's own way. */
  sendHeaders(metadata: Metadata, compress?: Compress): void;
  /**
   * After the headers; `flushed` is called when the message has been handed to the connection. `compress`: false for
   * this one not, though the answer is compressed. Answers how it is on the wire, where that is known: `later` for one that is being
   * compressed, which `sent` will tell of; until then the wire is `slow`.
   */
  sendMessage(bytes: Uint8Array, flushed: () => void, compress?: boolean): OnWire | 'later' | void;
  /** With or without headers before it. Answers how the client sees the end, where that is something else. */
  end(status: Status, trailers: Metadata): Status;
  /** Breaks off, with the name of an error code of HTTP/2 where the protocol has such codes. */
  reset(code: string): void;
  /** Breaks what comes next, on purpose. What a protocol cannot do, it leaves. */
  break(fault: WireFault): void;
  /** The call is over: whatever was changed for it is put back. Called once. */
  over(): void;
  /** Tells when nothing of the call is held any more: neither of what came nor of what is to be sent. */
  closed(heard: () => void): void;
}
