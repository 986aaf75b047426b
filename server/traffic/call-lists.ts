import type { CallEntry } from './call-entry.ts';

/** Calls in order of arrival. */
export class ArrivalList {
  oldest: CallEntry | null = null;
  newest: CallEntry | null = null;

  push(entry: CallEntry): void {
    entry.older = this.newest;
    if (this.newest) this.newest.newer = entry;
    else this.oldest = entry;
    this.newest = entry;
  }

  remove(entry: CallEntry): void {
    if (entry.older) entry.older.newer = entry.newer;
    else this.oldest = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else this.newest = entry.older;
    entry.older = entry.newer = null;
  }
}

/** Calls in order of their last change, so that what changed lately is found without looking at the rest. */
export class ChangeList {
  #first: CallEntry | null = null;
  last: CallEntry | null = null;

  /** Puts a call at the end, wherever it was. */
  touch(entry: CallEntry): void {
    if (this.last === entry) return;
    if (entry.changedAfter) this.remove(entry);
    entry.changedBefore = this.last;
    if (this.last) this.last.changedAfter = entry;
    else this.#first = entry;
    this.last = entry;
  }

  remove(entry: CallEntry): void {
    if (entry.changedBefore) entry.changedBefore.changedAfter = entry.changedAfter;
    else if (this.#first === entry) this.#first = entry.changedAfter;
    if (entry.changedAfter) entry.changedAfter.changedBefore = entry.changedBefore;
    else if (this.last === entry) this.last = entry.changedBefore;
    entry.changedBefore = entry.changedAfter = null;
  }
}

/** Calls that have ended, the one that ended longest ago first. */
export class EndedList {
  first: CallEntry | null = null;
  #last: CallEntry | null = null;

  push(entry: CallEntry): void {
    if (this.#last) this.#last.endedAfter = entry;
    else this.first = entry;
    this.#last = entry;
  }

  shift(): CallEntry | null {
    const entry = this.first;
    if (!entry) return null;
    this.first = entry.endedAfter;
    if (!this.first) this.#last = null;
    entry.endedAfter = null;
    return entry;
  }
}
