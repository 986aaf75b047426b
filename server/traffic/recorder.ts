import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy, Broken, Direction, EndedEvent, Protocol, Via } from '../contract/traffic.ts';

/** What is known when a call arrives. Metadata comes unmasked; the recorder masks it. */
export interface CallStart {
  readonly method: string;
  readonly kind: MethodKind | null;
  readonly protocol: Protocol;
  readonly peer: string;
  readonly userAgent: string;
  readonly metadata: Metadata;
  readonly deadlineMs: number | null;
  readonly invocation: string | null;
  /** Calls of one kind share the object. */
  readonly via?: Via | undefined;
}

/** A message as its protocol carries it. */
export interface OnWire {
  /** Its prefix included. */
  readonly bytes: number;
  readonly compressed: boolean;
}

/** Writes the story of one call. Every method is cheap, never throws, and does nothing after `ended`. */
export interface Recorder {
  readonly id: string;
  headers(metadata: Metadata): void;
  /** Keeps a reference to `bytes`: the caller must not change them. `onWire`: what it was on the wire. */
  message(direction: Direction, bytes: Uint8Array, onWire?: OnWire): void;
  halfClosed(): void;
  answered(by: AnsweredBy): void;
  /** Something is broken on purpose. */
  broken(what: Broken): void;
  ended(status: Status, trailers: Metadata, cancelledBy?: EndedEvent['cancelledBy'], problem?: Problem): void;
}

/** Opens a recorder for each call that arrives. `Journal` is the one implementation; adapters ask for no more. */
export interface CallLog {
  open(start: CallStart): Recorder;
}
