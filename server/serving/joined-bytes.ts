import type { Holder } from './holdings.ts';

const EMPTY: Buffer = Buffer.alloc(0);
/** Room that is made at least: a client that sends byte by byte is not to have each of them copied. */
const LEAST = 1_024;

/** Joins pieces as they come: however small they are, what is kept is at most about twice what it holds. */
export class JoinedBytes {
  readonly #holder: Holder | undefined;
  #bytes = EMPTY;
  #size = 0;
  #held = 0;

  /** `holder`: who is asked for the room. */
  constructor(holder?: Holder) {
    this.#holder = holder;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * `most`: bytes of the whole, at most; not more room than that is made. What comes in one piece is not copied. False
   * where there is no room for it: nothing is kept then.
   */
  add(piece: Buffer, most: number): boolean {
    const size = this.#size + piece.length;
    const room =
      this.#size === 0 || size <= this.#bytes.length
        ? Math.max(size, this.#bytes.length)
        : Math.max(size, Math.min(most, Math.max(LEAST, 2 * size)));
    if (!this.#hold(room)) return false;
    if (this.#size === 0) this.#bytes = piece;
    else {
      if (room > this.#bytes.length) this.#grow(room);
      this.#bytes.set(piece, this.#size);
    }
    this.#size = size;
    return true;
  }

  /** All that came; nothing of it is kept here. */
  take(): Buffer {
    const whole = this.#size === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#size);
    this.#bytes = EMPTY;
    this.#size = 0;
    if (this.#held > 0) this.#holder?.release(this.#held);
    this.#held = 0;
    return whole;
  }

  #hold(room: number): boolean {
    const more = room - this.#held;
    if (more <= 0 || !this.#holder) return true;
    if (this.#holder.hold(more)) {
      this.#held = room;
      return true;
    }
    // Whoever refuses ends the call: all that it held is given back with it.
    this.#held = 0;
    this.#bytes = EMPTY;
    this.#size = 0;
    return false;
  }

  #grow(room: number): void {
    const bytes = Buffer.allocUnsafe(room);
    bytes.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = bytes;
  }
}
