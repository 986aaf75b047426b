import type { FaultRequest } from '../contract/fault-api.ts';
import type { FaultInfo, FaultSpec } from '../contract/stub.ts';
import type { BrokenBy } from '../contract/traffic.ts';
import { faultOf } from './fault-draw.ts';

/** A fault that holds for a call, and who says so. */
export interface Breaking {
  readonly fault: FaultSpec;
  readonly by: BrokenBy;
}

interface Switch {
  readonly id: string;
  readonly scope: string;
  readonly fault: FaultSpec;
  readonly enabled: boolean;
  /** Calls that it was drawn for, and those that it broke. */
  tries: number;
  hits: number;
}

export const MOST_SWITCHES = 1_000;

/** All methods. */
export const EVERYWHERE = '*';

/**
 * Faults that are switched on by hand, for a method, a service or all methods. Whether one of them happens follows from
 * its id and the number of the call alone: the same calls break on every machine.
 */
export class FaultSwitches {
  readonly #switches = new Map<string, Switch>();
  /** Those that are on, by scope. */
  readonly #on = new Map<string, Switch[]>();
  readonly #listeners = new Set<() => void>();
  #made = 0;
  #revision = 0;

  /** Goes up with each change, hits included. */
  get revision(): number {
    return this.#revision;
  }

  /** In the order in which they were made. */
  get current(): readonly FaultInfo[] {
    return [...this.#switches.values()].map(infoOf);
  }

  /** Calls the listener at every change, hits included, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many there are. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Undefined where there are too many. */
  add({ scope, fault, enabled }: FaultRequest): FaultInfo | undefined {
    if (this.#switches.size >= MOST_SWITCHES) return undefined;
    return this.#put({ id: `f${(this.#made += 1)}`, scope, fault, enabled, tries: 0, hits: 0 });
  }

  /** What was counted stays with it. Undefined where there is none of that id. */
  set(id: string, { scope, fault, enabled }: FaultRequest): FaultInfo | undefined {
    const before = this.#switches.get(id);
    return before && this.#put({ ...before, scope, fault, enabled });
  }

  /** False where there is none of that id. */
  remove(id: string): boolean {
    const known = this.#switches.delete(id);
    if (known) this.#changed();
    return known;
  }

  clear(): void {
    if (this.#switches.size === 0) return;
    this.#switches.clear();
    this.#changed();
  }

  /** Whether one that is on has to do with calls of this method: the quick way out for all others. */
  has(method: string): boolean {
    if (this.#on.size === 0) return false;
    return this.#on.has(EVERYWHERE) || this.#on.has(method) || this.#on.has(serviceOf(method));
  }

  /** What breaks a call, drawn and counted: those of its method first, those for all methods last. */
  draw(method: string): readonly Breaking[] {
    const found: Breaking[] = [];
    for (const scope of [method, serviceOf(method), EVERYWHERE])
      for (const one of this.#on.get(scope) ?? []) {
        one.tries += 1;
        const fault = faultOf(one.id, one.fault, one.tries);
        if (!fault) continue;
        one.hits += 1;
        found.push({ fault, by: { by: 'switch', id: one.id, scope } });
      }
    if (found.length > 0) this.#tell();
    return found;
  }

  #put(one: Switch): FaultInfo {
    this.#switches.set(one.id, one);
    this.#changed();
    return infoOf(one);
  }

  #changed(): void {
    this.#on.clear();
    for (const one of this.#switches.values())
      if (one.enabled) this.#on.set(one.scope, [...(this.#on.get(one.scope) ?? []), one]);
    this.#tell();
  }

  #tell(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}

const infoOf = ({ id, scope, fault, enabled, hits }: Switch): FaultInfo => ({ id, scope, fault, enabled, hits });

/** `/shop.v1.Catalog/GetProduct` → `shop.v1.Catalog` */
const serviceOf = (method: string): string => method.slice(1, method.lastIndexOf('/'));
