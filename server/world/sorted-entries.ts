/** What has an id. */
interface Entry {
  readonly id: string;
}

/** New entries that may wait before they are put into the order. */
const MOST_WAITING = 1_024;
/** So few are put at their places; more are merged. */
const FEW = 8;

/** Entries in the order of their ids, by code units. Adding many of them costs little more than sorting them once. */
export class SortedEntries<T extends Entry> {
  #sorted: T[] = [];
  #waiting: T[] = [];

  /** An entry whose id is new. */
  add(entry: T): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > MOST_WAITING) this.#settle();
  }

  /** Puts an entry in the place of the one with its id. */
  replace(entry: T): void {
    const at = firstNotBefore(this.#sorted, entry.id);
    if (this.#sorted[at]?.id === entry.id) this.#sorted[at] = entry;
    else this.#waiting[this.#waiting.findIndex(({ id }) => id === entry.id)] = entry;
  }

  remove(id: string): void {
    this.#settle();
    const at = firstNotBefore(this.#sorted, id);
    if (this.#sorted[at]?.id === id) this.#sorted.splice(at, 1);
  }

  /** All of them. Not a copy: it is out of date after the next change. */
  get all(): readonly T[] {
    this.#settle();
    return this.#sorted;
  }

  /** Those whose ids begin with a text. */
  startingWith(prefix: string): readonly T[] {
    const { all } = this;
    if (prefix === '') return all;
    const from = firstNotBefore(all, prefix);
    let to = from;
    while (to < all.length && all[to]!.id.startsWith(prefix)) to += 1;
    return all.slice(from, to);
  }

  #settle(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    if (waiting.length <= FEW) {
      for (const entry of waiting) this.#sorted.splice(firstNotBefore(this.#sorted, entry.id), 0, entry);
      return;
    }
    this.#sorted = merged(
      this.#sorted,
      waiting.sort((left, right) => (left.id < right.id ? -1 : 1)),
    );
  }
}

function merged<T extends Entry>(left: readonly T[], right: readonly T[]): T[] {
  const all: T[] = [];
  let at = 0;
  for (const entry of right) {
    while (at < left.length && left[at]!.id < entry.id) all.push(left[at++]!);
    all.push(entry);
  }
  while (at < left.length) all.push(left[at++]!);
  return all;
}

function firstNotBefore(entries: readonly Entry[], text: string): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.id < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
