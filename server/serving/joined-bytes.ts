const EMPTY: Buffer = Buffer.alloc(0);
/** Room that is made at least: a client that sends byte by byte is not to have each of them copied. */
const LEAST = 1_024;

/** Joins pieces as they come: however small they are, what is kept is at most about twice what it holds. */
export class JoinedBytes {
  #bytes = EMPTY;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `most`: bytes of the whole, at most; not more room than that is made. What comes in one piece is not copied. */
  add(piece: Buffer, most: number): void {
    const size = this.#size + piece.length;
    if (this.#size === 0) this.#bytes = piece;
    else {
      if (size > this.#bytes.length) this.#grow(Math.max(size, Math.min(most, Math.max(LEAST, 2 * size))));
      this.#bytes.set(piece, this.#size);
    }
    this.#size = size;
  }

  /** All that came; nothing of it is kept here. */
  take(): Buffer {
    const whole = this.#size === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#size);
    this.#bytes = EMPTY;
    this.#size = 0;
    return whole;
  }

  #grow(room: number): void {
    const bytes = Buffer.allocUnsafe(room);
    bytes.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = bytes;
  }
}
