import { brotliDecompress } from 'node:zlib';
import { type Status, status } from '../contract/status.ts';
import { decompress } from '../serving/decompress.ts';
import { JoinedBytes } from '../serving/joined-bytes.ts';
import type { Exchange } from './exchange.ts';

/** The body of a request, whole, and how many bytes of it came over the wire. */
export interface WholeRequest {
  readonly bytes: Buffer;
  readonly onWire: number;
}

/** Reads a body to its end and decompresses it; stops where it is larger than `limit` bytes, before or after. */
export function wholeRequest(
  exchange: Exchange,
  encoding: string | null,
  limit: number,
  done: (result: WholeRequest | { readonly refused: Status }) => void,
): void {
  const body = new JoinedBytes();
  let over = false;
  exchange.hear({
    data(chunk) {
      if (over) return;
      const size = body.size + chunk.length;
      if (size <= limit) return body.add(chunk, limit);
      over = true;
      body.take();
      done({ refused: status('RESOURCE_EXHAUSTED', `The body is larger than max (${size} or more vs ${limit})`) });
    },
    end() {
      if (over) return;
      const bytes = body.take();
      const size = bytes.length;
      if (encoding === null || encoding === 'identity' || size === 0) return done({ bytes, onWire: size });
      const unpacked = (result: { readonly bytes: Buffer } | { readonly refused: Status }): void =>
        done('refused' in result ? result : { bytes: result.bytes, onWire: size });
      if (encoding === 'br') unbrotli(bytes, limit, unpacked);
      else decompress(bytes, encoding, limit, unpacked);
    },
  });
  exchange.flow(true);
}

function unbrotli(
  bytes: Buffer,
  limit: number,
  done: (result: { readonly bytes: Buffer } | { readonly refused: Status }) => void,
): void {
  brotliDecompress(bytes, { maxOutputLength: limit }, (error, whole) => {
    if (!error) done({ bytes: whole });
    else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      done({ refused: status('RESOURCE_EXHAUSTED', `The body decompresses to more than ${limit} bytes`) });
    else done({ refused: status('INVALID_ARGUMENT', 'The body is no brotli') });
  });
}
