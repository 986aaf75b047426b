import type { ServerHttp2Session } from 'node:http2';
import { handleOf } from './reading.ts';

/** Bytes of the answer to a ping. */
const PONG = 17;

/**
 * Watches a connection for the end that Node does not tell of: where a client breaks the rules of HTTP/2 in certain ways (a frame of
 * a wrong size, a head that cannot be unpacked), the library below Node says GOAWAY, and neither reads nor writes from
 * then on; not even that the client leaves is heard. One from which nothing has come for a while is sent a ping: where
 * that stays with the session although nothing is on its way out, the session is mute. `everyMs`: between two looks,
 * of which it takes three; a client that says nothing is pinged once. Returns the way to stop.
 */
export function watchMuted(session: ServerHttp2Session, everyMs: number, muted: () => void): () => void {
  let read = -1;
  let asked = false;
  let unanswered = false;
  const look = setInterval(() => {
    if (session.destroyed || session.closed) return;
    const { bytesRead } = session.socket;
    if (bytesRead !== read) {
      read = bytesRead;
      asked = unanswered = false;
    } else if (!asked) {
      asked = unanswered = true;
      session.ping(() => {
        unanswered = false;
        // The answer itself is no news.
        read += PONG;
      });
    } else if (unanswered && queued(session) > 0 && handleOf(session)?.writeQueueSize === 0) {
      clearInterval(look);
      muted();
    }
  }, everyMs).unref();
  return () => clearInterval(look);
}

/** Frames that wait in the session. */
const queued = (session: ServerHttp2Session): number => session.state.outboundQueueSize ?? 0;
