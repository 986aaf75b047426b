import type { CallSummary } from '#contract/traffic';
import type { CallRing } from './ring.ts';

/**
 * What a list shows of the ring: every call, or those that fit a filter; up to the newest, or up to where it was held.
 * Kept in step call by call, so that nothing is filtered twice.
 */
export class CallView {
  readonly #ring: CallRing;
  #fits: ((call: CallSummary) => boolean) | null = null;
  /** Ordinals of the calls that fit, in order; unused without a filter. */
  #ordinals: number[] = [];
  /** The newest ordinal that shows while the list is held. */
  #held = Number.POSITIVE_INFINITY;
  /** How many rows have gone from the front since the last `takeShift`. */
  #shift = 0;

  constructor(ring: CallRing) {
    this.#ring = ring;
  }

  get length(): number {
    if (this.#held !== Number.POSITIVE_INFINITY) return this.#heldLength();
    return this.total;
  }

  /** With those that a held list keeps back. */
  get total(): number {
    return this.#fits ? this.#ordinals.length : this.#ring.length;
  }

  get filtered(): boolean {
    return this.#fits !== null;
  }

  at(index: number): CallSummary | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return this.#fits ? this.#ring.at(this.#ring.find(this.#ordinals[index] ?? -1)) : this.#ring.at(index);
  }

  /** The row of a call; -1 where it does not show. */
  indexOf(ordinal: number): number {
    const index = this.#fits ? lowerBound(this.#ordinals, ordinal) : this.#ring.find(ordinal);
    return this.at(index)?.ordinal === ordinal ? index : -1;
  }

  /** How many rows there are after a call, held back ones included. */
  after(ordinal: number): number {
    return this.total - (this.#fits ? lowerBound(this.#ordinals, ordinal + 1) : this.#ring.lowerBound(ordinal + 1));
  }

  /** A call came, or came again. */
  changed(call: CallSummary, fresh: boolean): void {
    if (!this.#fits) return;
    const fits = this.#fits(call);
    const at =
      fresh && (this.#ordinals.at(-1) ?? 0) < call.ordinal
        ? this.#ordinals.length
        : lowerBound(this.#ordinals, call.ordinal);
    const here = this.#ordinals[at] === call.ordinal;
    if (fits && !here) this.#ordinals.splice(at, 0, call.ordinal);
    if (!fits && here) this.#ordinals.splice(at, 1);
  }

  /** The ring let go its oldest `count` calls. */
  dropped(count: number): void {
    if (count === 0) return;
    if (!this.#fits) {
      this.#shift += count;
      return;
    }
    const first = this.#ring.at(0)?.ordinal ?? Number.POSITIVE_INFINITY;
    const gone = lowerBound(this.#ordinals, first);
    if (gone > 0) this.#ordinals.splice(0, gone);
    this.#shift += gone;
  }

  /** How many rows have gone from the front since this was asked last: a reader who scrolled up is moved by as many. */
  takeShift(): number {
    const shift = this.#shift;
    this.#shift = 0;
    return shift;
  }

  filter(fits: ((call: CallSummary) => boolean) | null): void {
    this.#fits = fits;
    this.#ordinals = [];
    this.#shift = 0;
    if (!fits) return;
    for (let index = 0; index < this.#ring.length; index++) {
      const call = this.#ring.at(index)!;
      if (fits(call)) this.#ordinals.push(call.ordinal);
    }
  }

  /** Holds the list where it is, or lets it go on. */
  hold(held: boolean): void {
    this.#held = held ? (this.#ring.at(this.#ring.length - 1)?.ordinal ?? 0) : Number.POSITIVE_INFINITY;
  }

  clear(): void {
    this.#ordinals = [];
    this.#shift = 0;
    if (this.#held !== Number.POSITIVE_INFINITY) this.#held = 0;
  }

  #heldLength(): number {
    return this.#fits ? lowerBound(this.#ordinals, this.#held + 1) : this.#ring.lowerBound(this.#held + 1);
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
