import type { Compress } from '../contract/compression.ts';
import type { Encoding } from '../serving/compress.ts';

/** By what messages are compressed, and from how many bytes on: small ones grow. */
export interface Compression {
  readonly by: Encoding | null;
  readonly from: number;
}

const NONE: Compression = { by: null, from: 0 };
/** Bytes from which an answer is compressed that nobody asked to be. */
const WORTH = 1_024;

const isEncoding = (name: string | undefined): name is Encoding => name === 'gzip' || name === 'deflate';

/** Names of a list like `gzip;q=0.8, br`, without those of no weight. */
function accepted(list: string): string[] {
  return list.split(',').flatMap((one) => {
    const [name = '', ...parameters] = one.split(';').map((text) => text.trim().toLowerCase());
    return parameters.some((text) => /^q=0(\.0*)?$/.test(text)) ? [] : name;
  });
}

/**
 * How Connect's answers are compressed: as whoever answers asks, else as the request was, else by gzip where the client
 * takes it and it is worth it. `accepts`: what the client takes; whoever says nothing takes what it sends.
 */
export function connectCompression(
  asked: Compress | undefined,
  request: string | undefined,
  accepts: string | null,
): Compression {
  const takes = accepts === null ? (isEncoding(request) ? [request] : []) : accepted(accepts);
  if (asked !== undefined) return asked !== 'none' && takes.includes(asked) ? { by: asked, from: 0 } : NONE;
  if (isEncoding(request) && takes.includes(request)) return { by: request, from: 0 };
  return takes.includes('gzip') ? { by: 'gzip', from: WORTH } : NONE;
}
