import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderBlock } from '../serving/http-metadata.ts';
import { peerName } from '../serving/peer-name.ts';
import { countsOf, type SocketCounts } from '../serving/socket-counts.ts';
import { type BodyListener, type Exchange, LINGER_MS } from './exchange.ts';

/** Milliseconds of silence after which the system asks whether the other side is still there. */
const KEEPALIVE_MS = 30_000;

/** An exchange by HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly http = '1.1';
  readonly verb: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly host: string | null;
  readonly secure: boolean;
  readonly peer: string;
  readonly counts: SocketCounts;
  readonly localAddress: string | undefined;
  beforeRespond: ((headers: HeaderBlock) => HeaderBlock) | null = null;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #listener: BodyListener | null = null;
  #gone: (() => void) | null = null;
  #over = false;
  #flushing = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    const { socket } = request;
    this.#request = request;
    this.#response = response;
    this.verb = request.method ?? '';
    this.path = request.url ?? '';
    this.rawHeaders = request.rawHeaders.map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text));
    this.host = request.headers.host ?? null;
    this.secure = 'encrypted' in socket;
    this.peer = peerName(socket);
    this.counts = countsOf(socket);
    this.localAddress = socket.localAddress;
    // Who streams may be silent for long, but has to be there.
    socket.setKeepAlive(true, KEEPALIVE_MS);
    // What breaks a request or its answer closes the answer: that is heard of below.
    request.on('error', ignore);
    response.on('error', ignore);
    response.on('close', () => this.left());
  }

  get responded(): boolean {
    return this.#response.headersSent;
  }

  get dead(): boolean {
    return this.#response.destroyed || this.#request.socket.destroyed;
  }

  /** A connection carries one exchange at a time. */
  get lost(): boolean {
    return this.#request.socket.destroyed;
  }

  /** Closes the connection where the request is not whole in so many milliseconds. */
  finishWithin(ms: number): void {
    const { socket } = this.#request;
    const late = setTimeout(() => socket.destroy(), ms).unref();
    const done = (): void => clearTimeout(late);
    this.#request.once('end', done);
    this.#response.once('close', done);
  }

  hear(listener: BodyListener): void {
    this.#listener = listener;
    // Listening to data would make it flow.
    this.#request.pause();
    this.#request.on('data', (chunk: Buffer) => this.#listener?.data(chunk));
    this.#request.on('end', () => this.#listener?.end());
  }

  flow(on: boolean): void {
    if (this.#over) return;
    if (on) this.#request.resume();
    else this.#request.pause();
  }

  respond(status: number, headers: HeaderBlock): void {
    if (this.#over || this.dead) return;
    const head = this.beforeRespond?.(headers) ?? headers;
    for (const [name, value] of Object.entries(head)) if (value !== undefined) this.#response.setHeader(name, value);
    this.#response.writeHead(status);
    // Node holds a head back until something follows it; a stream may have nothing to say for long.
    this.#flushing = true;
    queueMicrotask(() => {
      if (this.#flushing && !this.dead) this.#response.flushHeaders();
    });
  }

  write(bytes: Uint8Array, flushed: () => void): void {
    if (this.#over || this.dead) return;
    this.#flushing = false;
    this.#response.write(bytes, (error) => {
      if (!error) flushed();
    });
  }

  end(last?: Uint8Array): void {
    if (this.#over) return;
    this.#leave();
    if (this.dead) return;
    if (last === undefined) this.#response.end();
    else this.#response.end(last);
    if (this.#request.complete) return;
    // What the client still sends is read, or it might never read the answer. A connection reset would lose it the answer.
    const { socket } = this.#request;
    const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    this.#request.once('close', () => clearTimeout(linger));
    this.#request.once('end', () => clearTimeout(linger));
    this.#request.resume();
  }

  reset(): void {
    if (this.#over) return;
    this.#leave();
    const { socket } = this.#request;
    if (!socket.destroyed) socket.resetAndDestroy();
  }

  onGone(heard: () => void): void {
    this.#gone = heard;
  }

  closed(heard: () => void): void {
    if (this.#response.closed) heard();
    else this.#response.once('close', heard);
  }

  /** The connection is gone: an answer that waits for others ahead of it is not told by Node. */
  left(): void {
    if (this.#over) return;
    this.#leave();
    this.#gone?.();
  }

  #leave(): void {
    this.#over = true;
    this.#flushing = false;
    this.#listener = null;
  }
}

function ignore(): void {
  // Nothing to do: the answer closes itself.
}
