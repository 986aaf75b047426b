import { connect, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';

/** A length-prefixed message. */
export function frame(body: Uint8Array, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed ? 1 : 0;
  prefix.writeUInt32BE(body.byteLength, 1);
  return Buffer.concat([prefix, body]);
}

export interface RawSession extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  open(path: string, headers?: OutgoingHttpHeaders): ClientHttp2Stream;
}

/** HTTP/2 with no gRPC library: a client that may do what none of them does. */
export function rawSession(port: number): RawSession {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  return {
    session,
    open(path, headers = {}) {
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      stream.on('error', () => undefined);
      return stream;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => {
        if (session.destroyed) return done();
        session.once('close', done);
        session.destroy();
      });
    },
  };
}

/** Headers, trailers and bytes of a whole response; trailers-only responses have their status in `trailers` too. */
export async function whole(stream: ClientHttp2Stream) {
  let trailers: Record<string, unknown> = {};
  let headers: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  stream.on('response', (got) => (headers = got));
  stream.on('trailers', (got) => (trailers = got));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((done) => stream.once('close', done));
  return {
    headers,
    trailers: { ...('grpc-status' in headers ? headers : {}), ...trailers },
    body: Buffer.concat(chunks),
  };
}
