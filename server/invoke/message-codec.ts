import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { decodeJson } from '../codec/decode-json.ts';
import { encodeJson } from '../codec/encode-json.ts';
import { type Status, status } from '../contract/status.ts';
import { type CallPlan, MAX_RECEIVED } from './dialect.ts';

/** Characters of the JSON text of one message. */
const MOST_TEXT = 32_000_000;

/** Messages as protobuf ⇄ messages as the call carries them. */
export interface MessageCodec {
  /** A request. */
  carried(bytes: Uint8Array): Uint8Array;
  /** An answer. */
  protobuf(payload: Uint8Array): { readonly bytes: Uint8Array } | { readonly refused: Status };
}

/** The codec of a call: protobuf passes through, JSON is translated. */
export function messageCodec({ method, codec }: Pick<CallPlan, 'method' | 'codec'>): MessageCodec {
  if (codec === 'proto') return { carried: (bytes) => bytes, protobuf: (bytes) => ({ bytes }) };
  const { desc, types } = method;
  return {
    carried: (bytes) =>
      Buffer.from(compactJson(decodeJson(desc.input, bytes, types, { limit: MOST_TEXT }).json ?? '{}')),
    protobuf(payload) {
      const encoded = encodeJson(desc.output, Buffer.from(payload).toString(), types);
      if ('bytes' in encoded) return encoded;
      const [first] = encoded.problems;
      return {
        refused: status('INTERNAL', `The answer is no ${desc.output.typeName} as JSON: ${first?.message ?? ''}`),
      };
    },
  };
}

/** JSON without the space that only a person needs. */
export function compactJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string: string | undefined) => string ?? '');
}

export const zipped = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);

/** Undoes a compression, as far as the limit of a message. */
export function unzipped(
  bytes: Uint8Array,
  encoding: string | undefined,
): { readonly bytes: Uint8Array } | { readonly refused: Status } {
  const unpack = encoding === 'gzip' ? gunzipSync : encoding === 'deflate' ? inflateSync : undefined;
  if (!unpack)
    return {
      refused: status('INTERNAL', `A compressed message came, and its encoding is ${encoding ?? 'not named'}.`),
    };
  try {
    return { bytes: unpack(bytes, { maxOutputLength: MAX_RECEIVED }) };
  } catch (error) {
    const large = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return {
      refused: large
        ? status('RESOURCE_EXHAUSTED', `Received message that decompresses to a size larger than ${MAX_RECEIVED}`)
        : status('INTERNAL', 'A compressed message could not be decompressed.'),
    };
  }
}
