import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, type StatusName, status } from '../contract/status.ts';
import { answerEncoding, compressLater, compressNow, type Encoding } from '../serving/compress.ts';
import { header } from '../serving/http-metadata.ts';
import { MessageQueue, type MessageSource } from '../serving/message-queue.ts';
import { framed, MessageReader } from '../serving/message-reader.ts';
import type { OnWire } from '../traffic/recorder.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import { linger } from './linger.ts';
import { responseHeaders, responseTrailers } from './grpc-metadata.ts';
import type { Arrival } from './intake.ts';
import { WireFaults } from './faults.ts';
import { StreamEar, type StreamListener } from './stream-ear.ts';

const WAIT_FOR_TRAILERS = { waitForTrailers: true };
const PREFIX = 5;
const COMPRESSED = 1;

/** gRPC's framing on one HTTP/2 stream. Messages are read one by one; after `end` nothing is heard or sent. */
export class WireCall implements Wire, StreamListener {
  readonly #arrival: Arrival;
  readonly #stream: ServerHttp2Stream;
  readonly #listener: WireListener;
  readonly #source: MessageSource;
  readonly #reader: MessageReader;
  readonly #queue: MessageQueue;
  readonly #ear: StreamEar;
  #trailers: OutgoingHttpHeaders | null = null;
  #hearing = false;
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
    this.#source = { encoding: header(rawHeaders, 'grpc-encoding') ?? undefined, limit };
    this.#listener = listener;
    this.#queue = new MessageQueue(this.#source, listener, (on) => this.#flow(on));
    this.#reader = new MessageReader(limit, (bytes, flags) => this.#arrived(bytes, flags), listener);
    this.#ear = new StreamEar(stream, this);
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
    this.#queue.read();
  }

  sendHeaders(metadata: Metadata, compress?: Compress): void {
    const { encoding } = this.#source;
    if (compress !== undefined || encoding !== undefined) {
      const accepts = header(this.#arrival.rawHeaders, 'grpc-accept-encoding');
      this.#answer = answerEncoding(compress, encoding ?? null, accepts);
    }
    const headers = responseHeaders(metadata, this.#answer);
    if (this.#queue.over || this.dead) return;
    this.#ear.trail();
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
      if (this.#queue.over || this.dead) return;
      this.#listener.sent(packed ? this.#send(packed, COMPRESSED, flushed) : this.#send(bytes, 0, flushed));
    });
    return 'later';
  }

  reset(code: string): void {
    if (this.#queue.over) return;
    this.#queue.stop();
    // Closing ends what is written, which would ask for trailers.
    this.#ear.noTrailers();
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
    if (!this.#queue.over) this.#finish(trailers);
    return silent?.status ?? ending;
  }

  over(): void {
    this.#faults?.close();
    this.#arrival.connection.callOver();
  }

  closed(heard: () => void): void {
    if (this.#stream.destroyed) heard();
    else this.#stream.once('close', heard);
  }

  #send(bytes: Uint8Array, flags: number, flushed: () => void): OnWire {
    if (this.#faults) this.#faults.send(bytes, flags, flushed);
    else this.#write(framed(bytes, flags), flushed);
    return { bytes: bytes.byteLength + PREFIX, compressed: flags === COMPRESSED };
  }

  #write(frame: Uint8Array, flushed: () => void): void {
    if (this.#queue.over || this.dead) return;
    this.#stream.write(frame, flushed);
  }

  /** Headers where none were sent: they are the whole answer. */
  #finish(trailers: OutgoingHttpHeaders): void {
    this.#queue.stop();
    if (this.dead) return;
    if (this.#stream.headersSent) {
      this.#trailers = trailers;
      this.#stream.end();
    } else this.#stream.respond(trailers, { endStream: true });
    // What the client still sends is let through for a moment: it may not have heard yet.
    this.#stream.resume();
    if (!this.#stream.readableEnded) linger(this.#stream);
  }

  trailers(): void {
    try {
      this.#stream.sendTrailers(this.#trailers ?? {});
    } catch {
      // The stream was closed in the meantime, or a trailer is one that HTTP/2 does not carry.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  streamClosed(): void {
    this.#arrival.connection.streamClosed();
    if (this.#queue.over) return;
    this.#queue.stop();
    this.#listener.gone();
    this.#cancelled();
  }

  #flow(on: boolean): void {
    if (!on) this.#stream.pause();
    else if (this.#hearing) this.#stream.resume();
    else {
      this.#hearing = true;
      this.#ear.hear();
    }
  }

  data(chunk: Buffer): void {
    if (this.#queue.over) return;
    const size = this.#reader.push(chunk);
    if (size !== undefined)
      this.#refuse('RESOURCE_EXHAUSTED', `Received message larger than max (${size} vs ${this.#source.limit})`);
    this.#queue.settle();
  }

  #arrived(bytes: Buffer, flags: number): void {
    if (flags === 0 || flags === COMPRESSED)
      this.#queue.push(bytes, { bytes: bytes.length + PREFIX, compressed: flags === COMPRESSED });
    else this.#refuse('INTERNAL', `Received a message whose prefix begins with ${flags}, not 0 or 1`);
  }

  finished(): void {
    if (this.#reader.unfinished) this.#refuse('INTERNAL', 'The stream ended in the middle of a message');
    else this.#queue.end();
  }

  #refuse(name: StatusName, message: string): void {
    if (!this.#queue.over) this.#listener.refused(status(name, message));
  }
}

/** The number of an error code of HTTP/2. */
function resetCode(name: string): number {
  const code: unknown = Reflect.get(constants, `NGHTTP2_${name}`);
  return typeof code === 'number' ? code : constants.NGHTTP2_INTERNAL_ERROR;
}
