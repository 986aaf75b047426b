import { type Status, status } from '../contract/status.ts';
import { framed } from '../serving/message-reader.ts';
import type { WireFault } from '../serving/wire.ts';

const MOST = 0xffff_ffff;
const STATUSLESS = status('INTERNAL', 'The answer ended without a status.');

/** Breaks one call on purpose, where its protocol can be broken so: the frames of its messages, and its end. */
export class FrameFaults {
  #framing: WireFault | null = null;
  #silent = false;

  /** Breaks the message or the end that comes next. */
  break(fault: WireFault): void {
    switch (fault.kind) {
      case 'truncate':
      case 'bad_length':
        this.#framing = fault;
        return;
      case 'omit_trailers':
        this.#silent = true;
        return;
      case 'goaway':
      case 'tiny_window':
        // Of the connection, which other calls share as well: left alone.
        return;
      default:
        return fault satisfies never;
    }
  }

  /** How a client sees an end that says nothing of a status; undefined where it is to say it. */
  get silentEnd(): Status | undefined {
    return this.#silent ? STATUSLESS : undefined;
  }

  /** A message with its prefix, or a broken one. */
  frame(bytes: Uint8Array, flags: number): Buffer {
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

  /** A body that has no prefix: it can be cut off. */
  body(bytes: Uint8Array): Uint8Array {
    const fault = this.#framing;
    this.#framing = null;
    return fault?.kind === 'truncate' ? bytes.subarray(0, Math.max(0, bytes.byteLength - fault.bytes)) : bytes;
  }
}
