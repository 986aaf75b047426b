import type { Message } from '@bufbuild/protobuf';
import type { DerivedEntities } from './derived-entities.ts';
import { knownBytes, storedKey, type EntityCache } from './entity-cache.ts';
import type { Entity } from './entity.ts';
import type { Stored } from './overlay.ts';
import { readStored } from './read-stored.ts';
import type { Resource } from './resource.ts';
import type { Universe } from './universe.ts';

/** What was written is kept as bytes. Here it becomes entities by the descriptors of the day. */
export class StoredEntities {
  readonly #cache: EntityCache;
  readonly #derived: DerivedEntities;

  constructor(cache: EntityCache, derived: DerivedEntities) {
    this.#cache = cache;
    this.#derived = derived;
  }

  /** The entity of what was kept. */
  entity(universe: Universe, resource: Resource, stored: Stored): Entity {
    const known = this.#cache.get(storedKey(resource, stored.id));
    if (known?.resource.desc === resource.desc && known.revision === stored.revision) return known;
    return this.#keep(resource, stored, this.message(universe, resource, stored));
  }

  /** The same of what was just written, whose message is at hand. */
  written(resource: Resource, stored: Stored, bytes: Uint8Array, message: Message): Entity {
    knownBytes(message, bytes);
    return this.#keep(resource, stored, message);
  }

  /** What the type of today cannot read is as it would be had nobody written it. */
  message(universe: Universe, resource: Resource, stored: Stored): Message {
    return readStored(resource, stored) ?? this.#derived.derive(universe, resource, stored.id);
  }

  forget(resource: Resource, id: string): void {
    this.#cache.delete(storedKey(resource, id));
  }

  #keep(resource: Resource, stored: Stored, message: Message): Entity {
    const { id, revision, writer, deleted } = stored;
    const entity: Entity = { resource, id, message, revision, writtenBy: writer, deleted };
    this.#cache.set(storedKey(resource, id), entity);
    return entity;
  }
}
