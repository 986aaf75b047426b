import { connect as connectHttp2, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { frame } from '../grpc/raw-call.ts';

/** A frame as it came over the wire (RFC 9113, section 4). */
export interface Frame {
  readonly type: 'DATA' | 'HEADERS' | 'RST_STREAM' | 'SETTINGS' | 'PING' | 'GOAWAY' | 'WINDOW_UPDATE' | 'other';
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export interface Tap extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  /** All that the server has sent, in order. */
  readonly frames: readonly Frame[];
  /** A gRPC call that sends these messages and half-closes, unless it is told to stay open. */
  open(path: string, messages: readonly Uint8Array[], stayOpen?: boolean): ClientHttp2Stream;
  /** Resolves when such a frame has come. */
  saw(is: (frame: Frame) => boolean): Promise<Frame>;
}

const TYPES: Readonly<Record<number, Frame['type']>> = {
  0: 'DATA',
  1: 'HEADERS',
  3: 'RST_STREAM',
  4: 'SETTINGS',
  6: 'PING',
  7: 'GOAWAY',
  8: 'WINDOW_UPDATE',
};
const END_STREAM = 1;

/** An HTTP/2 client without any gRPC, that sees each frame before anybody has made something of it. */
export function tapWire(port: number): Tap {
  const socket = connect(port, '127.0.0.1');
  const frames: Frame[] = [];
  const listeners = new Set<() => void>();
  let rest: Buffer = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 9) {
      const size = rest.readUIntBE(0, 3);
      if (rest.length < 9 + size) break;
      frames.push({
        type: TYPES[rest[3]!] ?? 'other',
        flags: rest[4]!,
        stream: rest.readUInt32BE(5) & 0x7fff_ffff,
        payload: rest.subarray(9, 9 + size),
      });
      rest = rest.subarray(9 + size);
    }
    for (const listener of listeners) listener();
  };
  const session = connectHttp2('http://127.0.0.1', { createConnection: () => tapped(socket, read) });
  session.on('error', () => undefined);
  return {
    session,
    frames,
    open(path, messages, stayOpen = false) {
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => undefined);
      for (const message of messages) stream.write(frame(message));
      if (!stayOpen) stream.end();
      return stream;
    },
    saw: (is) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = frames.find(is);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      session.destroy();
      socket.destroy();
    },
  };
}

/** Node's HTTP/2 takes the bytes of a socket for itself; of any other stream it has to ask. */
function tapped(socket: Socket, read: (chunk: Buffer) => void): Duplex {
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    read(chunk);
    duplex.push(chunk);
  });
  socket.on('end', () => duplex.push(null));
  socket.on('error', (error) => duplex.destroy(error));
  return duplex;
}

/** All bytes of the messages that came on the first call, prefixes included. */
export const dataOf = ({ frames }: Tap, stream = 1): Buffer =>
  Buffer.concat(frames.filter((one) => one.type === 'DATA' && one.stream === stream).map(({ payload }) => payload));

/** The frames of a call, in short: `HEADERS`, `DATA 12`, `DATA 0 END`, `RST_STREAM 2`. */
export const storyOf = ({ frames }: Tap, stream = 1): readonly string[] =>
  frames
    .filter((one) => one.stream === stream && ['DATA', 'HEADERS', 'RST_STREAM'].includes(one.type))
    .map(({ type, flags, payload }) => {
      const end = flags & END_STREAM ? ' END' : '';
      if (type === 'RST_STREAM') return `RST_STREAM ${payload.readUInt32BE(0)}`;
      return type === 'DATA' ? `DATA ${payload.length}${end}` : `HEADERS${end}`;
    });
