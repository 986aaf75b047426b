import { status } from '../contract/status.ts';

export const CANCELLED = status('CANCELLED', 'The client cancelled the call.');
export const LOST = status('CANCELLED', 'The connection closed before the call had ended.');
export const LATE = status('DEADLINE_EXCEEDED', 'Deadline exceeded');
/** The client's own timer and ours end together: its reset at the deadline is no cancellation. */
export const DEADLINE_SLACK_MS = 10;
/** What clients make of a stream that ends without trailers, and of headers alone that name no status. */
export const STATUSLESS = status('INTERNAL', 'The stream ended without a status.');
export const STATUSLESS_HEADERS = status('UNKNOWN', 'The stream ended with its headers, and without a status.');
