import { constants, type Http2Session } from 'node:http2';

/** The largest number of a stream: whatever is on its way is still served. */
const ANY_STREAM = 0x7fff_ffff;
const leaving = new WeakSet<Http2Session>();

/**
 * Says GOAWAY as a server does that shuts down without losing a call (RFC 9113, 6.8): first to take no further stream,
 * and when the client has surely heard that (it answers a ping), with the last stream that came. Open calls go on; the
 * connection closes behind them. A GOAWAY at once would refuse calls whose first frames are on their way.
 */
export function sayGoodbye(session: Http2Session | undefined): void {
  if (!session || session.closed || session.destroyed || leaving.has(session)) return;
  leaving.add(session);
  session.goaway(constants.NGHTTP2_NO_ERROR, ANY_STREAM);
  const close = (): void => {
    if (!session.closed && !session.destroyed) session.close();
  };
  if (!session.ping(close)) close();
}
