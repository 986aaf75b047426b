import type { Problem } from './problem.ts';

/** How a connection failed. */
export type ConnectionFault =
  /** As many are open as may be: it was closed before it said anything. */
  | 'crowded'
  /** The client speaks TLS, and the port does not. */
  | 'tls_to_plaintext'
  /** The port speaks TLS, and the client does not. */
  | 'plaintext_to_tls'
  | 'handshake'
  | 'client_certificate'
  /** It said nothing that tells its protocol. */
  | 'silent'
  /** It breaks the rules of HTTP, at its beginning or between calls. */
  | 'protocol';

/** Connections that failed the same way, from the same host. */
export interface FailedConnection {
  readonly id: string;
  readonly fault: ConnectionFault;
  /** `127.0.0.1:53124`, of the last one. */
  readonly peer: string;
  /** The name that the last one asked for by TLS; null where it named none. */
  readonly serverName: string | null;
  readonly count: number;
  /** Epoch milliseconds, of the first and of the last. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** What happened, likely why, what to do next. */
  readonly problem: Problem;
}

/** The body of `GET /api/connections`: the one that failed last comes last. */
export interface FailedConnectionList {
  readonly connections: readonly FailedConnection[];
  /** Rows that were dropped to stay within the bound. */
  readonly dropped: number;
}
