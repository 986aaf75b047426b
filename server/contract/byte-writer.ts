const TEXTS = new TextEncoder();
/** Shifts of 32 bits would lose what is above. */
const SMALL = 2 ** 31;

/** Writes numbers and texts one after the other into bytes that grow; `ByteReader` reads them in the same order. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;
  readonly #texts = new Map<string, number>();

  /** `size`: how many bytes it will be, about. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written; nothing may be written after it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** A safe integer from 0: base 128, the lowest digits first, 128 added to every digit but the last. */
  count(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= SMALL) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** Any number: the count of twice an integer from 0 below 2^52; anything else the count 1, then eight bytes, little-endian. */
  number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 52 && !Object.is(value, -0)) return this.count(value * 2);
    this.count(1);
    this.#room(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** A text that may come again: the count of its place among these, where it is new followed by its UTF-8. */
  text(value: string): void {
    const place = this.#texts.get(value);
    this.count(place ?? this.#texts.size);
    if (place !== undefined) return;
    this.#texts.set(value, this.#texts.size);
    this.fresh(value);
  }

  /** A text that does not come again: the count of its bytes, and its UTF-8. Half of a surrogate pair becomes U+FFFD. */
  fresh(value: string): void {
    const start = this.#at;
    this.count(value.length);
    this.#room(value.length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) {
        this.#at = start;
        return this.#encoded(TEXTS.encode(value));
      }
      bytes[at++] = code;
    }
    this.#at = at;
  }

  #encoded(utf8: Uint8Array): void {
    this.count(utf8.length);
    this.#room(utf8.length);
    this.#bytes.set(utf8, this.#at);
    this.#at += utf8.length;
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + size));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}
