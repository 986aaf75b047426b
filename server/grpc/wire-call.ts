import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { type Status, status } from '../contract/status.ts';
import { decompress } from './decompress.ts';
import { framed, MessageReader } from './message-reader.ts';

/** What a call hears of its client. */
export interface WireListener {
  /** One for each `read`; without its prefix and decompressed. */
  message(bytes: Uint8Array): void;
  /** After the last message, in answer to a `read` as well. */
  halfClosed(): void;
  /** What came cannot be read: the call is to be ended with this. */
  refused(status: Status): void;
  /** The stream closed before `end`. */
  gone(): void;
}

/** What waits to be read: a message, one that is being decompressed (null), or the end. */
interface Entry {
  bytes: Uint8Array | null;
  readonly end: boolean;
}

const WAIT_FOR_TRAILERS = { waitForTrailers: true };
const END: Entry = { bytes: null, end: true };

/** gRPC's framing on one HTTP/2 stream. Messages are read one by one; after `end` nothing is heard or sent. */
export class WireCall {
  readonly #stream: ServerHttp2Stream;
  readonly #listener: WireListener;
  readonly #encoding: string | undefined;
  readonly #limit: number;
  readonly #reader: MessageReader;
  readonly #queue: Entry[] = [];
  #trailers: OutgoingHttpHeaders | null = null;
  #wanted = false;
  #handing = false;
  #flowing: boolean | null = null;
  #ended = false;

  /** `encoding`: of `grpc-encoding`; `limit`: bytes of one message, decompressed. */
  constructor(stream: ServerHttp2Stream, encoding: string | undefined, limit: number, listener: WireListener) {
    this.#stream = stream;
    this.#encoding = encoding;
    this.#limit = limit;
    this.#listener = listener;
    this.#reader = new MessageReader(limit, (bytes, compressed) => this.#arrived(bytes, compressed));
    // What breaks a stream closes it: that is heard of below.
    stream.on('error', ignore);
    stream.on('close', () => this.#closed());
  }

  /** Neither side can be heard any more; `gone` may still be to come. */
  get dead(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  /** Asks for the next message or the end; either may come at once. */
  read(): void {
    this.#wanted = true;
    this.#hand();
  }

  sendHeaders(headers: OutgoingHttpHeaders): void {
    if (this.#ended || this.dead) return;
    this.#stream.on('wantTrailers', () => this.#sendTrailers());
    this.#stream.respond(headers, WAIT_FOR_TRAILERS);
  }

  /** After the headers; `flushed` is called when the message has been handed to the connection. */
  sendMessage(bytes: Uint8Array, flushed: () => void): void {
    this.write(framed(bytes), flushed);
  }

  /** The same with a frame of one's own, or a piece of it. */
  write(frame: Uint8Array, flushed: () => void): void {
    if (this.#ended || this.dead) return;
    this.#stream.write(frame, flushed);
  }

  /** Resets the stream, with a code of HTTP/2; nothing else is said. */
  reset(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue.length = 0;
    // Closing ends what is written, which would ask for trailers.
    this.#stream.removeAllListeners('wantTrailers');
    if (!this.dead) this.#stream.close(code);
  }

  /** With headers where none were sent: they are the whole answer. */
  end(trailers: OutgoingHttpHeaders): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue.length = 0;
    if (this.dead) return;
    if (this.#stream.headersSent) {
      this.#trailers = trailers;
      this.#stream.end();
    } else this.#stream.respond(trailers, { endStream: true });
    // What the client still sends is let through, or the stream would never close.
    this.#stream.resume();
  }

  #sendTrailers(): void {
    try {
      this.#stream.sendTrailers(this.#trailers ?? {});
    } catch {
      // The stream was closed in the meantime, or a trailer is one that HTTP/2 does not carry.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  #closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue.length = 0;
    this.#listener.gone();
  }

  #flow(): void {
    if (this.#flowing) return;
    if (this.#flowing === null) {
      this.#stream.on('data', (chunk: Buffer) => this.#data(chunk));
      this.#stream.on('end', () => this.#queued(END));
    } else this.#stream.resume();
    this.#flowing = true;
  }

  #data(chunk: Buffer): void {
    if (this.#ended) return;
    const size = this.#reader.push(chunk);
    if (size !== undefined)
      this.#listener.refused(
        status('RESOURCE_EXHAUSTED', `Received message larger than max (${size} vs ${this.#limit})`),
      );
    else if (!this.#wanted && !this.#ended && this.#flowing) {
      this.#flowing = false;
      this.#stream.pause();
    }
  }

  #arrived(bytes: Buffer, compressed: boolean): void {
    if (this.#ended) return;
    if (!compressed) return this.#queued({ bytes, end: false });
    const entry: Entry = { bytes: null, end: false };
    this.#queue.push(entry);
    decompress(bytes, this.#encoding, this.#limit, (result) => {
      if (this.#ended) return;
      if ('refused' in result) return this.#listener.refused(result.refused);
      entry.bytes = result.bytes;
      this.#hand();
    });
  }

  #queued(entry: Entry): void {
    if (this.#ended) return;
    this.#queue.push(entry);
    this.#hand();
  }

  /** A listener reads on from within: a loop, for a recursion would be as deep as the client is fast. */
  #hand(): void {
    if (this.#handing) return;
    this.#handing = true;
    while (this.#wanted && !this.#ended) {
      const next = this.#queue[0];
      if (next === undefined || (next.bytes === null && !next.end)) break;
      this.#queue.shift();
      this.#wanted = false;
      if (next.bytes) this.#listener.message(next.bytes);
      else this.#listener.halfClosed();
    }
    this.#handing = false;
    if (this.#wanted && !this.#ended && this.#queue.length === 0) this.#flow();
  }
}

function ignore(): void {
  // Nothing to do: the stream closes itself.
}
