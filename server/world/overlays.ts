import { Overlay, Room, type Stored } from './overlay.ts';

const MOST_ENTITIES = 100_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The written entities of all resources, by the keys of these. Bounded: 100,000 of them, or 64 MB, together with whatever
 * shares its room. What is written in those under it shows through.
 */
export class Overlays {
  readonly #room: Room;
  readonly #under: Overlays | undefined;
  readonly #byKey = new Map<string, Overlay>();

  constructor(room: Room = new Room(), under?: Overlays) {
    this.#room = room;
    this.#under = under;
  }

  get(key: string): Overlay | undefined {
    return this.#byKey.get(key) ?? (this.#under?.get(key) && this.#made(key));
  }

  /** How many entities of a resource (or of all) were written. */
  count(key?: string): number {
    if (key !== undefined) return this.get(key)?.count ?? 0;
    let count = 0;
    for (const [, overlay] of this.#all()) count += overlay.count;
    return count;
  }

  /** The same without what shows through. */
  own(key?: string): number {
    if (key !== undefined) return this.#byKey.get(key)?.own ?? 0;
    let count = 0;
    for (const overlay of this.#byKey.values()) count += overlay.own;
    return count;
  }

  /** False where there is no room for it. */
  write(key: string, stored: Stored): boolean {
    if (!this.fit(key, [stored])) return false;
    this.#made(key).set(stored);
    return true;
  }

  /** Whether there is room for all of these. */
  fit(key: string, writes: readonly Pick<Stored, 'id' | 'bytes'>[]): boolean {
    const overlay = this.#byKey.get(key) ?? new Overlay(new Room());
    let [more, growth] = [0, 0];
    for (const write of writes) {
      if (!overlay.owns(write.id)) more += 1;
      growth += overlay.growth(write);
    }
    if (more === 0 && growth <= 0) return true;
    return this.#room.entities + more <= MOST_ENTITIES && this.#room.bytes + growth <= MOST_BYTES;
  }

  /** Whether what had this name was deleted, and nothing has taken its place. */
  isGone(name: string): boolean {
    let gone = false;
    for (const [, overlay] of this.#all()) {
      const stored = overlay.get(name);
      if (stored?.bytes) return false;
      gone ||= stored !== undefined;
    }
    return gone;
  }

  /** What was written below a name and is there, with the keys of its resources. */
  *below(name: string): Iterable<readonly [string, Stored]> {
    for (const [key, overlay] of this.#all())
      for (const stored of overlay.startingWith(`${name}/`)) if (stored.bytes) yield [key, stored];
  }

  *entries(): Iterable<{ readonly key: string; readonly stored: Stored }> {
    for (const [key, overlay] of this.#all()) for (const stored of overlay.values()) yield { key, stored };
  }

  /** Forgets what was written here; what is under it shows through again. */
  clear(): void {
    for (const overlay of this.#byKey.values()) overlay.clear();
  }

  #made(key: string): Overlay {
    let overlay = this.#byKey.get(key);
    if (!overlay) this.#byKey.set(key, (overlay = new Overlay(this.#room, () => this.#under?.get(key))));
    return overlay;
  }

  #all(): Iterable<readonly [string, Overlay]> {
    const under = this.#under;
    for (const [key] of under ? under.#all() : []) this.#made(key);
    return this.#byKey;
  }
}
