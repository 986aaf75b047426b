import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';

/** How a message came over the wire. */
export interface Carried {
  /** Bytes of it on the wire, prefix included. */
  readonly wire: number;
  readonly compressed: boolean;
}

/** What a call hears of its server. */
export interface ClientWireListener {
  headers(metadata: Metadata): void;
  /** As protobuf, whatever it came as; `carried` where that is known. */
  message(bytes: Uint8Array, carried?: Carried): void;
  /** Once, after the last message. `problem`: where the protocol itself can say what is wrong. */
  ended(status: Status, trailers: Metadata, problem?: Problem): void;
}

/** One call as one protocol carries it, from the client's end. After `ended` nothing is heard. */
export interface ClientWire {
  /** The server has ended the call; messages of it may still have to be read. */
  readonly closed: boolean;
  /** A message as protobuf; `flushed` when the connection has taken it. Answers its bytes on the wire, where known. */
  write(bytes: Uint8Array, flushed: () => void): Carried | undefined;
  /** Nothing more is sent. */
  end(): void;
  cancel(): void;
  /** Stops and goes on reading. */
  pause(): void;
  resume(): void;
}
