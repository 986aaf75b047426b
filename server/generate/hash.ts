/**
 * Keys of the seed contract. A key is two 32-bit lanes: 64 bits keep ids of large worlds apart, and two plain numbers
 * cost no allocation on the hot path. Nothing here depends on the machine, the locale or the clock.
 */
export interface Key {
  readonly a: number;
  readonly b: number;
}

/** Murmur3's finalizer: every input bit reaches every output bit. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export const mixA = (a: number, salt: number): number => mix(Math.imul(a, 0x9e3779b1) ^ salt);
export const mixB = (b: number, salt: number): number => mix(Math.imul(b, 0xc2b2ae3d) + salt);

/** A 32-bit hash of text, by UTF-16 code units. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let h = start;
  for (let index = 0; index < text.length; index++) h = Math.imul(h ^ text.charCodeAt(index), 0x01000193);
  return mix(h);
}

/** The key of a seed, or of any other text under a key. */
export function textKey(text: string, under: Key = { a: 0x243f6a88, b: 0x13198a2e }): Key {
  return { a: mixA(under.a, hashText(text)), b: mixB(under.b, hashText(text, 0x050c5d1f)) };
}

/** The key of bytes under a key. */
export function bytesKey(bytes: Uint8Array, under: Key): Key {
  let a = under.a;
  let b = under.b ^ bytes.length;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b + byte + 1, 0x85ebca6b) ^ (b >>> 15);
  }
  return { a: mix(a), b: mix(b) };
}

/** Draw number `n` of a lane: draws of one key are independent of each other. */
export const draw = (lane: number, n: number): number => mix(lane + Math.imul(n + 1, 0x9e3779b1));

/** From a non-empty list. */
export const pick = <T>(list: readonly T[], lane: number): T => list[(lane >>> 0) % list.length]!;

/** A whole number in [low, high]. */
export const between = (lane: number, low: number, high: number): number =>
  low + Math.floor(((lane >>> 0) / 0x1_0000_0000) * (high - low + 1));

/** True in `share` of all keys. */
export const chance = (lane: number, share: number): boolean => (lane >>> 0) / 0x1_0000_0000 < share;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Lower-case letters and digits. */
export function code(a: number, b: number, length: number): string {
  let text = '';
  for (let index = 0; index < length; index++)
    text += ALPHABET[(draw(index % 2 === 0 ? a : b, index) >>> 0) % ALPHABET.length]!;
  return text;
}

/** Letters and digits that nobody confuses. */
export function letters(a: number, b: number, length: number): string {
  let text = '';
  for (let index = 0; index < length; index++)
    text += 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[(draw(index % 2 === 0 ? a : b, 30 + index) >>> 0) % 32]!;
  return text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex32 = (value: number): string =>
  HEX[(value >>> 24) & 255]! + HEX[(value >>> 16) & 255]! + HEX[(value >>> 8) & 255]! + HEX[value & 255]!;

export function hex(a: number, b: number, length: number): string {
  let text = '';
  for (let index = 0; text.length < length; index++) text += hex32(draw(index % 2 === 0 ? a : b, index));
  return text.slice(0, length);
}

/** A well-formed UUID of version 4. */
export function uuid(a: number, b: number): string {
  const text = hex32(a) + hex32(b) + hex32(draw(a, 1)) + hex32(draw(b, 1));
  const variant = '89ab'[b & 3]!;
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20, 32)}`;
}
