import type { ConnectionFault, FailedConnection, FailedConnectionList } from '../contract/connections.ts';
import type { Problem } from '../contract/problem.ts';

/** Rows that are kept: the one that failed longest ago goes first. */
const ROWS = 200;

export interface FailedConnectionsOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** What is told of one connection. */
export interface Failed {
  readonly fault: ConnectionFault;
  readonly peer: string;
  readonly serverName: string | null;
  readonly problem: Problem;
}

/** Connections that failed before they could carry a call. Those that fail the same way again are counted in one row. */
export class FailedConnections {
  readonly #options: FailedConnectionsOptions;
  /** In the order of their last failures. */
  readonly #rows = new Map<string, FailedConnection>();
  readonly #listeners = new Set<() => void>();
  #dropped = 0;
  #revision = 0;

  constructor(options: FailedConnectionsOptions) {
    this.#options = options;
  }

  get revision(): number {
    return this.#revision;
  }

  list(): FailedConnectionList {
    return { connections: [...this.#rows.values()], dropped: this.#dropped };
  }

  add({ fault, peer, serverName, problem }: Failed): void {
    const now = this.#options.now();
    // A client comes from another port each time.
    const key = `${problem.code} ${peer.replace(/:\d+$/, '')} ${problem.message}`;
    const before = this.#rows.get(key);
    this.#rows.delete(key);
    this.#rows.set(key, {
      id: before?.id ?? this.#options.newId(),
      fault,
      peer,
      serverName,
      count: (before?.count ?? 0) + 1,
      firstAt: before?.firstAt ?? now,
      lastAt: now,
      problem,
    });
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= ROWS) break;
      this.#rows.delete(oldest);
      this.#dropped += 1;
    }
    this.#changed();
  }

  clear(): void {
    this.#rows.clear();
    this.#dropped = 0;
    this.#changed();
  }

  /** Calls the listener at every change, while it happens: it must only take note. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}
