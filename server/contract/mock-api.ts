import type { Metadata } from './metadata.ts';
import type { Problem } from './problem.ts';
import type { MethodPath } from './schema.ts';
import type { StatusName } from './status.ts';
import type {
  FaultInfo,
  FaultSpec,
  ScenarioInfo,
  StubFile,
  StubInfo,
  StubList,
  StubTry,
  Unmatched,
  VerifyResult,
} from './stub.ts';

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
  /** Only calls of this session; null for all. */
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
  readonly session: string | null;
}

/** The body of `POST /api/reset`: counts and states of stubs always, and what else is said. */
export interface ResetRequest {
  /** Of one session; null for everything. */
  readonly session: string | null;
  /** Stubs that live in memory. */
  readonly stubs: boolean;
  readonly world: boolean;
  readonly calls: boolean;
  readonly faults: boolean;
}

/** The body of `POST /api/faults` and `PUT /api/faults/:id`. */
export interface FaultRequest {
  /** `*`, a service, or a method path. */
  readonly scope: string;
  readonly fault: FaultSpec;
  readonly enabled: boolean;
}

/** A call that waits for a person. */
export interface HeldCall {
  /** Id of the call in the journal. */
  readonly call: string;
  readonly method: MethodPath;
  readonly client: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Epoch milliseconds by which the client gives up; null for never. */
  readonly deadline: number | null;
  readonly messagesUp: number;
  readonly messagesDown: number;
  readonly halfClosed: boolean;
  /** Headers were sent. */
  readonly begun: boolean;
}

/** The body of `GET /api/hold`. */
export interface HoldInfo {
  readonly revision: number;
  /** Methods whose calls wait for a person, or did: with a switch. */
  readonly methods: readonly HeldMethod[];
  readonly waiting: readonly HeldCall[];
  /** Milliseconds before the client's deadline at which the call goes on to whoever would have answered. */
  readonly releaseBeforeMs: number;
}

export interface HeldMethod {
  readonly method: MethodPath;
  readonly on: boolean;
  /** Calls that did not wait though the switch was on: their deadline was too near, or as many waited as may. */
  readonly passed: number;
}

/** The body of `PUT /api/hold`: a switch, or when calls go on by themselves (0 to 600,000). */
export type HoldRequest = { readonly method: MethodPath; readonly on: boolean } | { readonly releaseBeforeMs: number };

/** Told to the pages, at most a few times a second, and to each page when it comes. */
export interface HoldNews {
  readonly revision: number;
  /** How many calls wait. */
  readonly waiting: number;
}

/** The body of `GET /api/held/:id/reply`: something to begin a reply with. */
export interface HeldReply {
  /** ProtoJSON text, two-space indented. */
  readonly json: string;
  /** Who made it: where the world has no answer, or would have to change for one, it is generated. */
  readonly from: 'generated' | 'world';
  /** Why it is not from where it was asked; empty otherwise. */
  readonly note: string;
}

/** The body of `POST /api/held/:id`: what a person does with a call. */
export type HeldAction =
  | { readonly do: 'headers'; readonly metadata: Metadata }
  /** ProtoJSON text. */
  | { readonly do: 'message'; readonly json: string }
  | {
      readonly do: 'end';
      readonly status: StatusName;
      readonly message: string;
      readonly trailers: Metadata;
      /** ProtoJSON texts of `google.protobuf.Any`. */
      readonly details: readonly string[];
    }
  /** RST_STREAM with this HTTP/2 error code: `CANCEL`, `INTERNAL_ERROR`. */
  | { readonly do: 'reset'; readonly code: string }
  /** Whoever would have answered goes on from here; it hears the messages that came. */
  | { readonly do: 'release' };

/** The routes of stubs, scenarios, faults, verification and answering by hand. */
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

/** The routes of faults that are switched on by hand. */
export interface FaultApi {
  /** What is broken on purpose, by hand. */
  'GET /api/faults': readonly FaultInfo[];
  /** Breaks a method, a service or everything. Body: `FaultRequest`. */
  'POST /api/faults': FaultInfo;
  /** Changes a fault, or switches it. Body: `FaultRequest`. */
  'PUT /api/faults/:id': FaultInfo;
  /** Takes a fault away. 204, no body. */
  'DELETE /api/faults/:id': undefined;
}

/** What a service can be said to be. */
export type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';

/** What `grpc.health.v1.Health` says of a service because somebody set it; the empty name is the whole server. */
export interface HealthState {
  readonly service: string;
  readonly status: ServingStatus;
}

/** The routes of the health service. */
export interface HealthApi {
  /** States of health that were set; every other service of the schema is SERVING. */
  'GET /api/health': readonly HealthState[];
  /** Sets the state of a service; `*` is the whole server. Body: `HealthRequest`. */
  'PUT /api/health/:service': HealthState;
  /** As if nobody had set it. 204, no body. */
  'DELETE /api/health/:service': undefined;
}

/** The body of `PUT /api/health/:service`. */
export interface HealthRequest {
  readonly status: ServingStatus;
}

/** The routes of answering by hand. */
export interface HoldApi {
  /** Calls that wait for a person, and methods whose calls do. */
  'GET /api/hold': HoldInfo;
  /** Holds the calls of a method, or lets them go. Body: `HoldRequest`. */
  'PUT /api/hold': HoldInfo;
  /** Does something in a call that waits. Body: `HeldAction`. 409 where the call is not held any more. */
  'POST /api/held/:id': HoldInfo;
  /**
   * What could be answered to a call that waits. Query: `from` (`generated`, `world`), `seed`. 409 where the call is
   * not held any more.
   */
  'GET /api/held/:id/reply': HeldReply;
}
