import { SESSION_KEY } from './invocation.ts';
import type { Metadata } from './metadata.ts';

/** Sessions that are remembered at most; beyond that the one that was idle for longest goes. */
export const MOST_SESSIONS = 1_000;

/** Milliseconds after its last call that a session is remembered. */
export const SESSION_IDLE_MS = 600_000;

/** Characters of a session's name. */
export const LONGEST_SESSION = 200;

/** The session that the metadata of a call names; empty for none. */
export const sessionOf = (metadata: Metadata): string => metadata.find(({ key }) => key === SESSION_KEY)?.value ?? '';
