/** How a part ends. `graceMs`: milliseconds for what is still going on in it. */
type Close = (graceMs: number) => void | PromiseLike<void>;

/** The parts of something that runs, in the order in which they were opened. They are closed the other way round. */
export class Parts {
  readonly #open: Close[] = [];
  readonly #failed: (error: unknown) => void;
  #closing: Promise<void> | undefined;

  /** `failed` is told of each part that cannot be closed; the others are all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** A part is open, and this closes it: before all that were opened before it. */
  opened(close: Close): void {
    this.#open.push(close);
  }

  /** Closes them, one after the other, and once only. Always resolves. */
  close(graceMs: number): Promise<void> {
    return (this.#closing ??= this.#close(graceMs));
  }

  async #close(graceMs: number): Promise<void> {
    for (let close = this.#open.pop(); close; close = this.#open.pop())
      try {
        await close(graceMs);
      } catch (error) {
        this.#failed(error);
      }
  }
}
