import type { Compress } from '../contract/compression.ts';
import type { DescExtension, DescField, DescMessage, Message } from '@bufbuild/protobuf';
import type { JsonNode } from '../codec/json-text.ts';
import type { FaultSpec, Unmatched } from '../contract/stub.ts';
import type { StatusName } from '../contract/status.ts';
import type { SchemaMethod } from '../schema/registry.ts';

/** Where something stands in a stub file. */
export interface Place {
  /** As a person names it; `api` or `library` for stubs that live in memory. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly lastLine: number;
  /** Where it begins in the text of the file, in UTF-16 code units. */
  readonly at: number;
  /** Path in the file: `stubs[2].reply.message`. */
  readonly path: string;
}

export interface StubSpec {
  /** `id:` of the file, or file and place: `catalog.stubs.yaml#2`. Unique. */
  readonly id: string;
  /** The same for the same stub, wherever it stands: a key of what was written. */
  readonly text: string;
  readonly name: string;
  readonly method: SchemaMethod;
  readonly place: Place;
  readonly enabled: boolean;
  /** Default 0; a larger one wins. */
  readonly priority: number;
  readonly when: WhenSpec;
  readonly does: ReplySpec | SequenceSpec | ScriptSpec | FaultOnlySpec;
  readonly scenario: { readonly name: string; readonly requires: string | null; readonly then: string | null } | null;
  /** Answers so many calls and then falls through; null for any number. */
  readonly times: number | null;
  /** Only calls of this session; null for all. */
  readonly session: string | null;
  readonly fault: FaultSpec | null;
  /** Where its file says that unmatched calls go; null where it says nothing. */
  readonly unmatched: Unmatched | null;
}

/** All of these must be met; absent ones are. */
export interface WhenSpec {
  /** Of the (first) request message. */
  readonly request?: MatchSpec;
  readonly metadata?: readonly { readonly key: string; readonly match: MatchSpec }[];
  /** CEL over `request`, `requests`, `metadata`, `count`. */
  readonly cel?: { readonly text: string; readonly place: Place };
  /** Of client streams and bidi. */
  readonly first?: MatchSpec;
  readonly last?: MatchSpec;
  readonly any?: MatchSpec;
  readonly all?: MatchSpec;
  readonly count?: MatchSpec;
}

/**
 * A matcher as written: a tree of fields, literals and operators, checked against the type it is for. Singular fields of
 * a wrapper type are matched as the scalar they wrap; `google.protobuf.Value`, `Struct` and `ListValue` by what they hold
 * in JSON (`entries`, `items`, literals that are text, numbers, booleans or null).
 */
export type MatchSpec =
  /** A subset: other fields are not looked at. Without fields, any message will do. */
  | {
      readonly is: 'fields';
      readonly desc: DescMessage;
      readonly fields: readonly { readonly field: DescField | DescExtension; readonly match: MatchSpec }[];
    }
  /** A subset of a map or a Struct. Keys as the library has them: text, of integers in decimal, `true` and `false`. */
  | { readonly is: 'entries'; readonly entries: readonly { readonly key: string; readonly match: MatchSpec }[] }
  /** The whole list, in this order. */
  | { readonly is: 'items'; readonly items: readonly MatchSpec[] }
  /** An Any that holds a message of this type, to which `match` is put. */
  | { readonly is: 'any'; readonly desc: DescMessage; readonly match: MatchSpec }
  /**
   * Equality. In the library's local form: bigint for 64-bit numbers, number for enums (floats rounded to 32 bits), bytes;
   * a message (a Timestamp, or one behind `$eq`) with its `desc`.
   */
  | { readonly is: 'literal'; readonly value: unknown; readonly desc?: DescMessage }
  | OperatorSpec
  | { readonly is: 'and' | 'or'; readonly of: readonly MatchSpec[] }
  | { readonly is: 'not'; readonly of: MatchSpec };

/** One operator with its value. `$not` is `is: 'not'`. */
export type OperatorSpec = { readonly is: 'op'; readonly place: Place } &
  /** Equality of the whole: no subsets, no operators within. */
  (
    | { readonly op: '$eq' | '$ne'; readonly value: MatchSpec }
    | { readonly op: '$in'; readonly value: readonly MatchSpec[] }
    /** Of text, the part (text); of a FieldMask, a path in proto names (text); of lists and of a Value, a matcher. */
    | { readonly op: '$contains'; readonly value: string | MatchSpec }
    | { readonly op: '$startsWith' | '$endsWith' | '$matches' | '$glob'; readonly value: string }
    /** Numbers, bigints, enums by number, Timestamp and Duration as messages; of metadata, a number. */
    | { readonly op: '$gt' | '$gte' | '$lt' | '$lte'; readonly value: number | bigint | Message }
    | { readonly op: '$exists'; readonly value: boolean }
    /** A matcher of a number: of items, entries, characters, bytes. */
    | { readonly op: '$size'; readonly value: MatchSpec }
    /** A matcher of one item. */
    | { readonly op: '$any' | '$all'; readonly value: MatchSpec }
    /** One matcher for each item, in any order. */
    | { readonly op: '$unordered'; readonly value: readonly MatchSpec[] }
  );

