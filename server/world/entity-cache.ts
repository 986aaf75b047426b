import { toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { Entity } from './entity.ts';
import type { Resource } from './resource.ts';
import type { Universe } from './universe.ts';

const MOST = 4_096;
const MOST_BYTES = 16 * 1024 * 1024;

const encoded = new WeakMap<Message, Uint8Array>();

/** The bytes of an entity's message, encoded once. Messages of entities never change. */
export function bytesOf(desc: DescMessage, message: Message): Uint8Array {
  let bytes = encoded.get(message);
  if (!bytes) encoded.set(message, (bytes = toBinary(desc, message)));
  return bytes;
}

/** Bytes that a message is known to have. */
export function knownBytes(message: Message, bytes: Uint8Array): void {
  encoded.set(message, bytes);
}

/** Entities that were asked for lately, so that a question that comes again costs a look-up. The oldest go first. */
export class EntityCache {
  readonly #entries = new Map<string, Entity>();
  #bytes = 0;

  get(key: string): Entity | undefined {
    return this.#entries.get(key);
  }

  set(key: string, entity: Entity): void {
    const before = this.#entries.get(key);
    if (before) {
      this.#entries.delete(key);
      this.#bytes -= weight(before);
    }
    this.#entries.set(key, entity);
    this.#bytes += weight(entity);
    // A map goes through its keys in the order they came.
    for (const [oldest, old] of this.#entries) {
      if (this.#entries.size <= MOST && this.#bytes <= MOST_BYTES) break;
      this.#entries.delete(oldest);
      this.#bytes -= weight(old);
    }
  }

  delete(key: string): void {
    const before = this.#entries.get(key);
    if (before) this.#bytes -= weight(before);
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}

const weight = ({ resource, message }: Entity): number => bytesOf(resource.desc, message).length;

/** Where an entity stands that follows from a seed. */
export const derivedKey = ({ seed }: Universe, { key }: Resource, id: string): string => `${seed}\n${key}\n${id}`;
/** Where one stands that was written: no seed has its say in it. */
export const storedKey = ({ key }: Resource, id: string): string => `\n${key}\n${id}`;
