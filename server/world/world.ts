import type { Message } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { Trace } from '../generate/trace.ts';
import { derivedIds, NO_IDS, type Scope } from './collection.ts';
import { bytesOf, derivedKey, EntityCache, knownBytes, storedKey, type CacheRoom } from './entity-cache.ts';
import { deriveEntity } from './entity-derive.ts';
import { isNamed } from './entity-id.ts';
import type { Entity, WorldChange, WorldListener } from './entity.ts';
import { Lineage } from './lineage.ts';
import { ANYTHING, questionOf } from './list-question.ts';
import { derivedRows, joinRows, type ListedRow } from './list-rows.ts';
import { isMember } from './membership.ts';
import type { Room, Stored } from './overlay.ts';
import { Overlays } from './overlays.ts';
import type { Rows } from './paging.ts';
import { numberOf, readStored } from './read-stored.ts';
import type { Resource } from './resource.ts';
import { Selections } from './selections.ts';
import { Severed } from './severed.ts';
import type { Universe } from './universe.ts';
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

const GENERATED: Writer = { by: 'generated' };

/**
 * What the mock remembers: entities that somebody wrote, laid over those that follow from the seed. Holds no schema:
 * resources come with each question. Written entities are kept as bytes, so that they outlive a schema.
 */
export class World {
  readonly options: WorldOptions;
  readonly #listeners = new Set<WorldListener>();
  readonly #under: World | undefined;
  readonly #heard: WorldListener | undefined;
  readonly #overlays: Overlays;
  readonly #lineage = new Lineage();
  readonly #cache: EntityCache;
  readonly #severed: Severed;
  readonly #selections: Selections;
  #own: ReadonlySet<string> = new Set();
  #hints: Universe['hints'];
  #revision = 0;
  #resets = 0;

  constructor(options: WorldOptions, layer?: WorldLayer) {
    this.options = options;
    const under = layer?.under;
    this.#under = under;
    this.#heard = layer?.heard;
    this.#overlays = new Overlays(layer?.room, under && under.#overlays);
    this.#cache = new EntityCache(layer?.cache);
    this.#severed = new Severed(under && under.#severed);
    this.#selections = new Selections(under ? LAYER_ROWS : undefined);
  }

  /** Keys of the resources of which nothing follows from the seed. */
  get #closed(): ReadonlySet<string> {
    return this.#under ? this.#under.#closed : this.#own;
  }

  /** Whether somebody waits for its changes. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Goes up with each change. */
  get revision(): number {
    return this.#revision;
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
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An entity by its id, soft-deleted ones included; undefined where there is none. */
  find(universe: Universe, resource: Resource, id: string): Entity | undefined {
    const stored = this.#overlays.get(resource.key)?.get(id);
    if (stored) return stored.bytes ? this.#revive(universe, resource, stored) : undefined;
    const key = derivedKey(universe, resource, id);
    if (this.#severed.above(resource, id) || this.#closed.has(resource.key)) return undefined;
    this.#follow(universe);
    const known = this.#cache.get(key);
    if (known?.resource.desc === resource.desc) return known;
    if (id === '' || (this.options.strict && !this.isMember(universe, resource, id))) return undefined;
    const message = this.derive(universe, resource, id);
    const entity: Entity = { resource, id, message, revision: 0, writtenBy: GENERATED, deleted: false };
    this.#cache.offer(key, entity);
    return entity;
  }

  /** What other lines of the hints file made is not what follows from the seed now. */
  #follow({ hints }: Universe): void {
    if (this.#hints === hints) return;
    this.#hints = hints;
    this.#cache.clear();
  }

  /** The message that follows from the seed, whatever was written over it. */
  derive(universe: Universe, resource: Resource, id: string, trace?: Trace): Message {
    return deriveEntity(universe, resource, id, this.#lineage.of(resource, id), trace);
  }

  /** Whether somebody listed or could list this id, or wrote it. */
  isMember(universe: Universe, resource: Resource, id: string): boolean {
    const stored = this.#overlays.get(resource.key)?.get(id);
    if (stored) return stored.bytes !== undefined;
    if (this.#severed.above(resource, id) || this.#closed.has(resource.key)) return false;
    return this.#lineage.of(resource, id) !== undefined || isMember(resource, id, universe.key.a);
  }

  /** Whether somebody ever wrote this id: those that were deleted are not given away again. */
  wasWritten(resource: Resource, id: string): boolean {
    return this.#overlays.get(resource.key)?.get(id) !== undefined;
  }

  /** The rows of a list, in its order, until the next change. `hidden`: soft-deleted ones as well. */
  list(universe: Universe, resource: Resource, scope: Scope, hidden = false, asked = ANYTHING): Rows<ListedRow> {
    const root = universe.key.a;
    const derived = this.#closed.has(resource.key) ? NO_IDS : derivedIds(resource, scope, root);
    for (const id of this.#lineage.note(resource, scope, derived, root))
      this.#cache.delete(derivedKey(universe, resource, id));
    const overlay = this.#overlays.get(resource.key);
    const question = questionOf(resource, scope, hidden, asked);
    const whole = (stored: Stored): Message => this.#read(universe, resource, stored);
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
    const entity: Entity = { resource, id, message, revision, writtenBy: writer, deleted };
    knownBytes(message, bytes);
    this.#cache.set(storedKey(resource, stored.id), entity);
    const kind = !seen ? 'created' : deleted && !seen.deleted ? 'deleted' : 'updated';
    this.#tell({ kind: seen?.deleted && !deleted ? 'undeleted' : kind, entity, before: seen });
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
    this.#tell({
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
    this.#cache.delete(storedKey(resource, stored.id));
    this.#severed.delete(id);
    const after = this.find(universe, resource, id);
    if (after) this.#tell({ kind: before ? 'updated' : 'created', entity: after, before });
    else if (before) this.#tell({ kind: 'deleted', entity: { ...before, deleted: true }, before });
  }

  /** Tells everybody that what nobody wrote here follows from something else now: other hints, another world under it. */
  refresh(): void {
    this.#cache.clear();
    this.#tell(undefined);
  }

  /** Of these resources (by key) nothing follows from the seed: there is only what was written. */
  close(keys: ReadonlySet<string>): void {
    if (keys.size === this.#own.size && [...keys].every((key) => this.#own.has(key))) return;
    this.#own = keys;
    this.#cache.clear();
    this.#tell(undefined);
  }

  /** Whether what lies below a name follows from no seed. */
  isSevered(name: string): boolean {
    return this.#severed.has(name);
  }

  isClosed(key: string): boolean {
    return this.#closed.has(key);
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
    this.#lineage.clear();
    this.#cache.clear();
    this.#severed.clear();
    this.#selections.clear();
    this.#resets += 1;
    this.#tell(undefined);
  }

  /** The entity of what was kept, by the descriptor of the day. */
  #revive(universe: Universe, resource: Resource, stored: Stored): Entity {
    const key = storedKey(resource, stored.id);
    const known = this.#cache.get(key);
    if (known?.resource.desc === resource.desc && known.revision === stored.revision) return known;
    const message = this.#read(universe, resource, stored);
    const { id, revision, writer, deleted } = stored;
    const entity: Entity = { resource, id, message, revision, writtenBy: writer, deleted };
    this.#cache.set(key, entity);
    return entity;
  }

  /** What the type of today cannot read is as it would be had nobody written it. */
  #read(universe: Universe, resource: Resource, stored: Stored): Message {
    return readStored(resource, stored) ?? this.derive(universe, resource, stored.id);
  }

  #tell(change: WorldChange | undefined): void {
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener(change);
    this.#heard?.(change);
  }
}
