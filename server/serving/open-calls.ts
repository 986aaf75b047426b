/** What stands in a list of open calls; only the list writes to it. */
export interface Neighbours<Call> {
  older: Call | null;
  newer: Call | null;
}

/**
 * Calls that are open, in order of arrival: each knows its neighbours. A `Set` would make a new table every hundred calls or so;
 * one of them grows old, and each that is thrown away keeps the next from the garbage collector's quick passes, with
 * all calls that were open then: four fifths of what a call allocates lived until the next full collection, which cost
 * a call more than playing it (`server/serving/README.md`).
 */
export class OpenCalls<Call extends Neighbours<Call>> implements Iterable<Call> {
  #first: Call | null = null;
  #last: Call | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes a call that is in no list. */
  add(call: Call): void {
    call.older = this.#last;
    if (this.#last) this.#last.newer = call;
    else this.#first = call;
    this.#last = call;
    this.#size += 1;
  }

  /** Lets go of a call; one that is not in the list is left alone. */
  delete(call: Call): void {
    if (!call.older && this.#first !== call) return;
    if (call.older) call.older.newer = call.newer;
    else this.#first = call.newer;
    if (call.newer) call.newer.older = call.older;
    else this.#last = call.older;
    // What is over must not lead to what is not.
    call.older = call.newer = null;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Call> {
    for (let call = this.#first; call; call = call.newer) yield call;
  }
}
