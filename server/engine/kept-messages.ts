import type { Message } from '@bufbuild/protobuf';
import { decodedSize } from './decoded-size.ts';

/** Of long streams the first and the last so many messages are kept… */
const KEPT = 100;
/** …as far as their bytes go, as they came and decoded; the first and the last one are kept in any case. */
const KEPT_BYTES = 8 * 1024 * 1024;
const KEPT_DECODED = 64 * 1024 * 1024;
/** Bytes, as it came, up to which the only message of a call is taken for what it is on the wire: most calls have no other. */
const SMALL = 512;

/** Request messages of one call, oldest first, as far as conditions look at them. */
export class KeptMessages {
  readonly #list: Message[] = [];
  readonly #sizes: number[] = [];
  #decoded: number[] | null = null;
  #bytes = 0;
  #memory = 0;

  /** The same list for the whole call. */
  get list(): readonly Message[] {
    return this.#list;
  }

  /** That they take, decoded; a single small one counts as it came. */
  get bytes(): number {
    return this.#decoded ? this.#memory : this.#bytes;
  }

  /** Bytes that the one that came last takes. */
  get last(): number {
    return this.#decoded?.at(-1) ?? this.#bytes;
  }

  /** `size`: bytes of the message as it came. */
  push(message: Message, size: number): void {
    this.#list.push(message);
    this.#sizes.push(size);
    this.#bytes += size;
    if (this.#list.length > 1 || size > SMALL) this.#weigh();
    while (
      this.#list.length > 2 * KEPT ||
      ((this.#bytes > KEPT_BYTES || this.#memory > KEPT_DECODED) && this.#list.length > 2)
    ) {
      // Those in the middle go: of many the one behind the first so many, of large ones the one behind the first.
      const at = this.#list.length > 2 * KEPT ? KEPT : 1;
      this.#list.splice(at, 1);
      this.#bytes -= this.#sizes.splice(at, 1)[0]!;
      this.#memory -= this.#decoded?.splice(at, 1)[0] ?? 0;
    }
  }

  /** The message that came last, and the first one where that has not been done. */
  #weigh(): void {
    const sizes = (this.#decoded ??= []);
    for (let at = sizes.length; at < this.#list.length; at += 1) {
      const size = decodedSize(this.#list[at]);
      sizes.push(size);
      this.#memory += size;
    }
  }
}
