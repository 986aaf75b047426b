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
    if (!this.fit(key, [stored])) return false;
    let overlay = this.#byKey.get(key);
    if (!overlay) this.#byKey.set(key, (overlay = new Overlay()));
    overlay.set(stored);
    return true;
  }

  /** Whether there is room for all of these. */
  fit(key: string, writes: readonly Pick<Stored, 'id' | 'bytes'>[]): boolean {
    const overlay = this.#byKey.get(key) ?? new Overlay();
    let [more, growth] = [0, 0];
    for (const write of writes) {
      if (overlay.get(write.id) === undefined) more += 1;
      growth += overlay.growth(write);
    }
    if (more === 0 && growth <= 0) return true;
    let size = growth;
    for (const one of this.#byKey.values()) size += one.size;
    return this.count() + more <= MOST_ENTITIES && size <= MOST_BYTES;
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
      for (const stored of overlay.startingWith(`${name}/`)) if (stored.bytes) yield [key, stored];
  }

  *entries(): Iterable<{ readonly key: string; readonly stored: Stored }> {
    for (const [key, overlay] of this.#byKey) for (const stored of overlay.values()) yield { key, stored };
  }

  clear(): void {
    this.#byKey.clear();
  }
}
