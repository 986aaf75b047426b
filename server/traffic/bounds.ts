/** What a journal keeps at most. Everything beyond is dropped, counted and shown as dropped. */
export interface JournalBounds {
  /** Calls. The ones that ended longest ago go first; open calls never go. */
  readonly calls: number;
  /** Bytes over all calls: message bytes, metadata text and a fixed charge for each call and event. */
  readonly bytes: number;
  /** Messages kept at either end of a call, in each direction: the first so many and the last so many. */
  readonly messages: number;
  /** Message bytes kept at either end of a call, in each direction. A single message is at most 4 MiB. */
  readonly messageBytes: number;
  /** Characters of metadata kept of one block of headers or trailers. */
  readonly metadata: number;
  /** Changes a page may be behind before the older ones are skipped (a `gap`). */
  readonly backlog: number;
}

/** How full a journal is. */
export interface JournalStats {
  /** Calls the journal holds. */
  readonly calls: number;
  readonly open: number;
  /** Calls that arrived since the process started. */
  readonly recorded: number;
  /** Calls dropped since the journal was last cleared. */
  readonly dropped: number;
  /** What the bounds count; see `JournalBounds.bytes`. */
  readonly bytes: number;
}

export const DEFAULT_BOUNDS: JournalBounds = {
  calls: 100_000,
  bytes: 128 * 1024 * 1024,
  messages: 256,
  messageBytes: 8 * 1024 * 1024,
  metadata: 16 * 1024,
  backlog: 10_000,
};

/** The fixed charge for a call and for an event, in bytes: about what the objects cost. */
export const CALL_COST = 320;
export const EVENT_COST = 32;
