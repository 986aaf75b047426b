import type { Http2Session } from 'node:http2';
import { TINY_WINDOW } from '../stubs/fault-words.ts';

/** The initial window of HTTP/2 (RFC 9113, 6.9.2), which is that of Node as well. */
const USUAL = 65_535;

/** Calls of a connection that want its window tiny, and the window that its client was told of. */
interface Narrow {
  calls: number;
  told: number;
  /** The client has not acknowledged the last one. */
  waits: boolean;
}

const connections = new WeakMap<Http2Session, Narrow>();

/**
 * Makes the window of a connection's streams tiny, until every call that asked for it has been widened again. HTTP/2
 * has one initial window for all streams of a connection, so the calls beside it are as slow.
 */
export function narrowWindow(session: Http2Session): () => void {
  let narrow = connections.get(session);
  if (!narrow) connections.set(session, (narrow = { calls: 0, told: USUAL, waits: false }));
  const of = narrow;
  of.calls += 1;
  tell(session, of);
  let wide = false;
  return () => {
    if (wide) return;
    wide = true;
    of.calls -= 1;
    tell(session, of);
  };
}

/** One setting at a time: a client that does not acknowledge is not told more and more of them. */
function tell(session: Http2Session, of: Narrow): void {
  const wanted = of.calls > 0 ? TINY_WINDOW : USUAL;
  if (wanted === of.told || of.waits || session.destroyed || session.closed) return;
  if (session.pendingSettingsAck) {
    of.waits = true;
    session.once('localSettings', () => {
      of.waits = false;
      tell(session, of);
    });
    return;
  }
  of.told = wanted;
  session.settings({ initialWindowSize: wanted });
}
