import type { Message } from '@bufbuild/protobuf';

/** Of long streams the first and the last so many messages are kept… */
const KEPT = 100;
/** …as far as their bytes go; the first and the last one are kept in any case. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** Request messages of one call, oldest first, as far as conditions look at them. */
export class KeptMessages {
  readonly #list: Message[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;

  /** The same list for the whole call. */
  get list(): readonly Message[] {
    return this.#list;
  }

  /** Of the messages that are kept, as they came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `size`: bytes of the message as it came. */
  push(message: Message, size: number): void {
    this.#list.push(message);
    this.#sizes.push(size);
    this.#bytes += size;
    while (this.#list.length > 2 * KEPT || (this.#bytes > KEPT_BYTES && this.#list.length > 2)) {
      // Those in the middle go: of many the one behind the first so many, of large ones the one behind the first.
      const at = this.#list.length > 2 * KEPT ? KEPT : 1;
      this.#list.splice(at, 1);
      this.#bytes -= this.#sizes.splice(at, 1)[0]!;
    }
  }
}
