/** Messages of the client on their way to a handler: kept until it asks for the next. */
export class Incoming<T> implements AsyncIterableIterator<T> {
  readonly #taken: () => void;
  #queue: T[] = [];
  #waiting: ((result: IteratorResult<T, undefined>) => void)[] = [];
  #done = false;
  #left = false;

  /** `taken` is called for each message that the handler takes, or leaves behind. */
  constructor(taken: () => void) {
    this.#taken = taken;
  }

  push(message: T): void {
    if (this.#left) return this.#taken();
    const next = this.#waiting.shift();
    if (!next) this.#queue.push(message);
    else {
      this.#taken();
      next({ done: false, value: message });
    }
  }

  /** No more will come. */
  finish(): void {
    this.#done = true;
    for (const next of this.#waiting.splice(0)) next({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#queue.length > 0) {
      const value = this.#queue.shift()!;
      this.#taken();
      return Promise.resolve({ done: false, value });
    }
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The handler wants no more: what comes is let go. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#left = true;
    for (const _ of this.#queue.splice(0)) this.#taken();
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
