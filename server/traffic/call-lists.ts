import type { Call } from './call.ts';

/** Calls in order of arrival. */
export class ArrivalList {
  oldest: Call | null = null;
  newest: Call | null = null;
  /** The call before the last answer of `after`: who pages through the list goes on from there. */
  #place: Call | null = null;

  /** The oldest call with a greater ordinal. */
  after(ordinal: number): Call | null {
    let call = this.#place && this.#place.ordinal <= ordinal ? this.#place : this.oldest;
    for (; call && call.ordinal <= ordinal; call = call.newer) this.#place = call;
    return call;
  }

  push(call: Call): void {
    call.older = this.newest;
    if (this.newest) this.newest.newer = call;
    else this.oldest = call;
    this.newest = call;
  }

  remove(call: Call): void {
    if (this.#place === call) this.#place = call.older;
    if (call.older) call.older.newer = call.newer;
    else this.oldest = call.newer;
    if (call.newer) call.newer.older = call.older;
    else this.newest = call.older;
    call.older = call.newer = null;
  }
}

/** Calls in order of their last change, so that what changed lately is found without looking at the rest. */
export class ChangeList {
  #first: Call | null = null;
  last: Call | null = null;

  /**
   * The first calls, at most `limit`, that changed after `seq`, in order of their changes; `more` are waiting. Of those
   * further back than `backlog` the older ones are `skipped`.
   */
  since(seq: number, backlog: number, limit: number): { taken: Call[]; skipped: boolean; more: boolean } {
    let first: Call | null = null;
    let call = this.last;
    for (let steps = 0; call && call.seq > seq && steps < backlog; steps += 1) {
      first = call;
      call = call.changedBefore;
    }
    const skipped = call !== null && call.seq > seq;
    const taken: Call[] = [];
    for (call = first; call && taken.length < limit; call = call.changedAfter) taken.push(call);
    return { taken, skipped, more: call !== null };
  }

  /** Puts a call at the end, wherever it was. */
  touch(call: Call): void {
    if (this.last === call) return;
    if (call.changedAfter) this.remove(call);
    call.changedBefore = this.last;
    if (this.last) this.last.changedAfter = call;
    else this.#first = call;
    this.last = call;
  }

  remove(call: Call): void {
    if (call.changedBefore) call.changedBefore.changedAfter = call.changedAfter;
    else if (this.#first === call) this.#first = call.changedAfter;
    if (call.changedAfter) call.changedAfter.changedBefore = call.changedBefore;
    else if (this.last === call) this.last = call.changedBefore;
    call.changedBefore = call.changedAfter = null;
  }
}

/** Calls that have ended, the one that ended longest ago first. */
export class EndedList {
  first: Call | null = null;
  #last: Call | null = null;

  push(call: Call): void {
    if (this.#last) this.#last.endedAfter = call;
    else this.first = call;
    this.#last = call;
  }

  shift(): Call | null {
    const call = this.first;
    if (!call) return null;
    this.first = call.endedAfter;
    if (!this.first) this.#last = null;
    call.endedAfter = null;
    return call;
  }
}
