import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, status } from '../contract/status.ts';
import { compressLater, compressNow, type Encoding } from '../serving/compress.ts';
import { addMetadata, type HeaderBlock } from '../serving/http-metadata.ts';
import { LITTLE } from '../serving/holdings.ts';
import { JoinedBytes } from '../serving/joined-bytes.ts';
import { MessageQueue } from '../serving/message-queue.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import type { OnWire } from '../traffic/recorder.ts';
import type { Exchange } from './exchange.ts';
import { FrameFaults } from './frame-faults.ts';
import type { MessageCodec } from './message-codec.ts';
import { addWebMetadata, DETAILS } from './web-metadata.ts';

/** What the calls of one message each way differ in. */
export interface UnaryForm {
  readonly exchange: Exchange;
  readonly codec: MessageCodec;
  /** Bytes of the message, decompressed. */
  readonly limit: number;
  /** By what the client compresses, as it says. */
  readonly encoding: string | undefined;
  /** The message of a GET, which has no body: its address has it. */
  readonly given: Buffer | undefined;
  readonly compression: (asked: Compress | undefined) => { readonly by: Encoding | null; readonly from: number };
  /** The answer of a call that failed. */
  failure(status: Status, trailers: Metadata): { readonly http: number; readonly body: Buffer };
}

const NO_ANSWER = status('INTERNAL', 'The call ended well, but without a message.');
const OK = 200;

/** A call that is one request and one response of HTTP, with nothing around its messages: Connect's unary calls. */
export class UnaryWire implements Wire {
  readonly #form: UnaryForm;
  readonly #exchange: Exchange;
  readonly #listener: WireListener;
  readonly #queue: MessageQueue;
  readonly #faults = new FrameFaults();
  readonly #received: JoinedBytes;
  #headers: HeaderBlock = {};
  #encoding: Encoding | null = null;
  #compressFrom = 0;
  #body: Uint8Array | null = null;
  #bodyEncoding: Encoding | null = null;
  #compressing = false;

  constructor(form: UnaryForm, listener: WireListener) {
    const { exchange, codec, encoding, limit } = form;
    this.#form = form;
    this.#exchange = exchange;
    this.#listener = listener;
    this.#received = new JoinedBytes(listener);
    const source = { encoding, limit, decode: (bytes: Buffer) => codec.decode(bytes) };
    this.#queue = new MessageQueue(source, listener, (on) => exchange.flow(on));
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

  /** They are kept: the code of the answer stands before them, and nobody knows it yet. */
  sendHeaders(metadata: Metadata, compress?: Compress): void {
    this.#headers = addWebMetadata(withoutDetails(metadata), {});
    const { by, from } = this.#form.compression(compress);
    this.#encoding = by;
    this.#compressFrom = from;
  }

  sendMessage(bytes: Uint8Array, flushed: () => void, compress = true): OnWire | 'later' {
    const encoded = this.#faults.body(this.#form.codec.encode(bytes));
    const encoding = this.#encoding;
    const small = encoded.byteLength === 0 || encoded.byteLength < this.#compressFrom;
    const packed = encoding === null || !compress || small ? encoded : compressNow(encoded, encoding);
    if (packed) return this.#keep(packed, packed === encoded ? null : encoding, flushed);
    this.#compressing = true;
    // There is an encoding, or it would have been packed.
    compressLater(encoded, encoding!, (later) => {
      this.#compressing = false;
      if (this.#queue.over || this.dead) return;
      this.#listener.sent(this.#keep(later ?? encoded, later ? encoding : null, flushed));
    });
    return 'later';
  }

  end(given: Status, trailers: Metadata): Status {
    const ending = given.code === 0 && this.#body === null ? NO_ANSWER : given;
    const headers = { ...this.#headers };
    const names = addMetadata(withoutDetails(trailers), {});
    for (const [name, value] of Object.entries(names)) headers[`trailer-${name}`] = value;
    // The last thing that can fail, before anything is sent.
    const failed = ending.code === 0 ? undefined : this.#form.failure(ending, trailers);
    this.#queue.stop();
    headers['content-type'] = failed ? 'application/json' : `application/${this.#form.codec.name}`;
    if (!failed && this.#bodyEncoding) headers['content-encoding'] = this.#bodyEncoding;
    if (this.#encoding) headers['vary'] = 'accept-encoding';
    // There is a body, or there is a failure.
    const body = failed?.body ?? this.#body!;
    headers['content-length'] = body.byteLength;
    this.#exchange.respond(failed?.http ?? OK, headers);
    this.#exchange.end(body);
    return ending;
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

  /** A message waits for the status, and nothing waits for the message. */
  #keep(body: Uint8Array, encoding: Encoding | null, flushed: () => void): OnWire {
    // It goes out with the end of the call, and is held until the client has read it.
    if (body.byteLength > LITTLE) this.#listener.hold(body.byteLength);
    this.#body = body;
    this.#bodyEncoding = encoding;
    flushed();
    return { bytes: body.byteLength, compressed: encoding !== null };
  }

  #data(chunk: Buffer): void {
    if (this.#queue.over || this.#form.given) return;
    const size = this.#received.size + chunk.length;
    const { limit } = this.#form;
    if (size <= limit) return void this.#received.add(chunk, limit);
    this.#received.take();
    this.#listener.refused(
      status('RESOURCE_EXHAUSTED', `Received message larger than max (${size} or more vs ${limit})`),
    );
  }

  #finished(): void {
    const { encoding, given } = this.#form;
    const bytes = given ?? this.#received.take();
    const compressed = encoding !== undefined && encoding !== 'identity';
    this.#queue.push(bytes, { bytes: bytes.length, compressed });
    this.#queue.end();
  }
}

const withoutDetails = (metadata: Metadata): Metadata => metadata.filter(({ key }) => key !== DETAILS);
