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

/** How much the overlays that share it hold together. */
export class Room {
  entities = 0;
  /** Roughly. */
  bytes = 0;
}

/** What one entity costs besides its id and its bytes: the objects around them. */
const OVERHEAD = 200;

const sizeOf = ({ id, bytes }: Pick<Stored, 'id' | 'bytes'>): number => OVERHEAD + id.length * 2 + (bytes?.length ?? 0);

/**
 * The written entities of one resource: a map, and the order of its ids. What lies in the overlay under it shows through
 * where it has nothing of its own, whatever changes there; nothing is ever written to that one.
 */
export class Overlay {
  readonly #room: Room;
  readonly #under: () => Overlay | undefined;
  readonly #entries = new Map<string, Stored>();
  #sorted: string[] = [];
  #sortedAt = 0;
  /** Counts changes of the set of ids. */
  #version = 0;

  constructor(room: Room, under: () => Overlay | undefined = () => undefined) {
    this.#room = room;
    this.#under = under;
  }

  get count(): number {
    let count = this.#entries.size;
    for (const { id } of this.#under()?.values() ?? []) if (!this.#entries.has(id)) count += 1;
    return count;
  }

  get(id: string): Stored | undefined {
    return this.#entries.get(id) ?? this.#under()?.get(id);
  }

  /** Whether an entity of this id would take no more of the room than its growth. */
  owns(id: string): boolean {
    return this.#entries.has(id);
  }

  set(entry: Stored): void {
    if (!this.#entries.has(entry.id)) {
      this.#note(entry.id);
      this.#room.entities += 1;
    }
    this.#room.bytes += this.growth(entry);
    this.#entries.set(entry.id, entry);
  }

  remove(id: string): void {
    const before = this.#entries.get(id);
    if (!before) return;
    this.#room.entities -= 1;
    this.#room.bytes -= sizeOf(before);
    this.#entries.delete(id);
    this.#version += 1;
  }

  clear(): void {
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }

  /** What `set` of this entry would add, in bytes. */
  growth(entry: Pick<Stored, 'id' | 'bytes'>): number {
    const before = this.#entries.get(entry.id);
    return sizeOf(entry) - (before ? sizeOf(before) : 0);
  }

  /** All ids by code units. Not a copy. */
  get ids(): readonly string[] {
    const now = this.#state;
    if (this.#sortedAt === now) return this.#sorted;
    const under = this.#under()?.ids ?? [];
    this.#sorted = [...this.#entries.keys(), ...under.filter((id) => !this.#entries.has(id))].sort();
    this.#sortedAt = now;
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

  *values(): Generator<Stored, void> {
    yield* this.#entries.values();
    for (const stored of this.#under()?.values() ?? []) if (!this.#entries.has(stored.id)) yield stored;
  }

  /** Grows with each change of the set of ids, here or under this one. */
  get #state(): number {
    const under = this.#under();
    return this.#version + (under ? under.#state : 0);
  }

  /** A new id: at its place where that is cheap, or all of them anew when somebody asks. */
  #note(id: string): void {
    const fresh = this.#sortedAt === this.#state;
    this.#version += 1;
    if (!fresh) return;
    // What shone through has its place already.
    if (!this.#under()?.get(id)) this.#sorted.splice(firstNotBefore(this.#sorted, id), 0, id);
    this.#sortedAt += 1;
  }
}

function firstNotBefore(ids: readonly string[], text: string): number {
  const last = ids.at(-1);
  if (last === undefined || last < text) return ids.length;
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
