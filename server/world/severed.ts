import { isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

/** Names that were made by somebody, and names that were deleted: what lies below them follows from no seed. */
export class Severed {
  readonly #names = new Set<string>();

  get any(): boolean {
    return this.#names.size > 0;
  }

  add(resource: Resource, id: string): void {
    if (isNamed(resource)) this.#names.add(id);
  }

  delete(id: string): void {
    this.#names.delete(id);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  clear(): void {
    this.#names.clear();
  }

  /** Whether an id lies below one of the names. */
  above(resource: Resource, id: string): boolean {
    if (this.#names.size === 0 || !isNamed(resource)) return false;
    for (let slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1))
      if (this.#names.has(id.slice(0, slash))) return true;
    return false;
  }

  /** The name itself, or the nearest one above it, of which something holds. */
  nearest(name: string, holds: (above: string) => boolean): string | undefined {
    if (this.#names.size === 0) return undefined;
    for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
      const above = name.slice(0, end);
      if (this.#names.has(above) && holds(above)) return above;
    }
    return undefined;
  }
}
