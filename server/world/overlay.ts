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

/** What one entity costs besides its id and its bytes: the objects around them. */
const OVERHEAD = 200;

const sizeOf = ({ id, bytes }: Pick<Stored, 'id' | 'bytes'>): number => OVERHEAD + id.length * 2 + (bytes?.length ?? 0);

/** Changes that are remembered, so that who has seen the others looks at these alone. */
const MOST_CHANGES = 4_096;

/** The written entities of one resource: a map, the order of its ids, and which of them changed lately. */
export class Overlay {
  readonly #entries = new Map<string, Stored>();
  readonly #sorted = new SortedEntries<Stored>();
  /** Ids in the order in which they changed; the last one made the version what it is. */
  #changes: string[] = [];
  #version = 0;
  #size = 0;

  get count(): number {
    return this.#entries.size;
  }

  /** Bytes, roughly. */
  get size(): number {
    return this.#size;
  }

  /** Goes up with each change. */
  get version(): number {
    return this.#version;
  }

  get(id: string): Stored | undefined {
    return this.#entries.get(id);
  }

  set(entry: Stored): void {
    const before = this.#entries.get(entry.id);
    if (before) {
      this.#size -= sizeOf(before);
      this.#sorted.replace(entry);
    } else this.#sorted.add(entry);
    this.#entries.set(entry.id, entry);
    this.#size += sizeOf(entry);
    this.#note(entry.id);
  }

  remove(id: string): void {
    const before = this.#entries.get(id);
    if (!before) return;
    this.#size -= sizeOf(before);
    this.#entries.delete(id);
    this.#sorted.remove(id);
    this.#note(id);
  }

  /** What `set` of this entry would add. */
  growth(entry: Pick<Stored, 'id' | 'bytes'>): number {
    const before = this.#entries.get(entry.id);
    return sizeOf(entry) - (before ? sizeOf(before) : 0);
  }

  /** Those whose ids begin with a text, in the order of their ids by code units. Not a copy. */
  startingWith(prefix: string): readonly Stored[] {
    return this.#sorted.startingWith(prefix);
  }

  /** The ids that changed since a version; undefined where that is too long ago. */
  changedSince(version: number): ReadonlySet<string> | undefined {
    const count = this.#version - version;
    return count > this.#changes.length ? undefined : new Set(count === 0 ? [] : this.#changes.slice(-count));
  }

  values(): IterableIterator<Stored> {
    return this.#entries.values();
  }

  #note(id: string): void {
    this.#version += 1;
    this.#changes.push(id);
    if (this.#changes.length > 2 * MOST_CHANGES) this.#changes = this.#changes.slice(-MOST_CHANGES);
  }
}
