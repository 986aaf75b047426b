import type { Writer } from '../contract/origin.ts';

/** What is kept of one entity that somebody wrote. */
export interface Stored {
  readonly id: string;
  /** Of its message; undefined for a tombstone: it was deleted, and would follow from the seed otherwise. */
  readonly bytes: Uint8Array | undefined;
  readonly revision: number;
  readonly writer: Writer;
  /** Soft-deleted. */
  readonly deleted: boolean;
}

/** What one entity costs besides its id and its bytes: the objects around them. */
const OVERHEAD = 200;

const sizeOf = ({ id, bytes }: Pick<Stored, 'id' | 'bytes'>): number => OVERHEAD + id.length * 2 + (bytes?.length ?? 0);

/** The written entities of one resource: a map, and the order of its ids. */
export class Overlay {
  readonly #entries = new Map<string, Stored>();
  #sorted: string[] = [];
  #fresh = true;
  #size = 0;

  get count(): number {
    return this.#entries.size;
  }

  /** Bytes, roughly. */
  get size(): number {
    return this.#size;
  }

  get(id: string): Stored | undefined {
    return this.#entries.get(id);
  }

  set(entry: Stored): void {
    const before = this.#entries.get(entry.id);
    if (before) this.#size -= sizeOf(before);
    else this.#note(entry.id);
    this.#entries.set(entry.id, entry);
    this.#size += sizeOf(entry);
  }

  remove(id: string): void {
    const before = this.#entries.get(id);
    if (!before) return;
    this.#size -= sizeOf(before);
    this.#entries.delete(id);
    this.#fresh = false;
  }

  /** What `set` of this entry would add. */
  growth(entry: Pick<Stored, 'id' | 'bytes'>): number {
    const before = this.#entries.get(entry.id);
    return sizeOf(entry) - (before ? sizeOf(before) : 0);
  }

  /** All ids by code units. Not a copy. */
  get ids(): readonly string[] {
    if (!this.#fresh) this.#sorted = [...this.#entries.keys()].sort();
    this.#fresh = true;
    return this.#sorted;
  }

  /** The ids that begin with a text, by code units. */
  idsWith(prefix: string): readonly string[] {
    const { ids } = this;
    if (prefix === '') return ids;
    const from = firstNotBefore(ids, prefix);
    let to = from;
    while (to < ids.length && ids[to]!.startsWith(prefix)) to += 1;
    return ids.slice(from, to);
  }

  values(): IterableIterator<Stored> {
    return this.#entries.values();
  }

  /** A new id: at its place where that is cheap, or all of them anew when somebody asks. */
  #note(id: string): void {
    if (!this.#fresh) return;
    const last = this.#sorted.at(-1);
    if (last === undefined || last < id) this.#sorted.push(id);
    else this.#sorted.splice(firstNotBefore(this.#sorted, id), 0, id);
  }
}

function firstNotBefore(ids: readonly string[], text: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
