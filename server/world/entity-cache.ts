import type { DescMessage, Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { hashText } from '../generate/hash.ts';
import type { Entity } from './entity.ts';
import type { Resource } from './resource.ts';
import type { Universe } from './universe.ts';

const MOST = 4_096;
const MOST_BYTES = 16 * 1024 * 1024;
/** A power of two. */
const SLOTS = 8_192;

const encoded = new WeakMap<Message, Uint8Array>();

/** Messages of entities that are kept: only their bytes are worth keeping. */
const kept = new WeakSet<Message>();

/** The bytes of an entity's message, encoded once as long as it is kept. Messages of entities never change. */
export function bytesOf(desc: DescMessage, message: Message): Uint8Array {
  let bytes = encoded.get(message);
  if (bytes) return bytes;
  bytes = encodeMessage(desc, message);
  if (kept.has(message)) encoded.set(message, bytes);
  return bytes;
}

/** Bytes that a message is known to have. */
export function knownBytes(message: Message, bytes: Uint8Array): void {
  encoded.set(message, bytes);
}

/**
 * Entities that were asked for lately, so that a question that comes again costs a look-up. The oldest go first. One that
 * shares the room of another has keys of its own in it.
 */
export class EntityCache {
  readonly #room: CacheRoom;
  readonly #shared: boolean;
  #prefix = '';

  constructor(sharing?: CacheRoom) {
    this.#room = sharing ?? new CacheRoom();
    this.#shared = sharing !== undefined;
    this.clear();
  }

  /** Keeps what is offered for the second time. */
  offer(key: string, entity: Entity): void {
    this.#room.offer(this.#prefix + key, entity);
  }

  get(key: string): Entity | undefined {
    return this.#room.get(this.#prefix + key);
  }

  set(key: string, entity: Entity): void {
    this.#room.set(this.#prefix + key, entity);
  }

  delete(key: string): void {
    this.#room.delete(this.#prefix + key);
  }

  clear(): void {
    // What nobody asks for any more goes in its time.
    if (this.#shared) this.#prefix = this.#room.newPrefix();
    else this.#room.clear();
  }
}

/** What one cache holds, or several together. */
export class CacheRoom {
  readonly #entries = new Map<string, { readonly entity: Entity; readonly weight: number }>();
  /** Hashes of the keys that were asked for once; two to a place, of which the older one goes. */
  readonly #asked = new Int32Array(SLOTS);
  #bytes = 0;
  #prefixes = 0;

  /** No key with one of them is a key with another. */
  newPrefix(): string {
    return `${(this.#prefixes += 1)}\n`;
  }

  /**
   * Keeps what is offered for the second time. Of what is asked for once and never again, as a load does it, keeping
   * costs more than making it.
   */
  offer(key: string, entity: Entity): void {
    const hash = hashText(key);
    const slot = hash & (SLOTS - 1);
    const asked = this.#asked;
    if (asked[slot] === hash || asked[slot ^ 1] === hash) this.set(key, entity);
    else {
      asked[slot ^ 1] = asked[slot]!;
      asked[slot] = hash;
    }
  }

  get(key: string): Entity | undefined {
    return this.#entries.get(key)?.entity;
  }

  set(key: string, entity: Entity): void {
    this.delete(key);
    kept.add(entity.message);
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

/** Where an entity stands that follows from a seed. */
export const derivedKey = ({ seed }: Universe, { key }: Resource, id: string): string => `${seed}\n${key}\n${id}`;
/** Where one stands that was written: no seed has its say in it. */
export const storedKey = ({ key }: Resource, id: string): string => `\n${key}\n${id}`;
