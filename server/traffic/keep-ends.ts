import type { ByteSlice } from './byte-arena.ts';

/** One event as the journal keeps it; what it says beyond this stands once in the call. */
export interface Kept extends ByteSlice {
  /** Place among all events of the call, from 0. */
  readonly n: number;
  /** Microseconds since the call started. */
  readonly t: number;
  readonly type: 'started' | 'headers' | 'up' | 'down' | 'half_closed' | 'answered' | 'ended' | 'broken';
  /** Of a message: 1-based, by direction. */
  readonly index: number;
  /** Of a message on the wire, see `wireCode`. */
  readonly wire: number;
}

/**
 * The messages of one direction beyond the first ones: a ring of the last ones. The oldest falls out, and the bodies
 * of the oldest are dropped while all of them together are over the byte bound.
 */
export class Tail {
  readonly #ring: Kept[] = [];
  readonly #count: number;
  readonly #bytes: number;
  #next = 0;
  #oldestBody = 0;
  #held = 0;
  omitted = 0;

  constructor(count: number, bytes: number) {
    this.#count = count;
    this.#bytes = bytes;
  }

  /** Takes a message; answers how many bytes of older ones were let go. */
  push(message: Kept): { readonly freed: number; readonly fellOut: boolean } {
    let freed = 0;
    const fellOut = this.#ring.length === this.#count;
    if (fellOut) {
      freed += this.#drop(this.#ring[this.#next]!);
      this.#ring[this.#next] = message;
      this.#next = (this.#next + 1) % this.#count;
      this.#oldestBody = Math.max(0, this.#oldestBody - 1);
      this.omitted += 1;
    } else this.#ring.push(message);
    if (message.chunk) this.#held += message.size;
    while (this.#held > this.#bytes && this.#oldestBody < this.#ring.length - 1) {
      freed += this.#drop(this.#ring[(this.#next + this.#oldestBody) % this.#ring.length]!);
      this.#oldestBody += 1;
    }
    return { freed, fellOut };
  }

  /** Oldest first. */
  get messages(): readonly Kept[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }

  #drop(message: Kept): number {
    if (!message.chunk) return 0;
    message.chunk = null;
    this.#held -= message.size;
    return message.size;
  }
}
