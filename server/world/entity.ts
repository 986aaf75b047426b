import { clone, type Message } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { WorldChangeKind } from '../contract/world.ts';
import type { Resource } from './resource.ts';

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
  /** As it was; undefined where no list would have shown it. */
  readonly before: Entity | undefined;
}

/** Hears of each change; undefined where the whole world was reset. */
export type WorldListener = (change: WorldChange | undefined) => void;

/** A message to be changed. */
export const draftOf = (entity: Entity): Message => clone(entity.resource.desc, entity.message);
