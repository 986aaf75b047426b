import { create, type Registry } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { printMessage } from '../codec/print-message.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import { statusTypes } from '../schema/status-types.ts';
import { WireCursor } from '../schema/wire-cursor.ts';
import { httpStatus } from './http-status.ts';

/** The trailer that holds a `google.rpc.Status`. */
export const DETAILS_KEY = 'grpc-status-details-bin';

/** The form of an error: `google.rpc.Status` as JSON, or as Google's own clients read it. */
export interface ErrorForm {
  readonly google: boolean;
  readonly compact: boolean;
}

/** `{ "code": 5, "message": "…", "details": […] }`; in Google's form with the HTTP status, within `error`. `details`: JSON texts. */
export function printError({ code, name, message }: Status, details: readonly string[], form: ErrorForm): string {
  const parts = details.map((text) => JSON.parse(text) as unknown);
  const value = form.google
    ? { error: { code: httpStatus(name), message, status: name, ...(parts.length > 0 ? { details: parts } : {}) } }
    : { code, message, details: parts };
  return JSON.stringify(value, null, form.compact ? undefined : 2);
}

/** The details of an answer's trailers, each a JSON text; a type that nobody knows is shown as base64. */
export function detailsOf(trailers: Metadata, types: Registry | undefined): readonly string[] {
  const value = trailers.find(({ key }) => key === DETAILS_KEY)?.value;
  if (value === undefined) return [];
  const found: string[] = [];
  const cursor = new WireCursor(fromBase64(value));
  while (cursor.next()) if (cursor.field === 3 && cursor.wire === 2) found.push(printAny(cursor.inside(), types));
  return found;
}

/** What was wrong with a request, as `google.rpc.BadRequest` tells it. */
export function badRequest(problems: readonly Problem[]): string {
  return JSON.stringify({
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: problems.map(({ path = '', message, hint, line, column }) => ({
      field: path,
      description: [
        ...(line === undefined ? [] : [`Line ${line}, column ${column}:`]),
        message,
        ...(hint === undefined ? [] : [hint]),
      ].join(' '),
    })),
  });
}

/** What was wrong with a request, as the message of its status. */
export function problemWords(problems: readonly Problem[]): string {
  const some = problems.slice(0, 5).map(({ path, message, hint }) => {
    const place = path === undefined ? '' : `${path}: `;
    return `${place}${message}${hint === undefined ? '' : ` ${hint}`}`;
  });
  return problems.length > some.length ? `${some.join(' ')} (${problems.length - some.length} more)` : some.join(' ');
}

function printAny(cursor: WireCursor, types: Registry | undefined): string {
  let [typeUrl, value] = ['', new Uint8Array()];
  while (cursor.next()) {
    if (cursor.field === 1) typeUrl = cursor.text();
    else if (cursor.field === 2) value = new Uint8Array(cursor.bytes.subarray(cursor.start, cursor.stop));
  }
  const known = types?.getMessage(typeUrl.slice(typeUrl.lastIndexOf('/') + 1)) ? types : statusTypes();
  const any = create(AnySchema, { typeUrl, value });
  return printMessage(AnySchema, any, known, Infinity, { compact: true }).json;
}

const fromBase64 = (text: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
};
