import { gunzip, inflate } from 'node:zlib';
import { type Status, status } from '../contract/status.ts';
import { turnToUnpack } from './unpack-turns.ts';

/** What `grpc-accept-encoding` says. */
export const ENCODINGS = 'identity,deflate,gzip';

type Done = (result: { readonly bytes: Buffer } | { readonly refused: Status }) => void;

/**
 * Decompresses a message that is flagged as compressed; stops where it grows beyond `limit` bytes. `wanted`: whether
 * anybody still waits for it when it is its turn.
 */
export function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  limit: number,
  done: Done,
  wanted: () => boolean = always,
): void {
  const unpack = encoding === 'gzip' ? gunzip : encoding === 'deflate' ? inflate : undefined;
  if (!unpack) {
    const refused =
      encoding === undefined || encoding === 'identity'
        ? status('INTERNAL', 'Received a compressed message, and "grpc-encoding" names no compression')
        : status('UNIMPLEMENTED', `Received message compressed with unsupported encoding "${encoding}"`);
    done({ refused });
    return;
  }
  turnToUnpack(wanted, (over) =>
    unpack(bytes, { maxOutputLength: limit }, (error, whole) => {
      over();
      if (!error) done({ bytes: whole });
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
        done({
          refused: status('RESOURCE_EXHAUSTED', `Received message that decompresses to a size larger than ${limit}`),
        });
      else done({ refused: status('INTERNAL', 'Failed to decompress message') });
    }),
  );
}

const always = (): boolean => true;
