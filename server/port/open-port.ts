import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Problem } from '../contract/problem.ts';
import { preface } from './preface.ts';

export interface PortLimits {
  /** Connections at a time, over all addresses. */
  readonly connections: number;
  /** Milliseconds for a new connection to say what it speaks. */
  readonly prefaceMs: number;
}

export const DEFAULT_PORT_LIMITS: PortLimits = { connections: 1_024, prefaceMs: 10_000 };

export interface PortOptions {
  /** `localhost` (or another loopback name or address) opens both loopback families. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly limits?: Partial<PortLimits> | undefined;
}

/** Why the port could not be opened, as a Problem; `code` is the system's: `EADDRINUSE`, `EACCES`, … */
export class PortError extends Error {
  readonly code: string;
  readonly problem: Problem;

  constructor(code: string, problem: Problem, cause: unknown) {
    super(`${problem.message} ${problem.hint ?? ''}`.trim(), { cause });
    this.name = 'PortError';
    this.code = code;
    this.problem = problem;
  }
}

export interface Port extends AsyncDisposable {
  /** Every address that listens: `127.0.0.1`, `::1`. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Who takes the connections that speak HTTP/2 with prior knowledge. Bytes that were read are put back first. */
  onHttp2(take: (socket: Socket) => void): void;
  /** Who takes all others. */
  onHttp1(take: (socket: Socket) => void): void;
  /** Listens no more; connections that were handed over live on. */
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;
const TRIES = 20;

/** One listener for every protocol: a connection tells by its first bytes who takes it. */
export async function openPort(options: PortOptions): Promise<Port> {
  const limits = { ...DEFAULT_PORT_LIMITS, ...options.limits };
  const hosts = LOOPBACK.test(options.host) ? ['127.0.0.1', '::1'] : [options.host];
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let http1 = (socket: Socket): void => void socket.destroy();
  let http2 = http1;

  const accept = (socket: Socket): void => {
    if (sockets.size >= limits.connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    silent.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      silent.delete(socket);
    });
    socket.setNoDelay(true);
    preface(socket, limits.prefaceMs, (protocol) => {
      silent.delete(socket);
      (protocol === 'http2' ? http2 : http1)(socket);
    });
  };

  const servers = await listenAll(hosts, options.port, accept);
  const close = async (): Promise<void> => {
    for (const socket of silent) socket.destroy();
    // A closed listener tells so only when its last connection ends; those are none of its business any more.
    for (const server of servers) if (server.listening) server.close();
    await Promise.resolve();
  };
  return {
    addresses: servers.map((server) => place(server).address),
    port: place(servers[0]!).port,
    get connections() {
      return sockets.size;
    },
    onHttp2: (take) => void (http2 = take),
    onHttp1: (take) => void (http1 = take),
    close,
    async [Symbol.asyncDispose]() {
      await close();
      const gone = [...sockets].map((socket) => new Promise((done) => socket.once('close', done)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(gone);
    },
  };
}

/** The same port on every host; a host that this machine does not have is left out, as long as one is left. */
async function listenAll(
  hosts: readonly string[],
  port: number,
  accept: (socket: Socket) => void,
  tries = TRIES,
): Promise<Server[]> {
  const servers: Server[] = [];
  let missing: unknown;
  for (const host of hosts) {
    try {
      servers.push(await listen(host, servers[0] ? place(servers[0]).port : port, accept));
    } catch (error) {
      const code = codeOf(error);
      if (hosts.length > 1 && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) {
        missing = error;
        continue;
      }
      for (const server of servers) server.close();
      if (port === 0 && code === 'EADDRINUSE' && tries > 1) return listenAll(hosts, port, accept, tries - 1);
      throw portError(host, port, error);
    }
  }
  if (servers.length === 0) throw portError(hosts.join(', '), port, missing);
  return servers;
}

function listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(accept);
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host === '::1' }, () => {
      server.removeListener('error', reject);
      // A failed accept (no descriptors left) costs that connection, not the listener.
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** Listeners are on TCP, so their address is one. */
function place(server: Server): AddressInfo {
  return server.address() as AddressInfo;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

function portError(host: string, port: number, cause: unknown): PortError {
  const code = codeOf(cause);
  const [id, why, hint] = REASONS[code] ?? ['port-failed', code, 'Try another --host or --port.'];
  const message = `Failed to listen on port ${port} of ${host}: ${why}.`;
  return new PortError(code, { severity: 'error', code: id, message, hint }, cause);
}

const REASONS: Readonly<Record<string, readonly [id: string, why: string, hint: string]>> = {
  EADDRINUSE: [
    'port-in-use',
    'another program uses it',
    'Stop that program, or choose another port: --port 0 takes any free one.',
  ],
  EACCES: ['port-forbidden', 'this user may not open it', 'Choose a port above 1023.'],
  EADDRNOTAVAIL: ['host-unknown', 'this machine has no such address', 'Use localhost, or an address of this machine.'],
  ENOTFOUND: ['host-unknown', 'the name has no address', 'Use localhost, or an address of this machine.'],
};
