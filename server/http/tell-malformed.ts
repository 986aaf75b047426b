import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionFault } from '../contract/connections.ts';
import { problem, type Problem } from '../contract/problem.ts';

/** A connection that broke the rules of HTTP, and how. */
export interface Malformed {
  readonly fault: ConnectionFault & 'protocol';
  /** `127.0.0.1:53124` */
  readonly peer: string;
  readonly serverName: null;
  readonly problem: Problem;
}

/** What Node says of a connection whose bytes it cannot read. */
type ClientError = Error & { readonly code?: string; readonly reason?: string };

/**
 * Answers what is no HTTP/1.1 with a sentence, ends the connection, and tells of it: whatever came before it on the
 * connection, its client waits for an answer that nothing in the traffic shows.
 */
export function tellMalformed(server: Server, failed: ((malformed: Malformed) => void) | undefined): void {
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const wrong = explain(error);
    if (wrong) {
      const { remoteAddress: address = '', remotePort } = socket;
      const host = address.includes(':') ? `[${address}]` : address;
      const peer = address === '' ? 'unknown' : `${host}:${remotePort}`;
      failed?.({ fault: 'protocol', peer, serverName: null, problem: wrong.problem });
      if (socket.writable && !answering(socket)) socket.write(answer(wrong.status, wrong.problem));
    }
    socket.destroySoon();
  });
}

/** Undefined for a connection that broke, which is nobody's mistake. */
function explain({
  code = '',
  reason,
}: ClientError): { readonly status: number; readonly problem: Problem } | undefined {
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      status: 431,
      problem: problem(
        'large-head',
        'The head of a request is larger than 16 KiB.',
        'Send less in its path and headers; by HTTP/2 it may be larger.',
      ),
    };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      status: 408,
      problem: problem(
        'slow-head',
        'The head of a request was not whole in time.',
        'Check that nothing on the way holds its bytes back.',
      ),
    };
  if (!code.startsWith('HPE_') || code === 'HPE_INVALID_EOF_STATE') return undefined;
  return {
    status: 400,
    problem: problem(
      'malformed-http',
      `The client sent what is no HTTP/1.1: ${reason === undefined ? code : lowered(reason)}.`,
      'Check that it speaks HTTP, and that the length of each body is what its head says.',
    ),
  };
}

const lowered = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1, 200);

/** An answer has begun, which another one would break into. Node tells of it by this alone. */
const answering = (socket: Socket): boolean =>
  (socket as Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null })._httpMessage?.headersSent ??
  false;

function answer(status: number, wrong: Problem): string {
  const body = `${JSON.stringify({ problems: [wrong] })}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
