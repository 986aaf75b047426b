import type { Call } from './call.ts';

/** Calls of one page. */
const PAGE = 512;

interface Page {
  readonly number: number;
  readonly calls: (Call | null)[];
  count: number;
}

/**
 * The calls that the journal holds, by ordinal: pages of places that are written once and emptied once. A map by id cost a
 * call two microseconds and a string that lived as long as the call.
 */
export class CallShelf {
  readonly #pages = new Map<number, Page>();
  /** Where calls come in. */
  #filling: Page = { number: -1, calls: [], count: 0 };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts the newest call there. */
  put(call: Call): void {
    const number = Math.floor(call.ordinal / PAGE);
    let page = number === this.#filling.number ? this.#filling : this.#pages.get(number);
    if (!page) {
      // What was emptied while it was being filled was kept until now.
      if (this.#filling.count === 0) this.#pages.delete(this.#filling.number);
      page = { number, calls: Array<Call | null>(PAGE).fill(null), count: 0 };
      this.#pages.set(number, page);
      this.#filling = page;
    }
    page.calls[call.ordinal % PAGE] = call;
    page.count += 1;
    this.#size += 1;
  }

  /** Undefined where it is not held (any more). */
  at(ordinal: number): Call | undefined {
    return this.#pages.get(Math.floor(ordinal / PAGE))?.calls[ordinal % PAGE] ?? undefined;
  }

  has(call: Call): boolean {
    return this.at(call.ordinal) === call;
  }

  remove(call: Call): void {
    const number = Math.floor(call.ordinal / PAGE);
    const page = this.#pages.get(number);
    if (!page || page.calls[call.ordinal % PAGE] !== call) return;
    page.calls[call.ordinal % PAGE] = null;
    page.count -= 1;
    this.#size -= 1;
    if (page.count === 0 && page !== this.#filling) this.#pages.delete(number);
  }
}
