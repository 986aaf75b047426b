import type { Ack, ServerEvents, TrafficBatch } from '#contract/events';
import type { InvocationEvent, InvocationRequest } from '#contract/invocation';
import type { Explanation, Origins } from '#contract/origin';
import type { Problem } from '#contract/problem';
import type { ProtoCheck, ProtoFileText, ProtoList, ProtoSaved, ProtoSaveRequest, ProtoSymbol } from '#contract/protos';
import type { Example, ProtoImport, ProtoImportRequest, ServerStatus } from '#contract/rest';
import type { MethodDetail, MethodPath, SchemaDifference, SchemaInfo } from '#contract/schema';
import type { CallEvent, CallRecord, CallSummary, Direction } from '#contract/traffic';
import type {
  WorldEntity,
  WorldInfo,
  WorldNews,
  WorldPage,
  WorldSnapshot,
  WorldSnapshotRequest,
  WorldWriteRequest,
} from '#contract/world';
import type { Ask } from './rest.ts';

/** Takes a listener away again. */
export type Off = () => void;

/** Where a page stands in the traffic; sent back on reconnecting, so that nothing comes twice. */
export interface Resume {
  readonly epoch: string;
  readonly seq: number;
}

/** What the server says by itself. Everything is asked for again after the connection was lost. */
export interface Live {
  /** Called at once with how it stands, then with each change. */
  onConnection(listener: (connected: boolean) => void): Off;
  /** The schema has another revision; with what it did to the methods, since the revision before. */
  onSchema(listener: (revision: number, difference: SchemaDifference) => void): Off;
  /** Entities were written, or the world was reset. */
  onWorld(listener: (news: WorldNews) => void): Off;
  /** Any event of the server, for rooms that are loaded later. */
  on<E extends keyof ServerEvents>(event: E, listener: ServerEvents[E]): Off;
  /** The traffic of all clients. `resume` is asked at each (re)connection. One subscriber at a time. */
  subscribeTraffic(resume: () => Resume | null, listener: (batch: TrafficBatch) => void): Off;
  /** One call with bodies: first what is known (null where there is no such call), then what follows. One call at a time. */
  watchCall(
    id: string,
    onRecord: (record: CallRecord | null) => void,
    onEvents: (events: readonly CallEvent[], summary: CallSummary) => void,
  ): Off;
  /** What the client of an own call saw, for all of this page's invocations. */
  onInvocation(listener: (id: string, events: readonly InvocationEvent[]) => void): Off;
  start(request: InvocationRequest): Promise<Ack<{ readonly id: string }>>;
  send(id: string, json: string): Promise<Ack<object>>;
  halfClose(id: string): Promise<Ack<object>>;
  cancel(id: string): Promise<Ack<object>>;
}

/** Everything that the page asks of the server. Rejections are `ApiError`. */
export interface Api {
  /** One route by its name, typed by the contract, for rooms that are loaded later. */
  readonly ask: Ask;
  status(): Promise<ServerStatus>;
  schema(): Promise<SchemaInfo>;
  method(path: MethodPath): Promise<MethodDetail>;
  /** A request that fits the schema; without a seed, the server chooses one. */
  example(path: MethodPath, seed?: string): Promise<Example>;
  clearCalls(): Promise<void>;
  /** Where the values of a message came from; `index` is 1-based, by direction. */
  origins(call: string, direction: Direction, index: number): Promise<Origins>;
  /** How a call to the method will be answered, and why. */
  explain(path: MethodPath): Promise<Explanation>;
  readonly protos: ProtoApi;
  readonly world: WorldPort;
  readonly live: Live;
}

/** The files of the schema. */
export interface ProtoApi {
  list(): Promise<ProtoList>;
  file(name: string): Promise<ProtoFileText>;
  /** What a name means in a scope, and what uses it; null where nothing is called so. */
  symbol(name: string, scope: string): Promise<ProtoSymbol | null>;
  /** Problems of a text that is not saved. Rejects with the signal's reason where it is aborted. */
  check(name: string, text: string, signal: AbortSignal): Promise<ProtoCheck>;
  save(name: string, request: ProtoSaveRequest): Promise<ProtoSaved>;
  /** Shows what an import would write, or writes it. */
  import(request: ProtoImportRequest): Promise<ProtoImport>;
}

/** Which entities of a resource are asked for. */
export interface EntityQuery {
  readonly type: string;
  /** Empty for all of them. */
  readonly parent: string;
  /** Free text; empty for all of them. */
  readonly query: string;
}

/** What the mock remembers: what all who name no session share, or what one session has. */
export interface WorldPort {
  /** The same of a session; null: of all who name none. */
  of(session: string | null): WorldPort;
  info(): Promise<WorldInfo>;
  /** A page of at most `size` (200) entities; `token` is `next` of the page before, empty for the first. */
  page(query: EntityQuery, token: string, size: number): Promise<WorldPage>;
  entity(type: string, id: string): Promise<WorldEntity>;
  add(type: string, parent: string, json: string): Promise<WorldEntity>;
  write(type: string, id: string, request: WorldWriteRequest): Promise<WorldEntity>;
  remove(type: string, id: string): Promise<void>;
  reset(): Promise<WorldInfo>;
  snapshot(request: WorldSnapshotRequest): Promise<WorldSnapshot>;
}

/** A request that was refused, or that never arrived. */
export class ApiError extends Error {
  readonly problems: readonly Problem[];

  /** `status`: that of HTTP; 0 where no answer came. */
  constructor(
    what: string,
    problems: readonly Problem[],
    readonly status = 0,
  ) {
    super(`Failed to ${what}: ${problems.map((problem) => problem.message).join(' ') || 'no reason was given'}`);
    this.name = 'ApiError';
    this.problems = problems;
  }
}
