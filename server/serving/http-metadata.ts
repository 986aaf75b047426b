import type { Metadata, MetadataEntry } from '../contract/metadata.ts';
import { METADATA, STATUS_MESSAGE } from './limits.ts';

/** Headers of a request that belong to a protocol and are no metadata of the call. */
const PROTOCOL = new Set([
  'te',
  'content-type',
  'accept-encoding',
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
]);

/** Headers that would break the response where an answer carried them. */
const FORBIDDEN =
  /^(:.*|connection|keep-alive|proxy-connection|transfer-encoding|upgrade|te|http2-settings|content-length|content-type|grpc-(status|message|encoding|accept-encoding|timeout))$/;

/** Request metadata in the order of the wire, from the name and value pairs of a head; `protocol`: what is none of it. */
export function requestMetadata(rawHeaders: readonly string[], protocol: ReadonlySet<string> = PROTOCOL): Metadata {
  const metadata: MetadataEntry[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const key = rawHeaders[at]!;
    const value = rawHeaders[at + 1]!;
    if (key.charCodeAt(0) === 58 || protocol.has(key)) continue;
    // Binary values may come joined (gRPC over HTTP/2, "Custom-Metadata"); the comma is no base64.
    if (key.endsWith('-bin') && value.includes(','))
      for (const part of value.split(',')) metadata.push({ key, value: part.trim() });
    else metadata.push({ key, value });
  }
  return metadata;
}

/** The value of a header, or null. */
export function header(rawHeaders: readonly string[], name: string): string | null {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) if (rawHeaders[at] === name) return rawHeaders[at + 1]!;
  return null;
}

const LEGAL_KEY = /^[0-9a-z_.-]+$/;
const LEGAL_TEXT = /^[ -~]*$/;

/** Headers that Node's HTTP/2 sends once, or not at all. */
const SINGLE =
  /^(access-control-(allow-credentials|max-age|request-method)|age|authorization|content-(encoding|language|location|md5|range)|date|dnt|etag|expires|from|host|if-(match|modified-since|none-match|range|unmodified-since)|last-modified|location|max-forwards|proxy-authorization|range|referer|retry-after|tk|upgrade-insecure-requests|user-agent|x-content-type-options)$/;

/** A block of headers, in the form of Node. */
export type HeaderBlock = Record<string, string | string[] | number | undefined>;

/** Adds metadata of an answer to a block of headers or trailers. Throws where a key or value cannot be sent. */
export function addMetadata(metadata: Metadata, headers: HeaderBlock): HeaderBlock {
  let size = 0;
  for (const { key: name, value: text } of metadata) {
    const key = name.toLowerCase();
    if (FORBIDDEN.test(key)) throw new Error(`"${key}" belongs to the protocol and cannot be set by an answer`);
    if (!LEGAL_KEY.test(key)) throw new Error(`"${key}" is no name of metadata: use a-z, 0-9, "-", "_" and "."`);
    size += key.length + text.length;
    if (size > METADATA) throw new Error(`the metadata is larger than ${METADATA} bytes, which clients refuse`);
    const value = key.endsWith('-bin') ? cleanBase64(text) : text;
    if (!LEGAL_TEXT.test(value)) throw new Error(`the value of "${key}" is not printable ASCII; name it "${key}-bin"`);
    if (key === '__proto__') throw new Error('"__proto__" is no name of metadata that can be sent');
    const before = Object.hasOwn(headers, key) ? headers[key] : undefined;
    if (before !== undefined && SINGLE.test(key)) throw new Error(`"${key}" can be sent once, and stands there twice`);
    headers[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [String(before)]), value];
  }
  return headers;
}

/** Bytes as they are to be sent, whatever was written: without padding (gRPC over HTTP/2, "Custom-Metadata"). */
const cleanBase64 = (text: string): string => Buffer.from(text, 'base64').toString('base64').replace(/=+$/, '');

/** A status message that can be sent: well-formed text of a bounded size. */
export function sendableMessage(message: string): string {
  if (message === '') return message;
  const text = message.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
  if (Buffer.byteLength(text) <= STATUS_MESSAGE) return text;
  let cut = Buffer.from(text)
    .subarray(0, STATUS_MESSAGE - 3)
    .toString();
  while (cut.endsWith('\uFFFD')) cut = cut.slice(0, -1);
  return `${cut}…`;
}

const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** `grpc-timeout` in milliseconds; null for none or nonsense. */
export function timeoutMs(value: string | null): number | null {
  const match = value === null ? null : /^(\d{1,8})\s*([HMSmun])$/.exec(value);
  return match ? Number(match[1]) * UNITS[match[2]!]! : null;
}
