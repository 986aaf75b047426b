const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d];
const opens = (byte: number): boolean => byte === OPEN || byte === 0x7b;
const closes = (byte: number): boolean => byte === CLOSE || byte === 0x7d;
const blank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Cuts `[a,b,…]` into its items as it comes, byte by byte. It does not judge them. */
export class JsonArray {
  readonly #limit: number;
  readonly #item: (bytes: Buffer) => void;
  readonly #between: (bytes: number) => void;
  #depth = 0;
  #text = false;
  #escaped = false;
  #held: Buffer[] = [];
  #size = 0;
  #gap = 0;

  /** `between`: bytes of brackets, commas and space, in their place among the items. */
  constructor(limit: number, item: (bytes: Buffer) => void, between: (bytes: number) => void) {
    this.#limit = limit;
    this.#item = item;
    this.#between = between;
  }

  /** The brackets have closed. */
  closed = false;

  /** False where an item grew beyond the limit: nothing may follow. */
  push(chunk: Buffer): boolean {
    let start = this.#size > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (start < 0) {
        // Between the items.
        const structural =
          this.closed || blank(byte) || byte === COMMA || (this.#depth === 0 && byte === OPEN) || byte === CLOSE;
        if (structural) {
          this.#gap += 1;
          if (byte === OPEN && this.#depth === 0) this.#depth = 1;
          else if (byte === CLOSE) this.closed = true;
          continue;
        }
        this.#tellGap();
        start = at;
      }
      if (this.#text) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#text = false;
      } else if (byte === QUOTE) this.#text = true;
      else if (opens(byte)) this.#depth += 1;
      else if (this.#depth > 1 && closes(byte)) this.#depth -= 1;
      else if (this.#depth === 1 && (byte === COMMA || byte === CLOSE || blank(byte))) {
        this.#whole(chunk.subarray(start, at));
        start = -1;
        at -= 1;
        continue;
      }
      if (!this.#text && this.#depth === 1 && closes(byte)) {
        this.#whole(chunk.subarray(start, at + 1));
        start = -1;
      }
    }
    if (start >= 0) {
      const rest = chunk.subarray(start);
      this.#held.push(rest);
      this.#size += rest.length;
    }
    return this.#size <= this.#limit;
  }

  /** The body is whole: bytes of an item that is not. */
  end(): number {
    this.#tellGap();
    return this.#size;
  }

  #whole(last: Buffer): void {
    const bytes = this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#size = 0;
    this.#item(bytes);
  }

  #tellGap(): void {
    if (this.#gap > 0) this.#between(this.#gap);
    this.#gap = 0;
  }
}
