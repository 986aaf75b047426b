import type { Metadata } from './metadata.ts';
import type { MethodPath } from './schema.ts';
import type { StatusName } from './status.ts';

/** A call that waits for a person. */
export interface HeldCall {
  /** Id of the call in the journal. */
  readonly call: string;
  readonly method: MethodPath;
  readonly client: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Epoch milliseconds by which the client gives up; null for never. */
  readonly deadline: number | null;
  readonly messagesUp: number;
  readonly messagesDown: number;
  readonly halfClosed: boolean;
  /** Headers were sent. */
  readonly begun: boolean;
}

/** The body of `GET /api/hold`. */
export interface HoldInfo {
  readonly revision: number;
  /** Methods whose calls wait for a person, or did: with a switch. */
  readonly methods: readonly HeldMethod[];
  readonly waiting: readonly HeldCall[];
  /** Milliseconds before the client's deadline at which the call goes on to whoever would have answered. */
  readonly releaseBeforeMs: number;
}

export interface HeldMethod {
  readonly method: MethodPath;
  readonly on: boolean;
  /** Calls that did not wait though the switch was on: their deadline was too near, or as many waited as may. */
  readonly passed: number;
}

/** The body of `PUT /api/hold`: a switch, or when calls go on by themselves (0 to 600,000). */
export type HoldRequest = { readonly method: MethodPath; readonly on: boolean } | { readonly releaseBeforeMs: number };

/** Told to the pages, at most a few times a second, and to each page when it comes. */
export interface HoldNews {
  readonly revision: number;
  /** How many calls wait. */
  readonly waiting: number;
}

/** The body of `GET /api/held/:id/reply`: something to begin a reply with. */
export interface HeldReply {
  /** ProtoJSON text, two-space indented. */
  readonly json: string;
  /** Who made it: where the world has no answer, or would have to change for one, it is generated. */
  readonly from: 'generated' | 'world';
  /** Why it is not from where it was asked; empty otherwise. */
  readonly note: string;
}

/** The body of `POST /api/held/:id`: what a person does with a call. */
export type HeldAction =
  | { readonly do: 'headers'; readonly metadata: Metadata }
  /** ProtoJSON text. */
  | { readonly do: 'message'; readonly json: string }
  | {
      readonly do: 'end';
      readonly status: StatusName;
      readonly message: string;
      readonly trailers: Metadata;
      /** ProtoJSON texts of `google.protobuf.Any`. */
      readonly details: readonly string[];
    }
  /** RST_STREAM with this HTTP/2 error code: `CANCEL`, `INTERNAL_ERROR`. */
  | { readonly do: 'reset'; readonly code: string }
  /** Whoever would have answered goes on from here; it hears the messages that came. */
  | { readonly do: 'release' };

/** The routes of answering by hand. */
export interface HoldApi {
  /** Calls that wait for a person, and methods whose calls do. */
  'GET /api/hold': HoldInfo;
  /** Holds the calls of a method, or lets them go. Body: `HoldRequest`. */
  'PUT /api/hold': HoldInfo;
  /** Does something in a call that waits. Body: `HeldAction`. 409 where the call is not held any more. */
  'POST /api/held/:id': HoldInfo;
  /**
   * What could be answered to a call that waits. Query: `from` (`generated`, `world`), `seed`. 409 where the call is
   * not held any more.
   */
  'GET /api/held/:id/reply': HeldReply;
}
