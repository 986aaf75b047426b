/** Who is asked before bytes are held for longer than it takes to handle them. */
export interface Holder {
  /** So many bytes more. False where there is no room for them: the call has been ended. */
  hold(bytes: number): boolean;
  release(bytes: number): void;
}

/** What all calls of a server may hold together, in bytes. */
export const HELD_BYTES = 256 * 1024 * 1024;
/** Beyond the bound, for calls that hold little: they do not pay for those that hold much. */
const SPARE = 64 * 1024 * 1024;
/** Bytes up to which a call holds little. */
export const LITTLE = 64 * 1024;
/** Messages of the largest size that always find room, where such messages are allowed to be large. */
const LARGEST = 8;

/**
 * Counts the bytes that calls hold: messages that have not come whole, that wait for their turn, or for the client to
 * read. Each call has bounds of its own; this is the one of all of them together. What a call is done with in one go,
 * as most are, is never counted.
 */
export class Holdings {
  readonly #most: number;
  #held = 0;

  /** `messageBytes`: of one message of a client, at most. */
  constructor(messageBytes = 0, most = HELD_BYTES) {
    this.#most = Math.max(most, LARGEST * messageBytes);
  }

  get held(): number {
    return this.#held;
  }

  get most(): number {
    return this.#most;
  }

  /** Counts so many bytes more of a call that then holds `own` of them; false, and nothing counted, where there is no room. */
  take(bytes: number, own: number): boolean {
    if (this.#held + bytes > this.#most + (own <= LITTLE ? SPARE : 0)) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}
