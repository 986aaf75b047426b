/** The part of `localStorage` that is used; tests hand over a map. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A value that outlives the page. `parse` gets what was stored (any JSON, null for nothing) and answers a whole value. */
export class Persisted<T> {
  #current: T;
  readonly #key: string;
  readonly #store: Store;

  constructor(store: Store, key: string, parse: (stored: unknown) => T) {
    this.#store = store;
    this.#key = `understudy:${key}`;
    this.#current = $state.raw(parse(read(store, this.#key)));
  }

  get current(): T {
    return this.#current;
  }

  set current(value: T) {
    this.#current = value;
    try {
      this.#store.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Full, or switched off: the value lives as long as the page.
    }
  }
}

function read(store: Store, key: string): unknown {
  try {
    return JSON.parse(store.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
