/** Reads what `ByteWriter` wrote. Whatever else it is given throws a RangeError or a TypeError; nothing is read beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #texts: string[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that were not read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  count(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('The bytes end within a number.');
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError('A count is too large.');
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  number(): number {
    const count = this.count();
    if (count !== 1) return count / 2;
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    const place = this.count();
    if (place > this.#texts.length) throw new RangeError('A text is meant that did not come.');
    return this.#texts[place] ?? (this.#texts[place] = this.fresh());
  }

  fresh(): string {
    const size = this.count();
    if (size > this.left) throw new RangeError('The bytes end within a text.');
    const text = this.#utf8.decode(this.#bytes.subarray(this.#at, this.#at + size));
    this.#at += size;
    return text;
  }

  /** One of `names` by its place. */
  one<T>(names: readonly T[]): T {
    const place = this.count();
    if (place >= names.length) throw new RangeError('A word is meant that there is not.');
    return names[place]!;
  }
}
