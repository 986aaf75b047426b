import type { Writer } from './origin.ts';
import type { Problem } from './problem.ts';
import type { MethodPath } from './schema.ts';

/** A kind of thing that the world holds, as the World view shows it. */
export interface WorldResource {
  /** Its key: the type of `google.api.resource` where there is one, else the full name of the message. */
  readonly type: string;
  /** Full name of the message. */
  readonly message: string;
  /** Words for people: `product`, `products`. */
  readonly singular: string;
  readonly plural: string;
  /** ProtoJSON path of what identifies one: `name`, `metadata.uid`. */
  readonly idPath: string;
  /** `products/{product}`, …; empty for resources with plain ids. */
  readonly patterns: readonly string[];
  /** Key of the resource it lies under, where the schema has it; the pattern or field of the parent otherwise; null for none. */
  readonly parent: string | null;
  /** How it was found: one sentence each. */
  readonly why: readonly string[];
  readonly methods: readonly { readonly path: MethodPath; readonly verb: string; readonly why: string }[];
  /** ProtoJSON names of the fields that a table shows first: the id, what people call it, states, amounts, times. At most 6. */
  readonly columns: readonly string[];
  /** How many were written (created, changed or deleted) since the last reset; in a session, by the session. */
  readonly written: number;
}

/** A session that has written something: its world is its own. */
export interface WorldSession {
  /** As calls name it in `x-understudy-session`. */
  readonly name: string;
  /** Entities that it created, changed or deleted. */
  readonly written: number;
}

/** The body of `GET /api/world`. */
export interface WorldInfo {
  readonly seed: string;
  /** Goes up with each change of the world. */
  readonly revision: number;
  /** Whose world it is; null for the one that calls without a session share. */
  readonly session: string | null;
  /** The sessions that have written something, the one that was used last first. At most 1,000, each until 10 minutes after its last call. */
  readonly sessions: readonly WorldSession[];
  readonly resources: readonly WorldResource[];
  /** Seed files that were loaded, as a person names them, with what was wrong in them. */
  readonly files: readonly {
    readonly file: string;
    readonly entities: number;
    readonly problems: readonly Problem[];
  }[];
}

/** One entity, as the table shows it. */
export interface WorldEntity {
  readonly id: string;
  /** ProtoJSON, two-space indented. */
  readonly json: string;
  readonly writtenBy: Writer;
  /** Soft-deleted: it is there, and hidden from lists. */
  readonly deleted: boolean;
  /** Changes of this entity, from 0 for one that nobody wrote. */
  readonly revision: number;
}

/** The body of `GET /api/world/entities?type=…&parent=…&token=…&size=…&query=…`. */
export interface WorldPage {
  readonly type: string;
  readonly entities: readonly WorldEntity[];
  /** Empty on the last page. */
  readonly next: string;
  readonly total: number;
}

/** The body of `PUT /api/world/entity?type=…&id=…`: the whole entity. */
export interface WorldWriteRequest {
  /** ProtoJSON text. */
  readonly json: string;
  /** `revision` of the entity that was edited: another one meanwhile is refused with 409; null writes in any case. */
  readonly baseRevision: number | null;
}

/** The body of `POST /api/world/entities?type=…`: adds one; the id may be left out of the text. */
export interface WorldAddRequest {
  readonly json: string;
}

/** The body of `POST /api/world/snapshot`: writes what was written (or everything) to a seed file below the workspace. */
export interface WorldSnapshotRequest {
  /** `fixtures.world.yaml`; null answers the text and writes nothing. */
  readonly file: string | null;
  /** Generated entities as well, not only written ones. */
  readonly everything: boolean;
}

export interface WorldSnapshot {
  readonly text: string;
  /** As a person names it; null where nothing was written. */
  readonly file: string | null;
  readonly entities: number;
}

/** What happened to an entity. */
export type WorldChangeKind = 'created' | 'updated' | 'deleted' | 'undeleted';

/** Told to the pages, at most a few times a second: which kinds of thing have changed. */
export interface WorldNews {
  /** Goes up with each change, in whichever world. */
  readonly revision: number;
  /** Where: names of sessions, null for the world that calls without one share. Empty: it may be any of them. */
  readonly sessions: readonly (string | null)[];
  /** Keys of resources, of all these worlds together. Empty for a reset: everything may be different. */
  readonly types: readonly string[];
}
