import type { Http2Session, OutgoingHttpHeaders } from 'node:http2';
import { type Status, status } from '../contract/status.ts';
import { framed } from '../serving/message-reader.ts';
import type { WireFault } from '../serving/wire.ts';
import { TINY_WINDOW } from '../stubs/fault-words.ts';
import { responseHeaders } from './grpc-metadata.ts';
import { sayGoodbye } from './say-goodbye.ts';
import { narrowWindow } from './tiny-window.ts';

/** Pieces of one message at most, however small they would have to be. */
const PIECES = 1_024;
const MOST = 0xffff_ffff;

/** What clients make of a stream that ends without trailers, and of headers alone that name no status. */
const STATUSLESS = status('INTERNAL', 'The stream ended without a status.');
const HEADERS_ONLY = status('UNKNOWN', 'The stream ended with its headers, and without a status.');

/** Breaks one call on purpose, on the wire: below gRPC, where no library would do it. */
export class WireFaults {
  readonly #write: (frame: Uint8Array, flushed: () => void) => void;
  #framing: WireFault | null = null;
  #widen: (() => void) | null = null;
  #silent = false;

  constructor(write: (frame: Uint8Array, flushed: () => void) => void) {
    this.#write = write;
  }

  /** One message has to be on its way before anything else is sent. */
  get slow(): boolean {
    return this.#widen !== null;
  }

  /** Breaks what is to be broken now, or in the message or the end that comes next; `session` where it lives. */
  break(fault: WireFault, session: Http2Session | undefined): void {
    switch (fault.kind) {
      case 'goaway':
        sayGoodbye(session);
        return;
      case 'truncate':
      case 'bad_length':
        this.#framing = fault;
        return;
      case 'omit_trailers':
        this.#silent = true;
        return;
      case 'tiny_window':
        if (session) this.#widen ??= narrowWindow(session);
        return;
      default:
        return fault satisfies never;
    }
  }

  /** Sends a message in its frame, or in a broken one; `flushed` when all of it is on its way. */
  send(bytes: Uint8Array, flags: number, flushed: () => void): void {
    const frame = this.#frame(bytes, flags);
    if (!this.slow) return this.#write(frame, flushed);
    const size = Math.max(TINY_WINDOW, Math.ceil(frame.length / PIECES));
    let at = 0;
    const next = (): void => {
      const piece = frame.subarray(at, (at += size));
      this.#write(piece, at >= frame.length ? flushed : next);
    };
    next();
  }

  /** How a stream ends that is to say nothing of a status; undefined for all others. */
  silentEnd(headersSent: boolean): { readonly status: Status; readonly headers: OutgoingHttpHeaders } | undefined {
    if (!this.#silent) return undefined;
    return headersSent ? { status: STATUSLESS, headers: {} } : { status: HEADERS_ONLY, headers: responseHeaders([]) };
  }

  /** The call is over. */
  close(): void {
    this.#widen?.();
    this.#widen = null;
  }

  #frame(bytes: Uint8Array, flags: number): Buffer {
    const frame = framed(bytes, flags);
    const fault = this.#framing;
    this.#framing = null;
    // At least a byte comes, and at least a byte is missing, whatever the size of the message.
    if (fault?.kind === 'truncate') return frame.subarray(0, Math.max(1, frame.length - fault.bytes));
    if (fault?.kind === 'bad_length') {
      const size = bytes.byteLength;
      const wrong = Math.min(MOST, Math.max(0, size + fault.by));
      frame.writeUInt32BE(wrong === size ? size + 1 : wrong, 1);
    }
    return frame;
  }
}
