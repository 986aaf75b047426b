import type { DescMessage, Registry } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import type { Problem } from '../contract/problem.ts';
import type { MessageBody } from '../contract/traffic.ts';
import { decodeMessage } from './decode.ts';
import { BODY_LIMIT } from './limits.ts';
import { printMessage } from './print-message.ts';

/**
 * Bytes → canonical ProtoJSON text, two-space indented, for a person to read. Never throws. Where the bytes are
 * malformed, `json` is absent and base64 and problem stand in its place. What JSON cannot show (fields that the schema
 * does not know, a missing `required`, an `Any` of an unknown type) is a problem of severity `warning` beside the text.
 * `limit` bounds text and base64, in characters (default 1,000,000).
 */
export function decodeJson(
  desc: DescMessage,
  bytes: Uint8Array,
  types?: Registry,
  options: { readonly limit?: number } = {},
): MessageBody {
  const limit = options.limit ?? BODY_LIMIT;
  const decoded = decodeMessage(desc, bytes);
  if ('problem' in decoded) return asBase64(desc, bytes, limit, decoded.problem);
  let printed;
  try {
    printed = printMessage(desc, decoded.message, types, limit);
  } catch (error) {
    // The printer throws on nothing that we know of; a log entry must not be what crashes if that is wrong.
    const message = `This ${desc.typeName} could not be written as JSON: ${error instanceof Error ? error.message : String(error)}.`;
    return asBase64(desc, bytes, limit, { severity: 'error', code: 'body-unprintable', message });
  }
  const { json, truncated, notes } = printed;
  return {
    type: desc.typeName,
    json,
    ...(notes.length > 0
      ? { problem: { severity: 'warning', code: 'body-incomplete', message: notes.slice(0, 10).join(' ') } }
      : {}),
    ...(truncated ? { truncated } : {}),
  };
}

function asBase64(desc: DescMessage, bytes: Uint8Array, limit: number, problem: Problem): MessageBody {
  const most = Math.floor(limit / 4) * 3;
  return {
    type: desc.typeName,
    base64: base64Encode(bytes.subarray(0, most)),
    problem,
    ...(bytes.length > most ? { truncated: true } : {}),
  };
}
