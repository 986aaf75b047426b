import type { ConnectionFault } from '../contract/connections.ts';
import type { Problem } from '../contract/problem.ts';
import { status } from '../contract/status.ts';
import type { Failure } from '../serving/failures.ts';

/** A connection that carries no call, and why. */
export interface ConnectionFailure {
  readonly fault: ConnectionFault;
  /** `127.0.0.1:53124` */
  readonly peer: string;
  /** The name that the client asked for; null where it named none. */
  readonly serverName: string | null;
  readonly problem: Problem;
}

export const trouble = (code: string, message: string, hint: string): Problem => ({
  severity: 'error',
  code,
  message,
  hint,
});

export const TLS_TO_PLAINTEXT: Problem = trouble(
  'tls-to-plaintext',
  'The client speaks TLS, and this port speaks plain text.',
  'Let the client connect without TLS (insecure, http://, -plaintext), or start with --tls.',
);

export const PLAINTEXT_TO_TLS: Problem = trouble(
  'plaintext-to-tls',
  'The client speaks plain text, and this port speaks TLS.',
  'Let the client connect with TLS (https://), or start without --tls.',
);

export const SILENT: Problem = trouble(
  'silent-connection',
  'The connection said nothing that tells what it speaks.',
  'Check that the client speaks gRPC or HTTP: something that waits for the server to speak first is neither.',
);

/** `most`: connections that may be open at a time. */
export const crowded = (most: number): Problem =>
  trouble(
    'too-many-connections',
    `${most.toLocaleString('en-US')} connections are open, as many as may be at a time: further ones are closed at once.`,
    'Let the client keep its connections and use them again: one connection of HTTP/2 carries many calls at a time. Each that ends makes room.',
  );

/**
 * How calls of such a connection end. UNAVAILABLE is what clients make of a connection that fails, so that a test of
 * such a failure sees the code that it would see elsewhere.
 */
export const closedBy = (problem: Problem): Failure => ({
  status: status('UNAVAILABLE', `${problem.message} ${problem.hint ?? ''}`.trim()),
  problem,
});
