/** `127.0.0.1:53124` or `[::1]:53124`, of the far end of a socket. */
export function peerName({ remoteAddress, remotePort }: PeerSocket): string {
  const host = remoteAddress?.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return host === undefined ? 'unknown' : remotePort === undefined ? host : `${host}:${remotePort}`;
}

interface PeerSocket {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}
