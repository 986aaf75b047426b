import type { Socket } from 'node:net';
import type { Problem } from '../contract/problem.ts';

/** Milliseconds for the client to read it. */
const LINGER_MS = 1_000;

/**
 * Tells a client that speaks TLS that this port does not: in plain text, by HTTP/1.1. An alert of TLS would look like
 * trouble with certificates or ciphers; of text, every library says what it is ("wrong version number", "first record
 * does not look like a TLS handshake", "server gave HTTP response to HTTPS client").
 */
export function tellPlaintext(socket: Socket, { code, message, hint }: Problem): void {
  const body = `${JSON.stringify({ problems: [{ severity: 'error', code, message, hint }] })}\n`;
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(late));
  socket.once('end', () => socket.destroy());
  // What is left unread would reset the connection before the answer is read.
  socket.resume();
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
