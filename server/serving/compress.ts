import { deflate, deflateSync, gzip, gzipSync } from 'node:zlib';
import type { Compress } from '../contract/compression.ts';

/** Compressions of messages that we write. */
export type Encoding = Exclude<Compress, 'none'>;

/** Bytes of a message up to which it is compressed at once: handing it to another thread would take longer. */
const AT_ONCE = 16 * 1024;

/**
 * What messages of an answer are compressed by; null for nothing. `asked`: by whoever answers; without it an answer is
 * as its request, as other servers do it. `request`: how the client compresses; `accepts`: what it says that it takes.
 */
export function answerEncoding(
  asked: Compress | undefined,
  request: string | null,
  accepts: string | null,
): Encoding | null {
  const wanted = asked ?? request;
  if (wanted !== 'gzip' && wanted !== 'deflate') return null;
  // Whoever compresses by something takes it as well, where it says nothing of that.
  if (accepts === null) return wanted === request ? wanted : null;
  return accepts.split(',').some((one) => one.trim() === wanted) ? wanted : null;
}

/** The bytes at once, where they are few; undefined for more. */
export function compressNow(bytes: Uint8Array, encoding: Encoding): Buffer | undefined {
  if (bytes.byteLength > AT_ONCE) return undefined;
  return encoding === 'gzip' ? gzipSync(bytes) : deflateSync(bytes);
}

/** Compresses in another thread; `done` is called later, with undefined where it could not be done. */
export function compressLater(
  bytes: Uint8Array,
  encoding: Encoding,
  done: (compressed: Buffer | undefined) => void,
): void {
  (encoding === 'gzip' ? gzip : deflate)(bytes, (error, compressed) => done(error ? undefined : compressed));
}
