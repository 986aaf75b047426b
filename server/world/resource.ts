import type { DescEnum, DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { Bound } from './infer-bounds.ts';
import type { Switch } from './infer-switches.ts';

/** Fields from the outside in: `[product, name]` for `product.name`. Never empty; none is a member of a map or list but the last. */
export type FieldPath = readonly DescField[];

/** A kind of thing that the world holds. One for each `key`, whichever services speak of it. */
export interface Resource {
  /** The type of `google.api.resource` where there is one, else the full name of the message. */
  readonly key: string;
  readonly desc: DescMessage;
  /** Words: `product`, `secret version`. */
  readonly singular: string;
  readonly plural: string;
  /** What identifies one within `desc`. A scalar: text or a whole number. Empty where there is one of its kind. */
  readonly id: FieldPath;
  /** Patterns of `google.api.resource`, or those that its methods show; with them, `id` holds a resource name. */
  readonly patterns: readonly string[];
  /**
   * Plain ids only: fields of `desc` that say what an entity lies under (`customer_id`). `inKey`: ids are unique only
   * together with it, and methods that name one entity give it too.
   */
  readonly parents: readonly { readonly path: FieldPath; readonly inKey: boolean }[];
  readonly marks: ResourceMarks;
  /** How it was found: one sentence each. */
  readonly why: readonly string[];
}

/** Fields that the server keeps. */
export interface ResourceMarks {
  readonly createTime?: DescField;
  readonly updateTime?: DescField;
  readonly deleteTime?: DescField;
  readonly expireTime?: DescField;
  readonly etag?: DescField;
  /** Another id that the server gives: `uid`. */
  readonly uid?: DescField;
  /** Where it stands in its life. */
  readonly state?: DescField & { readonly enum: DescEnum };
  /** A counter of changes: `version`, `revision`, `generation`. */
  readonly version?: DescField;
}

/** What a method does with its resource. */
export type Verb =
  | 'get'
  | 'list'
  | 'search'
  | 'count'
  | 'exists'
  | 'create'
  | 'update'
  /** Update or create: `Put`, `Upsert`, `Save`. */
  | 'upsert'
  | 'delete'
  | 'undelete'
  | 'batch_get'
  | 'batch_create'
  | 'batch_update'
  | 'batch_delete'
  /** A stream of the state first, then of each change. */
  | 'watch'
  /** A client stream (or a bidi one) whose messages are to be stored. */
  | 'upload'
  /** A custom method on one entity: `CancelOrder`, `PublishBook`. May change its state. */
  | 'act'
  /** `google.longrunning.Operations` and its like. */
  | 'operation_get'
  | 'operation_list'
  | 'operation_cancel'
  | 'operation_delete'
  | 'operation_wait';

/** What a method does with the world; made once for each method from its names and shapes. */
export interface MethodPlan {
  readonly method: DescMethod;
  readonly verb: Verb;
  readonly resource: Resource;
  readonly request: RequestPlan;
  readonly response: ResponsePlan;
  /** Reasons, one sentence each. */
  readonly why: readonly string[];
}

/** A field of the resource that stands in an answer. `amount`: as money of another type. */
export interface Shown {
  readonly from: FieldPath;
  readonly to: FieldPath;
  readonly amount?: boolean;
}

/** A value of a request that the resource has in `to`, or in one of `or`. */
export interface Same {
  readonly from: FieldPath;
  readonly to: FieldPath;
  readonly or?: readonly FieldPath[];
}

/** Where a request says what. All paths start in the request message (for `batch_*`, see `items`). */
export interface RequestPlan {
  /** Which entity: its name or id. */
  readonly id?: FieldPath;
  /** What else may say which one, where the id is empty: `slug` beside `article_id`. Each belongs to one thing alone. */
  readonly instead?: readonly { readonly from: FieldPath; readonly to: FieldPath }[];
  /** Which entities: a repeated scalar. */
  readonly ids?: FieldPath;
  /** The resource itself, whole; an empty path means the request message is the resource. */
  readonly resource?: readonly DescField[];
  /**
   * The request's own fields that are fields of the resource, where it does not hold the resource whole
   * (`CreateUser{ name, email }`): from → to (the latter in the resource).
   */
  readonly fields?: readonly { readonly from: FieldPath; readonly to: FieldPath }[];
  /** A repeated message for `batch_create` and the like; `item` is the plan of one of them. */
  readonly items?: { readonly path: FieldPath; readonly item: RequestPlan };
  /** The id that the client suggests: `product_id` of `CreateProductRequest`. */
  readonly suggestedId?: FieldPath;
  /** AIP: name of the parent. */
  readonly parent?: FieldPath;
  /** Plain ids: what it lies under; `to` is a path in the resource. */
  readonly scope?: readonly { readonly from: FieldPath; readonly to: FieldPath }[];
  /**
   * Fields that keep only entities with an equal value, where they are set; `to` in the resource. Of a list in the request
   * any value will do, a list in the resource has to hold it, and of a map each entry. `or`: other fields of the resource
   * that will do as well (`account_id` for the two of a transfer).
   */
  readonly equals?: readonly Same[];
  /** Fields that keep only entities on one side of their value, where they are set: `min_price`, `created_after`. */
  readonly bounds?: readonly Bound[];
  /** Flags and parts of texts that leave some of a list: `active_only`, `include_archived`, `name_prefix`. */
  readonly switches?: readonly Switch[];
  readonly mask?: FieldPath;
  readonly readMask?: FieldPath;
  readonly pageSize?: FieldPath;
  readonly pageToken?: FieldPath;
  /** Numbers from 0, or `page` from 1 (where `pageNumber` is set). */
  readonly offset?: FieldPath;
  readonly pageNumber?: FieldPath;
  readonly filter?: FieldPath;
  readonly orderBy?: FieldPath;
  /** Free text to look for. */
  readonly query?: FieldPath;
  readonly allowMissing?: FieldPath;
  readonly showDeleted?: FieldPath;
  readonly etag?: FieldPath;
  readonly force?: FieldPath;
  readonly validateOnly?: FieldPath;
}

/** Where an answer says what. Empty for `google.protobuf.Empty` and answers that say nothing of the resource. */
export interface ResponsePlan {
  /** The entity: an empty path means the answer is the resource. */
  readonly entity?: readonly DescField[];
  /** A repeated field of entities, or a map from id to entity. */
  readonly list?: FieldPath;
  readonly nextPageToken?: FieldPath;
  readonly totalSize?: FieldPath;
  /** `total_pages`, `page_count`: of the size that was asked for. */
  readonly pageCount?: FieldPath;
  /** Which page this is, from 1, and how many things one has. */
  readonly pageNumber?: FieldPath;
  readonly pageSize?: FieldPath;
  /** `has_more` and its like. */
  readonly hasMore?: FieldPath;
  /** How many were stored, changed or deleted; of `count`, how many there are. */
  readonly count?: FieldPath;
  /** `success`, `ok`, `deleted`, `exists`, `found`. */
  readonly flag?: FieldPath;
  /** The answer's field for the entity's id, where it holds no entity: `CreateUserResponse{ id }`. */
  readonly id?: FieldPath;
  readonly ids?: FieldPath;
  /**
   * The answer's own fields that are fields of the entity, where it does not hold the entity whole
   * (`GetUserResponse{ name, email }`): from (in the resource) → to (in the answer).
   */
  readonly fields?: readonly Shown[];
  /** The answer is a `google.longrunning.Operation` (or the like) that ends with the entity or with nothing. */
  readonly operation?: { readonly response: DescMessage | undefined; readonly metadata: DescMessage | undefined };
  /** For `watch`: the field that says what happened (an enum or text), beside the entity. */
  readonly change?: DescField;
}
