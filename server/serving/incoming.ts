import type { Clock } from '../contract/clock.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, status } from '../contract/status.ts';
import type { EndedEvent, Protocol, Via } from '../contract/traffic.ts';
import type { Recorder } from '../traffic/recorder.ts';
import type { SocketCounts } from './socket-counts.ts';
import type { Holdings } from './holdings.ts';
import type { Wire, WireListener } from './wire.ts';

/** A call as it comes in, before anybody decided who answers it. */
export interface Incoming {
  /** `/package.Service/Method`, as it came. */
  readonly path: string;
  readonly protocol: Protocol;
  /** `127.0.0.1:53124` */
  readonly peer: string;
  /** Of the connection that it came by. */
  readonly counts: SocketCounts;
  /** Of the request, without what belongs to the protocol; `user-agent` is among it. */
  readonly metadata: Metadata;
  /** Milliseconds the client gives the call; null for none. */
  readonly deadlineMs: number | null;
  /** What carries it; calls of one kind share the object. */
  readonly via?: Via | undefined;
  /** Its head is wrong in a way that the protocol answers with a status. */
  readonly refused?: Status | undefined;
  /** Opens the wire, which tells the call what arrives. */
  wire(call: WireListener): Wire;
}

/** A call and who records it. */
export interface ServedCall {
  readonly incoming: Incoming;
  readonly recorder: Recorder;
  /** True where the request is exactly one message. */
  readonly single: boolean;
  /** Microseconds, by the host's clock. */
  readonly started: number;
}

/** What all calls have in common; `Call` is who serves one. */
export interface CallHost<Call> {
  readonly clock: Clock;
  /** What all calls hold. */
  readonly holdings: Holdings;
  /** The call never finishes by itself. */
  stands(call: Call): void;
  /** Called once, when the call is over; `ok`: with the status OK. */
  over(call: Call, ok: boolean): void;
}

export type CancelledBy = EndedEvent['cancelledBy'];

export const CANCELLED = status('CANCELLED', 'The client cancelled the call.');
const LOST = status('CANCELLED', 'The connection closed before the call had ended.');
export const LATE = status('DEADLINE_EXCEEDED', 'Deadline exceeded');
/** The client's own timer and ours end together: its reset at the deadline is no cancellation. */
const DEADLINE_SLACK_MS = 10;

/** How a call ended whose stream closed before it was over. */
export function endingOfGone(
  { started, incoming: { deadlineMs } }: ServedCall,
  lost: boolean,
  clock: Clock,
): { readonly status: Status; readonly cancelledBy: CancelledBy } {
  if (deadlineMs !== null && (clock.micros() - started) / 1000 >= deadlineMs - DEADLINE_SLACK_MS)
    return { status: LATE, cancelledBy: 'deadline' };
  return { status: lost ? LOST : CANCELLED, cancelledBy: 'client' };
}
