import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface DialOptions {
  /** `127.0.0.1:50051` or `[::1]:50051` */
  readonly target: string;
  /**
   * TLS. Who answers is not checked: the target is the very server that makes the call, and its certificate may be for
   * another name.
   */
  readonly secure: boolean;
  /** What to show to a target that asks for it. */
  readonly certificate?: ClientCertificate | undefined;
  readonly http: '1.1' | '2';
}

/** A certificate that a client shows, with its key; in PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Opens a connection. What fails is told by the socket; `opened` is its event for a connection that stands. */
export function dial({ target, secure, certificate, http }: DialOptions): {
  readonly socket: Socket;
  readonly opened: 'connect' | 'secureConnect';
} {
  const { hostname, port } = new URL(`http://${target}`);
  const place = { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80) };
  const socket = secure
    ? connectTls({
        ...place,
        servername: 'localhost',
        rejectUnauthorized: false,
        ...certificate,
        ALPNProtocols: [http === '2' ? 'h2' : 'http/1.1'],
      })
    : connect(place);
  socket.setNoDelay(true);
  return { socket, opened: secure ? 'secureConnect' : 'connect' };
}
