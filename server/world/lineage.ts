import { derivedIds, type Derived, type Scope } from './collection.ts';
import { isNamed } from './entity-id.ts';
import type { Resource } from './resource.ts';

const MOST = 10_000;

/** What ids lie under that were listed below a parent which nobody lists. Names say it themselves. */
export class Lineage {
  readonly #known = new Map<string, readonly string[]>();

  of(resource: Resource, id: string): readonly string[] | undefined {
    return this.#known.size === 0 ? undefined : this.#known.get(`${resource.key}\n${id}`);
  }

  /** Remembers what was listed, as far as the list of all does not say it. The ids that it had not known. */
  note(resource: Resource, scope: Scope, derived: Derived, root: number): readonly string[] {
    if (isNamed(resource) || !scope.under?.some((value) => value !== undefined)) return [];
    if (resource.parents.every(({ inKey }) => inKey)) return [];
    const fresh: string[] = [];
    const all = derivedIds(resource, {}, root);
    for (const [index, id] of derived.ids.entries()) {
      if (all.index.has(id)) continue;
      const key = `${resource.key}\n${id}`;
      if (this.#known.has(key)) continue;
      // The oldest goes first: a map keeps the order in which its keys came.
      if (this.#known.size >= MOST) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(key, derived.under[index]!);
      fresh.push(id);
    }
    return fresh;
  }

  clear(): void {
    this.#known.clear();
  }
}
