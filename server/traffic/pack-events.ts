import { type ByteArena, type ByteSlice, SMALL } from './byte-arena.ts';
import type { Kept } from './keep-ends.ts';

/** The events of a call that has ended, side by side in a few bytes: objects would cost ten times as much. */
export interface PackedEvents extends ByteSlice {
  /** The bodies too large to copy. */
  readonly large: readonly Uint8Array[] | null;
  readonly omittedUp: number;
  readonly omittedDown: number;
}

/** By number, which has three bits. */
const TYPES: readonly Kept['type'][] = [
  'started',
  'headers',
  'up',
  'down',
  'half_closed',
  'answered',
  'ended',
  'broken',
];
/** What is known of the bytes of a message. */
const [DROPPED, INLINE, LARGE] = [0, 1, 2] as const;

/** Writes events into one array, over and over. */
export class EventPacker {
  #bytes = new Uint8Array(4_096);
  #at = 0;

  /** `events` in order. */
  pack(events: readonly Kept[], omittedUp: number, omittedDown: number, arena: ByteArena): PackedEvents {
    this.#at = 0;
    let large: Uint8Array[] | null = null;
    let n = -1;
    for (const event of events) {
      const body = event.chunk === null ? DROPPED : event.size > SMALL ? LARGE : INLINE;
      // One byte says the type, what is known of the bytes and of the wire, and whether events before this one are missing.
      const skipped = event.n !== n + 1;
      n = event.n;
      this.#varint(TYPES.indexOf(event.type) | (body << 3) | (skipped ? 32 : 0) | (event.wire > 0 ? 64 : 0));
      this.#varint(event.t);
      if (skipped) this.#varint(event.n);
      if (event.type !== 'up' && event.type !== 'down') {
        if (event.type === 'answered' || event.type === 'broken') this.#varint(event.index);
        continue;
      }
      this.#varint(event.index);
      this.#varint(event.size);
      if (event.wire > 0) this.#varint(event.wire);
      if (body === LARGE) (large ??= []).push(event.chunk!.subarray(event.offset, event.offset + event.size));
      else if (body === INLINE) this.#copy(event.chunk!, event.offset, event.size);
    }
    const packed = { chunk: null, offset: 0, size: this.#at, large, omittedUp, omittedDown };
    // What is small is copied by the arena; what is not must not be a view on bytes that the next call writes over.
    const own = this.#at > SMALL ? this.#bytes.slice(0, this.#at) : this.#bytes.subarray(0, this.#at);
    arena.store(packed, own);
    return packed;
  }

  #copy(chunk: Uint8Array, offset: number, size: number): void {
    this.#room(size);
    // Byte by byte is faster than a view and `set` for what most messages are.
    if (size < 64) for (let at = 0; at < size; at += 1) this.#bytes[this.#at + at] = chunk[offset + at]!;
    else this.#bytes.set(chunk.subarray(offset, offset + size), this.#at);
    this.#at += size;
  }

  /** Little-endian base 128; safe integers. */
  #varint(value: number): void {
    this.#room(10);
    while (value > 127) {
      this.#bytes[this.#at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    this.#bytes[this.#at++] = value;
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + size));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
  }
}

/** Stands in packed events; the one place that knows how they lie side by side. Its fields are those of the event last read. */
class PackedReader {
  type: Kept['type'] = 'started';
  n = -1;
  t = 0;
  index = 0;
  size = 0;
  wire = 0;
  body: number = DROPPED;
  /** Where its bytes are in the chunk, where they are `INLINE`. */
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor({ chunk, offset, size }: PackedEvents) {
    this.#bytes = chunk!;
    this.#at = offset;
    this.#end = offset + size;
  }

  /** Reads the next event; false where there is none. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const head = this.#varint();
    this.type = TYPES[head & 7]!;
    this.t = this.#varint();
    this.n = head & 32 ? this.#varint() : this.n + 1;
    const message = this.type === 'up' || this.type === 'down';
    this.index = message || this.type === 'answered' || this.type === 'broken' ? this.#varint() : 0;
    this.size = message ? this.#varint() : 0;
    this.wire = head & 64 ? this.#varint() : 0;
    this.body = (head >> 3) & 3;
    this.offset = this.#at;
    if (this.body === INLINE) this.#at += this.size;
    return true;
  }

  #varint(): number {
    let [value, scale] = [0, 1];
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value;
  }
}

/** The events that were packed, one at a time, in order. */
export function* unpackEvents(packed: PackedEvents): Generator<Kept> {
  const reader = new PackedReader(packed);
  let large = 0;
  while (reader.next()) {
    const { n, t, type, index, size, wire, body } = reader;
    const inline = body === INLINE;
    const chunk = inline ? packed.chunk : body === LARGE ? packed.large![large++]! : null;
    yield { n, t, type, index, size, wire, chunk, offset: inline ? reader.offset : 0 };
  }
}

/** Times of the first messages that were packed, at most so many, in microseconds. Makes no event. */
export function messageTimes(packed: PackedEvents, most: number): number[] {
  const times: number[] = [];
  const reader = new PackedReader(packed);
  while (times.length < most && reader.next()) if (reader.type === 'up' || reader.type === 'down') times.push(reader.t);
  return times;
}
