import { MOST_SESSIONS, SESSION_IDLE_MS } from '../contract/session.ts';
import { CacheRoom } from './entity-cache.ts';
import { Room } from './overlay.ts';
import { World } from './world.ts';

/** The world of one session. */
interface Kept {
  readonly world: World;
  /** Epoch milliseconds. */
  lastUsed: number;
}

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

  /** The world of a session, made where there is none; of no session (empty), the common one. */
  of(session: string): World {
    if (session === '') return this.#common;
    const now = this.#common.options.now();
    let kept = this.#named.get(session);
    if (kept) this.#named.delete(session);
    else kept = { world: this.#made(), lastUsed: now };
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

  #made(): World {
    return new World(this.#common.options, { under: this.#under(), room: this.#room, cache: this.#cache });
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
