import { constants, type OutgoingHttpHeaders } from 'node:http2';
import type { Problem } from '../contract/problem.ts';
import { type Status, status, type StatusName } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { BrokenBy } from '../contract/traffic.ts';
import { brokenProblem, brokenWords, TINY_WINDOW } from '../stubs/fault-words.ts';
import { responseHeaders } from './grpc-metadata.ts';
import { framed } from './message-reader.ts';
import { sayGoodbye } from './say-goodbye.ts';
import type { ServedCall } from './served-call.ts';
import { narrowWindow } from './tiny-window.ts';
import type { WireCall } from './wire-call.ts';

/** Pieces of one message at most, however small they would have to be. */
const PIECES = 1_024;
const MOST = 0xffff_ffff;

/** What gRPC makes of the code of a reset (grpc/grpc doc/PROTOCOL-HTTP2.md, "Errors"); INTERNAL of all others. */
const OF_RESET: Readonly<Record<string, StatusName>> = {
  REFUSED_STREAM: 'UNAVAILABLE',
  CANCEL: 'CANCELLED',
  ENHANCE_YOUR_CALM: 'RESOURCE_EXHAUSTED',
  INADEQUATE_SECURITY: 'PERMISSION_DENIED',
};

/** What clients make of a stream that ends without trailers, and of headers alone that name no status. */
const STATUSLESS = status('INTERNAL', 'The stream ended without a status.');
const HEADERS_ONLY = status('UNKNOWN', 'The stream ended with its headers, and without a status.');

/** A call ends well for all of these, unless its client cannot cope. */
const HARMLESS: ReadonlySet<FaultSpec['kind']> = new Set(['latency', 'goaway', 'tiny_window']);

/** What the call is to be told. */
export interface BrokenCall {
  /** It does not end by itself any more. */
  stands(): void;
  /** It is over with this. */
  over(ending: Status): void;
}

/** Breaks one call on purpose, on the wire: below gRPC, where no library would do it. */
export class WireFaults {
  readonly #served: ServedCall;
  readonly #wire: WireCall;
  readonly #call: BrokenCall;
  #framing: FaultSpec | null = null;
  #widen: (() => void) | null = null;
  #silent = false;
  /** Why the call ends as it does. */
  problem: Problem | undefined;

  constructor(served: ServedCall, wire: WireCall, call: BrokenCall) {
    this.#served = served;
    this.#wire = wire;
    this.#call = call;
  }

  /** One message has to be on its way before anything else is sent. */
  get slow(): boolean {
    return this.#widen !== null;
  }

  /** Breaks what is to be broken now, or in the message or the end that comes next. */
  play(fault: FaultSpec, by: BrokenBy): void {
    const { recorder, arrival } = this.#served;
    const { session } = arrival;
    const broken = brokenWords(fault, by);
    if (!HARMLESS.has(fault.kind)) this.problem = brokenProblem(broken);
    recorder.broken(broken);
    switch (fault.kind) {
      case 'rst_stream':
        this.#call.over(status(OF_RESET[fault.code] ?? 'INTERNAL', broken.message));
        this.#wire.reset(resetCode(fault.code));
        return;
      case 'goaway':
        sayGoodbye(session);
        return;
      case 'stall':
        this.#call.stands();
        return;
      case 'truncate':
      case 'bad_length':
        this.#framing = fault;
        return;
      case 'omit_trailers':
        this.#silent = true;
        return;
      case 'tiny_window':
        if (session && !this.#wire.dead) this.#widen ??= narrowWindow(session);
        return;
      case 'latency':
      case 'status':
        // Whoever says so does so: these are told, and nothing else.
        return;
      default:
        return fault satisfies never;
    }
  }

  /** Sends a message in its frame, or in a broken one; `flushed` when all of it is on its way. */
  send(bytes: Uint8Array, flushed: () => void): void {
    const frame = this.#frame(bytes);
    const wire = this.#wire;
    if (!this.slow) return wire.write(frame, flushed);
    const size = Math.max(TINY_WINDOW, Math.ceil(frame.length / PIECES));
    let at = 0;
    const next = (): void => {
      const piece = frame.subarray(at, (at += size));
      wire.write(piece, at >= frame.length ? flushed : next);
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

  #frame(bytes: Uint8Array): Buffer {
    const frame = framed(bytes);
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

/** The number of an error code of HTTP/2. */
const resetCode = (name: string): number => {
  const code: unknown = Reflect.get(constants, `NGHTTP2_${name}`);
  return typeof code === 'number' ? code : constants.NGHTTP2_INTERNAL_ERROR;
};
