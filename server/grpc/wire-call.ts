import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, status } from '../contract/status.ts';
import { answerEncoding, compressLater, compressNow, type Encoding } from '../serving/compress.ts';
import { decompress } from '../serving/decompress.ts';
import { header } from '../serving/http-metadata.ts';
import { framed, MessageReader } from '../serving/message-reader.ts';
import type { OnWire } from '../traffic/recorder.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import { responseHeaders, responseTrailers } from './grpc-metadata.ts';
import type { Arrival } from './intake.ts';
import { WireFaults } from './faults.ts';

/** What waits to be read: a message, one that is being decompressed (null), or the end. */
interface Entry {
  bytes: Uint8Array | null;
  readonly onWire: OnWire;
  readonly end: boolean;
}

const WAIT_FOR_TRAILERS = { waitForTrailers: true };
const PREFIX = 5;
const COMPRESSED = 1;
const END: Entry = { bytes: null, onWire: { bytes: 0, compressed: false }, end: true };

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
  /** By what messages of the answer are compressed. */
  #answer: Encoding | null = null;
  #compressing = false;
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
    this.#reader = new MessageReader(limit, (bytes, flags) => this.#arrived(bytes, flags));
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
    return this.#compressing || (this.#faults?.slow ?? false);
  }

  read(): void {
    this.#wanted = true;
    this.#hand();
  }

  sendHeaders(metadata: Metadata, compress?: Compress): void {
    if (compress !== undefined || this.#encoding !== undefined) {
      const accepts = header(this.#arrival.rawHeaders, 'grpc-accept-encoding');
      this.#answer = answerEncoding(compress, this.#encoding ?? null, accepts);
    }
    const headers = responseHeaders(metadata, this.#answer);
    if (this.#ended || this.dead) return;
    this.#stream.on('wantTrailers', () => this.#sendTrailers());
    this.#stream.respond(headers, WAIT_FOR_TRAILERS);
  }

  sendMessage(bytes: Uint8Array, flushed: () => void, compress = true): OnWire | 'later' {
    // What is empty would only grow.
    if (this.#answer === null || !compress || bytes.byteLength === 0) return this.#send(bytes, 0, flushed);
    const packed = compressNow(bytes, this.#answer);
    if (packed) return this.#send(packed, COMPRESSED, flushed);
    this.#compressing = true;
    compressLater(bytes, this.#answer, (packed) => {
      this.#compressing = false;
      if (this.#ended || this.dead) return;
      this.#listener.sent(packed ? this.#send(packed, COMPRESSED, flushed) : this.#send(bytes, 0, flushed));
    });
    return 'later';
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

  #send(bytes: Uint8Array, flags: number, flushed: () => void): OnWire {
    if (this.#faults) this.#faults.send(bytes, flags, flushed);
    else this.#write(framed(bytes, flags), flushed);
    return { bytes: bytes.byteLength + PREFIX, compressed: flags === COMPRESSED };
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
      this.#stream.on('end', () => this.#finished());
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

  #arrived(bytes: Buffer, flags: number): void {
    if (this.#ended) return;
    const onWire = { bytes: bytes.length + PREFIX, compressed: flags === COMPRESSED };
    if (flags === 0) return this.#queued({ bytes, onWire, end: false });
    if (flags !== COMPRESSED)
      return this.#listener.refused(
        status('INTERNAL', `Received a message whose prefix begins with ${flags}, not 0 or 1`),
      );
    const entry: Entry = { bytes: null, onWire, end: false };
    this.#queue.push(entry);
    decompress(bytes, this.#encoding, this.#limit, (result) => {
      if (this.#ended) return;
      if ('refused' in result) return this.#listener.refused(result.refused);
      entry.bytes = result.bytes;
      this.#hand();
    });
  }

  #finished(): void {
    if (!this.#reader.unfinished) this.#queued(END);
    else if (!this.#ended) this.#listener.refused(status('INTERNAL', 'The stream ended in the middle of a message'));
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
      if (next.bytes) this.#listener.message(next.bytes, next.onWire);
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
