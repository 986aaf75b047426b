import type { WorldChange, WorldListener } from './entity.ts';

/** Counts the changes of a world, and tells them at once to whoever listens. */
export class WorldChanges {
  readonly #listeners = new Set<WorldListener>();
  readonly #heard: WorldListener | undefined;
  #revision = 0;

  /** `heard`: hears of each change behind the listeners, and is none of them. */
  constructor(heard: WorldListener | undefined) {
    this.#heard = heard;
  }

  get revision(): number {
    return this.#revision;
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: WorldListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined: all of it may be different. */
  tell(change: WorldChange | undefined): void {
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener(change);
    this.#heard?.(change);
  }
}
