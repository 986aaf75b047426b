import { fromBinary, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { RECURSION_LIMIT } from './limits.ts';

const FIRST_SIZE = 4_096;
/** A buffer that grew beyond this is given back. */
const KEPT_SIZE = 1024 * 1024;

// One buffer for all: messages are read one after the other, and nothing else runs while one is read.
let buffer = new Uint8Array(FIRST_SIZE);

/**
 * Bytes → message of which only some of the top-level fields are read, for whoever looks at a few fields of many messages:
 * everything else is stepped over and stays unset. Throws where the bytes are no such message. What is read of fields of
 * type `bytes` is overwritten by the next message.
 */
export function fieldReader(desc: DescMessage, fields: Iterable<DescField>): (bytes: Uint8Array) => Message {
  const wanted = new Set<number>();
  for (const field of fields) {
    // Of a oneof the last one that was written counts: all of it has to be seen.
    for (const { number } of field.oneof ? field.oneof.fields : [field]) wanted.add(number);
  }
  return (bytes) => {
    const picked = pick(bytes, wanted);
    const message = fromBinary(desc, picked, { recursionLimit: RECURSION_LIMIT, readUnknownFields: false });
    if (buffer.length > KEPT_SIZE) buffer = new Uint8Array(FIRST_SIZE);
    return message;
  };
}

/** The records of some fields, one after the other. */
function pick(bytes: Uint8Array, wanted: ReadonlySet<number>): Uint8Array {
  const end = bytes.length;
  if (buffer.length < end) buffer = new Uint8Array(end * 2);
  let [at, size] = [0, 0];
  while (at < end) {
    const start = at;
    let tag = bytes[at++]!;
    if (tag > 0x7f) [tag, at] = varint(bytes, start);
    at = afterValue(bytes, at, tag & 7);
    if (!wanted.has(tag >>> 3)) continue;
    if (at - start > 64) buffer.set(bytes.subarray(start, at), size);
    else for (let index = start; index < at; index++) buffer[size + index - start] = bytes[index]!;
    size += at - start;
  }
  return buffer.subarray(0, size);
}

/** A varint below 2³², and where it ends. */
function varint(bytes: Uint8Array, from: number): [value: number, end: number] {
  let [value, at] = [0, from];
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
  throw new RangeError('a number that ends nowhere');
}

/** Where the value of a record ends that begins here. Groups are stepped over as a whole. */
function afterValue(bytes: Uint8Array, from: number, wireType: number, depth = 0): number {
  let at = from;
  switch (wireType) {
    case 0:
      while (bytes[at++]! > 0x7f);
      break;
    case 1:
      at += 8;
      break;
    case 2: {
      let length = bytes[at++]!;
      if (length > 0x7f) [length, at] = varint(bytes, at - 1);
      at += length;
      break;
    }
    case 3:
      if (depth > RECURSION_LIMIT) throw new RangeError('groups that nest too deep');
      for (let inner = 0; inner !== 4;) {
        let tag: number;
        [tag, at] = varint(bytes, at);
        inner = tag & 7;
        if (inner !== 4) at = afterValue(bytes, at, inner, depth + 1);
      }
      break;
    case 5:
      at += 4;
      break;
    default:
      throw new RangeError(`wire type ${wireType}`);
  }
  // A comparison with NaN, where a length was read beyond the end, is false.
  if (at <= bytes.length) return at;
  throw new RangeError('a value that ends beyond the message');
}
