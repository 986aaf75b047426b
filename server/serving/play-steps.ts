import type { Step } from '../engine/conversation.ts';

/** Where steps are played. */
export interface Stage {
  /** False where a step has to wait for the client to read; `StepPlayer.resume` is called when that changes. */
  ready(step: Step): boolean;
  /** Plays it; false where nothing is to be played after it. */
  play(step: Step): boolean;
  /** The player has played all that it was given, or nearly so: more is welcome. */
  hungry(): void;
}

/** Played steps at the front of the queue before they are let go. */
const COMPACT = 256;

/** Plays the steps of successive turns one after the other, in their time, as fast as the client reads them. */
export class StepPlayer {
  readonly #stage: Stage;
  #queue: Step[] = [];
  #at = 0;
  #timer: NodeJS.Timeout | null = null;
  /** The step at the front has had its delay. */
  #waited = false;
  #playing = false;
  #over = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Steps that have not been played. */
  get waiting(): number {
    return this.#queue.length - this.#at;
  }

  add(steps: readonly Step[]): void {
    if (this.#over || steps.length === 0) return;
    if (this.waiting === 0) {
      this.#queue = [...steps];
      this.#at = 0;
    } else {
      if (this.#at > COMPACT) {
        this.#queue = this.#queue.slice(this.#at);
        this.#at = 0;
      }
      for (const step of steps) this.#queue.push(step);
    }
    this.resume();
  }

  /** Goes on, where something is to be done and nothing is to be waited for. */
  resume(): void {
    // Playing a step may lead back here; the loop below goes on by itself.
    if (this.#playing || this.#over || this.#timer) return;
    this.#playing = true;
    while (!this.#over && this.waiting > 0 && this.#next());
    this.#playing = false;
    if (!this.#over) this.#stage.hungry();
  }

  /** Plays no more; nothing is left behind that waits. */
  stop(): void {
    this.#over = true;
    this.#queue = [];
    this.#at = 0;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(): boolean {
    // The caller looked that there is one.
    const step = this.#queue[this.#at]!;
    if (step.afterMs > 0 && !this.#waited) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#waited = true;
        this.resume();
      }, step.afterMs);
      return false;
    }
    if (!this.#stage.ready(step)) return false;
    this.#waited = false;
    this.#at += 1;
    if (!this.#stage.play(step)) this.stop();
    return true;
  }
}
