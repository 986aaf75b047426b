import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, type StatusName, status } from '../contract/status.ts';
import { compressLater, compressNow, type Encoding } from '../serving/compress.ts';
import type { HeaderBlock } from '../serving/http-metadata.ts';
import { MessageQueue } from '../serving/message-queue.ts';
import { MessageReader } from '../serving/message-reader.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import type { OnWire } from '../traffic/recorder.ts';
import { Base64Text } from './base64-text.ts';
import type { Exchange } from './exchange.ts';
import { FrameFaults } from './frame-faults.ts';
import type { MessageCodec } from './message-codec.ts';

const PREFIX = 5;
const COMPRESSED = 1;
const OK = 200;

/** What protocols with prefixed messages differ in. */
export interface StreamForm {
  readonly exchange: Exchange;
  readonly codec: MessageCodec;
  /** Bytes of one message, decompressed. */
  readonly limit: number;
  /** By what the client compresses, as it says. */
  readonly encoding: string | undefined;
  /** Which bodies are base64. */
  readonly text: { readonly request: boolean; readonly answer: boolean };
  /** What is said of a request that breaks off within a message, or of a prefix that is none. */
  readonly malformed: StatusName;
  /** By what messages of the answer are compressed, and from how many bytes on. */
  compression(asked: Compress | undefined): { readonly by: Encoding | null; readonly from: number };
  /** The head of the answer. Throws where it cannot be sent. */
  headers(metadata: Metadata, encoding: Encoding | null): HeaderBlock;
  /** What stands after the last message: the status. Throws as above. */
  tail(status: Status, trailers: Metadata): Buffer;
}

/** Messages with prefixes in the bodies of one exchange, and the status in a frame behind them: gRPC-Web, streams of Connect. */
export class StreamWire implements Wire {
  readonly #form: StreamForm;
  readonly #exchange: Exchange;
  readonly #listener: WireListener;
  readonly #queue: MessageQueue;
  readonly #reader: MessageReader;
  readonly #base64: Base64Text | null;
  readonly #faults = new FrameFaults();
  #encoding: Encoding | null = null;
  #compressFrom = 0;
  #compressing = false;

  constructor(form: StreamForm, listener: WireListener) {
    const { exchange, codec, encoding, limit, text } = form;
    this.#form = form;
    this.#exchange = exchange;
    this.#listener = listener;
    const source = { encoding, limit, decode: (bytes: Buffer) => codec.decode(bytes) };
    this.#queue = new MessageQueue(source, listener, (on) => exchange.flow(on));
    this.#reader = new MessageReader(limit, (bytes, flags) => this.#arrived(bytes, flags), listener);
    this.#base64 = text.request ? new Base64Text() : null;
    exchange.hear({ data: (chunk) => this.#data(chunk), end: () => this.#finished() });
    exchange.onGone(() => {
      if (this.#queue.over) return;
      this.#queue.stop();
      listener.gone();
    });
  }

  get dead(): boolean {
    return this.#exchange.dead;
  }

  get lost(): boolean {
    return this.#exchange.lost;
  }

  get slow(): boolean {
    return this.#compressing;
  }

  read(): void {
    this.#queue.read();
  }

  sendHeaders(metadata: Metadata, compress?: Compress): void {
    const { by, from } = this.#form.compression(compress);
    const headers = this.#form.headers(metadata, by);
    this.#encoding = by;
    this.#compressFrom = from;
    this.#exchange.respond(OK, headers);
  }

  sendMessage(bytes: Uint8Array, flushed: () => void, compress = true): OnWire | 'later' {
    const encoded = this.#form.codec.encode(bytes);
    const encoding = this.#encoding;
    // What is empty would only grow.
    const small = encoded.byteLength === 0 || encoded.byteLength < this.#compressFrom;
    if (encoding === null || !compress || small) return this.#send(encoded, 0, flushed);
    const packed = compressNow(encoded, encoding);
    if (packed) return this.#send(packed, COMPRESSED, flushed);
    this.#compressing = true;
    compressLater(encoded, encoding, (later) => {
      this.#compressing = false;
      if (this.#queue.over || this.dead) return;
      this.#listener.sent(later ? this.#send(later, COMPRESSED, flushed) : this.#send(encoded, 0, flushed));
    });
    return 'later';
  }

  end(ending: Status, trailers: Metadata): Status {
    const silent = this.#faults.silentEnd;
    const tail = silent ? undefined : this.#form.tail(ending, trailers);
    const headers = this.#exchange.responded ? undefined : this.#form.headers([], null);
    this.#queue.stop();
    if (headers) this.#exchange.respond(OK, headers);
    this.#exchange.end(tail && this.#written(tail));
    return silent ?? ending;
  }

  reset(code: string): void {
    this.#queue.stop();
    this.#exchange.reset(code);
  }

  break(fault: WireFault): void {
    this.#faults.break(fault);
  }

  over(): void {
    // Nothing was changed for the call.
  }

  closed(heard: () => void): void {
    this.#exchange.closed(heard);
  }

  #send(bytes: Uint8Array, flags: number, flushed: () => void): OnWire {
    const written = this.#written(this.#faults.frame(bytes, flags));
    this.#exchange.write(written, flushed);
    return { bytes: written.byteLength, compressed: flags === COMPRESSED };
  }

  /** Each frame is base64 of its own: a client need not wait for the next one to read it. */
  #written(frame: Buffer): Buffer {
    return this.#form.text.answer ? Buffer.from(frame.toString('base64'), 'latin1') : frame;
  }

  #data(chunk: Buffer): void {
    if (this.#queue.over) return;
    const bytes = this.#base64 ? this.#base64.push(chunk) : chunk;
    if (!bytes) return this.#refuse(this.#form.malformed, 'The body of the request is no base64.');
    const size = this.#reader.push(bytes);
    if (size !== undefined)
      this.#refuse('RESOURCE_EXHAUSTED', `Received message larger than max (${size} vs ${this.#form.limit})`);
    this.#queue.settle();
  }

  #arrived(bytes: Buffer, flags: number): void {
    if (flags === 0 || flags === COMPRESSED)
      this.#queue.push(bytes, { bytes: bytes.length + PREFIX, compressed: flags === COMPRESSED });
    else this.#refuse(this.#form.malformed, `Received a message whose prefix begins with ${flags}, not 0 or 1`);
  }

  #finished(): void {
    if (this.#queue.over) return;
    if (this.#reader.unfinished || this.#base64?.whole === false)
      this.#refuse(this.#form.malformed, 'The request ended in the middle of a message');
    else this.#queue.end();
  }

  #refuse(name: StatusName, message: string): void {
    if (!this.#queue.over) this.#listener.refused(status(name, message));
  }
}
