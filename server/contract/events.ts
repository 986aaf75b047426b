import type { HoldNews } from './hold-api.ts';
import type { InvocationEvent, InvocationRequest } from './invocation.ts';
import type { Problem } from './problem.ts';
import type { SchemaDifference } from './schema.ts';
import type { WorldNews } from './world.ts';
import type { CallEvent, CallRecord, CallSummary } from './traffic.ts';

/** A reply that may be refused, with reasons. */
export type Ack<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * One instalment of the traffic: the newest summary of every call that changed since the last one.
 * Applying the same instalment twice changes nothing. `epoch` names the journal (it changes when the process restarts
 * and when the journal is cleared): a page that sees another epoch drops what it has.
 */
export interface TrafficBatch {
  readonly epoch: string;
  /** The journal's change counter; a page resumes by sending its newest. */
  readonly seq: number;
  /** In order of `ordinal`. */
  readonly calls: readonly CallSummary[];
  /** Calls with a smaller ordinal are gone from the journal. */
  readonly firstOrdinal: number;
  /** How many calls the journal has dropped since it was last cleared. */
  readonly dropped: number;
  /** True where changes were skipped for this page (it was too slow, or away for too long): counts may jump. */
  readonly gap: boolean;
}

/** A `TrafficBatch` in the form of `traffic-bytes`; a browser gets an ArrayBuffer. `decodeTraffic` takes either. */
export type TrafficBytes = Uint8Array | ArrayBuffer;

/** What the page may send. Every message is parsed by the server; every acknowledgement comes. */
export interface ClientEvents {
  /** Start (or resume, with the epoch and seq of the last batch) the traffic of all clients. */
  'traffic:subscribe': (
    resume: { readonly epoch: string; readonly seq: number } | null,
    ack: (bytes: TrafficBytes) => void,
  ) => void;
  'traffic:unsubscribe': () => void;
  /** Follow one call with bodies; `null` for none. Answers what is known so far, or null where there is no such call. */
  'call:watch': (id: string | null, ack: (record: CallRecord | null) => void) => void;
  'invocation:start': (request: InvocationRequest, ack: (reply: Ack<{ readonly id: string }>) => void) => void;
  /** `json` is ProtoJSON text. */
  'invocation:send': (id: string, json: string, ack: (reply: Ack<object>) => void) => void;
  'invocation:half_close': (id: string, ack: (reply: Ack<object>) => void) => void;
  'invocation:cancel': (id: string, ack: (reply: Ack<object>) => void) => void;
}

/** What the server sends to a page. */
export interface ServerEvents {
  'traffic:batch': (bytes: TrafficBytes) => void;
  /**
   * New events of the watched call, bodies included, in order. `from` counts the events of the call before the first of
   * them: where it is more than the page knows of (left-out messages included), some were skipped; watch again.
   */
  'call:events': (id: string, events: readonly CallEvent[], summary: CallSummary, from: number) => void;
  /** What the client of an own call saw, in order, bodies included. */
  'invocation:events': (id: string, events: readonly InvocationEvent[]) => void;
  /**
   * The schema has another revision: fetch `GET /api/schema` again. The difference is the one to the revision before; a
   * page that missed a revision cannot add them up, and compares the trees.
   */
  'schema:changed': (revision: number, difference: SchemaDifference) => void;
  /** Entities were written, or the world was reset: fetch again what is shown. */
  'world:changed': (news: WorldNews) => void;
  /**
   * Stubs, their files, their counts or the states of scenarios are others now: fetch `GET /api/stubs` again. At most a
   * few times a second. `revision` as in `StubList`; it stays where only calls were answered.
   */
  'stubs:changed': (revision: number) => void;
  /** Faults that are switched on, or their counts, are others now: fetch `GET /api/faults` where they are shown. At most a few times a second. */
  'faults:changed': (revision: number) => void;
  /** Connections failed, or were forgotten: fetch `GET /api/connections` where they are shown. At most a few times a second. */
  'connections:changed': (revision: number) => void;
  /** Calls wait for a person, or wait no more, or a switch was turned: fetch `GET /api/hold` where it is shown. */
  'held:changed': (news: HoldNews) => void;
}
