import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Step } from '../engine/conversation.ts';
import type { OnWire, Recorder } from '../traffic/recorder.ts';
import type { Holder } from './holdings.ts';
import { TAIL, WINDOW } from './limits.ts';
import type { Wire } from './wire.ts';

const NONE: Metadata = [];
/** Bytes before each message. */
const PREFIX = 5;

/** What goes down to the client before the end: headers once, messages as fast as it reads; both are written down. */
export class Replies {
  readonly #wire: Wire;
  readonly #recorder: Recorder;
  /** Called when something that was on its way has been handed over. */
  readonly #flushed: () => void;
  readonly #holder: Holder;
  #headersSent = false;
  #inFlight = 0;
  /** The message that is being compressed. */
  #unsent: Uint8Array | null = null;

  constructor(wire: Wire, recorder: Recorder, holder: Holder, flushed: () => void) {
    this.#wire = wire;
    this.#recorder = recorder;
    this.#flushed = flushed;
    this.#holder = holder;
  }

  /** False where a step has to wait for the client to read. */
  ready(step: Step): boolean {
    if (step.do === 'fault' || this.#wire.slow) return this.#inFlight === 0;
    return this.#inFlight <= (step.do === 'end' ? TAIL : WINDOW);
  }

  headers(metadata: Metadata, compress?: Compress): void {
    if (this.#headersSent) return;
    this.#wire.sendHeaders(metadata, compress);
    this.#headersSent = true;
    this.#recorder.headers(metadata);
  }

  message(bytes: Uint8Array, compress: boolean | undefined): void {
    // What is small is bounded by the window of each call.
    const large = bytes.byteLength > WINDOW;
    if (large && !this.#holder.hold(bytes.byteLength)) return;
    this.headers(NONE);
    // With its prefix: a stream of empty messages has to wait as well.
    const size = bytes.byteLength + PREFIX;
    this.#inFlight += size;
    const flushed = (): void => {
      this.#inFlight -= size;
      if (large) this.#holder.release(bytes.byteLength);
      this.#flushed();
    };
    const onWire = this.#wire.sendMessage(bytes, flushed, compress);
    if (onWire === 'later') this.#unsent = bytes;
    else this.#recorder.message('down', bytes, onWire ?? undefined);
  }

  /** The message that was being compressed is on its way. */
  sent(onWire: OnWire): void {
    if (this.#unsent) this.#recorder.message('down', this.#unsent, onWire);
    this.#unsent = null;
  }
}
