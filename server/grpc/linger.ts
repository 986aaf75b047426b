import { constants, type ServerHttp2Stream } from 'node:http2';

/** Milliseconds in which a client may finish what it sends in a call that has been answered. */
const LINGER_MS = 5_000;

/**
 * Closes a stream whose answer has been sent, and whose client does not finish (RFC 9113, 8.1): such streams count among
 * those that a connection may have open, and the last of them would be refused.
 */
export function linger(stream: ServerHttp2Stream): void {
  const late = setTimeout(() => {
    // Its client may read slowly: the answer goes first.
    if (stream.writableFinished) stream.close(constants.NGHTTP2_NO_ERROR);
    else linger(stream);
  }, LINGER_MS).unref();
  stream.once('close', () => clearTimeout(late));
}
