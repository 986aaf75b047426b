import { base64Decode, base64Encode } from '@bufbuild/protobuf/wire';
import { hashText } from '../generate/hash.ts';

/** What a page token holds. */
export interface PageToken {
  /** Of what was asked. */
  readonly sum: string;
  /** Of the last row of its page. */
  readonly place: readonly string[];
}

const LONGEST = 16_384;
const FORMAT = '1';

/** Base64url of text: opaque to clients, and a slip in it is noticed. */
export function encodeToken({ sum, place }: PageToken): string {
  const body = JSON.stringify([sum, ...place]);
  return base64Encode(new TextEncoder().encode(`${FORMAT}${checkOf(body)}${body}`), 'url');
}

/** Undefined for text that `encodeToken` did not make. */
export function decodeToken(text: string): PageToken | undefined {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text)) return undefined;
  try {
    const inner = new TextDecoder('utf-8', { fatal: true }).decode(base64Decode(text));
    const body = inner.slice(8);
    if (inner.slice(0, 8) !== FORMAT + checkOf(body)) return undefined;
    const parts: unknown = JSON.parse(body);
    if (!Array.isArray(parts) || parts.length < 2 || !parts.every((part) => typeof part === 'string')) return undefined;
    const [sum, ...place] = parts as [string, ...string[]]; // at least two texts, as was just seen
    return { sum, place };
  } catch {
    return undefined; // neither base64 nor JSON
  }
}

const checkOf = (body: string): string => (hashText(body) >>> 0).toString(36).padStart(7, '0');
