import type { WorldListener } from '../../server/world/entity.ts';
import { World } from '../../server/world/world.ts';

/** A world that counts who listens to it. */
export class ListeningWorld extends World {
  readonly #open = new Set<symbol>();

  get listeners(): number {
    return this.#open.size;
  }

  override subscribe(listener: WorldListener): () => void {
    const leave = super.subscribe(listener);
    const id = Symbol();
    this.#open.add(id);
    return () => {
      this.#open.delete(id);
      leave();
    };
  }
}
