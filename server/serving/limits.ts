/** Bytes of one request message, decompressed. */
export const MESSAGE_BYTES = 4 * 1024 * 1024;
/** Bytes on their way to one client before playing waits for it to read. */
export const WINDOW = 64 * 1024;
/** Bytes that may still be on their way when the status is sent after them. */
export const TAIL = 16 * 1024;
/** Steps waiting to be played before reading from the client waits. */
export const QUEUE = 64;
/** Bytes of messages whose answers have not been played before reading from the client waits. */
export const UNPLAYED = 4 * 1024 * 1024;
/** UTF-8 bytes of a status message: more than 64 KB of trailers makes clients hang. */
export const STATUS_MESSAGE = 8 * 1024;
/** Characters of a block of headers or trailers, for the same reason. */
export const METADATA = 48 * 1024;
/** Characters of a path and of a user agent that are kept. */
export const LABEL = 1_024;
/** Milliseconds that `setTimeout` can wait; it fires at once beyond that. */
export const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds in which a reset may follow the end of what a client sends, see `CallServer.halfClosed`. */
export const RESET_GRACE = 10;
