import { brotliDecompress } from 'node:zlib';
import { type Status, status } from '../contract/status.ts';
import { decompress } from '../serving/decompress.ts';
import { JoinedBytes } from '../serving/joined-bytes.ts';
import { turnToUnpack } from '../serving/unpack-turns.ts';
import type { Holder } from '../serving/holdings.ts';
import type { Exchange } from './exchange.ts';

/** The body of a request, whole, and how many bytes of it came over the wire. */
export interface WholeRequest {
  readonly bytes: Buffer;
  readonly onWire: number;
}

/**
 * Reads a body to its end and decompresses it; stops where it is larger than `limit` bytes, before or after. `holder` is
 * asked for the room of what has not come whole.
 */
export function wholeRequest(
  exchange: Exchange,
  encoding: string | null,
  limit: number,
  holder: Holder,
  done: (result: WholeRequest | { readonly refused: Status }) => void,
): void {
  const body = new JoinedBytes(holder);
  let over = false;
  exchange.hear({
    data(chunk) {
      if (over) return;
      const size = body.size + chunk.length;
      if (size <= limit) {
        over = !body.add(chunk, limit);
        return;
      }
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
      const wanted = (): boolean => !exchange.dead;
      if (encoding === 'br') turnToUnpack(wanted, (ended) => unbrotli(bytes, limit, ended, unpacked));
      else decompress(bytes, encoding, limit, unpacked, wanted);
    },
  });
  exchange.flow(true);
}

function unbrotli(
  bytes: Buffer,
  limit: number,
  ended: () => void,
  done: (result: { readonly bytes: Buffer } | { readonly refused: Status }) => void,
): void {
  brotliDecompress(bytes, { maxOutputLength: limit }, (error, whole) => {
    ended();
    if (!error) done({ bytes: whole });
    else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      done({ refused: status('RESOURCE_EXHAUSTED', `The body decompresses to more than ${limit} bytes`) });
    else done({ refused: status('INVALID_ARGUMENT', 'The body is no brotli') });
  });
}
