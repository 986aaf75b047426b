import type { Http2Session } from 'node:http2';
import { peerName } from '../serving/peer-name.ts';

const peers = new WeakMap<Http2Session, string>();

/** Of a connection; asked once for each. */
export function peerOf(session: Http2Session | undefined): string {
  if (!session) return 'unknown';
  let peer = peers.get(session);
  if (peer === undefined) peers.set(session, (peer = peerName(session.socket)));
  return peer;
}
