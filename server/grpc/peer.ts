import type { Http2Session } from 'node:http2';

const peers = new WeakMap<Http2Session, string>();

/** `127.0.0.1:53124` or `[::1]:53124`; asked once for each connection. */
export function peerOf(session: Http2Session | undefined): string {
  if (!session) return 'unknown';
  let peer = peers.get(session);
  if (peer === undefined) {
    const { remoteAddress, remotePort } = session.socket;
    const host = remoteAddress?.includes(':') ? `[${remoteAddress}]` : remoteAddress;
    peer = host === undefined ? 'unknown' : remotePort === undefined ? host : `${host}:${remotePort}`;
    peers.set(session, peer);
  }
  return peer;
}
