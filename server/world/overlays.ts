import { Overlay, type Stored } from './overlay.ts';

const MOST_ENTITIES = 100_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The written entities of all resources, by the keys of these. Bounded: 100,000 of them, or 64 MB. */
export class Overlays {
  readonly #byKey = new Map<string, Overlay>();

  get(key: string): Overlay | undefined {
    return this.#byKey.get(key);
  }

  /** How many entities of a resource (or of all) were written. */
  count(key?: string): number {
    if (key !== undefined) return this.#byKey.get(key)?.count ?? 0;
    let count = 0;
    for (const overlay of this.#byKey.values()) count += overlay.count;
    return count;
  }

  /** False where there is no room for it. */
  write(key: string, stored: Stored): boolean {
    let overlay = this.#byKey.get(key);
    if (!overlay) this.#byKey.set(key, (overlay = new Overlay()));
    if (!this.#fits(overlay, stored)) return false;
    overlay.set(stored);
    return true;
  }

  #fits(overlay: Overlay, stored: Stored): boolean {
    const isNew = overlay.get(stored.id) === undefined;
    const growth = overlay.growth(stored);
    if (!isNew && growth <= 0) return true;
    let size = growth;
    for (const one of this.#byKey.values()) size += one.size;
    return this.count() + (isNew ? 1 : 0) <= MOST_ENTITIES && size <= MOST_BYTES;
  }

  /** Whether what had this name was deleted, and nothing has taken its place. */
  isGone(name: string): boolean {
    let gone = false;
    for (const overlay of this.#byKey.values()) {
      const stored = overlay.get(name);
      if (stored?.bytes) return false;
      gone ||= stored !== undefined;
    }
    return gone;
  }

  /** What was written below a name and is there, with the keys of its resources. */
  *below(name: string): Iterable<readonly [string, Stored]> {
    for (const [key, overlay] of this.#byKey)
      for (const id of overlay.idsWith(`${name}/`)) {
        const stored = overlay.get(id)!; // it is one of its ids
        if (stored.bytes) yield [key, stored];
      }
  }

  *entries(): Iterable<{ readonly key: string; readonly stored: Stored }> {
    for (const [key, overlay] of this.#byKey) for (const stored of overlay.values()) yield { key, stored };
  }

  clear(): void {
    this.#byKey.clear();
  }
}
