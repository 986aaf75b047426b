/**
 * A question that is under way is not asked beside itself: what is wanted meanwhile is asked once more after it. `both`:
 * what covers two wishes.
 */
export class OneAtATime<T> {
  #running: Promise<void> | null = null;
  #next: { readonly what: T } | null = null;

  constructor(
    private readonly ask: (what: T) => Promise<void>,
    private readonly both: (one: T, other: T) => T,
  ) {}

  /** Done when nothing is left to ask. */
  run(what: T): Promise<void> {
    if (this.#running) {
      this.#next = { what: this.#next ? this.both(this.#next.what, what) : what };
      return this.#running;
    }
    this.#running = this.#all(what).finally(() => (this.#running = null));
    return this.#running;
  }

  async #all(first: T): Promise<void> {
    for (let next: { readonly what: T } | null = { what: first }; next; next = this.#next) {
      this.#next = null;
      await this.ask(next.what);
    }
  }
}