export const OPERATORS = [
  '$eq',
  '$ne',
  '$in',
  '$contains',
  '$startsWith',
  '$endsWith',
  '$matches',
  '$glob',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$exists',
  '$size',
  '$any',
  '$all',
  '$not',
  '$unordered',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** ProtoJSON, or text, whose strings may be templates (`a ${…} b`). */
export interface ValueSpec {
  /**
   * Constant: as it is meant, `$${` resolved. Otherwise each string of it is a template (see `splitTemplate`), as written.
   * Objects have no prototype; whole numbers beyond 2^53 are bigints.
   */
  readonly json: unknown;
  /** The same with the places of everything in it: for `encodeNode`, once templates are filled in. */
  readonly node: JsonNode;
  readonly constant: boolean;
  readonly place: Place;
  /** Of the message that it is; null for text and for values of any shape. */
  readonly desc: DescMessage | null;
  /** Of a constant message that nothing is filled into (`generated`): its bytes. */
  readonly bytes: Uint8Array | null;
}

export type DelaySpec =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'percentiles'; readonly p50: number; readonly p99: number };

export interface StatusSpec {
  readonly status: StatusName;
  /** Text. */
  readonly message: ValueSpec | null;
  /** Messages; each stands in an Any whose type is that of `desc`. */
  readonly details: readonly ValueSpec[];
}

export interface ReplySpec {
  readonly kind: 'reply';
  readonly headers: readonly { readonly key: string; readonly value: ValueSpec }[];
  readonly trailers: readonly { readonly key: string; readonly value: ValueSpec }[];
  /** Fill what is not given from the world or generated data. */
  readonly generated: boolean;
  readonly message: ValueSpec | null;
  readonly after: DelaySpec | null;
  /** Undefined: as the request. */
  readonly compress?: Compress | undefined;
  /** Ends with this; null for OK. */
  readonly status: StatusSpec | null;
  /** Streams down. */
  readonly stream: readonly StreamItemSpec[] | null;
  readonly repeat: { readonly times: number } | 'forever' | null;
}

export interface StreamItemSpec {
  readonly after: DelaySpec | null;
  /** A message, or an error in the middle. */
  readonly message: ValueSpec | null;
  readonly generated: boolean;
  readonly end: StatusSpec | null;
}

/** Different answers on successive calls. */
export interface SequenceSpec {
  readonly kind: 'replies';
  readonly replies: readonly ReplySpec[];
  readonly afterLast: 'repeat' | 'cycle' | 'fall_through';
}

export interface ScriptSpec {
  readonly kind: 'script';
  readonly events: readonly ScriptEventSpec[];
}

export interface ScriptEventSpec {
  readonly on:
    | { readonly event: 'open' | 'half_close' | 'cancel' }
    | { readonly event: 'message'; readonly when: MatchSpec | null }
    | { readonly event: 'timer'; readonly everyMs: number }
    | { readonly event: 'call'; readonly method: SchemaMethod; readonly when: MatchSpec | null };
  readonly do: readonly ActionSpec[];
}

export type ActionSpec =
  | { readonly act: 'send'; readonly after: DelaySpec | null; readonly message: ValueSpec; readonly generated: boolean }
  | {
      readonly act: 'end';
      readonly after: DelaySpec | null;
      readonly status: StatusSpec;
      readonly trailers: readonly { readonly key: string; readonly value: ValueSpec }[];
    }
  /** Waits before what comes next. */
  | { readonly act: 'wait'; readonly after: DelaySpec }
  | { readonly act: 'set'; readonly name: string; readonly value: ValueSpec }
  | { readonly act: 'headers'; readonly headers: readonly { readonly key: string; readonly value: ValueSpec }[] }
  | { readonly act: 'scenario'; readonly name: string; readonly to: string };

/** `fault:` alone: breaks the call that something else answers. */
export interface FaultOnlySpec {
  readonly kind: 'fault';
}
