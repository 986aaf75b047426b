import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Problem } from '../contract/problem.ts';

const TRIES = 20;

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

/** The same port on every host; a host that this machine does not have is left out, as long as one is left. */
export async function listenAll(
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
export function place(server: Server): AddressInfo {
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
