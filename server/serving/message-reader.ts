import type { Holder } from './holdings.ts';
import { JoinedBytes } from './joined-bytes.ts';

/** Bytes of a message up to which it is copied out of the read buffer, which is often far larger. */
const SMALL = 4 * 1024;
const PREFIX = 5;
const EMPTY: Buffer = Buffer.alloc(0);

/** Cuts what arrives into length-prefixed messages. What is held is less than one message of the limit. */
export class MessageReader {
  readonly #limit: number;
  readonly #take: (bytes: Buffer, flags: number) => void;
  readonly #holder: Holder | undefined;
  /** Bytes of the prefix that have been read. */
  #prefix = 0;
  #flags = 0;
  #size = 0;
  /** What has come of a message that did not come in one piece. */
  #held: JoinedBytes | null = null;

  /** `limit`: bytes of one message, as it comes over the wire; `flags`: the first byte of its prefix;
   * `holder` is asked for the room of what does not come in one piece. */
  constructor(limit: number, take: (bytes: Buffer, flags: number) => void, holder?: Holder) {
    this.#limit = limit;
    this.#take = take;
    this.#holder = holder;
  }

  /** A message has begun, and not all of it has come. */
  get unfinished(): boolean {
    return this.#prefix > 0;
  }

  /** Takes what came; answers the announced size of a message beyond the limit, after which nothing may follow. */
  push(chunk: Buffer): number | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#prefix < PREFIX) {
        // The index is below the length.
        const byte = chunk[at++]!;
        if (this.#prefix === 0) this.#flags = byte;
        else this.#size = this.#size * 256 + byte;
        this.#prefix += 1;
        if (this.#prefix < PREFIX) continue;
        if (this.#size > this.#limit) return this.#size;
        if (this.#size === 0) this.#whole(EMPTY);
        continue;
      }
      const held = this.#held?.size ?? 0;
      const part = chunk.subarray(at, at + this.#size - held);
      at += part.length;
      if (part.length === this.#size) this.#whole(part.length <= SMALL ? Buffer.from(part) : part);
      else {
        this.#held ??= new JoinedBytes(this.#holder);
        if (!this.#held.add(part, this.#size)) return undefined;
        if (this.#held.size === this.#size) this.#whole(this.#held.take());
      }
    }
    return undefined;
  }

  #whole(bytes: Buffer): void {
    const flags = this.#flags;
    this.#prefix = this.#size = 0;
    this.#take(bytes, flags);
  }
}

/** A message with its prefix; `flags`: 1 for a compressed one. */
export function framed(bytes: Uint8Array, flags = 0): Buffer {
  const size = bytes.byteLength;
  const frame = Buffer.allocUnsafe(PREFIX + size);
  frame[0] = flags;
  frame.writeUInt32BE(size, 1);
  frame.set(bytes, PREFIX);
  return frame;
}
