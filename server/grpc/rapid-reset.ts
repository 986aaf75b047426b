import { constants, type Http2Session } from 'node:http2';
import type { Clock } from '../contract/clock.ts';
import type { GrpcLimits } from './limits.ts';

interface Bucket {
  left: number;
  at: number;
  closing: boolean;
}

const buckets = new WeakMap<Http2Session, Bucket>();

/**
 * Closes a connection that opens calls only to reset them (CVE-2023-44487): each reset of an open call takes a token, and a connection
 * without tokens is told to calm down. Other clients' calls wait for the work that such a client causes. True where it
 * is to be closed, once: in the next turn of the event loop, for Node aborts the process where a session is destroyed while it reads
 * (nodejs/node#64850, #38964).
 */
export function countReset(session: Http2Session | undefined, limits: GrpcLimits, clock: Clock): boolean {
  if (!session || session.destroyed) return false;
  const now = clock.micros() / 1e6;
  let bucket = buckets.get(session);
  if (!bucket) buckets.set(session, (bucket = { left: limits.resetBurst, at: now, closing: false }));
  bucket.left = Math.min(limits.resetBurst, bucket.left + (now - bucket.at) * limits.resetsPerSecond) - 1;
  bucket.at = now;
  if (bucket.left >= 0 || bucket.closing) return false;
  bucket.closing = true;
  setImmediate(() => {
    if (session.destroyed) return;
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    session.destroy();
  });
  return true;
}
