import { decodeMessage } from '../codec/decode.ts';
import { encodeJson } from '../codec/encode-json.ts';
import { printMessage } from '../codec/print-message.ts';
import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import type { ServedMethod } from '../serving/served-method.ts';

/** How the messages of a call are written. */
export interface MessageCodec {
  readonly name: 'proto' | 'json';
  /** A message of the client as protobuf, or why it is none. */
  decode(bytes: Buffer): Uint8Array | Status;
  /** A message of the answer, which is protobuf. Throws where it cannot be written. */
  encode(bytes: Uint8Array): Uint8Array;
}

/** Bytes are passed on as they are. */
export const PROTO: MessageCodec = { name: 'proto', decode: (bytes) => bytes, encode: (bytes) => bytes };

/** Characters of one answer in JSON: ten times what protobuf may be. */
const LONGEST = 48 * 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** ProtoJSON by the descriptors of a method. Without one nobody reads a message: an unknown method is refused before. */
export function jsonCodec(method: ServedMethod | undefined): MessageCodec {
  if (!method) return { ...PROTO, name: 'json' };
  const { input, output, types } = method;
  return {
    name: 'json',
    decode(bytes) {
      let text: string;
      try {
        text = utf8.decode(bytes);
      } catch {
        return status('INVALID_ARGUMENT', 'The request is no JSON: it is not UTF-8.');
      }
      const encoded = encodeJson(input, text, types);
      return 'bytes' in encoded ? encoded.bytes : status('INVALID_ARGUMENT', sentenceOf(encoded.problems));
    },
    encode(bytes) {
      const decoded = decodeMessage(output, bytes);
      if ('problem' in decoded) throw new Error(`the answer is no ${output.typeName}: ${decoded.problem.message}`);
      const { json, truncated } = printMessage(output, decoded.message, types, LONGEST, { compact: true });
      if (truncated) throw new Error(`the answer is longer than ${LONGEST} characters of JSON`);
      return Buffer.from(json);
    },
  };
}

/** The first of what is wrong, and how much more there is. */
function sentenceOf(problems: readonly Problem[]): string {
  const [first] = problems;
  if (!first) return 'The request is not the JSON of its type.';
  const { message, hint, path, line, column } = first;
  const place = [path, line === undefined ? undefined : `line ${line}, column ${column}`].filter(Boolean).join(', ');
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return [`${message}${place === '' ? '' : ` (${place})`}`, hint].filter(Boolean).join(' ') + more;
}
