import type { Message } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { Trace } from '../generate/trace.ts';
import type { Scope } from './collection.ts';
import { DerivedEntities } from './derived-entities.ts';
import { bytesOf, EntityCache, type CacheRoom } from './entity-cache.ts';
import { isNamed } from './entity-id.ts';
import type { Entity, WorldListener } from './entity.ts';
import { ANYTHING, questionOf } from './list-question.ts';
import { derivedRows, joinRows, type ListedRow } from './list-rows.ts';
import type { Room, Stored } from './overlay.ts';
import { Overlays } from './overlays.ts';
import type { Rows } from './paging.ts';
import { numberOf } from './read-stored.ts';
import type { Resource } from './resource.ts';
import { Selections } from './selections.ts';
import { Severed } from './severed.ts';
import { StoredEntities } from './stored-entities.ts';
import type { Universe } from './universe.ts';
import { WorldChanges } from './world-changes.ts';
import type { WorldOptions } from './world-options.ts';

/** Of a world that lies over another: what is written in that one shows through, and nothing is written to it. */
export interface WorldLayer {
  readonly under: World;
  /** For what is written, and for what is remembered of what follows from the seed: with others of its kind. */
  readonly room: Room;
  readonly cache: CacheRoom;
  /** Hears of each change. It is no listener: nobody watches for it. */
  readonly heard: WorldListener;
}

/** Bytes of remembered rows of a world that lies over another: there may be a thousand of them. */
const LAYER_ROWS = 64 * 1024;

/**
 * What the mock remembers: entities that somebody wrote, laid over those that follow from the seed. Holds no schema:
 * resources come with each question. Written entities are kept as bytes, so that they outlive a schema.
 */
export class World {
  readonly options: WorldOptions;
  readonly #overlays: Overlays;
  readonly #cache: EntityCache;
  readonly #severed: Severed;
  readonly #derived: DerivedEntities;
  readonly #stored: StoredEntities;
  readonly #selections: Selections;
  readonly #changes: WorldChanges;
  #resets = 0;

