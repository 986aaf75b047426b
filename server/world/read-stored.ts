import type { Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { knownBytes } from './entity-cache.ts';
import type { Stored } from './overlay.ts';
import type { Resource } from './resource.ts';

/** The message of what was written, by the descriptor of the day; undefined where that cannot read it. */
export function readStored({ desc }: Resource, { bytes }: Stored): Message | undefined {
  const decoded = bytes && decodeMessage(desc, bytes);
  if (!decoded || !('message' in decoded)) return undefined;
  knownBytes(decoded.message, bytes);
  return decoded.message;
}
