import type { ServingStatus } from '../contract/health-api.ts';

/** Services whose state somebody may set. */
const MOST = 1_000;

/** States of health that somebody set; whatever is in the schema and is not among them is SERVING. */
export class HealthStates {
  readonly #states = new Map<string, ServingStatus>();
  readonly #listeners = new Set<() => void>();

  /** Undefined for a service that nobody said anything of; the empty name is the whole server. */
  of(service: string): ServingStatus | undefined {
    return this.#states.get(service);
  }

  get all(): ReadonlyMap<string, ServingStatus> {
    return this.#states;
  }

  /** False where there are too many; a service need not be in the schema. */
  set(service: string, status: ServingStatus): boolean {
    if (this.#states.size >= MOST && !this.#states.has(service)) return false;
    this.#states.set(service, status);
    this.#tell();
    return true;
  }

  /** As if nobody had said anything: of one service, or of all. */
  reset(service?: string): void {
    if (service === undefined) this.#states.clear();
    else this.#states.delete(service);
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
