import { scrollToRow } from '../lib/rows.ts';
import type { Traffic } from '../state/traffic.svelte.ts';

/** Room for the pill that counts new calls, below the last row, in px. */
export const PILL = 46;

/**
 * Whether the list goes with the newest call. It lets go when the reader scrolls up, and takes up again at the end or by
 * `resume`. While it has let go, no row moves: what the ring drops at the front is taken off the scroll position.
 */
export class Follow {
  on: boolean = $state(true);
  /** Where the list is scrolled to, in px. */
  top: number = $state(0);
  readonly #traffic: Traffic;
  /** The newest call that the reader had in sight. */
  #seen = 0;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
    traffic.view.takeShift();
  }

  /** How many calls have come since the reader let go, or since the list was paused. Read `version` first. */
  fresh(): number {
    const { view, paused } = this.#traffic;
    if (this.on && !paused) return 0;
    return this.on ? view.total - view.length : view.after(this.#seen);
  }

  /** Before each drawing: the place that goes with what the list has now. */
  settle(count: number, rowHeight: number, height: number): void {
    const shift = this.#traffic.view.takeShift();
    const end = lastTop(count, rowHeight, height);
    if (this.on) {
      this.top = end;
      this.#see();
    } else if (shift > 0) this.top = Math.max(0, this.top - shift * rowHeight);
    if (!this.on && count * rowHeight <= this.top + height) this.#see();
    // A filter may have left less than what was scrolled over.
    if (!this.on && this.top > end + PILL) this.top = end;
  }

  /** The reader scrolled, or we did. */
  scrolled(top: number, end: number): void {
    if (Math.abs(top - this.top) < 1) return;
    const up = top < this.top;
    this.top = top;
    const atEnd = end - top < 4;
    if (up && !atEnd) this.on = false;
    else if (atEnd && !this.on) this.#start();
  }

  /** A row that somebody looks at stays where it is: the list lets go, and scrolls no further than to have it in sight. */
  show(index: number, rowHeight: number, height: number): void {
    this.letGo();
    this.top = scrollToRow(index, this.top, height - PILL, rowHeight);
  }

  letGo(): void {
    this.on = false;
  }

  /** Goes to the newest, and on with it. */
  resume(): void {
    if (this.#traffic.paused) this.#traffic.pause(false);
    this.#start();
  }

  #start(): void {
    this.on = true;
    this.#see();
  }

  #see(): void {
    const { view } = this.#traffic;
    this.#seen = view.at(view.length - 1)?.ordinal ?? 0;
  }
}

/** Where the end of the list is: a whole row stands at the top, the rest of a row below the last. */
export function lastTop(count: number, rowHeight: number, height: number): number {
  return Math.max(0, Math.ceil((count * rowHeight - height) / rowHeight) * rowHeight);
}
