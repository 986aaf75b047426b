import type { Server } from 'node:http';
import { readAbsolute, takeAbsolute } from './absolute-target.ts';

const SOCKET = '/socket.io/';
/** Headers of one connection, which the request loses. */
const HOP = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Serves requests that would rather speak another protocol as if they had not said so (RFC 9110, 7.8): `curl --http2`
 * and Java's client ask each plain-text server for h2c in that way. Node hands a connection away at that point, once
 * anybody listens for WebSockets: what was read of it is put back without the wish, and read again.
 */
export function ignoreUpgrade(server: Server): void {
  server.on('upgrade', (request, socket, head) => {
    const target = request.url ?? '';
    // Whoever takes WebSockets listens behind this.
    if ((readAbsolute(target)?.path ?? target).startsWith(SOCKET)) return takeAbsolute(request);
    const lines = [`${request.method} ${target} HTTP/1.1`];
    for (let at = 0; at + 1 < request.rawHeaders.length; at += 2)
      if (!HOP.has(request.rawHeaders[at]!.toLowerCase()))
        lines.push(`${request.rawHeaders[at]!}: ${request.rawHeaders[at + 1]!}`);
    if (/\bclose\b/i.test(request.headers.connection ?? '')) lines.push('Connection: close');
    // Node reads a head as latin1.
    socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
    server.emit('connection', socket);
  });
}
