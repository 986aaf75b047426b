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

/** The events that were packed, one at a time, in order. */
export function* unpackEvents(packed: PackedEvents): Generator<Kept> {
  const bytes = packed.chunk!.subarray(packed.offset, packed.offset + packed.size);
  let at = 0;
  let n = -1;
  let large = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const head = varint();
    const type = TYPES[head & 7]!;
    const t = varint();
    n = head & 32 ? varint() : n + 1;
    const index = type === 'up' || type === 'down' || type === 'answered' || type === 'broken' ? varint() : 0;
    const size = type === 'up' || type === 'down' ? varint() : 0;
    const wire = head & 64 ? varint() : 0;
    const body = (head >> 3) & 3;
    const inline = body === INLINE;
    yield {
      n,
      t,
      type,
      index,
      size,
      wire,
      chunk: inline ? bytes : body === LARGE ? packed.large![large++]! : null,
      offset: inline ? at : 0,
    };
    if (inline) at += size;
  }
}

/** Times of the first messages that were packed, at most so many, in microseconds. Looks at nothing else and makes no event. */
export function messageTimes({ chunk, offset, size }: PackedEvents, most: number): number[] {
  const times: number[] = [];
  const bytes = chunk!;
  const end = offset + size;
  let at = offset;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < end && times.length < most) {
    const head = varint();
    const type = TYPES[head & 7]!;
    const t = varint();
    if (head & 32) varint();
    const message = type === 'up' || type === 'down';
    if (message || type === 'answered' || type === 'broken') varint();
    if (!message) continue;
    const body = varint();
    times.push(t);
    if (((head >> 3) & 3) === INLINE) at += body;
  }
  return times;
}
