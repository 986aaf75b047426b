import { type Status, status } from '../contract/status.ts';
import { ENCODINGS } from '../serving/decompress.ts';
import { header } from '../serving/http-metadata.ts';

/** What a content type says of a call by Connect. */
export interface ConnectType {
  readonly codec: 'proto' | 'json';
  readonly stream: boolean;
}

const TYPE = /^application\/(connect\+)?(?:(proto)|json)\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;

/** Undefined for the content type of anything else. */
export function connectType(contentType: string | null): ConnectType | undefined {
  const match = contentType === null ? null : TYPE.exec(contentType);
  return match ? { codec: match[2] ? 'proto' : 'json', stream: match[1] !== undefined } : undefined;
}

/** What is said of a protocol version that is not ours; undefined where all is well. */
export function badVersion(version: string | null): Status | undefined {
  return version === null || version === '1'
    ? undefined
    : status('INVALID_ARGUMENT', `connect-protocol-version must be "1": got "${version.slice(0, 40)}"`);
}

/** Milliseconds that a client gives its call. */
export function connectTimeout(rawHeaders: readonly string[]): {
  readonly deadlineMs: number | null;
  readonly refused?: Status;
} {
  const text = header(rawHeaders, 'connect-timeout-ms');
  if (text === null) return { deadlineMs: null };
  if (/^\d{1,10}$/.test(text)) return { deadlineMs: Number(text) };
  const refused = status('INVALID_ARGUMENT', `Invalid connect-timeout-ms value "${text.slice(0, 40)}"`);
  return { deadlineMs: null, refused };
}

/** What is said of a compression that we cannot undo; undefined where all is well. */
export function badEncoding(encoding: string | undefined): Status | undefined {
  return encoding === undefined || ENCODINGS.split(',').includes(encoding)
    ? undefined
    : status('UNIMPLEMENTED', `Unknown compression "${encoding.slice(0, 40)}": supported encodings are ${ENCODINGS}`);
}
