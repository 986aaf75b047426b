import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { AnsweredBy, BrokenBy } from '../contract/traffic.ts';

/** One thing for an adapter to do, `afterMs` milliseconds after the step before it (0: at once). */
export type Step = { readonly afterMs: number } &
  /** `compress`: for all of the answer, where the client takes it; without it, the way of the protocol. */
  (
    | { readonly do: 'headers'; readonly metadata: Metadata; readonly compress?: Compress | undefined }
    /** `compress`: false for one that is not compressed though the answer is. */
    | { readonly do: 'message'; readonly bytes: Uint8Array; readonly compress?: boolean | undefined }
    /** Breaks the call on purpose: from here on, or in the message or the end that follows. A reset is the last step. */
    | { readonly do: 'fault'; readonly fault: FaultSpec; readonly by: BrokenBy }
    /** Always the last step of a call. */
    | {
        readonly do: 'end';
        readonly status: Status;
        readonly trailers: Metadata;
        /** For the person who looks at the call: what went wrong in the mock, where, and what to do. */
        readonly problem?: Problem | undefined;
      }
  );

/** What the engine says in reply to one event. Steps of successive turns are played one after the other. */
export interface Turn {
  readonly steps: readonly Step[];
  readonly answeredBy?: AnsweredBy;
  /** The call goes on after the client has finished, until one side gives up: a watch. */
  readonly stays?: boolean;
}

/**
 * One call as a reducer: bytes in, steps out. All four kinds are the same reducer; it does no I/O, keeps no time and
 * can be tested without a socket. After a turn with an `end` step every further event answers with an empty turn.
 */
export interface Conversation {
  /** What is to be done before anything arrived. */
  readonly opening: Turn;
  /** One request message, decompressed, without its prefix. Malformed bytes end the call with INTERNAL. */
  receive(message: Uint8Array): Turn;
  /** The client has finished sending. */
  halfClose(): Turn;
  /** True while no further message is to be read: whoever answers has not taken those that came. */
  full?(): boolean;
  /** Bytes of the client's messages that whoever answers keeps; absent where it keeps none. */
  kept?(): number;
  /** Steps have been played, and others may still wait. */
  played?(): void;
  /** The call is over, whoever ended it. */
  close?(): void;
}
