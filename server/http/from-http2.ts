import {
  type ClientRequest,
  request as ask,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
} from 'node:http';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';
import { Duplex } from 'node:stream';

/** A stream of HTTP/2 that asks for the page or the API. */
export interface FromHttp2 {
  readonly stream: ServerHttp2Stream;
  /** Names and values in turn, pseudo-headers first. */
  readonly rawHeaders: readonly string[];
  readonly session: Http2Session | undefined;
}

/** What belongs to one connection of HTTP/1.1, and is said otherwise by HTTP/2. */
const HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'upgrade',
  'host',
  'expect',
]);

/**
 * Answers a stream by a server of HTTP/1.1, over a connection in memory: express speaks HTTP/1.1 alone, and a browser
 * that asks for the page over TLS prefers HTTP/2, as do programs that call both gRPC and the API on one port.
 */
export function answerByHttp1({ stream, rawHeaders, session }: FromHttp2, server: Server): void {
  stream.on('error', () => undefined);
  if (stream.destroyed || stream.closed) return;
  const head = readHead(rawHeaders);
  const [near, far] = connectionPair(session);
  server.emit('connection', far);
  // Node frames no body of a GET or a DELETE by itself.
  if (!stream.endAfterHeaders && !('content-length' in head.headers)) head.headers['transfer-encoding'] = 'chunked';
  let request: ClientRequest;
  try {
    request = ask({ method: head.verb, path: head.path, headers: head.headers, createConnection: () => near });
  } catch {
    // HTTP/1.1 has no words for such a head.
    near.destroy();
    stream.respond({ ':status': 400 }, { endStream: true });
    stream.resume();
    return;
  }
  request.on('error', () => stream.close());
  request.on('response', (response) => {
    if (stream.destroyed || stream.closed) return void near.destroy();
    stream.respond(answerHead(response));
    response.on('error', () => stream.close());
    response.pipe(stream);
  });
  stream.once('close', () => near.destroy());
  if (stream.endAfterHeaders) request.end();
  else stream.pipe(request);
}

function readHead(rawHeaders: readonly string[]): {
  readonly verb: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
} {
  const pseudo = new Map<string, string>();
  const fields = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at]!, rawHeaders[at + 1]!];
    if (name.startsWith(':')) pseudo.set(name, value);
    else if (!HOP.has(name)) fields.set(name, [...(fields.get(name) ?? []), value]);
    else if (name === 'host' && !pseudo.has(':authority')) pseudo.set(':authority', value);
  }
  // HTTP/2 may send a cookie in pieces (RFC 9113, 8.2.3).
  const cookies = fields.get('cookie');
  if (cookies) fields.set('cookie', [cookies.join('; ')]);
  const headers: OutgoingHttpHeaders = Object.assign(Object.create(null), { host: pseudo.get(':authority') ?? '' });
  for (const [name, values] of fields) headers[name] = values.length === 1 ? values[0] : values;
  return { verb: pseudo.get(':method') ?? 'GET', path: pseudo.get(':path') ?? '/', headers };
}

function answerHead({ statusCode, headers }: IncomingMessage): Record<string, string | string[] | number> {
  const answer: Record<string, string | string[] | number> = { ':status': statusCode ?? 502 };
  for (const [name, value] of Object.entries(headers)) if (!HOP.has(name) && value !== undefined) answer[name] = value;
  return answer;
}

/** One end of a connection in memory; what one writes the other reads, no faster than it does. */
class End extends Duplex {
  /** What a server asks a socket. */
  readonly encrypted: boolean;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly localAddress: string | undefined;
  #other: End | null = null;
  #taken: (() => void) | null = null;

  constructor(session: Http2Session | undefined) {
    super();
    const socket = session && !session.destroyed ? session.socket : undefined;
    this.encrypted = session?.encrypted ?? false;
    this.remoteAddress = socket?.remoteAddress;
    this.remotePort = socket?.remotePort;
    this.localAddress = socket?.localAddress;
    this.on('error', () => undefined);
  }

  join(other: End): void {
    this.#other = other;
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const other = this.#other;
    if (!other || other.destroyed || chunk.length === 0) return done();
    other.#taken = done;
    other.push(chunk);
  }

  override _final(done: () => void): void {
    this.#other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const other = this.#other;
    this.#other = null;
    this.#taken?.();
    other?.destroy();
    done(error);
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  resetAndDestroy(): this {
    return this.destroy();
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function connectionPair(session: Http2Session | undefined): readonly [near: End, far: End] {
  const [near, far] = [new End(session), new End(session)];
  near.join(far);
  far.join(near);
  return [near, far];
}
