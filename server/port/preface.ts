import type { Socket } from 'node:net';

/** What a connection speaks. */
export type Speech = 'http2' | 'http1' | 'tls';

const PREFIX = Buffer.from('PRI ');
/** The first byte of a TLS handshake record, which no text begins with. */
const HANDSHAKE = 0x16;

/**
 * What the first bytes of a connection say; undefined where they do not say it yet. An HTTP/2 client with prior
 * knowledge speaks first (RFC 9113, 3.4), so waiting for its four bytes waits for nobody who waits for us.
 */
export function sniff(bytes: Uint8Array): Speech | undefined {
  if (bytes[0] === HANDSHAKE) return 'tls';
  for (let at = 0; at < PREFIX.length; at += 1) {
    if (at >= bytes.length) return undefined;
    if (bytes[at] !== PREFIX[at]) return 'http1';
  }
  return 'http2';
}

/**
 * Reads as little of a new connection as it takes to know its protocol, puts it back, and hands the connection on.
 * One that stays silent, errs or ends before that is closed; `silent` hears of the first.
 */
export function preface(
  socket: Socket,
  timeoutMs: number,
  decided: (speech: Speech) => void,
  silent: () => void = () => undefined,
): void {
  let seen: Buffer = Buffer.alloc(0);
  const leave = (): void => {
    clearTimeout(timer);
    socket.removeListener('readable', look);
    socket.removeListener('error', drop);
    socket.removeListener('end', drop);
    socket.removeListener('close', leave);
  };
  const drop = (): void => {
    leave();
    socket.on('error', () => undefined);
    socket.destroy();
  };
  const look = (): void => {
    for (let chunk: unknown = socket.read(); chunk !== null; chunk = socket.read())
      // The socket has no encoding and is not in object mode: it gives buffers.
      seen = seen.length === 0 ? (chunk as Buffer) : Buffer.concat([seen, chunk as Buffer]);
    const speech = sniff(seen);
    if (speech === undefined) return;
    leave();
    // Errors between here and the new owner's first listener must not end the process.
    socket.on('error', () => undefined);
    socket.unshift(seen);
    decided(speech);
  };
  const timer = setTimeout(() => {
    drop();
    silent();
  }, timeoutMs);
  socket.on('readable', look);
  socket.once('error', drop);
  socket.once('end', drop);
  socket.once('close', leave);
}
