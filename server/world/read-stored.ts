import { fromBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { RECURSION_LIMIT } from '../codec/limits.ts';
import { knownBytes } from './entity-cache.ts';
import type { Stored } from './overlay.ts';
import type { Resource } from './resource.ts';

const numbers = new WeakMap<DescMessage, number>();
let last = 0;

/** A number for a descriptor: what was written keeps it, and no schema of the past with it. */
export function numberOf(desc: DescMessage): number {
  let number = numbers.get(desc);
  if (number === undefined) numbers.set(desc, (number = ++last));
  return number;
}

/** The message of what was written, by the descriptor of the day; undefined where that cannot read it. */
export function readStored({ desc }: Resource, stored: Stored): Message | undefined {
  const { bytes } = stored;
  if (!bytes) return undefined;
  const number = numberOf(desc);
  let message: Message;
  if (stored.readBy === number) message = fromBinary(desc, bytes, { recursionLimit: RECURSION_LIMIT });
  else {
    const decoded = decodeMessage(desc, bytes);
    if (!('message' in decoded)) return undefined;
    ({ message } = decoded);
    stored.readBy = number;
  }
  knownBytes(message, bytes);
  return message;
}
