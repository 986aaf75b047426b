import type { Problem } from './problem.ts';

/**
 * Where a proto file comes from: `workspace` files are the person's own and can be edited; `imported` ones were found on
 * disk beyond the given folders; `built-in` ones come with Understudy.
 */
export type ProtoOrigin = 'workspace' | 'imported' | 'built-in';

/** One file of the schema, as a list shows it. */
export interface ProtoFileInfo {
  /** Import name: `shop/v1/catalog.proto`. */
  readonly name: string;
  /** As a person names it from where the server was started; null for built-in files. */
  readonly path: string | null;
  readonly origin: ProtoOrigin;
  readonly errors: number;
  readonly warnings: number;
}

/** The body of `GET /api/protos`: own files first, then imported ones, then those built in; by name. */
export interface ProtoList {
  readonly revision: number;
  /** The folder that new files go below, as the person named it. */
  readonly folder: string;
  readonly files: readonly ProtoFileInfo[];
}

/** The body of `GET /api/protos/file?name=…`. */
export interface ProtoFileText extends ProtoFileInfo {
  readonly revision: number;
  readonly text: string;
  /** SHA-256 of the bytes on disk, hex; sent back when saving, so that nothing is overwritten unseen. Empty for built-in files. */
  readonly hash: string;
  readonly problems: readonly Problem[];
}

/** The body of `PUT /api/protos/file?name=…`. */
export interface ProtoSaveRequest {
  readonly text: string;
  /** The `hash` of the version that was edited; null for a file that is new. */
  readonly baseHash: string | null;
}

/** The answer to saving; a file that changed on disk meanwhile is refused with 409 and `changed-on-disk`. */
export interface ProtoSaved {
  readonly name: string;
  readonly path: string;
  readonly hash: string;
}

/**
 * The body of `POST /api/protos/check`: a text that is not saved.
 * @public
 */
export interface ProtoCheckRequest {
  /** Import name. */
  readonly name: string;
  readonly text: string;
}

/** The answer to `POST /api/protos/check`: problems of that text, compiled with its imports. */
export interface ProtoCheck {
  readonly problems: readonly Problem[];
}

/** A place that uses a type. */
export interface ProtoUse {
  /** Import name. */
  readonly file: string;
  /** Full name of the field, the extension or the method. */
  readonly symbol: string;
  readonly as: 'field' | 'request' | 'response' | 'extends';
}

/** The body of `GET /api/protos/symbol?name=…&scope=…`: what a name means where it stands; null where nothing is called so. */
export interface ProtoLookup {
  readonly symbol: ProtoSymbol | null;
}

/** Something that the schema defines, and what uses it. */
export interface ProtoSymbol {
  /** Full name, without a leading dot. */
  readonly name: string;
  /** Import name of the file that defines it. */
  readonly file: string;
  /** At most 500. */
  readonly uses: readonly ProtoUse[];
  readonly more: boolean;
}
