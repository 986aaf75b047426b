import { fromBinary, type Message } from '@bufbuild/protobuf';
import { fieldReader } from '../codec/field-reader.ts';
import type { Derived } from './collection.ts';
import type { Order } from './order-by.ts';
import type { Overlay, Stored } from './overlay.ts';
import { allReads, NO_FIELDS, type Demand } from './reads.ts';
import { numberOf } from './read-stored.ts';
import type { Resource } from './resource.ts';
import { sortRows } from './sort-rows.ts';

/** What a list asks of the entities of a resource. */
export interface Question {
  /** Text that their ids begin with. */
  readonly prefix: string;
  /** By their ids alone. */
  readonly fits: ((id: string) => boolean) | undefined;
  /** Soft-deleted ones as well. */
  readonly hidden: boolean;
  readonly demands: readonly Demand[];
  readonly order: Order | undefined;
}

/** A row of an entity that was written. */
export class WrittenRow {
  readonly id: string;
  readonly keys: readonly string[];

  constructor(id: string, keys: readonly string[]) {
    this.id = id;
    this.keys = keys;
  }

  /** Written ones stand before all others, by id. */
  get place(): readonly string[] {
    return [...this.keys, `0${this.id}`];
  }
}

/** Where written entities come from. */
export interface WrittenSource {
  readonly resource: Resource;
  readonly overlay: Overlay;
  /** Ids that have their place elsewhere in the list. */
  readonly derived: Derived;
  /** The whole of what was written. */
  readonly whole: (stored: Stored) => Message;
}

const NO_KEYS: readonly string[] = [];
/** So few changes are put at their places; for more of them the rows are sorted again. */
const FEW = 8;
/** What a row costs besides its keys. */
const ROW = 60;

/**
 * The rows of what was written, in the order that was asked for. Made once for a question, and brought up to date by what
 * changed since then: whoever goes through the pages of a list does not look at each entity for each page.
 */
export class WrittenRows {
  readonly #source: WrittenSource;
  readonly #row: (stored: Stored | undefined) => WrittenRow | undefined;
  readonly #compare: (a: WrittenRow, b: WrittenRow) => number;
  readonly #question: Question;
  #rows: WrittenRow[] = [];
  #version = -1;
  #weight = 0;

  constructor(source: WrittenSource, question: Question) {
    this.#source = source;
    this.#question = question;
    this.#row = rowMaker(source, question);
    const { order } = question;
    this.#compare = order ? (a, b) => order.compareKeys(a.keys, b.keys) || byId(a, b) : byId;
  }

  /** Bytes, roughly. */
  get weight(): number {
    return this.#weight;
  }

  /** Whether these rows answer a question about what there is now. */
  isAbout({ resource, overlay, derived }: WrittenSource): boolean {
    const own = this.#source;
    return own.overlay === overlay && own.derived === derived && own.resource === resource;
  }

  /** All of them. Not a copy: they are out of date after the next change. */
  get rows(): readonly WrittenRow[] {
    const { overlay } = this.#source;
    if (this.#version !== overlay.version) {
      const changed = this.#version < 0 ? undefined : overlay.changedSince(this.#version);
      if (changed === undefined) this.#begin();
      else this.#follow(changed);
      this.#version = overlay.version;
    }
    return this.#rows;
  }

  #begin(): void {
    const { prefix } = this.#question;
    const rows: WrittenRow[] = [];
    for (const stored of this.#source.overlay.startingWith(prefix)) {
      const row = this.#row(stored);
      if (row) rows.push(row);
    }
    this.#rows = this.#sorted(rows);
    this.#weight = rows.reduce((sum, row) => sum + weightOf(row), 0);
  }

  /** What comes in the order of its ids stays in it. */
  #sorted(rows: WrittenRow[]): WrittenRow[] {
    const { order } = this.#question;
    if (order) return sortRows(rows, order.sign, this.#compare);
    return this.#version < 0 ? rows : rows.sort(this.#compare);
  }

  #indexOf(id: string): number {
    if (this.#question.order) return this.#rows.findIndex((row) => row.id === id);
    const at = placeOf(new WrittenRow(id, NO_KEYS), this.#rows, this.#compare);
    return this.#rows[at]?.id === id ? at : -1;
  }

  #follow(changed: ReadonlySet<string>): void {
    const { overlay } = this.#source;
    const fresh = [...changed].flatMap((id) => this.#row(overlay.get(id)) ?? []);
    for (const row of fresh) this.#weight += weightOf(row);
    if (changed.size > FEW) {
      const rows = this.#rows.filter(({ id }) => !changed.has(id));
      this.#rows = this.#sorted(rows.concat(fresh));
      return;
    }
    for (const id of changed) {
      const at = this.#indexOf(id);
      if (at >= 0) this.#rows.splice(at, 1);
    }
    for (const row of fresh) this.#rows.splice(placeOf(row, this.#rows, this.#compare), 0, row);
  }
}

const weightOf = ({ keys }: WrittenRow): number => keys.reduce((sum, key) => sum + key.length, ROW);

const byId = (a: WrittenRow, b: WrittenRow): number => (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);

/** How many rows stand before one. */
export function placeOf<T>(row: T, rows: readonly T[], compare: (a: T, b: T) => number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(rows[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What makes the row of an entity, where the question asks for it. Of its bytes no more is read than has to be. */
function rowMaker(
  { resource, derived, whole }: WrittenSource,
  { prefix, fits, hidden, demands, order }: Question,
): (stored: Stored | undefined) => WrittenRow | undefined {
  const { desc } = resource;
  const number = numberOf(desc);
  const reads = allReads([...demands.map((demand) => demand.reads), order?.reads ?? NO_FIELDS]);
  const read = reads ? fieldReader(desc, reads) : (bytes: Uint8Array) => fromBinary(desc, bytes);
  const sieves = demands.flatMap(({ sieve }) => sieve ?? []);
  const messageOf = (stored: Stored, bytes: Uint8Array): Message => {
    // Bytes that nobody has read by this descriptor may be none of it.
    if (stored.readBy !== number) return whole(stored);
    try {
      return read(bytes);
    } catch {
      return whole(stored);
    }
  };
  return (stored) => {
    if (!stored?.bytes || (stored.deleted && !hidden)) return undefined;
    const { id, bytes } = stored;
    if (!id.startsWith(prefix) || derived.index.has(id) || fits?.(id) === false) return undefined;
    if (demands.length === 0 && !order) return new WrittenRow(id, NO_KEYS);
    if (stored.readBy === number && !sieves.every((sieve) => sieve(bytes, id))) return undefined;
    const message = messageOf(stored, bytes);
    if (!demands.every(({ holds }) => holds(message, id))) return undefined;
    return new WrittenRow(id, order ? order.keys(message) : NO_KEYS);
  };
}
