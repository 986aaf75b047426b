/** Bytes that objects take in memory, rounded up: seen with V8 on 64 bits, where a small object of its own takes some 60. */
const OBJECT = 100;
const PLACE = 12;
const TEXT = 24;
const BYTES = 160;

/** Bytes on the wire up to which the only message of a call counts nothing: most calls have no other, and end at once. */
const SMALL = 2_048;

/** What a call keeps in memory that holds on to its last message: reckoned only where that may be much. */
export const lastSize = (message: object, wireBytes: number): number => (wireBytes <= SMALL ? 0 : decodedSize(message));

/**
 * About how many bytes a message takes once it is decoded: two bytes on the wire may be an object of a hundred. Looks at
 * each value once, which takes a small part of what decoding it took.
 */
export function decodedSize(value: unknown): number {
  switch (typeof value) {
    case 'string':
      // Of what is not Latin, each character takes two bytes.
      return PLACE + TEXT + 2 * value.length;
    case 'bigint':
      return PLACE + TEXT;
    case 'object':
      return value === null ? PLACE : PLACE + sizeOf(value);
    default:
      return PLACE;
  }
}

function sizeOf(value: object): number {
  if (value instanceof Uint8Array) return BYTES + value.byteLength;
  let size = OBJECT;
  if (Array.isArray(value)) {
    for (const one of value) size += decodedSize(one);
    return size;
  }
  // Maps have keys of the client's own, which cost as much as texts.
  for (const key in value)
    size += PLACE + (key.length > 32 ? 2 * key.length : 0) + decodedSize(Reflect.get(value, key));
  return size;
}
