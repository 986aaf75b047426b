import type { CallSummary } from '#contract/traffic';

/** The newest `capacity` calls, in order of their ordinals, oldest first. A plain structure: no signal inside. */
export class CallRing {
  #rows: CallSummary[] = [];
  #head = 0;

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.#rows.length - this.#head;
  }

  /** The call at a place, 0 being the oldest. */
  at(index: number): CallSummary | undefined {
    return index < 0 ? undefined : this.#rows[this.#head + index];
  }

  /** The place of an ordinal; -1 where it is not here. */
  find(ordinal: number): number {
    const index = this.lowerBound(ordinal);
    return this.at(index)?.ordinal === ordinal ? index : -1;
  }

  /** The first place whose ordinal is not smaller. */
  lowerBound(ordinal: number): number {
    const first = this.at(0)?.ordinal;
    if (first === undefined || ordinal <= first) return 0;
    // Mostly there is no gap: then the place is known at once.
    if (this.at(ordinal - first)?.ordinal === ordinal) return ordinal - first;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle)!.ordinal < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts a call in its place, over the older version of itself where there is one. Answers that version. */
  put(call: CallSummary): CallSummary | undefined {
    const last = this.#rows.at(-1);
    if (this.length === 0 || last === undefined || last.ordinal < call.ordinal) {
      this.#rows.push(call);
      return undefined;
    }
    const index = this.lowerBound(call.ordinal);
    const old = this.at(index);
    if (old?.ordinal === call.ordinal) {
      this.#rows[this.#head + index] = call;
      return old;
    }
    this.#rows.splice(this.#head + index, 0, call);
    return undefined;
  }

  /** Lets go what is older than the ordinal and what is beyond the capacity. Answers how many went. */
  trim(firstOrdinal: number): number {
    const gone = Math.max(this.lowerBound(firstOrdinal), this.length - this.capacity, 0);
    this.#head += gone;
    if (this.#head > 4096 && this.#head > this.#rows.length / 2) {
      this.#rows = this.#rows.slice(this.#head);
      this.#head = 0;
    }
    return gone;
  }

  clear(): void {
    this.#rows = [];
    this.#head = 0;
  }
}
