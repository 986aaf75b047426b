import type { MethodPath } from './schema.ts';

/** Where a value came from. */
export type ValueOrigin =
  /** A rule of the schema: protovalidate, PGV, `google.api.field_info`, an example. `rule` as a person reads it: `string.email`. */
  | { readonly by: 'constraint'; readonly rule: string }
  /** A line of `understudy.hints.yaml`. `line` is 1-based. */
  | { readonly by: 'hints-file'; readonly file: string; readonly line: number; readonly pattern: string }
  /** A word of the field's name, with the message's name as context. `hint`: a row of the table, as `e-mail`. */
  | { readonly by: 'hint'; readonly hint: string }
  /** Nothing but the type of the field. */
  | { readonly by: 'type'; readonly type: string }
  /** Made to agree with other values of the message: a sum, a count, an order of times. */
  | { readonly by: 'agreement'; readonly with: string }
  /** What the request said. `field`: its path in ProtoJSON names. */
  | { readonly by: 'echo'; readonly field: string }
  /** An identity or a reference in the world: the name of the entity. */
  | { readonly by: 'entity'; readonly resource: string; readonly entity: string }
  /** Written into the world: by a call, a seed file or the page. */
  | { readonly by: 'stored'; readonly resource: string; readonly entity: string; readonly writtenBy: Writer }
  /** A stub or a handler. */
  | { readonly by: 'stub' | 'handler'; readonly file: string; readonly line: number }
  /** Said by the server about the answer itself: a page token, an etag, a total. */
  | { readonly by: 'server'; readonly what: string }
  /** The client said it: a value of a request. */
  | { readonly by: 'client' }
  /** Derived again, it came out otherwise, or could not be: the schema, the hints or the world changed since, or requests are gone. */
  | { readonly by: 'unknown' };

/** Who wrote an entity last. */
export type Writer =
  | { readonly by: 'generated' }
  /** `call`: id in the journal. */
  | { readonly by: 'call'; readonly call: string; readonly method: MethodPath; readonly client: string }
  | { readonly by: 'file'; readonly file: string }
  | { readonly by: 'page' };

/** The origin of one value. `path` in ProtoJSON names: `orders[0].customer.email`, `attributes["oak"]`. */
export interface OriginEntry {
  readonly path: string;
  readonly origin: ValueOrigin;
}

/** The body of `GET /api/calls/:id/origins?direction=down&index=1`: one per scalar value of the message, in its order. */
export interface Origins {
  readonly type: string;
  readonly seed: string;
  readonly values: readonly OriginEntry[];
  /** True where there were more values than are listed (5,000). */
  readonly more: boolean;
}

/** How a call to a method will be answered and why: the body of `GET /api/explain?path=…`, and what `understudy explain` prints. */
export interface Explanation {
  readonly method: MethodPath;
  readonly answeredBy: 'world' | 'generated' | 'builtin' | 'handler';
  /** One sentence: `Returns the product that "name" names.` */
  readonly summary: string;
  /** Reasons, each one sentence; what is wrong with files of handlers as well, for one of them may be meant to answer. */
  readonly why: readonly string[];
  /** The resource that the method works on; null where it works on none. */
  readonly resource: { readonly type: string; readonly message: string; readonly verb: string } | null;
  /** What the request's fields are for; fields without a use are not listed. */
  readonly request: readonly { readonly field: string; readonly use: string }[];
  /** Where the answer's values come from: one line for each field, nested ones by path, at most 500. */
  readonly response: readonly { readonly field: string; readonly type: string; readonly from: string }[];
  /** Statuses the method answers with, and when. */
  readonly statuses: readonly { readonly status: string; readonly when: string }[];
}
