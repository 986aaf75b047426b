import type { Problem } from './problem.ts';
import type { MethodPath } from './schema.ts';
import type { StatusName } from './status.ts';

/** Why a stub matched a call or did not: one line for each condition, in the order of the file. */
export interface Condition {
  /** As a person reads it: `sku`, `x-tenant`, `cel`, `scenario order`. */
  readonly what: string;
  readonly met: boolean;
  /** `is 8; the stub asks for $gte: 10`. */
  readonly because: string;
}

/** How one stub judged a call. */
export interface StubVerdict {
  readonly stub: string;
  readonly won: boolean;
  readonly matched: boolean;
  readonly conditions: readonly Condition[];
}

/** One stub, as a list shows it, in the order in which they are tried. */
export interface StubInfo {
  /** Stable while the stub stands in its file: its `id`, or file and place (`catalog.stubs.yaml#2`). */
  readonly id: string;
  readonly name: string;
  readonly method: MethodPath;
  /** File as a person names it; null for stubs that live in memory only (the API, the library). */
  readonly file: string | null;
  /** 1-based, first and last line of the stub in its file. */
  readonly lines: readonly [number, number] | null;
  readonly enabled: boolean;
  readonly priority: number;
  /** Why it stands where it stands: `priority 10`, `on 2 fields`, `third in the file`. */
  readonly rank: string;
  /** `sku matches ^VIP-, quantity ≥ 10`; empty for one that matches every call. */
  readonly when: string;
  /** `NOT_FOUND no product …`, `price: {units: 12}, rest from the world`, `script of 4 events`. */
  readonly reply: string;
  readonly kind: 'reply' | 'replies' | 'stream' | 'script' | 'fault';
  readonly session: string | null;
  readonly hits: number;
  /** Of the last 30 s, a count for each second, oldest first. */
  readonly recent: readonly number[];
  /** `spent, 2 of 2`, `in scenario order: needs cart-full`; empty otherwise. */
  readonly state: string;
}

/**
 * A file of stubs as the editor holds it.
 * @public
 */
export interface StubFile {
  readonly file: string;
  readonly text: string;
  /** SHA-256, hex; sent back when saving. */
  readonly hash: string;
  readonly problems: readonly Problem[];
  /** The last good version answers in place of what is on disk. */
  readonly held: boolean;
}

/**
 * Where calls go that none of the stubs of their method answers: `world`, to whoever would answer without stubs (the
 * world, then generated data), or `refuse`, UNIMPLEMENTED with the nearest stubs.
 */
export type Unmatched = 'world' | 'refuse';

/** Where the unmatched calls of a method go that has stubs. */
export interface UnmatchedRule {
  readonly method: MethodPath;
  readonly to: Unmatched;
  /** The file that says so; null where none does and it follows from how the server runs. */
  readonly file: string | null;
}

/** The body of `GET /api/stubs?method=…&session=…`. */
export interface StubList {
  readonly revision: number;
  readonly stubs: readonly StubInfo[];
  readonly unmatched: {
    /** Where nothing is written: `refuse` with `--strict`. */
    readonly otherwise: Unmatched;
    /** Of each method of the list that has a stub which may answer. */
    readonly methods: readonly UnmatchedRule[];
  };
  readonly files: readonly {
    readonly file: string;
    readonly stubs: number;
    readonly problems: readonly Problem[];
    readonly held: boolean;
    /** What the file says of unmatched calls of the methods that it has stubs of; null for nothing. */
    readonly unmatched: Unmatched | null;
  }[];
}

/**
 * The body of `POST /api/stubs/try`: a request judged against the stubs, with nothing answered, counted or moved.
 * @public
 */
export interface StubTryRequest {
  readonly method: MethodPath;
  /** ProtoJSON texts of the request messages. */
  readonly messages: readonly string[];
  /** @default [] */
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  /** @default null */
  readonly session: string | null;
}

/** @public */
export interface StubTry {
  /** Id of the winner; null where no stub answers. */
  readonly winner: string | null;
  /** Where the request goes that no stub answers. */
  readonly unmatched: Unmatched;
  readonly verdicts: readonly StubVerdict[];
  readonly problems: readonly Problem[];
}

export interface ScenarioInfo {
  readonly name: string;
  readonly state: string;
  readonly states: readonly string[];
  readonly session: string | null;
}

/**
 * A fault that is switched on from the page or the API.
 * @public
 */
export interface FaultInfo {
  readonly id: string;
  /** `*` for all, `shop.v1.Catalog` for a service, a method path for one. */
  readonly scope: string;
  readonly fault: FaultSpec;
  readonly enabled: boolean;
  readonly hits: number;
}

/** What is broken on purpose; `probability` from 0 to 1. */
export type FaultSpec = { readonly probability: number } & (
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs: number }
  | { readonly kind: 'status'; readonly status: StatusName; readonly message: string }
  | { readonly kind: 'rst_stream'; readonly code: string; readonly afterMessages: number }
  | { readonly kind: 'goaway'; readonly afterMessages: number }
  | { readonly kind: 'stall' }
  /** Of these, `afterMessages` says which message: the one behind so many; 0 where nothing is said. */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly afterMessages?: number }
  | { readonly kind: 'omit_trailers' }
  | { readonly kind: 'bad_length'; readonly by: number; readonly afterMessages?: number }
  | { readonly kind: 'tiny_window' }
);

/** What a verification asks: calls that match, counted. */
export interface VerifyRequest {
  readonly method: MethodPath;
  /**
   * A matcher as in `when`.
   * @default {}
   */
  readonly when: unknown;
  /**
   * Once at least, where nothing is said; a number is exactly so many.
   * @default {}
   */
  readonly times: { readonly exactly?: number; readonly atLeast?: number; readonly atMost?: number };
  /** @default null */
  readonly session: string | null;
  /** Matchers of calls that must follow each other in this order, others between them allowed. */
  readonly inOrder?: readonly {
    readonly method: MethodPath;
    /** @default {} */
    readonly when: unknown;
  }[];
}

export interface VerifyResult {
  readonly ok: boolean;
  readonly found: number;
  /** One sentence: `Expected exactly 3 calls of …, found 2.` */
  readonly message: string;
  /** Ids of the calls that matched. */
  readonly calls: readonly string[];
  /** The nearest calls that did not match, with the first reason. */
  readonly near: readonly { readonly call: string; readonly because: string }[];
}
