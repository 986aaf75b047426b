/**
 * Walks the fields of a protobuf message without decoding it. Descriptors are kept as bytes; the indexes of a schema
 * are read straight from them, many times faster and smaller than through message objects.
 *
 * After `next()` returned true: `field` and `wire` say what stands there; a varint is in `value`, a length-delimited
 * field spans `start..stop`. Broken input ends the walk.
 */
export class WireCursor {
  field = 0;
  wire = 0;
  value = 0;
  start = 0;
  stop = 0;
  readonly bytes: Uint8Array;
  #pos: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#pos = start;
    this.#end = end;
  }

  next(): boolean {
    if (this.#pos >= this.#end) return false;
    this.start = this.#pos;
    const tag = this.#varint();
    this.field = tag >>> 3;
    this.wire = tag & 7;
    switch (this.wire) {
      case 0:
        this.value = this.#varint();
        return true;
      case 1:
        this.#pos += 8;
        return this.#pos <= this.#end;
      case 2: {
        const length = this.#varint();
        this.start = this.#pos;
        this.stop = this.#pos + length;
        this.#pos = this.stop;
        return length >= 0 && this.stop <= this.#end;
      }
      case 5:
        this.#pos += 4;
        return this.#pos <= this.#end;
      case 3:
        return this.#skipGroup(this.field);
      default:
        return false;
    }
  }

  /** Leaves the cursor after the group, with `field` and `wire` of its start. */
  #skipGroup(field: number): boolean {
    for (let depth = 1; depth > 0;) {
      if (this.#pos >= this.#end) return false;
      const start = this.#pos;
      const wire = this.#varint() & 7;
      if (wire === 3) depth += 1;
      else if (wire === 4) depth -= 1;
      else {
        this.#pos = start;
        if (!this.next()) return false;
      }
    }
    this.field = field;
    this.wire = 3;
    return true;
  }

  /** The bytes after the field just read. */
  get offset(): number {
    return this.#pos;
  }

  text(): string {
    return readText(this.bytes, this.start, this.stop);
  }

  /** A cursor over the length-delimited field just read. */
  inside(): WireCursor {
    return new WireCursor(this.bytes, this.start, this.stop);
  }

  /** A fresh cursor over all that this one has not read. */
  again(): WireCursor {
    return new WireCursor(this.bytes, this.#pos, this.#end);
  }

  /** The length-delimited field just read, as packed varints. */
  packed(): number[] {
    return this.inside().varints();
  }

  /** All that is left, as a run of varints. */
  varints(): number[] {
    const numbers: number[] = [];
    while (this.#pos < this.#end) numbers.push(this.#varint());
    return numbers;
  }

  /** The low 32 bits of a varint, as a signed number: enough for tags, enums, and the numbers in descriptors. */
  #varint(): number {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.#pos++] ?? 0;
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return result;
  }
}

const decoder = new TextDecoder();

function readText(bytes: Uint8Array, start: number, stop: number): string {
  if (stop - start > 64) return decoder.decode(bytes.subarray(start, stop));
  let text = '';
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, stop));
    text += String.fromCharCode(byte);
  }
  return text;
}
