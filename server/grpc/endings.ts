import { status } from '../contract/status.ts';

export const CANCELLED = status('CANCELLED', 'The client cancelled the call.');
export const LOST = status('CANCELLED', 'The connection closed before the call had ended.');
export const LATE = status('DEADLINE_EXCEEDED', 'Deadline exceeded');
/** The client's own timer and ours end together: its reset at the deadline is no cancellation. */
export const DEADLINE_SLACK_MS = 10;
/** What a client makes of a stream that ends without trailers (grpc/grpc doc/http-grpc-status-mapping.md, of 200). */
export const STATUSLESS = status('UNKNOWN', 'The stream ended without a status.');
