import type { WorldNews } from '../contract/world.ts';

/** What the gateway asks of the world. */
export interface WorldChanges {
  readonly revision: number;
  /**
   * Tells of each change, while it happens: the key of the resource, undefined for a reset; and of the session that it
   * happened in, null for none. Returns the way out.
   */
  subscribe(listener: (key: string | undefined, session: string | null) => void): () => void;
}

/** Milliseconds between two pieces of news. */
const EVERY_MS = 100;
/** Keys of one piece of news; where more have changed, everything may have. */
const MOST_TYPES = 100;
/** Worlds of one piece of news; the same of these. */
const MOST_WORLDS = 100;

/** Gathers the changes of the world, and tells of them now and then. Returns the way out. */
export function tellWorldNews(world: WorldChanges, tell: (news: WorldNews) => void, everyMs = EVERY_MS): () => void {
  let types = new Few<string>(MOST_TYPES);
  let sessions = new Few<string | null>(MOST_WORLDS);
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    const news = { revision: world.revision, sessions: sessions.list(), types: types.list() };
    types = new Few(MOST_TYPES);
    sessions = new Few(MOST_WORLDS);
    tell(news);
  };
  const leave = world.subscribe((key, session) => {
    types.add(key);
    sessions.add(session);
    timer ??= setTimeout(flush, everyMs);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}

/** A few names; too many of them, or `undefined`, are all there are. */
class Few<T extends string | null> {
  readonly #names = new Set<T>();
  readonly #most: number;
  #all = false;

  constructor(most: number) {
    this.#most = most;
  }

  add(name: T | undefined): void {
    if (this.#all) return;
    if (name === undefined || (this.#names.size >= this.#most && !this.#names.has(name))) this.#all = true;
    else this.#names.add(name);
  }

  /** In order, null first; empty for all. */
  list(): readonly T[] {
    return this.#all ? [] : [...this.#names].sort(inOrder);
  }
}

const inOrder = (one: string | null, other: string | null): number =>
  one === null ? -1 : other === null ? 1 : one < other ? -1 : 1;
