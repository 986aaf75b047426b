import type { Http2Session } from 'node:http2';

/** What lies below the socket of a session; Node's types leave it out. */
interface Handle {
  /** Bytes that the system has not taken yet. */
  readonly writeQueueSize?: number;
  readStart?(): unknown;
  readStop?(): unknown;
}

/** The socket of a session may be paused by nobody but Node; so nothing is done where its handle is another one day. */
export const handleOf = (session: Http2Session): Handle | undefined =>
  session.destroyed ? undefined : ((session.socket as unknown as { _handle?: Handle | null })._handle ?? undefined);

/** Takes no further bytes of a connection; those that have been read are still dealt with. */
export function stopReading(session: Http2Session): void {
  handleOf(session)?.readStop?.();
}

export function readOn(session: Http2Session): void {
  handleOf(session)?.readStart?.();
}
