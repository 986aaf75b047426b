/** A value that is not what its type says: the library decides what becomes of it. */
export const STRANGE = new Error('a value of another type');

const FIRST_SIZE = 4_096;
/** A buffer that grew beyond this is given back. */
const KEPT_SIZE = 1024 * 1024;

// One buffer for all: messages are written one after the other, and nothing else runs while one is written.
let buffer = new Uint8Array(FIRST_SIZE);
let view = new DataView(buffer.buffer);
let at = 0;
const encoder = new TextEncoder();

function grow(size: number): void {
  let length = buffer.length * 2;
  while (length < at + size) length *= 2;
  renew(length, at);
}

function renew(length: number, kept: number): void {
  const next = new Uint8Array(length);
  next.set(buffer.subarray(0, kept));
  buffer = next;
  view = new DataView(buffer.buffer);
}

/** Begins a message. What an earlier one left behind when it failed is overwritten. */
export function begin(): void {
  at = 0;
}

/** The bytes that were written. */
export function finish(): Uint8Array {
  const bytes = buffer.slice(0, at);
  if (buffer.length > KEPT_SIZE) renew(FIRST_SIZE, 0);
  return bytes;
}

/** A whole number from 0 below 2³², as a varint. */
export function writeVarint(value: number): void {
  if (at + 5 > buffer.length) grow(5);
  let rest = value;
  while (rest > 0x7f) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
}

/** Two halves of 32 bits, as a varint. */
function writeHalves(low: number, high: number): void {
  if (at + 10 > buffer.length) grow(10);
  let [lo, hi] = [low >>> 0, high >>> 0];
  while (hi > 0 || lo > 0x7f) {
    buffer[at++] = (lo & 0x7f) | 0x80;
    lo = ((lo >>> 7) | (hi << 25)) >>> 0;
    hi >>>= 7;
  }
  buffer[at++] = lo;
}

const TWO_32 = 0x1_0000_0000;

/** A whole number that is exact as a double and not negative, as a varint. */
function writeSafe(value: number): void {
  if (value < TWO_32) writeVarint(value);
  else writeHalves(value % TWO_32, value / TWO_32);
}

export function writeInt32(value: unknown): void {
  if (typeof value !== 'number' || (value | 0) !== value) throw STRANGE;
  if (value >= 0) writeVarint(value);
  else writeHalves(value, -1);
}

export function writeUint32(value: unknown): void {
  if (typeof value !== 'number' || value >>> 0 !== value) throw STRANGE;
  writeVarint(value);
}

export function writeSint32(value: unknown): void {
  if (typeof value !== 'number' || (value | 0) !== value) throw STRANGE;
  writeVarint(((value << 1) ^ (value >> 31)) >>> 0);
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const LOW = 0xffffffffn;

export function writeInt64(value: unknown): void {
  if (typeof value !== 'bigint') throw STRANGE;
  if (value >= 0n && value <= SAFE) return writeSafe(Number(value));
  if (BigInt.asIntN(64, value) !== value) throw STRANGE;
  writeHalves(Number(value & LOW), Number((value >> 32n) & LOW));
}

export function writeUint64(value: unknown): void {
  if (typeof value !== 'bigint' || value < 0n) throw STRANGE;
  if (value <= SAFE) return writeSafe(Number(value));
  if (BigInt.asUintN(64, value) !== value) throw STRANGE;
  writeHalves(Number(value & LOW), Number(value >> 32n));
}

export function writeSint64(value: unknown): void {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw STRANGE;
  const zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  writeHalves(Number(zigzag & LOW), Number(zigzag >> 32n));
}

export function writeFixed32(value: unknown): void {
  if (typeof value !== 'number' || value >>> 0 !== value) throw STRANGE;
  if (at + 4 > buffer.length) grow(4);
  view.setUint32(at, value, true);
  at += 4;
}

export function writeSfixed32(value: unknown): void {
  if (typeof value !== 'number' || (value | 0) !== value) throw STRANGE;
  if (at + 4 > buffer.length) grow(4);
  view.setInt32(at, value, true);
  at += 4;
}

export function writeFixed64(value: unknown): void {
  if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) throw STRANGE;
  if (at + 8 > buffer.length) grow(8);
  view.setBigUint64(at, value, true);
  at += 8;
}

export function writeSfixed64(value: unknown): void {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw STRANGE;
  if (at + 8 > buffer.length) grow(8);
  view.setBigInt64(at, value, true);
  at += 8;
}

export function writeFloat(value: unknown): void {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))) throw STRANGE;
  if (at + 4 > buffer.length) grow(4);
  view.setFloat32(at, value, true);
  at += 4;
}

export function writeDouble(value: unknown): void {
  if (typeof value !== 'number') throw STRANGE;
  if (at + 8 > buffer.length) grow(8);
  view.setFloat64(at, value, true);
  at += 8;
}

export function writeBool(value: unknown): void {
  if (typeof value !== 'boolean') throw STRANGE;
  if (at >= buffer.length) grow(1);
  buffer[at++] = value ? 1 : 0;
}

export function writeRaw(bytes: Uint8Array): void {
  if (at + bytes.length > buffer.length) grow(bytes.length);
  buffer.set(bytes, at);
  at += bytes.length;
}

export function writeBytes(value: unknown): void {
  if (!(value instanceof Uint8Array)) throw STRANGE;
  writeVarint(value.length);
  writeRaw(value);
}

export function writeText(value: unknown): void {
  if (typeof value !== 'string') throw STRANGE;
  const { length } = value;
  if (length < 0x80) {
    if (at + 1 + length > buffer.length) grow(1 + length);
    let end = at;
    buffer[end++] = length;
    let index = 0;
    for (; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) break;
      buffer[end++] = unit;
    }
    if (index === length) {
      at = end;
      return;
    }
  }
  const start = open();
  if (at + length * 3 > buffer.length) grow(length * 3);
  at += encoder.encodeInto(value, buffer.subarray(at)).written;
  close(start);
}

/** Begins what is preceded by its length; `close` is told what this returned. */
export function open(): number {
  if (at >= buffer.length) grow(1);
  return ++at;
}

/** Ends what `open` began. Its length takes one byte, or what was written moves. */
export function close(start: number): void {
  const length = at - start;
  if (length < 0x80) {
    buffer[start - 1] = length;
    return;
  }
  const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
  if (at + more + 5 > buffer.length) grow(more + 5);
  buffer.copyWithin(start + more, start, at);
  at = start - 1;
  writeVarint(length);
  at += length;
}
