import { isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

/**
 * Names that were made by somebody, and names that were deleted: what lies below them follows from no seed. Those of the
 * world under it count as well.
 */
export class Severed {
  readonly #names = new Set<string>();
  readonly #under: Severed | undefined;

  constructor(under?: Severed) {
    this.#under = under;
  }

  get any(): boolean {
    return this.#names.size > 0 || (this.#under?.any ?? false);
  }

  add(resource: Resource, id: string): void {
    if (isNamed(resource)) this.#names.add(id);
  }

  delete(id: string): void {
    this.#names.delete(id);
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#under?.has(name) ?? false);
  }

  clear(): void {
    this.#names.clear();
  }

  /** Whether an id lies below one of the names. */
  above(resource: Resource, id: string): boolean {
    if (!this.any || !isNamed(resource)) return false;
    for (let slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1))
      if (this.has(id.slice(0, slash))) return true;
    return false;
  }

  /** The name itself, or the nearest one above it, of which something holds. */
  nearest(name: string, holds: (above: string) => boolean): string | undefined {
    if (!this.any) return undefined;
    for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
      const above = name.slice(0, end);
      if (this.has(above) && holds(above)) return above;
    }
    return undefined;
  }
}
