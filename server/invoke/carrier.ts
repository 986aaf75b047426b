import { type ClientRequest, type IncomingMessage, request as requestHttp1 } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { RequestHead } from './dialect.ts';

/** Hears an answer of HTTP, by either version. Nothing comes after `end` or `failed`. */
export interface CarrierListener {
  /** `raw`: names, in lower case, and values in turn. */
  head(status: number, raw: readonly string[]): void;
  data(chunk: Buffer): void;
  end(trailers: readonly string[]): void;
  failed(error: Error): void;
}

/** One request on a connection of its own. */
export interface Carrier {
  write(bytes: Uint8Array, flushed: () => void): void;
  /** The body ends, with these bytes. */
  end(last?: Uint8Array): void;
  cancel(): void;
  pause(): void;
  resume(): void;
}

export interface CarrierOptions {
  /** A connection; nothing was sent on it. */
  readonly socket: Duplex;
  /** `127.0.0.1:50051` */
  readonly host: string;
  readonly secure: boolean;
  readonly head: RequestHead;
  /** Bytes of the body where they are known ahead; null for a body that comes bit by bit. */
  readonly bodyBytes: number | null;
}

const lowered = (raw: readonly string[]): string[] =>
  raw.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));

/** A request over HTTP/1.1. */
export function carryHttp1(options: CarrierOptions, hears: CarrierListener): Carrier {
  const { socket, host, head, bodyBytes } = options;
  let over = false;
  const once = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
  };
  const request: ClientRequest = requestHttp1({
    createConnection: () => socket,
    method: head.verb,
    path: head.path,
    // Names and values in turn are sent in this order; a name may come twice.
    headers: [
      'host',
      host,
      ...head.headers.flat(),
      ...(bodyBytes === null
        ? ['transfer-encoding', 'chunked']
        : bodyBytes > 0 || head.verb !== 'GET'
          ? ['content-length', String(bodyBytes)]
          : []),
      'connection',
      'close',
    ] as unknown as string[],
  });
  let response: IncomingMessage | undefined;
  let paused = false;
  request.on('response', (message) => {
    response = message;
    hears.head(message.statusCode ?? 0, lowered(message.rawHeaders));
    message.on('data', (chunk: Buffer) => over || hears.data(chunk));
    message.on('end', () => once(() => hears.end(lowered(message.rawTrailers))));
    message.on('error', (error) => once(() => hears.failed(error)));
    if (paused) message.pause();
  });
  request.on('error', (error) => once(() => hears.failed(error)));
  request.on('close', () => once(() => hears.failed(new Error('The connection closed.'))));
  return {
    write: (bytes, flushed) => void request.write(bytes, flushed),
    end: (last) => void (last === undefined ? request.end() : request.end(last)),
    cancel() {
      over = true;
      request.destroy();
      socket.destroy();
    },
    pause() {
      paused = true;
      response?.pause();
    },
    resume() {
      paused = false;
      response?.resume();
    },
  };
}

/** A request over HTTP/2 with prior knowledge, or over TLS that agreed on it. */
export function carryHttp2(session: ClientHttp2Session, options: CarrierOptions, hears: CarrierListener): Carrier {
  const { host, secure, head } = options;
  let over = false;
  const once = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
    session.close();
  };
  const headers: Record<string, string | string[]> = {
    ':method': head.verb,
    ':scheme': secure ? 'https' : 'http',
    ':path': head.path,
    ':authority': host,
  };
  for (const [name, value] of head.headers) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  const stream: ClientHttp2Stream = session.request(headers, { endStream: false });
  let trailers: readonly string[] = [];
  // Node passes the raw headers as a third argument, which its types leave out.
  const heard = (tell: (raw: readonly string[]) => void) =>
    ((_headers: unknown, _flags: unknown, raw: readonly string[]) => tell(raw)) as () => void;
  stream.on(
    'response',
    heard((raw) => {
      const status = raw[raw.indexOf(':status') + 1];
      hears.head(Number(status), raw);
      // Not before: Node may hand out data of the same packet ahead of the head.
      stream.on('data', (chunk: Buffer) => over || hears.data(chunk));
    }),
  );
  stream.on(
    'trailers',
    heard((raw) => (trailers = raw)),
  );
  stream.on('end', () => once(() => hears.end(trailers)));
  stream.on('error', (error) => once(() => hears.failed(error)));
  stream.on('close', () => once(() => hears.failed(closedBy(stream.rstCode))));
  session.on('error', (error) => once(() => hears.failed(error)));
  return {
    write: (bytes, flushed) => void stream.write(bytes, flushed),
    end: (last) => void (last === undefined ? stream.end() : stream.end(last)),
    cancel() {
      once(() => stream.close(8));
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
  };
}

const closedBy = (code: number | undefined): Error => new Error(`Received RST_STREAM with code ${code ?? 0}`);

/** Speaks HTTP/2 on a connection. */
export function openSession(socket: Duplex, host: string, secure: boolean): ClientHttp2Session {
  return connectHttp2(`${secure ? 'https' : 'http'}://${host}`, { createConnection: () => socket });
}
