import type { HeldAction, HeldCall, HeldReply, HoldInfo, HoldNews } from '../contract/hold-api.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';

/** A call that waits, as the person at the page can reach it. */
export interface HeldDoor {
  readonly call: string;
  readonly method: MethodPath;
  info(): HeldCall;
  /** Does it, or says why not. */
  act(action: HeldAction): readonly Problem[] | undefined;
  /** Whoever would have answered goes on. */
  release(): void;
  /** Something to begin a reply with; nothing is changed by it. */
  reply(from: HeldReply['from'], seed: string | undefined): HeldReply;
}

/** A place in which a call waits. */
interface HeldPlace {
  /** Something of the call has changed. */
  changed(): void;
  /** So many more bytes are kept for whoever goes on; false where that is too much for all calls together. */
  keep(bytes: number): boolean;
  /** It waits no more. */
  leave(): void;
}

export interface HoldLimits {
  /** Calls that wait at a time. */
  readonly calls: number;
  /** Bytes of their messages, all together. */
  readonly bytes: number;
  /** Methods with a switch. */
  readonly methods: number;
}

const LIMITS: HoldLimits = { calls: 1_000, bytes: 64 * 1024 * 1024, methods: 1_000 };
/** Milliseconds before the deadline at which a call goes on, unless somebody says otherwise. */
const RELEASE_BEFORE_MS = 2_000;

interface Switch {
  on: boolean;
  passed: number;
}

/**
 * Which methods are answered by a person, and the calls that wait for one. A call waits at most until shortly before its
 * deadline; where as many wait as may, further ones are answered as if nobody held them.
 */
export class Holds {
  readonly #limits: HoldLimits;
  readonly #methods = new Map<MethodPath, Switch>();
  readonly #waiting = new Map<string, HeldDoor>();
  readonly #listeners = new Set<() => void>();
  #releaseBeforeMs = RELEASE_BEFORE_MS;
  #revision = 0;
  #bytes = 0;

  constructor(limits: Partial<HoldLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Goes up with each change. */
  get revision(): number {
    return this.#revision;
  }

  get releaseBeforeMs(): number {
    return this.#releaseBeforeMs;
  }

  /** Told of each change, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  news(): HoldNews {
    return { revision: this.#revision, waiting: this.#waiting.size };
  }

  info(): HoldInfo {
    return {
      revision: this.#revision,
      methods: [...this.#methods].map(([method, { on, passed }]) => ({ method, on, passed })),
      waiting: [...this.#waiting.values()].map((door) => door.info()),
      releaseBeforeMs: this.#releaseBeforeMs,
    };
  }

  /** Turns the switch of a method; calls that wait go on when it goes off. Says why it cannot be turned. */
  set(method: MethodPath, on: boolean): Problem | undefined {
    const known = this.#methods.get(method);
    if (!known && this.#methods.size >= this.#limits.methods)
      return {
        severity: 'error',
        code: 'held-too-many-methods',
        message: `There are ${this.#limits.methods} methods with a switch already.`,
        hint: 'Turn one of those on again, or restart.',
      };
    if (known?.on === on) return undefined;
    if (known) known.on = on;
    else this.#methods.set(method, { on, passed: 0 });
    if (!on) for (const door of [...this.#waiting.values()]) if (door.method === method) door.release();
    this.#changed();
    return undefined;
  }

  /** How long before its deadline a call goes on; for calls that come from now on. Milliseconds. */
  setReleaseBefore(ms: number): void {
    if (this.#releaseBeforeMs === ms) return;
    this.#releaseBeforeMs = ms;
    this.#changed();
  }

  /** Whether a call of this method waits now; it is counted where it does not for want of time or room. */
  takes(method: MethodPath, leftMs: number): boolean {
    const found = this.#methods.get(method);
    if (!found?.on) return false;
    if (leftMs > this.#releaseBeforeMs && this.#waiting.size < this.#limits.calls) return true;
    found.passed += 1;
    this.#changed();
    return false;
  }

  /** A call that `takes` has taken. */
  enter(door: HeldDoor): HeldPlace {
    this.#waiting.set(door.call, door);
    this.#changed();
    let kept = 0;
    return {
      changed: () => {
        if (this.#waiting.get(door.call) === door) this.#changed();
      },
      keep: (bytes) => {
        kept += bytes;
        this.#bytes += bytes;
        return this.#bytes <= this.#limits.bytes;
      },
      leave: () => {
        this.#bytes -= kept;
        kept = 0;
        if (this.#waiting.get(door.call) !== door) return;
        this.#waiting.delete(door.call);
        this.#changed();
      },
    };
  }

  /** The call of that id, while it waits. */
  find(call: string): HeldDoor | undefined {
    return this.#waiting.get(call);
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
