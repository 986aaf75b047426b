import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy, Broken, EndedEvent, Protocol, Via } from '../contract/traffic.ts';
import { CALL_COST } from './bounds.ts';
import type { LiveCall } from './live-call.ts';
import type { PackedEvents } from './pack-events.ts';
import type { CallStart } from './recorder.ts';

/** How a call ended. */
export interface Ending {
  readonly status: Status;
  readonly trailers: Metadata;
  readonly cancelledBy: EndedEvent['cancelledBy'];
  readonly problem: Problem | undefined;
}

/**
 * What the journal holds of a call: slim, for there are a hundred thousand of them. Summaries and records are made of
 * it when somebody asks. While the call is open, `live` has its events; afterwards they are packed.
 */
export class Call {
  /** Of the journal: the first part of the ids of its calls. */
  readonly #run: string;
  readonly ordinal: number;
  readonly method: string;
  readonly kind: MethodKind | null;
  readonly protocol: Protocol;
  readonly peer: string;
  readonly userAgent: string;
  readonly metadata: Metadata;
  readonly deadlineMs: number | null;
  readonly invocation: string | null;
  readonly via: Via | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;

  up = 0;
  down = 0;
  upBytes = 0;
  downBytes = 0;
  /** Microseconds from the start to the last event. */
  lastT = 0;
  responseHeaders: Metadata | null = null;
  answers: readonly AnsweredBy[] | null = null;
  broken: readonly Broken[] | null = null;
  ending: Ending | null = null;
  live: LiveCall | null = null;
  packed: PackedEvents | null = null;

  /** What the journal charged for this call, in bytes. */
  cost: number;
  /** The journal's change counter when this call last changed. */
  seq = 0;
  // Neighbours in the journal's three lists: by arrival, by last change, by end.
  older: Call | null = null;
  newer: Call | null = null;
  changedBefore: Call | null = null;
  changedAfter: Call | null = null;
  endedAfter: Call | null = null;

  constructor(run: string, ordinal: number, start: CallStart, metadata: Metadata, startedAt: number) {
    this.#run = run;
    this.ordinal = ordinal;
    this.method = start.method;
    this.kind = start.kind;
    this.protocol = start.protocol;
    this.peer = start.peer;
    this.userAgent = start.userAgent;
    this.metadata = metadata;
    this.deadlineMs = start.deadlineMs;
    this.invocation = start.invocation;
    this.via = start.via;
    this.startedAt = startedAt;
    this.cost = CALL_COST + start.method.length + start.userAgent.length;
  }

  /** Never that of another call, of any process. Made when it is asked for: most calls are never asked. */
  get id(): string {
    return `${this.#run}-${this.ordinal.toString(36)}`;
  }
}

/** The ordinal in an id of a call of that run; undefined for ids of others. */
export function ordinalOf(id: string, run: string): number | undefined {
  if (!id.startsWith(`${run}-`)) return undefined;
  const ordinal = parseInt(id.slice(run.length + 1), 36);
  return ordinal >= 0 && id === `${run}-${ordinal.toString(36)}` ? ordinal : undefined;
}
