import type { ServerHttp2Stream } from 'node:http2';

/** Who is told of what happens to a stream. */
export interface StreamListener {
  data(chunk: Buffer): void;
  /** The client has finished. */
  finished(): void;
  /** The trailers are wanted, now. */
  trailers(): void;
  /** The last that is heard. */
  streamClosed(): void;
}

/**
 * Listens to a stream, and lets go of the listener when the stream has closed. Node's sessions have their streams in a `Map`,
 * which V8 replaces by a new table every hundred calls or so; once one table is old, each dead one keeps the next from
 * the collector's quick passes, with the streams that were open then and all that those lead to. So a dead stream
 * must lead to no more than this: with its call behind it, half of what a call allocates outlived it (README.md).
 */
export class StreamEar {
  readonly #stream: ServerHttp2Stream;
  #listener: StreamListener | null;

  constructor(stream: ServerHttp2Stream, listener: StreamListener) {
    this.#stream = stream;
    this.#listener = listener;
    // What breaks a stream closes it.
    stream.on('error', ignore);
    stream.on('close', () => {
      const last = this.#listener;
      this.#listener = null;
      last?.streamClosed();
    });
  }

  /** Lets the body come. */
  hear(): void {
    this.#stream.on('data', (chunk: Buffer) => this.#listener?.data(chunk));
    this.#stream.on('end', () => this.#listener?.finished());
  }

  /** Will be asked for trailers. */
  trail(): void {
    this.#stream.on('wantTrailers', () => this.#listener?.trailers());
  }

  /** Will not. */
  noTrailers(): void {
    this.#stream.removeAllListeners('wantTrailers');
  }
}

function ignore(): void {
  // Nothing to do: the stream closes itself.
}
