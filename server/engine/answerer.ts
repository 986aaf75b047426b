import type { Message } from '@bufbuild/protobuf';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy, Protocol, Via } from '../contract/traffic.ts';
import type { Step } from './conversation.ts';

/** What an answerer says at one point of a call. */
export interface Say {
  readonly steps: readonly Step[];
  /** Ends the call. A half-closed call ends with OK where nothing else is said. */
  readonly end?: Status;
  /** With `end`; status details stand here as `grpc-status-details-bin`. */
  readonly trailers?: Metadata;
  /** The call stays open though the client has half-closed: more comes through the line. */
  readonly stay?: boolean;
  /** With `stay`: it goes on until one side gives up, and nobody waits for its end. */
  readonly stands?: boolean;
  /** Where this differs from what the decision said: names the entity. */
  readonly answeredBy?: AnsweredBy;
}

/** Answers one call. It is told each request message in turn and keeps a bounded memory of them. */
export interface Answerer {
  /** What is played before anything was heard, of one that is autonomous. */
  readonly opening?: readonly Step[];
  heard(message: Message, bytes: Uint8Array): void;
  /** A bidi method's reply to the message just heard. */
  reply(): Say;
  /** What remains to be said when the client has half-closed. */
  conclude(): Say;
  /** No more messages are to be heard for now; `Line.readOn` says when that changes. */
  full?(): boolean;
  /** Bytes of the messages that it keeps; absent where it keeps none. */
  kept?(): number;
  /** Steps that were pushed have been played: `Line.waiting` is less than it was. */
  played?(): void;
  /** The call is over, whoever ended it. */
  close?(): void;
}

/** How a call reached us, as far as answers may want to know. */
export interface CallOrigin {
  readonly protocol: Protocol;
  /** As the client gave it; null for none. */
  readonly deadlineMs: number | null;
  readonly via?: Via | undefined;
}

/** The call as an answerer sees it from the other side: who asks, and a way to speak unasked. */
export interface Line {
  /** Id of the call in the journal. */
  readonly call: string;
  /** A short name of the client. */
  readonly client: string;
  /** Plays steps that no event of the call brings about. Does nothing once the call is over. */
  push(steps: readonly Step[]): void;
  /** How many steps have not been played: the client reads more slowly than it is told. */
  waiting(): number;
  /** Epoch milliseconds by which the client wants its answer; undefined for none. */
  readonly deadline?: number | undefined;
  /** Absent where nobody called from outside. */
  readonly origin?: CallOrigin | undefined;
  /** The message that was heard last was compressed. */
  compressed?(): boolean;
  /** The answerer is no longer full. */
  readOn?(): void;
  /** Does something after so many milliseconds, unless the call is over by then. Returns the way to stop it. */
  after?(ms: number, act: () => void): () => void;
  /** Who speaks from here on, where that changes between the events of the call. */
  answered?(by: AnsweredBy): void;
}
