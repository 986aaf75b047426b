import type { Message } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { Trace } from '../generate/trace.ts';
import { derivedIds, NO_IDS, type Derived, type Scope } from './collection.ts';
import { derivedKey, type EntityCache } from './entity-cache.ts';
import { deriveEntity } from './entity-derive.ts';
import type { Entity } from './entity.ts';
import { Lineage } from './lineage.ts';
import { isMember } from './membership.ts';
import type { Resource } from './resource.ts';
import type { Severed } from './severed.ts';
import type { Universe } from './universe.ts';

const GENERATED: Writer = { by: 'generated' };

export interface DerivedOptions {
  /** Ids that nobody listed do not exist. */
  readonly strict: boolean;
  readonly cache: EntityCache;
  readonly severed: Severed;
  /** Those of the world under this one: what is closed there is closed here. */
  readonly under: DerivedEntities | undefined;
}

/** What follows from the seed, as if nobody had written it; nothing does below a severed name, or of a closed resource. */
export class DerivedEntities {
  readonly #options: DerivedOptions;
  readonly #lineage = new Lineage();
  #closed: ReadonlySet<string> = new Set();
  #hints: Universe['hints'];

  constructor(options: DerivedOptions) {
    this.#options = options;
  }

  find(universe: Universe, resource: Resource, id: string): Entity | undefined {
    const { cache, strict } = this.#options;
    if (!this.#follows(resource, id)) return undefined;
    const key = derivedKey(universe, resource, id);
    this.#follow(universe);
    const known = cache.get(key);
    if (known?.resource.desc === resource.desc) return known;
    if (id === '' || (strict && !this.isMember(universe, resource, id))) return undefined;
    const message = this.derive(universe, resource, id);
    const entity: Entity = { resource, id, message, revision: 0, writtenBy: GENERATED, deleted: false };
    cache.offer(key, entity);
    return entity;
  }

  /** The message of an id, whether it follows or not. */
  derive(universe: Universe, resource: Resource, id: string, trace?: Trace): Message {
    return deriveEntity(universe, resource, id, this.#lineage.of(resource, id), trace);
  }

  /** Whether somebody listed or could list this id. */
  isMember(universe: Universe, resource: Resource, id: string): boolean {
    if (!this.#follows(resource, id)) return false;
    return this.#lineage.of(resource, id) !== undefined || isMember(resource, id, universe.key.a);
  }

  /** The ids of a list. What they lie under is remembered, where they do not say it themselves. */
  list(universe: Universe, resource: Resource, scope: Scope): Derived {
    const root = universe.key.a;
    const derived = this.isClosed(resource.key) ? NO_IDS : derivedIds(resource, scope, root);
    for (const id of this.#lineage.note(resource, scope, derived, root))
      this.#options.cache.delete(derivedKey(universe, resource, id));
    return derived;
  }

  isClosed(key: string): boolean {
    const { under } = this.#options;
    return under ? under.isClosed(key) : this.#closed.has(key);
  }

  /** Of these resources (by key) nothing follows. False where it is so already. */
  close(keys: ReadonlySet<string>): boolean {
    if (keys.size === this.#closed.size && [...keys].every((key) => this.#closed.has(key))) return false;
    this.#closed = keys;
    return true;
  }

  /** Forgets what was listed. */
  clear(): void {
    this.#lineage.clear();
  }

  #follows(resource: Resource, id: string): boolean {
    return !this.#options.severed.above(resource, id) && !this.isClosed(resource.key);
  }

  /** What other lines of the hints file made is not what follows from the seed now. */
  #follow({ hints }: Universe): void {
    if (this.#hints === hints) return;
    this.#hints = hints;
    this.#options.cache.clear();
  }
}
