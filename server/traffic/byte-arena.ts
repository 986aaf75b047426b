/** Bytes somewhere in a larger array. Nobody writes to them again. */
export interface ByteSlice {
  chunk: Uint8Array | null;
  offset: number;
  readonly size: number;
}

const CHUNK = 64 * 1024;
/** Bytes of a message that is copied. */
export const SMALL = 4 * 1024;
const EMPTY = new Uint8Array(0);

/**
 * Keeps small messages side by side in large arrays: one typed array per message would cost more than the message, and
 * a message as it comes from the transport often pins the whole read buffer behind it. A chunk is freed by the garbage
 * collector together with the last call that has bytes in it.
 */
export class ByteArena {
  #chunk: Uint8Array = EMPTY;
  #used = 0;

  /** Puts `bytes` into `slice`: small ones are copied, large ones referred to where that pins little more. */
  store(slice: ByteSlice, bytes: Uint8Array): void {
    const size = bytes.byteLength;
    if (size === 0) {
      slice.chunk = EMPTY;
      slice.offset = 0;
    } else if (size > SMALL) {
      const lean = bytes.buffer.byteLength <= size + SMALL;
      slice.chunk = lean ? bytes : new Uint8Array(bytes);
      slice.offset = 0;
    } else {
      if (this.#used + size > this.#chunk.byteLength) {
        this.#chunk = new Uint8Array(CHUNK);
        this.#used = 0;
      }
      this.#chunk.set(bytes, this.#used);
      slice.chunk = this.#chunk;
      slice.offset = this.#used;
      this.#used += size;
    }
  }
}

/** The bytes of a slice; undefined where they were dropped. */
export function sliceBytes(slice: ByteSlice): Uint8Array | undefined {
  return slice.chunk?.subarray(slice.offset, slice.offset + slice.size);
}
