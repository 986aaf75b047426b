import type { Message, Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { WorldChangeKind } from '../contract/world.ts';
import type { Key } from '../generate/hash.ts';
import type { Resource } from './resource.ts';

/** What the entities that nobody wrote are a function of. */
export interface Universe {
  readonly seed: string;
  /** `textKey(seed)` */
  readonly key: Key;
  readonly types: TypeRegistry;
}

/** One thing of the world. Immutable: a change makes another one. */
export interface Entity {
  readonly resource: Resource;
  /** Unique within its resource: the resource name, or the plain id (behind the ids of its parents, where those are part of the key). */
  readonly id: string;
  readonly message: Message;
  /** Changes so far; 0 for one that nobody wrote. */
  readonly revision: number;
  readonly writtenBy: Writer;
  /** Soft-deleted: it is there, and hidden from lists. */
  readonly deleted: boolean;
}

/** One change, told at once to whoever watches. */
export interface WorldChange {
  readonly kind: WorldChangeKind;
  readonly entity: Entity;
  readonly before: Entity | undefined;
}

export interface WorldOptions {
  /** Epoch milliseconds; for operations that take a while, never for values. */
  readonly now: () => number;
  /** Ids that nobody listed or created do not exist. */
  readonly strict: boolean;
}

/** Hears of each change; undefined where the whole world was reset. */
export type WorldListener = (change: WorldChange | undefined) => void;

/**
 * What the mock remembers: entities that somebody wrote, laid over those that follow from the seed. Holds no schema:
 * resources come with each question.
 */
export class World {
  readonly options: WorldOptions;
  readonly #listeners = new Set<WorldListener>();
  #revision = 0;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  /** Goes up with each change. */
  get revision(): number {
    return this.#revision;
  }

  subscribe(listener: WorldListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets everything that was written. */
  reset(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener(undefined);
  }
}
