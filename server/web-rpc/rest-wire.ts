import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import { type Status, status } from '../contract/status.ts';
import type { Problem } from '../contract/problem.ts';
import { DETAILS_KEY } from '../rest/print-error.ts';
import { httpStatus } from '../rest/http-status.ts';
import type { AnswerBody } from '../rest/print-answer.ts';
import { compressLater, compressNow, type Encoding } from '../serving/compress.ts';
import { LITTLE } from '../serving/holdings.ts';
import { header, type HeaderBlock } from '../serving/http-metadata.ts';
import type { Wire, WireFault, WireListener } from '../serving/wire.ts';
import type { Exchange } from './exchange.ts';
import { restBody } from './rest-body.ts';
import { type RestCall, wordsOf } from './rest-call.ts';
import { errorBody, errorPiece } from './rest-error.ts';
import { RestFaults } from './rest-faults.ts';
import { type StreamText, streamText } from './rest-stream.ts';
import { type Compression, connectCompression } from './web-compression.ts';
import { addWebMetadata } from './web-metadata.ts';

const NOTHING = Buffer.alloc(0);
/** What is no JSON of ours may be a page, and is none of this server's own: it may not call the API in its name. */
const BOXED: HeaderBlock = { 'content-security-policy': 'sandbox' };

/** What a REST call goes by. */
export interface RestWireOptions {
  readonly exchange: Exchange;
  /** Undefined where its head is refused: there is nothing to read. */
  readonly call: RestCall | undefined;
  /** Bytes of a request's body, before and after decompression. */
  readonly limit: number;
  /** Why its head is refused. */
  readonly problem?: Problem | undefined;
  /** The HTTP status of a refused head, and headers that go with it. */
  readonly refusal?: { readonly status: number; readonly headers?: HeaderBlock } | undefined;
}

/** One call by REST. An answer of one message goes out whole, with its status; a stream piece by piece. */
export class RestWire implements Wire {
  readonly #options: RestWireOptions;
  readonly #exchange: Exchange;
  readonly #listener: WireListener;
  readonly #stream: StreamText | null;
  #heard: 'nothing' | 'message' | 'end' = 'nothing';
  #violations: readonly Problem[] = [];
  #oversize = false;
  #headers: HeaderBlock = {};
  #body: (AnswerBody & { readonly encoding: Encoding | null }) | null = null;
  #compression: Compression = { by: null, from: 0 };
  #opening: NodeJS.Immediate | null = null;
  #sent = 0;
  #packing = false;
  #over = false;
  readonly #faults: RestFaults;

