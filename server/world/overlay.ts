import type { Writer } from '../contract/origin.ts';
import { SortedEntries } from './sorted-entries.ts';

/** What is kept of one entity that somebody wrote. */
export interface Stored {
  readonly id: string;
  /** Of its message; undefined for a tombstone: it was deleted, and would follow from the seed otherwise. */
  readonly bytes: Uint8Array | undefined;
  readonly revision: number;
  readonly writer: Writer;
  /** Soft-deleted. */
  readonly deleted: boolean;
  /** Number of the descriptor (`numberOf`) that is known to read its bytes. */
  readBy: number;
}

/** How much the overlays that share it hold together. */
export class Room {
  entities = 0;
  /** Roughly. */
  bytes = 0;
}

/** What one entity costs besides its id and its bytes: the objects around them. */
const OVERHEAD = 200;

const sizeOf = ({ id, bytes }: Pick<Stored, 'id' | 'bytes'>): number => OVERHEAD + id.length * 2 + (bytes?.length ?? 0);

/** Changes that are remembered, so that who has seen the others looks at these alone. */
const MOST_CHANGES = 4_096;

/**
 * The written entities of one resource: a map, the order of its ids, and which of them changed lately. What lies in the
 * overlay under it shows through where it has nothing of its own, whatever changes there; nothing is ever written to
 * that one.
 */
export class Overlay {
  readonly #room: Room;
  readonly #under: () => Overlay | undefined;
  readonly #entries = new Map<string, Stored>();
  #sorted = new SortedEntries<Stored>();
  /** Ids in the order in which they changed; the last one made the version what it is. */
  #changes: string[] = [];
  #version = 0;

  constructor(room: Room, under: () => Overlay | undefined = () => undefined) {
    this.#room = room;
    this.#under = under;
  }

  /** How many were written here. */
  get own(): number {
    return this.#entries.size;
  }

  /** The same with those that show through. */
  get count(): number {
    let count = this.#entries.size;
    for (const { id } of this.#under()?.values() ?? []) if (!this.#entries.has(id)) count += 1;
    return count;
  }

  /** Goes up with each change, here or under this one. */
  get version(): number {
    return this.#version + (this.#under()?.version ?? 0);
  }

  get(id: string): Stored | undefined {
    return this.#entries.get(id) ?? this.#under()?.get(id);
  }

  /** Whether an entity of this id would take no more of the room than its growth. */
  owns(id: string): boolean {
    return this.#entries.has(id);
  }

  set(entry: Stored): void {
    this.#room.bytes += this.growth(entry);
    if (this.#entries.has(entry.id)) this.#sorted.replace(entry);
    else {
      this.#sorted.add(entry);
      this.#room.entities += 1;
    }
    this.#entries.set(entry.id, entry);
    this.#note(entry.id);
  }

  remove(id: string): void {
    const before = this.#entries.get(id);
    if (!before) return;
    this.#room.entities -= 1;
    this.#room.bytes -= sizeOf(before);
    this.#entries.delete(id);
    this.#sorted.remove(id);
    this.#note(id);
  }

  clear(): void {
    for (const stored of this.#entries.values()) this.#room.bytes -= sizeOf(stored);
    this.#room.entities -= this.#entries.size;
    this.#entries.clear();
    this.#sorted = new SortedEntries();
    // Too many to be told one by one.
    this.#changes = [];
    this.#version += 1;
  }

  /** What `set` of this entry would add, in bytes. */
  growth(entry: Pick<Stored, 'id' | 'bytes'>): number {
    const before = this.#entries.get(entry.id);
    return sizeOf(entry) - (before ? sizeOf(before) : 0);
  }

  /** Those whose ids begin with a text, in the order of their ids by code units. Not a copy. */
  startingWith(prefix: string): readonly Stored[] {
    const own = this.#sorted.startingWith(prefix);
    const under = this.#under()?.startingWith(prefix) ?? [];
    return under.length === 0 ? own : this.#laidOver(own, under);
  }

  /** The ids that changed since a version; undefined where that is too long ago, or some of them lie under this one. */
  changedSince(version: number): ReadonlySet<string> | undefined {
    const count = this.version - version;
    if (count === 0) return new Set();
    return count > this.#changes.length || this.#under() ? undefined : new Set(this.#changes.slice(-count));
  }

  *values(): Generator<Stored, void> {
    yield* this.#entries.values();
    for (const stored of this.#under()?.values() ?? []) if (!this.#entries.has(stored.id)) yield stored;
  }

  #note(id: string): void {
    this.#version += 1;
    this.#changes.push(id);
    if (this.#changes.length > 2 * MOST_CHANGES) this.#changes = this.#changes.slice(-MOST_CHANGES);
  }

  /** Both in the order of their ids; of two with one id the own one. */
  #laidOver(own: readonly Stored[], under: readonly Stored[]): readonly Stored[] {
    const all: Stored[] = [];
    let at = 0;
    for (const stored of under) {
      while (at < own.length && own[at]!.id < stored.id) all.push(own[at++]!);
      if (!this.#entries.has(stored.id)) all.push(stored);
    }
    while (at < own.length) all.push(own[at++]!);
    return all;
  }
}
