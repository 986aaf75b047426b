import { url as debuggerUrl } from 'node:inspector';

/** How often a thread is asked whether it lives, in milliseconds. */
export const PING_MS = 500;

/** For how many such times it may be silent: while it loads, a slow machine compiles for long. */
const SILENT = { calls: 8, loading: 20, starting: 120 } as const;

export interface Watched {
  /** What it is busy with. */
  readonly busy: () => keyof typeof SILENT | 'idle';
  readonly ping: () => void;
  /** It answered at once: whatever it is busy with, it waits. Told after each `PING_MS`. */
  readonly waits: () => void;
  /** It has not answered for so many seconds. */
  readonly silent: (seconds: number) => void;
}

/**
 * Asks a thread whether it lives, while there is something to wait for. Silence is counted in questions, so that our own
 * pauses are not held against it.
 */
export class Watchdog {
  readonly #watched: Watched;
  #timer: NodeJS.Timeout | undefined;
  #silent = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** There is something to wait for. */
  wake(): void {
    // Somebody may be standing at a breakpoint.
    if (this.#timer || debuggerUrl() !== undefined) return;
    this.#silent = 0;
    this.#timer = setInterval(() => this.#look(), PING_MS);
  }

  /** The thread has answered. */
  pong(): void {
    // What was long on its way tells of work.
    if (this.#silent === 1) this.#watched.waits();
    this.#silent = 0;
  }

  sleep(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const busy = this.#watched.busy();
    if (busy === 'idle') return this.sleep();
    if (this.#silent >= SILENT[busy]) return this.#watched.silent((PING_MS * this.#silent) / 1000);
    if (this.#silent === 0) this.#watched.ping();
    this.#silent += 1;
  }
}
