const encoder = new TextEncoder();

/** Writes protobuf fields into one growing buffer, which is used again for the next file. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 15);
  #view = new DataView(this.#bytes.buffer);
  #pos = 0;

  /** What was written since the last call, as a copy of its own. */
  take(): Uint8Array {
    const result = this.#bytes.slice(0, this.#pos);
    this.#pos = 0;
    return result;
  }

  tag(field: number, wire: number): void {
    this.varint(field * 8 + wire);
  }

  /** An integer of at most 53 bits; negative ones as ten bytes, as int32 and enums are. */
  varint(value: number): void {
    if (value < 0) return this.varint64(BigInt.asUintN(64, BigInt(value)));
    this.#room(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#pos++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#pos++] = rest;
  }

  varint64(value: bigint): void {
    this.#room(10);
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.#bytes[this.#pos++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#pos++] = Number(rest);
  }

  fixed32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#pos, value >>> 0, true);
    this.#pos += 4;
  }

  fixed64(value: bigint): void {
    this.#room(8);
    this.#view.setBigUint64(this.#pos, BigInt.asUintN(64, value), true);
    this.#pos += 8;
  }

  float(value: number): void {
    this.#room(4);
    this.#view.setFloat32(this.#pos, value, true);
    this.#pos += 4;
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#pos, value, true);
    this.#pos += 8;
  }

  /** Field with a varint. */
  int(field: number, value: number): void {
    this.tag(field, 0);
    this.varint(value);
  }

  bool(field: number, value: boolean): void {
    this.int(field, value ? 1 : 0);
  }

  text(field: number, value: string): void {
    this.tag(field, 2);
    const { length } = value;
    this.#room(length * 3 + 10);
    // Nearly all names and comments are ASCII: their length is known before they are written.
    const start = this.#pos;
    this.varint(length);
    const from = this.#pos;
    if (length > 48) {
      const { written } = encoder.encodeInto(value, this.#bytes.subarray(from));
      this.#pos = from + written;
      if (written === length) return;
    } else {
      for (let at = 0; at < length; at++) {
        const code = value.charCodeAt(at);
        if (code >= 0x80) break;
        this.#bytes[this.#pos++] = code;
      }
      if (this.#pos === from + length) return;
    }
    this.#pos = start;
    this.raw(encoder.encode(value), true);
  }

  bytes(field: number, value: Uint8Array): void {
    this.tag(field, 2);
    this.raw(value, true);
  }

  raw(value: Uint8Array, withLength = false): void {
    if (withLength) this.varint(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#pos);
    this.#pos += value.length;
  }

  /** Begins a nested message; give what it returns to `end`. */
  begin(field: number): number {
    this.tag(field, 2);
    this.#room(1);
    return this.#pos++;
  }

  end(mark: number): void {
    const length = this.#pos - mark - 1;
    if (length < 0x80) {
      this.#bytes[mark] = length;
      return;
    }
    let extra = 0;
    for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) extra += 1;
    this.#room(extra);
    this.#bytes.copyWithin(mark + 1 + extra, mark + 1, this.#pos);
    const stop = this.#pos + extra;
    this.#pos = mark;
    this.varint(length);
    this.#pos = stop;
  }

  #room(count: number): void {
    if (this.#pos + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#pos + count));
    grown.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