  constructor(options: WorldOptions, layer?: WorldLayer) {
    this.options = options;
    const under = layer?.under;
    this.#overlays = new Overlays(layer?.room, under && under.#overlays);
    this.#cache = new EntityCache(layer?.cache);
    this.#severed = new Severed(under && under.#severed);
    this.#derived = new DerivedEntities({
      strict: options.strict,
      cache: this.#cache,
      severed: this.#severed,
      under: under && under.#derived,
    });
    this.#stored = new StoredEntities(this.#cache, this.#derived);
    this.#selections = new Selections(under ? LAYER_ROWS : undefined);
    this.#changes = new WorldChanges(layer?.heard);
  }

  /** Whether somebody waits for its changes. */
  get watched(): boolean {
    return this.#changes.watched;
  }

  /** Goes up with each change. */
  get revision(): number {
    return this.#changes.revision;
  }

  /** How often everything was forgotten. */
  get resets(): number {
    return this.#resets;
  }

  /** How many entities of a resource (or of all) were created, changed or deleted since the last reset. */
  written(key?: string): number {
    return this.#overlays.count(key);
  }

  /** The same, without what lies under this world. */
  own(key?: string): number {
    return this.#overlays.own(key);
  }

  subscribe(listener: WorldListener): () => void {
    return this.#changes.subscribe(listener);
  }

  /** An entity by its id, soft-deleted ones included; undefined where there is none. */
  find(universe: Universe, resource: Resource, id: string): Entity | undefined {
    const stored = this.#overlays.get(resource.key)?.get(id);
    if (stored) return stored.bytes ? this.#stored.entity(universe, resource, stored) : undefined;
    return this.#derived.find(universe, resource, id);
  }

  /** The message that follows from the seed, whatever was written over it. */
  derive(universe: Universe, resource: Resource, id: string, trace?: Trace): Message {
    return this.#derived.derive(universe, resource, id, trace);
  }

  /** Whether somebody listed or could list this id, or wrote it. */
  isMember(universe: Universe, resource: Resource, id: string): boolean {
    const stored = this.#overlays.get(resource.key)?.get(id);
    return stored ? stored.bytes !== undefined : this.#derived.isMember(universe, resource, id);
  }

  /** Whether somebody ever wrote this id: those that were deleted are not given away again. */
  wasWritten(resource: Resource, id: string): boolean {
    return this.#overlays.get(resource.key)?.get(id) !== undefined;
  }

  /** The rows of a list, in its order, until the next change. `hidden`: soft-deleted ones as well. */
  list(universe: Universe, resource: Resource, scope: Scope, hidden = false, asked = ANYTHING): Rows<ListedRow> {
    const derived = this.#derived.list(universe, resource, scope);
    const overlay = this.#overlays.get(resource.key);
    const question = questionOf(resource, scope, hidden, asked);
    const whole = (stored: Stored): Message => this.#stored.message(universe, resource, stored);
    const root = universe.key.a;
    const key = asked.key === undefined ? undefined : JSON.stringify([resource.key, scope, hidden, root, asked.key]);
    const written = overlay ? this.#selections.rows(key, { resource, overlay, derived, whole }, question) : [];
    const message = (id: string): Message => this.find(universe, resource, id)!.message; // it is there
    const rows = derivedRows({ resource, derived, overlay, severed: this.#severed, message }, question, asked);
    return joinRows(written, rows, asked.order);
  }

  /**
   * Writes an entity: creates or replaces it. `message` is the world's from here on. `deleted`: softly. `changed`: it was
   * there before, whether a list shows it or not. Undefined where the world is full.
   */
  put(
    universe: Universe,
    resource: Resource,
    id: string,
    message: Message,
    writer: Writer,
    { deleted = false, changed = false }: { readonly deleted?: boolean; readonly changed?: boolean } = {},
  ): Entity | undefined {
    const seen = this.isMember(universe, resource, id) ? this.find(universe, resource, id) : undefined;
    const bytes = bytesOf(resource.desc, message);
    const revision = (this.#overlays.get(resource.key)?.get(id)?.revision ?? 0) + 1;
    const stored: Stored = { id, bytes, revision, writer, deleted, readBy: numberOf(resource.desc) };
    if (!this.#overlays.write(resource.key, stored)) return undefined;
    // What the world under this one says of it may be taken back there.
    if ((!seen && !changed) || this.#severed.has(id)) this.#severed.add(resource, id);
    const entity = this.#stored.written(resource, stored, bytes, message);
    const kind = !seen ? 'created' : deleted && !seen.deleted ? 'deleted' : 'updated';
    this.#changes.tell({ kind: seen?.deleted && !deleted ? 'undeleted' : kind, entity, before: seen });
    return entity;
  }

  /** Whether all of these can be written: of several at once all are, or none is. */
  hasRoom({ key }: Resource, writes: readonly Pick<Stored, 'id' | 'bytes'>[]): boolean {
    return this.#overlays.fit(key, writes);
  }

  /** Deletes an entity, with all that was written below it; false where there is none, undefined where the world is full. */
  remove(universe: Universe, resource: Resource, id: string, writer: Writer): boolean | undefined {
    const before = this.find(universe, resource, id);
    if (!before) return false;
    const revision = before.revision + 1;
    const stored: Stored = { id, bytes: undefined, revision, writer, deleted: true, readBy: 0 };
    const seen = this.isMember(universe, resource, id) ? before : undefined;
    if (!this.#overlays.write(resource.key, stored)) return undefined;
    this.#severed.add(resource, id);
    for (const [key, child] of isNamed(resource) ? this.#overlays.below(id) : [])
      this.#overlays.write(key, { ...child, bytes: undefined, revision: child.revision + 1, writer });
    this.#changes.tell({
      kind: 'deleted',
      entity: { ...before, revision, writtenBy: writer, deleted: true },
      before: seen,
    });
    return true;
  }

  /** Takes back what was written to an entity: it follows from the seed again. */
  forget(universe: Universe, resource: Resource, id: string): void {
    const overlay = this.#overlays.get(resource.key);
    const stored = overlay?.get(id);
    if (!overlay || !stored) return;
    const before = this.find(universe, resource, id);
    overlay.remove(id);
    this.#stored.forget(resource, id);
    this.#severed.delete(id);
    const after = this.find(universe, resource, id);
    if (after) this.#changes.tell({ kind: before ? 'updated' : 'created', entity: after, before });
    else if (before) this.#changes.tell({ kind: 'deleted', entity: { ...before, deleted: true }, before });
  }

  /** Tells everybody that what nobody wrote here follows from something else now: other hints, another world under it. */
  refresh(): void {
    this.#cache.clear();
    this.#changes.tell(undefined);
  }

  /** Of these resources (by key) nothing follows from the seed: there is only what was written. */
  close(keys: ReadonlySet<string>): void {
    if (this.#derived.close(keys)) this.refresh();
  }

  /** Whether what lies below a name follows from no seed. */
  isSevered(name: string): boolean {
    return this.#severed.has(name);
  }

  isClosed(key: string): boolean {
    return this.#derived.isClosed(key);
  }

  /** The name itself, or the nearest one above it, that was deleted. */
  goneAbove(name: string): string | undefined {
    return this.#severed.nearest(name, (above) => this.#overlays.isGone(above));
  }

  /** Ids of what was written below an entity with a name. */
  childrenOf(resource: Resource, id: string): string[] {
    return isNamed(resource) ? [...this.#overlays.below(id)].map(([, child]) => child.id) : [];
  }

  /** Everything that was written, tombstones included, by the key of its resource. */
  entries(): Iterable<{ readonly key: string; readonly stored: Stored }> {
    return this.#overlays.entries();
  }

  /** Forgets everything that was written. */
  reset(): void {
    this.#overlays.clear();
    this.#derived.clear();
    this.#cache.clear();
    this.#severed.clear();
    this.#selections.clear();
    this.#resets += 1;
    this.#changes.tell(undefined);
  }
}
