import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, status } from '../contract/status.ts';
import { decompress } from '../serving/decompress.ts';
import { header } from '../serving/http-metadata.ts';
import { framed, MessageReader } from '../serving/message-reader.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import { responseHeaders, responseTrailers } from './grpc-metadata.ts';
import type { Arrival } from './intake.ts';
import { WireFaults } from './faults.ts';

/** What waits to be read: a message, one that is being decompressed (null), or the end. */
interface Entry {
  bytes: Uint8Array | null;
  readonly end: boolean;
}

const WAIT_FOR_TRAILERS = { waitForTrailers: true };
const END: Entry = { bytes: null, end: true };

/** gRPC's framing on one HTTP/2 stream. Messages are read one by one; after `end` nothing is heard or sent. */
export class WireCall implements Wire {
  readonly #arrival: Arrival;
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
  #faults: WireFaults | null = null;
  readonly #cancelled: () => void;

  /** `limit`: bytes of one message, decompressed; `cancelled` hears of a stream that closed before its end. */
  constructor(arrival: Arrival, limit: number, listener: WireListener, cancelled: () => void) {
    const { stream, rawHeaders } = arrival;
    this.#arrival = arrival;
    this.#stream = stream;
    this.#cancelled = cancelled;
    this.#encoding = header(rawHeaders, 'grpc-encoding') ?? undefined;
    this.#limit = limit;
    this.#listener = listener;
    this.#reader = new MessageReader(limit, (bytes, compressed) => this.#arrived(bytes, compressed));
    // What breaks a stream closes it: that is heard of below.
    stream.on('error', ignore);
    stream.on('close', () => this.#closed());
  }

  get dead(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  get lost(): boolean {
    return this.#arrival.session?.destroyed !== false;
  }

  get slow(): boolean {
    return this.#faults?.slow ?? false;
  }

  read(): void {
    this.#wanted = true;
    this.#hand();
  }

  sendHeaders(metadata: Metadata): void {
    const headers = responseHeaders(metadata);
    if (this.#ended || this.dead) return;
    this.#stream.on('wantTrailers', () => this.#sendTrailers());
    this.#stream.respond(headers, WAIT_FOR_TRAILERS);
  }

  sendMessage(bytes: Uint8Array, flushed: () => void): void {
    if (this.#faults) this.#faults.send(bytes, flushed);
    else this.#write(framed(bytes), flushed);
  }

  reset(code: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue.length = 0;
    // Closing ends what is written, which would ask for trailers.
    this.#stream.removeAllListeners('wantTrailers');
    if (!this.dead) this.#stream.close(resetCode(code));
  }

  break(fault: WireFault): void {
    this.#faults ??= new WireFaults((frame, flushed) => this.#write(frame, flushed));
    this.#faults.break(fault, this.dead ? undefined : this.#arrival.session);
  }

  end(ending: Status, metadata: Metadata): Status {
    const sent = this.#stream.headersSent;
    const silent = this.#faults?.silentEnd(sent);
    const trailers = silent?.headers ?? responseTrailers(ending, metadata, !sent);
    if (!this.#ended) this.#finish(trailers);
    return silent?.status ?? ending;
  }

  over(): void {
    this.#faults?.close();
    this.#arrival.connection?.callOver();
  }

  #write(frame: Uint8Array, flushed: () => void): void {
    if (this.#ended || this.dead) return;
    this.#stream.write(frame, flushed);
  }

  /** Headers where none were sent: they are the whole answer. */
  #finish(trailers: OutgoingHttpHeaders): void {
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
    this.#cancelled();
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

/** The number of an error code of HTTP/2. */
function resetCode(name: string): number {
  const code: unknown = Reflect.get(constants, `NGHTTP2_${name}`);
  return typeof code === 'number' ? code : constants.NGHTTP2_INTERNAL_ERROR;
}

function ignore(): void {
  // Nothing to do: the stream closes itself.
}
