/** Sessions that are remembered at most; beyond that the one that was idle for longest goes. */
export const MOST_SESSIONS = 1_000;

/** Milliseconds after its last call that a session is remembered. */
export const SESSION_IDLE_MS = 600_000;

/** Characters of a session's name. */
export const LONGEST_SESSION = 200;