  constructor(options: RestWireOptions, listener: WireListener) {
    this.#options = options;
    this.#exchange = options.exchange;
    this.#listener = listener;
    const form = options.call?.stream ?? null;
    this.#stream = form === null ? null : streamText(form);
    this.#faults = new RestFaults(options.exchange);
    options.exchange.onGone(() => {
      if (this.#over) return;
      this.#leave();
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
    return this.#packing;
  }

  read(): void {
    const { call, limit, exchange } = this.#options;
    if (this.#heard === 'message') {
      this.#heard = 'end';
      this.#listener.halfClosed();
      return;
    }
    if (this.#heard === 'end' || !call) return;
    const body = { exchange, call, limit, holder: this.#listener, over: () => this.#over };
    restBody(body, (message) => {
      if ('bytes' in message) {
        this.#heard = 'message';
        this.#listener.message(message.bytes, message.onWire);
        return;
      }
      this.#violations = message.violations;
      this.#oversize = message.oversize;
      this.#listener.refused(message.refused);
    });
  }

  sendHeaders(metadata: Metadata, compress?: Compress): void {
    this.#headers = addWebMetadata(metadata, {});
    const { rawHeaders } = this.#exchange;
    const request = header(rawHeaders, 'content-encoding') ?? undefined;
    this.#compression = connectCompression(compress, request, header(rawHeaders, 'accept-encoding'));
    // A stream may have nothing to say for long; but what ends at once, ends with its own status.
    if (this.#stream)
      this.#opening = setImmediate(() => {
        if (this.#over || this.#exchange.responded) return;
        try {
          const call = this.#options.call!; // a stream has one
          if (!call.printer().raw) this.#open(this.#stream!.contentType);
        } catch (error) {
          this.#listener.refused(status('INTERNAL', `The stream cannot begin: ${wordsOf(error)}`));
        }
      });
  }

  sendMessage(
    bytes: Uint8Array,
    flushed: () => void,
    compress?: boolean,
  ): { bytes: number; compressed: boolean } | 'later' {
    const call = this.#options.call!; // what is refused has no answer
    const compact = call.form.compact || (this.#stream?.compact ?? false);
    const body = call.printer().print(bytes, { compact, enumNumbers: call.form.enumNumbers });
    if (this.#stream) {
      this.#open(body.raw ? body.contentType : this.#stream.contentType, body.raw);
      const piece = this.#faults.piece(body.raw ? body.bytes : this.#stream.message(body.bytes, this.#sent === 0));
      this.#sent += 1;
      if (call.headOnly) flushed();
      else this.#exchange.write(piece, flushed);
      return { bytes: piece.length, compressed: false };
    }
    this.#body = { ...body, encoding: null };
    // It goes out with the end of the call, and is held until the client has read it.
    if (body.bytes.length > LITTLE) this.#listener.hold(body.bytes.length);
    const { by, from } = this.#compression;
    const encoding = compress === false || body.bytes.length < from ? null : by;
    if (encoding === null) {
      flushed();
      return { bytes: body.bytes.length, compressed: false };
    }
    const packed = compressNow(body.bytes, encoding);
    if (packed) {
      this.#body = { ...this.#body, bytes: packed, encoding };
      flushed();
      return { bytes: packed.length, compressed: true };
    }
    this.#packing = true;
    compressLater(body.bytes, encoding, (done) => {
      this.#packing = false;
      if (this.#over || !this.#body) return;
      if (done) this.#body = { ...this.#body, bytes: done, encoding };
      this.#listener.sent({ bytes: this.#body.bytes.length, compressed: done !== undefined });
      flushed();
    });
    return 'later';
  }

  end(ending: Status, trailers: Metadata): Status {
    if (this.#over) return ending;
    const plain = trailers.filter(({ key }) => key !== DETAILS_KEY);
    if (this.#exchange.responded) return this.#endStream(ending, trailers);
    const own = addWebMetadata(plain, this.#headers);
    if (ending.code !== 0) this.#fail(ending, trailers, own);
    else if (this.#stream) {
      // It may not print anything: told before the head, which would promise a stream.
      this.#options.call!.printer();
      this.#headers = own;
      this.#open(this.#stream.contentType);
      return this.#endStream(ending, trailers);
    } else {
      if (!this.#body) {
        const none = status('INTERNAL', 'The answer ended without a message.');
        this.#fail(none, [], own);
        return none;
      }
      const { bytes, contentType, encoding, raw } = this.#body;
      const more: HeaderBlock = encoding ? { 'content-encoding': encoding, vary: 'accept-encoding' } : {};
      this.#whole(200, { ...(raw && BOXED), ...own, ...more, 'content-type': contentType }, bytes);
    }
    return ending;
  }

  reset(code: string): void {
    if (this.#over) return;
    this.#leave();
    this.#exchange.reset(code);
  }

  break(fault: WireFault): void {
    this.#faults.break(fault);
  }

  over(): void {
    this.#leave();
  }

  closed(heard: () => void): void {
    this.#exchange.closed(heard);
  }

  #leave(): void {
    this.#over = true;
    if (this.#opening) clearImmediate(this.#opening);
  }

  #open(contentType: string, raw = false): void {
    if (this.#exchange.responded || this.#over) return;
    const fresh: HeaderBlock = contentType === 'text/event-stream' ? { 'cache-control': 'no-cache' } : {};
    this.#exchange.respond(200, { ...(raw && BOXED), ...this.#headers, ...fresh, 'content-type': contentType });
  }

  #endStream(ending: Status, trailers: Metadata): Status {
    const call = this.#options.call!; // a stream has one
    const stream = this.#stream!; // the head of an answer that is no stream goes out with its end
    const raw = call.printer().raw;
    this.#leave();
    if (this.#faults.silent || call.headOnly) this.#exchange.end();
    else if (ending.code === 0) this.#exchange.end(raw ? undefined : stream.close(this.#sent === 0));
    // Bytes of another kind have no place for an error.
    else if (raw) this.#exchange.reset('INTERNAL_ERROR');
    else {
      const error = stream.error(errorPiece(ending, trailers, call, stream.compact), this.#sent === 0);
      this.#exchange.end(Buffer.concat([error, stream.close(false)]));
    }
    return this.#faults.silent ? status('UNKNOWN', 'The answer broke off before its end.') : ending;
  }

  #fail(ending: Status, trailers: Metadata, headers: HeaderBlock): void {
    const { call, refusal, problem } = this.#options;
    const violations = problem ? [problem] : this.#violations;
    const bytes = errorBody(ending, trailers, { call, violations, rawHeaders: this.#exchange.rawHeaders });
    const code = refusal?.status ?? (this.#oversize ? 413 : httpStatus(ending.name));
    this.#whole(code, { ...headers, ...refusal?.headers, 'content-type': 'application/json' }, bytes);
  }

  #whole(code: number, headers: HeaderBlock, bytes: Uint8Array): void {
    // It throws where the head cannot be sent: then another answer has to be possible.
    this.#faults.whole(code, headers, this.#exchange.verb === 'HEAD' ? NOTHING : bytes, bytes.length);
    this.#leave();
  }
}
