import { MOST_SESSIONS, SESSION_IDLE_MS } from '../contract/session.ts';
import type { WorldSession } from '../contract/world.ts';
import { CacheRoom } from './entity-cache.ts';
import type { WorldChange } from './entity.ts';
import { Room } from './overlay.ts';
import { World } from './world.ts';

/** The world of one session. */
interface Kept {
  readonly world: World;
  /** Epoch milliseconds. */
  lastUsed: number;
}

/** Hears of each change in a session; undefined where all of it may be different. */
type SessionListener = (session: string, change: WorldChange | undefined) => void;

/**
 * A world for each session that calls name. It begins with what follows from the seed and what files say, and sees nothing
 * that other sessions, or calls without one, have written. All of them together have the room of one world.
 */
export class SessionWorlds {
  readonly #common: World;
  /** In the order of use, the longest idle first. */
  readonly #named = new Map<string, Kept>();
  readonly #room = new Room();
  readonly #cache = new CacheRoom();
  readonly #listeners = new Set<SessionListener>();
  #revision = 0;
  /** What files say, under all of them; made with the first. */
  #ground: World | undefined;
  #apply: ((world: World) => void) | undefined;

  /** `common`: the world of calls that name no session. */
  constructor(common: World) {
    this.#common = common;
  }

  get names(): readonly string[] {
    return [...this.#named.keys()];
  }

  /** Goes up with each change in any session. */
  get revision(): number {
    return this.#revision;
  }

  /** Those in which something was written, the one that was used last first. */
  list(): readonly WorldSession[] {
    const found: WorldSession[] = [];
    for (const [name, { world }] of this.#named) {
      const written = world.own();
      if (written > 0) found.push({ name, written });
    }
    return found.reverse();
  }

  /** How many entities of a resource were written in a session; of no session (empty), in the common world. */
  written(session: string, key: string): number {
    return (session === '' ? this.#common : this.#named.get(session)?.world)?.own(key) ?? 0;
  }

  /** Keeps no session alive. Returns the way out. */
  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The world of a session, made where there is none; of no session (empty), the common one. */
  of(session: string): World {
    if (session === '') return this.#common;
    const now = this.#common.options.now();
    let kept = this.#named.get(session);
    if (kept) this.#named.delete(session);
    else kept = { world: this.#made(session), lastUsed: now };
    kept.lastUsed = now;
    this.#named.set(session, kept);
    this.#expire(now);
    return kept.world;
  }

  /** To look at, without making one or keeping it alive: where a session has none, what it would begin with. */
  peek(session: string): World {
    return session === '' ? this.#common : (this.#named.get(session)?.world ?? this.#under());
  }

  /** Forgets what was written in a session, or in each of them; the common world is not touched. */
  reset(session?: string): void {
    if (session !== undefined) this.#named.get(session)?.world.reset();
    else for (const { world } of this.#named.values()) world.reset();
  }

  /** `apply` writes what files say into a world. It is asked now, or with the first session. */
  seed(apply: (world: World) => void): void {
    this.#apply = apply;
    if (!this.#ground) return;
    const before = this.#ground.revision;
    apply(this.#ground);
    if (this.#ground.revision !== before) this.refresh();
  }

  /** Tells all that what nobody wrote there follows from something else now. */
  refresh(): void {
    for (const { world } of this.#named.values()) world.refresh();
  }

  #made(session: string): World {
    const heard = (change: WorldChange | undefined): void => {
      this.#revision += 1;
      for (const listener of this.#listeners) listener(session, change);
    };
    return new World(this.#common.options, { under: this.#under(), room: this.#room, cache: this.#cache, heard });
  }

  #under(): World {
    if (!this.#ground) {
      this.#ground = new World(this.#common.options);
      this.#apply?.(this.#ground);
    }
    return this.#ground;
  }

  /** Those that were idle for long go, and the longest idle one where there are too many; not while somebody watches. */
  #expire(now: number): void {
    for (const [name, kept] of this.#named) {
      const crowded = this.#named.size > MOST_SESSIONS;
      if (!crowded && now - kept.lastUsed < SESSION_IDLE_MS) return;
      if (kept.world.watched && !crowded) {
        // It is in use for as long as the watch stands.
        kept.lastUsed = now;
        this.#named.delete(name);
        this.#named.set(name, kept);
      } else this.#drop(name, kept);
    }
  }

  #drop(name: string, { world }: Kept): void {
    this.#named.delete(name);
    // Gives its room back. Who still watches hears that everything was forgotten.
    world.reset();
  }
}
