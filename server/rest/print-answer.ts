import type { DescField, DescMessage, Registry } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { printMessage } from '../codec/print-message.ts';
import { WireCursor } from '../schema/wire-cursor.ts';
import { HTTP_BODY } from './http-body.ts';
import type { Route } from './routes.ts';

/** How JSON is written. */
export interface AnswerText {
  readonly compact: boolean;
  readonly enumNumbers: boolean;
}

/** A message of an answer as it is sent: JSON, or whatever a `google.api.HttpBody` holds. */
export interface AnswerBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** It is no JSON of ours. */
  readonly raw: boolean;
}

/** Prints the answers of one call. */
export interface AnswerPrinter {
  /** They are a `google.api.HttpBody`. */
  readonly raw: boolean;
  /** Throws where the bytes are no message of the method. */
  print(bytes: Uint8Array, text: AnswerText): AnswerBody;
}

const encoder = new TextEncoder();

export function answerPrinter(
  { output, types }: { readonly output: DescMessage; readonly types: Registry | undefined },
  { rule }: Route,
): AnswerPrinter {
  const only = rule.responseBody === '' ? undefined : fieldOf(output, rule.responseBody);
  const raw = (only ? only.message : output)?.typeName === HTTP_BODY;
  return {
    raw,
    print(bytes, { compact, enumNumbers }) {
      if (raw) return readHttpBody(only ? within(bytes, only.number) : bytes);
      const decoded = decodeMessage(output, bytes);
      if ('problem' in decoded) throw new Error(decoded.problem.message);
      const options = { compact, enumNumbers, ...(only ? { only } : {}) };
      const { json } = printMessage(output, decoded.message, types, Infinity, options);
      return { contentType: 'application/json', bytes: encoder.encode(json), raw: false };
    },
  };
}

const fieldOf = (desc: DescMessage, name: string): DescField => {
  const field = desc.fields.find((one) => one.name === name || one.jsonName === name);
  if (!field) throw new Error(`response_body names "${name}", which is no field of ${desc.typeName}`);
  return field;
};

/** The bytes of a field that holds a message; empty where it is not set. */
function within(bytes: Uint8Array, number: number): Uint8Array {
  const cursor = new WireCursor(bytes);
  let found = new Uint8Array();
  while (cursor.next())
    if (cursor.field === number && cursor.wire === 2) found = new Uint8Array(bytes.subarray(cursor.start, cursor.stop));
  return found;
}

function readHttpBody(bytes: Uint8Array): AnswerBody {
  const cursor = new WireCursor(bytes);
  let contentType = '';
  let data: Uint8Array = new Uint8Array();
  while (cursor.next()) {
    if (cursor.wire !== 2) continue;
    if (cursor.field === 1) contentType = cursor.text();
    else if (cursor.field === 2) data = bytes.subarray(cursor.start, cursor.stop);
  }
  // What would break the head of the answer is no content type.
  const clean = /^[\x20-\x7e]+$/.test(contentType) ? contentType : 'application/octet-stream';
  return { contentType: clean, bytes: data, raw: true };
}
