import { connect, type Socket } from 'node:net';

/** `127.0.0.1:50051` or `[::1]:50051` → a connection, in plain text. What fails is told by the socket. */
export function dial(target: string): Socket {
  const { hostname, port } = new URL(`http://${target}`);
  const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80) });
  socket.setNoDelay(true);
  return socket;
}
