import type { Problem } from './problem.ts';
import type { MethodPath } from './schema.ts';
import type { ScenarioInfo, StubFile, StubInfo, StubList, StubTry, Unmatched, VerifyResult } from './stub.ts';

/** A stub that did not answer a call, and the first reason. */
export interface StubMiss {
  readonly stub: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** `sku is A-1; the stub asks for SOLD-OUT`. */
  readonly because: string;
}

/** The body of `GET /api/calls/:id/misses`: why stubs of its method did not answer a call, judged as things are now. */
export interface CallMisses {
  /** The nearest, at most three. */
  readonly misses: readonly StubMiss[];
  /** Every stub of the method with each of its conditions, in the order in which they are tried. */
  readonly verdicts: StubTry['verdicts'];
}

/** The body of `POST /api/stubs`: stubs that live in memory. */
export interface StubAddRequest {
  /** As the entry `service` of a file; each stub may name its own. */
  readonly service?: string;
  /** Stubs as in a file, as JSON. */
  readonly stubs: readonly unknown[];
  /**
   * Only calls of this session; null for all.
   * @default null
   */
  readonly session: string | null;
  /** As the entry `unmatched` of a file: where calls go that none of the stubs of their method answers. */
  readonly unmatched?: Unmatched;
}

export interface StubAdded {
  readonly stubs: readonly StubInfo[];
  readonly problems: readonly Problem[];
}

/** The body of `POST /api/stubs/check`: what is wrong in a text that is not saved. */
export interface StubCheckRequest {
  readonly file: string;
  readonly text: string;
}

export interface StubCheck {
  readonly problems: readonly Problem[];
  /** Stubs of the text, in its order: what an editor writes beside them. */
  readonly stubs: readonly {
    readonly id: string;
    readonly method: MethodPath;
    /** 1-based, first and last line. */
    readonly lines: readonly [number, number];
  }[];
}

/** The body of `PUT /api/stubs/file`. */
export interface StubSaveRequest {
  readonly file: string;
  readonly text: string;
  /** `hash` of the text that was edited; null for a new file. Another one on disk is refused with 409. */
  readonly baseHash: string | null;
}

/**
 * The body of `POST /api/stubs/edit`: one change of one stub in its file, that keeps comments and order of everything
 * else. Of a stub in memory only `enabled` and `remove` can be done.
 */
export interface StubEditRequest {
  readonly id: string;
  readonly edit:
    | { readonly do: 'enabled'; readonly enabled: boolean }
    /** Up or down past the next stub of its method in the same file: past others nothing would change. */
    | { readonly do: 'move'; readonly by: -1 | 1 }
    | { readonly do: 'remove' };
}

/** The body of `PUT /api/stubs/unmatched`: the entry `unmatched` of a file. Everything else in it stays as it is. */
export interface UnmatchedRequest {
  readonly file: string;
  /** Null takes the entry away: then it follows from how the server runs. */
  readonly to: Unmatched | null;
}

/** The body of `POST /api/stubs/new`: a stub for a method, made up or from a recorded call, in a file. */
export interface StubNewRequest {
  readonly method: MethodPath;
  /** Id of a call in the journal: its request becomes the condition and its answer the reply. Null for an example. */
  readonly call: string | null;
  /** `catalog.stubs.yaml`, below the workspace; null for the first file of the service, or a new one named after it. */
  readonly file: string | null;
  /** False answers the text and writes nothing. */
  readonly write: boolean;
}

export interface StubMade {
  /** As a person names it. */
  readonly file: string;
  /** The stub alone, as YAML. */
  readonly yaml: string;
  /** Where it stands in the file; null where nothing was written. */
  readonly id: string | null;
  readonly line: number | null;
}

/** The body of `PUT /api/scenarios`. */
export interface ScenarioMove {
  readonly name: string;
  readonly state: string;
  /** @default null */
  readonly session: string | null;
}

/** The body of `POST /api/reset`: counts and states of stubs always, and what else is said. */
export interface ResetRequest {
  /**
   * Of one session; null for everything.
   * @default null
   */
  readonly session: string | null;
  /**
   * Stubs that live in memory.
   * @default false
   */
  readonly stubs: boolean;
  /** @default false */
  readonly world: boolean;
  /** @default false */
  readonly calls: boolean;
  /** @default false */
  readonly faults: boolean;
}

/** The routes of stubs, scenarios and verification. */
export interface MockApi {
  /**
   * Stubs in the order in which they are tried, with what they are in words, and their files. Query: `method`,
   * `session`.
   */
  'GET /api/stubs': StubList;
  /** Adds stubs that live in memory: all of them, or none. Body: `StubAddRequest`. */
  'POST /api/stubs': StubAdded;
  /** Removes a stub from memory. Query: `id`, of a stub in memory. 204, no body. */
  'DELETE /api/stubs': undefined;
  /** A file of stubs with its text. Query: `file`. */
  'GET /api/stubs/file': StubFile;
  /**
   * Saves a file of stubs, with errors or without; it is in force when the answer comes. Body: `StubSaveRequest`. 409
   * where the file is another one by now.
   */
  'PUT /api/stubs/file': StubFile;
  /** What is wrong in a text that is not saved, and where its stubs stand. Body: `StubCheckRequest`. */
  'POST /api/stubs/check': StubCheck;
  /** Switches one stub off or on, moves or removes it. Body: `StubEditRequest`. */
  'POST /api/stubs/edit': StubList;
  /** Says in a file where calls go that none of the stubs of their method answers. Body: `UnmatchedRequest`. */
  'PUT /api/stubs/unmatched': StubList;
  /** Makes a stub of a recorded call or of an example. Body: `StubNewRequest`. */
  'POST /api/stubs/new': StubMade;
  /**
   * Which stub would answer a request, and why the others would not; nothing is counted or moved. Body:
   * `StubTryRequest`.
   */
  'POST /api/stubs/try': StubTry;
  /** The JSON Schema of stub files. */
  'GET /api/stubs/schema': object;
  /** Why stubs of its method did not answer a call. */
  'GET /api/calls/:id/misses': CallMisses;
  /** The scenarios that stubs name, with their states. Query: `session`. */
  'GET /api/scenarios': readonly ScenarioInfo[];
  /** Moves a scenario to a state that a stub knows. Body: `ScenarioMove`. */
  'PUT /api/scenarios': readonly ScenarioInfo[];
  /** Whether such calls were received, so many and in this order. Body: `VerifyRequest`. */
  'POST /api/verify': VerifyResult;
  /** Forgets counts and states of stubs, and what else is said. Body: `ResetRequest`. 204, no body. */
  'POST /api/reset': undefined;
}
