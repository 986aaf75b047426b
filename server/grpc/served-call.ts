import type { Clock } from '../contract/clock.ts';
import { type Status, status } from '../contract/status.ts';
import type { EndedEvent } from '../contract/traffic.ts';
import type { Recorder } from '../traffic/recorder.ts';
import type { Arrival } from './intake.ts';
import type { GrpcLimits } from './limits.ts';

/** A call and who records it. */
export interface ServedCall {
  readonly arrival: Arrival;
  readonly recorder: Recorder;
  readonly deadlineMs: number | null;
  /** True where the request is exactly one message. */
  readonly single: boolean;
  /** Microseconds, by the host's clock. */
  readonly started: number;
}

/** What all calls have in common; `Call` is who serves one. */
export interface CallHost<Call> {
  readonly clock: Clock;
  readonly limits: GrpcLimits;
  /** The call never finishes by itself. */
  stands(call: Call): void;
  /** Called once, when the call is over. */
  over(call: Call): void;
}

export type CancelledBy = EndedEvent['cancelledBy'];

const CANCELLED = status('CANCELLED', 'The client cancelled the call.');
const LOST = status('CANCELLED', 'The connection closed before the call had ended.');
export const LATE = status('DEADLINE_EXCEEDED', 'Deadline exceeded');
/** The client's own timer and ours end together: its reset at the deadline is no cancellation. */
const DEADLINE_SLACK_MS = 10;

/** How a call ended whose stream closed before it was over. */
export function endingOfGone(
  { deadlineMs, started, arrival }: ServedCall,
  clock: Clock,
): { readonly status: Status; readonly cancelledBy: CancelledBy } {
  if (deadlineMs !== null && (clock.micros() - started) / 1000 >= deadlineMs - DEADLINE_SLACK_MS)
    return { status: LATE, cancelledBy: 'deadline' };
  return { status: arrival.session?.destroyed === false ? CANCELLED : LOST, cancelledBy: 'client' };
}
