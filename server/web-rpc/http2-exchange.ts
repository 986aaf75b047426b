import { constants, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import { header, type HeaderBlock } from '../serving/http-metadata.ts';
import { peerName } from '../serving/peer-name.ts';
import { countsOf, type SocketCounts } from '../serving/socket-counts.ts';
import { type BodyListener, type Exchange, LINGER_MS } from './exchange.ts';

/** A stream of HTTP/2 as its server gets it. */
export interface Http2Request {
  readonly stream: ServerHttp2Stream;
  /** Names and values in turn, pseudo-headers first. */
  readonly rawHeaders: readonly string[];
  /** The stream forgets it when it is destroyed. */
  readonly session: Http2Session | undefined;
  readonly connection?: { readonly counts: SocketCounts } | undefined;
}

/** An exchange by HTTP/2: both sides may speak at a time. */
export class Http2Exchange implements Exchange {
  readonly http = '2';
  readonly verb: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly host: string | null;
  readonly secure: boolean;
  readonly peer: string;
  readonly counts: SocketCounts;
  readonly localAddress: string | undefined;
  beforeRespond: ((headers: HeaderBlock) => HeaderBlock) | null = null;
  readonly #stream: ServerHttp2Stream;
  readonly #session: Http2Session | undefined;
  #listener: BodyListener | null = null;
  #gone: (() => void) | null = null;
  #over = false;

  constructor({ stream, rawHeaders, session, connection }: Http2Request) {
    this.#stream = stream;
    this.#session = session;
    const pseudo: Record<string, string> = Object.create(null) as Record<string, string>;
    const headers: string[] = [];
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at]!;
      if (name.startsWith(':')) pseudo[name] = rawHeaders[at + 1]!;
      else headers.push(name, rawHeaders[at + 1]!);
    }
    this.verb = pseudo[':method'] ?? '';
    this.path = pseudo[':path'] ?? '';
    this.rawHeaders = headers;
    this.host = pseudo[':authority'] ?? header(headers, 'host');
    this.secure = session?.encrypted ?? false;
    const socket = session && !session.destroyed ? session.socket : undefined;
    this.peer = socket ? peerName(socket) : 'unknown';
    this.localAddress = socket?.localAddress;
    this.counts = connection?.counts ?? countsOf(undefined);
    // What breaks a stream closes it: that is heard of below.
    stream.on('error', ignore);
    stream.on('close', () => this.#closed());
  }

  get responded(): boolean {
    return this.#stream.headersSent;
  }

  get dead(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  get lost(): boolean {
    return this.#session?.destroyed !== false;
  }

  hear(listener: BodyListener): void {
    this.#listener = listener;
    // Listening to data would make it flow.
    this.#stream.pause();
    this.#stream.on('data', (chunk: Buffer) => this.#listener?.data(chunk));
    this.#stream.on('end', () => this.#listener?.end());
  }

  flow(on: boolean): void {
    if (this.#over) return;
    if (on) this.#stream.resume();
    else this.#stream.pause();
  }

  respond(status: number, headers: HeaderBlock): void {
    if (this.#over || this.dead) return;
    this.#stream.respond({ ':status': status, ...(this.beforeRespond?.(headers) ?? headers) });
  }

  write(bytes: Uint8Array, flushed: () => void): void {
    if (this.#over || this.dead) return;
    this.#stream.write(bytes, (error) => {
      if (!error) flushed();
    });
  }

  end(last?: Uint8Array): void {
    if (this.#over) return;
    this.#leave();
    if (this.dead) return;
    // The answer to a HEAD has ended with its head.
    if (this.#stream.writable) {
      if (last === undefined) this.#stream.end();
      else this.#stream.end(last);
    }
    // What the client still sends is let through, or the stream would never close.
    const linger = setTimeout(() => this.#stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MS).unref();
    this.#stream.once('close', () => clearTimeout(linger));
    this.#stream.resume();
  }

  reset(code: string): void {
    if (this.#over) return;
    this.#leave();
    if (!this.dead) this.#stream.close(resetCode(code));
  }

  onGone(heard: () => void): void {
    this.#gone = heard;
  }

  closed(heard: () => void): void {
    if (this.#stream.destroyed) heard();
    else this.#stream.once('close', heard);
  }

  /** Lets go of the call: Node keeps streams that are long over (`grpc/stream-ear`). */
  #leave(): void {
    this.#over = true;
    this.#listener = null;
    this.#gone = null;
    this.beforeRespond = null;
  }

  #closed(): void {
    if (this.#over) return;
    const gone = this.#gone;
    this.#leave();
    gone?.();
  }
}

/** The number of an error code of HTTP/2. */
function resetCode(name: string): number {
  const code: unknown = Reflect.get(constants, `NGHTTP2_${name}`);
  return typeof code === 'number' ? code : constants.NGHTTP2_INTERNAL_ERROR;
}

function ignore(): void {
  // Nothing to do: the stream closes itself.
}
