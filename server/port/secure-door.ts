import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Problem } from '../contract/problem.ts';
import { explainClientCertificate, explainHandshake } from './explain-tls.ts';

/** Certificate and key of this server, and whose clients it takes; all in PEM, and known to be good. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  /** Undefined: clients need no certificate. */
  readonly clientCa?: string | undefined;
  /** What becomes of a client without a good certificate. */
  readonly clientAuth: 'require' | 'request';
  /** Whether a client's certificate, by its SHA-256, is the one that this process itself shows to call its own port. */
  readonly isOwn?: ((fingerprint256: string) => boolean) | undefined;
  /** Whether the certificate is for this name; undefined: the client named none. */
  readonly isFor: (name: string | undefined) => boolean;
}

export interface SecureDoorOptions {
  readonly identity: Identity;
  /** Milliseconds for a handshake. */
  readonly timeoutMs: number;
  /** `refused`: the client's certificate is of no use, so that it can only be told so. */
  readonly opened: (
    socket: TLSSocket,
    raw: Socket,
    client: { readonly refused: Problem | undefined; readonly serverName: string | null },
  ) => void;
  readonly failed: (raw: Socket, problem: Problem, serverName: string | null) => void;
}

/** Speaks TLS with connections that ask for it. */
export interface SecureDoor {
  take(socket: Socket): void;
}

/**
 * TLS 1.2 and 1.3. A client without a good certificate is let in far enough to be told why it is refused: OpenSSL would
 * break the handshake off with an alert that says nothing, or after it (TLS 1.3) with none at all.
 */
export function createSecureDoor({ identity, timeoutMs, opened, failed }: SecureDoorOptions): SecureDoor {
  const { cert, key, passphrase, clientCa, clientAuth } = identity;
  const server = createServer({
    cert,
    key,
    ...(passphrase !== undefined && { passphrase }),
    // Who has to show a certificate shows it on every connection: no session is resumed.
    ...(clientCa !== undefined && { ca: clientCa, requestCert: true, secureOptions: constants.SSL_OP_NO_TICKET }),
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: timeoutMs,
    // A session of a client with a certificate is resumed only where the server says whose session it is.
    sessionIdContext: 'understudy',
    ALPNCallback: ({ protocols }) => chooseProtocol(protocols),
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    socket.disableRenegotiation();
    // Of a session that is resumed without a certificate, Node says that it is authorized.
    const { fingerprint256 } = peerOf(socket);
    // The handshake proved that the client has the key of what it showed, whoever signed that.
    const good = fingerprint256 !== undefined && (socket.authorized || (identity.isOwn?.(fingerprint256) ?? false));
    const bad = clientCa !== undefined && clientAuth === 'require' && !good;
    opened(socket, below(socket), { refused: bad ? refusal(socket) : undefined, serverName: serverNameOf(socket) });
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException & { readonly reason?: string }, socket) => {
    socket.on('error', () => undefined);
    const serverName = serverNameOf(socket);
    const problem = explainHandshake({
      code: error.code ?? '',
      reason: error.reason,
      serverName,
      named: serverName === null || identity.isFor(serverName),
    });
    failed(below(socket), problem, serverName);
    socket.destroy();
  });
  return { take: (socket) => void server.emit('connection', socket) };
}

/** HTTP/2 for whoever speaks it: clients that speak both call gRPC and the API on one port. */
export function chooseProtocol(offered: readonly string[]): 'h2' | 'http/1.1' | undefined {
  if (offered.includes('h2')) return 'h2';
  return offered.includes('http/1.1') ? 'http/1.1' : undefined;
}

/** The socket that TLS was put upon, which Node gives no public name; one that is closed has forgotten its peer. */
const below = (socket: TLSSocket): Socket => (socket as unknown as { readonly _parent: Socket })._parent;

/** Absent from its types, and there since Node 11. */
const serverNameOf = (socket: TLSSocket): string | null => {
  const { servername } = socket as unknown as { readonly servername?: string | false | null };
  return servername || null;
};

/** An empty object where there is none, whatever the types say. */
const peerOf = (socket: TLSSocket): { readonly fingerprint256?: string } => socket.getPeerCertificate();

function refusal(socket: TLSSocket): Problem {
  // Of none, the error is that of a missing issuer.
  const shown = peerOf(socket).fingerprint256 !== undefined;
  return explainClientCertificate(shown ? String(socket.authorizationError as unknown) : undefined);
}
