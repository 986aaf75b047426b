import type { DescMessage, Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import type { Entity } from './entity.ts';
import type { Resource } from './resource.ts';
import type { Universe } from './universe.ts';

const MOST = 4_096;
const MOST_BYTES = 16 * 1024 * 1024;

const encoded = new WeakMap<Message, Uint8Array>();

/** The bytes of an entity's message, encoded once. Messages of entities never change. */
export function bytesOf(desc: DescMessage, message: Message): Uint8Array {
  let bytes = encoded.get(message);
  if (!bytes) encoded.set(message, (bytes = encodeMessage(desc, message)));
  return bytes;
}

/** Bytes that a message is known to have. */
export function knownBytes(message: Message, bytes: Uint8Array): void {
  encoded.set(message, bytes);
}

/** Entities that were asked for lately, so that a question that comes again costs a look-up. The oldest go first. */
export class EntityCache {
  readonly #entries = new Map<string, { readonly entity: Entity; readonly weight: number }>();
  #bytes = 0;

  get(key: string): Entity | undefined {
    return this.#entries.get(key)?.entity;
  }

  set(key: string, entity: Entity): void {
    this.delete(key);
    const weight = weigh(entity.message);
    this.#entries.set(key, { entity, weight });
    this.#bytes += weight;
    // A map goes through its keys in the order they came.
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST && this.#bytes <= MOST_BYTES) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}

/** About as many bytes as a message has: those that it is known to have, or its texts and eight for each other value. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return value.length;
  // Only messages are known here; nothing else is found.
  const known = encoded.get(value as Message);
  if (known) return known.length;
  let sum = 8;
  for (const name in value) sum += weigh((value as Record<string, unknown>)[name]);
  return sum;
}
