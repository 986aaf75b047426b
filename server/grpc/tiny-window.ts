import type { Http2Session } from 'node:http2';
import { TINY_WINDOW } from '../stubs/fault-words.ts';

/** The initial window of HTTP/2 (RFC 9113, 6.9.2), which is that of Node as well. */
const USUAL = 65_535;
/** Settings that may wait to be acknowledged. Node itself refuses more than ten. */
const MOST = 4;

/** Calls of a connection that want its window tiny, and the window that its client was told of. */
interface Narrow {
  calls: number;
  told: number;
  /** How many the client has not acknowledged. */
  unacknowledged: number;
}

const connections = new WeakMap<Http2Session, Narrow>();

/**
 * Makes the window of a connection's streams tiny, until every call that asked for it has been widened again. HTTP/2
 * has one initial window for all streams of a connection, so the calls beside it are as slow.
 */
export function narrowWindow(session: Http2Session): () => void {
  let narrow = connections.get(session);
  if (!narrow) connections.set(session, (narrow = { calls: 0, told: USUAL, unacknowledged: 0 }));
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

/** A client that does not acknowledge is not told more and more of them. */
function tell(session: Http2Session, of: Narrow): void {
  const wanted = of.calls > 0 ? TINY_WINDOW : USUAL;
  if (wanted === of.told || of.unacknowledged >= MOST || session.destroyed || session.closed) return;
  of.told = wanted;
  of.unacknowledged += 1;
  session.settings({ initialWindowSize: wanted }, () => {
    of.unacknowledged -= 1;
    tell(session, of);
  });
}
