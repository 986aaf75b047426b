import type { Holdings } from './holdings.ts';
import type { Wire } from './wire.ts';

/** What one call holds of what all of them may. */
export class HeldByCall {
  readonly #all: Holdings;
  #held = 0;
  /** Of messages whose answers have not been played. */
  #unplayed = 0;
  /** Of messages that whoever answers keeps. */
  #kept = 0;
  #over = false;

  constructor(all: Holdings) {
    this.#all = all;
  }

  /** Bytes of messages whose answers have not been played. */
  get unplayed(): number {
    return this.#unplayed;
  }

  /** False where there is no room, or nobody who would give it back. */
  take(bytes: number): boolean {
    if (bytes === 0) return true;
    if (this.#over || !this.#all.take(bytes, this.#held + bytes)) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    if (this.#over) return;
    this.#held -= bytes;
    this.#all.give(bytes);
  }

  /** A message of so many bytes has been answered: `waits` to be played, `kept` by whoever answers. False as above. */
  heard(size: number, waits: boolean, kept: number): boolean {
    if (waits) {
      if (!this.take(size)) return false;
      this.#unplayed += size;
    }
    if (kept > this.#kept && !this.take(kept - this.#kept)) return false;
    if (kept < this.#kept) this.give(this.#kept - kept);
    this.#kept = kept;
    return true;
  }

  /** All that was to be played has been. */
  played(): void {
    this.give(this.#unplayed);
    this.#unplayed = 0;
  }

  /** The call is over: all is given back when its wire keeps nothing of it any more. */
  leave(wire: Wire): void {
    this.#over = true;
    const [all, held] = [this.#all, this.#held];
    if (held > 0) wire.closed(() => all.give(held));
  }
}
