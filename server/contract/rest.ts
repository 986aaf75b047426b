import type { FailedConnectionList } from './connections.ts';
import type { CompareApi } from './compare.ts';
import type { Problem } from './problem.ts';
import type { FaultApi } from './fault-api.ts';
import type { HealthApi } from './health-api.ts';
import type { HoldApi } from './hold-api.ts';
import type { MockApi } from './mock-api.ts';
import type { Explanation, Origins } from './origin.ts';
import type { ProtoCheck, ProtoFileText, ProtoList, ProtoLookup, ProtoSaved } from './protos.ts';
import type { MethodDetail, SchemaInfo } from './schema.ts';
import type { CallRecord, CallSummary } from './traffic.ts';
import type { WorldEntity, WorldInfo, WorldPage, WorldSnapshot } from './world.ts';

/** The body of `GET /api/status`; it answers as soon as calls are answered. */
export interface ServerStatus {
  readonly name: 'understudy';
  readonly version: string;
  /** `localhost:50051` */
  readonly address: string;
  readonly seed: string;
  readonly revision: number;
  readonly files: number;
  readonly services: number;
  readonly methods: number;
  readonly errors: number;
  readonly warnings: number;
  /** Seconds. */
  readonly uptime: number;
  readonly calls: number;
  readonly openCalls: number;
  /** What clients need to call over TLS; absent: plain text. */
  readonly tls?: ClientTls;
}

/** What the command line of a client says about TLS. */
export interface ClientTls {
  /** File in PEM to trust; null where there is none that the certificate can be checked by. */
  readonly caFile: string | null;
  /** The name to ask for, where the certificate is not for the address; null: that of the address. */
  readonly serverName: string | null;
  /** Clients have to show a certificate. */
  readonly clientCertificate: boolean;
}

/** The body of `GET /api/calls`, oldest first. Query: `limit`, `after` (ordinal), `method`, `status`, `client`, `session`. */
export interface CallList {
  readonly calls: readonly CallSummary[];
  /** How many calls the journal has dropped to stay within its bounds. */
  readonly dropped: number;
}

/** The body of `GET /api/example?path=…&seed=…`: a request that fits the schema, as ProtoJSON text, two-space indented. */
export interface Example {
  readonly json: string;
  readonly seed: string;
}

/** A file that somebody dropped on the page: a `.proto` file, a zip of them, or a descriptor set. */
export interface DroppedFile {
  /** Relative, with slashes, as a dropped folder has it: `shop/v1/catalog.proto`. */
  readonly name: string;
  readonly base64: string;
}

/** The body of a `POST /api/protos`; nothing is written until it is confirmed. */
export interface ProtoImportRequest {
  readonly files: readonly DroppedFile[];
  readonly confirm: boolean;
}

/** A proto file that an import writes. */
export interface ProtoImportFile {
  /** As a person names it from where the server was started: `protos/shop/v1/catalog.proto`. */
  readonly path: string;
  /** Below the folder, with slashes. */
  readonly name: string;
  /** What is there now: nothing, other text, or the same text. */
  readonly state: 'new' | 'changed' | 'same';
  /** Size of the new text in bytes. */
  readonly size: number;
  /** Name of the dropped file that it comes from. */
  readonly from: string;
}

/** The answer of `POST /api/protos`: what would be written, or what was. A refused import is an `ApiFailure`. */
export interface ProtoImport {
  /** The folder that everything goes below, as the person named it. */
  readonly folder: string;
  readonly files: readonly ProtoImportFile[];
  readonly written: boolean;
  /** What is wrong in the files of the import, and in other files because of it, compiled with all the rest. */
  readonly problems: readonly Problem[];
  /** Services and methods of the whole workspace with the import in it. */
  readonly services: number;
  readonly methods: number;
}

/** The body of every refused request. */
export interface ApiFailure {
  readonly problems: readonly Problem[];
}

/**
 * The routes of origins, explanations and the world. All that begin with `/api/world` take `session` in their query, and
 * are about the world of that session then: what it wrote, over what files say and the seed has. Without it, or where it
 * is empty, they are about the world that calls without a session share.
 */
export interface WorldApi {
  /**
   * Where the values of a message come from. Query: `direction` (`up`, `down`) and `index` (1-based) of the message.
   */
  'GET /api/calls/:id/origins': Origins;
  /** How calls of a method are answered, and why. Query: `path`, as in `GET /api/schema/method`. */
  'GET /api/explain': Explanation;
  /** The resources of the world, and the sessions that have written something. */
  'GET /api/world': WorldInfo;
  /** Forgets everything that was written there, and loads the seed files again. */
  'POST /api/world/reset': WorldInfo;
  /** Writes what there is now as a file of entities. Body: `WorldSnapshotRequest`. */
  'POST /api/world/snapshot': WorldSnapshot;
  /**
   * Entities of a resource, page by page. Query: `type`, `parent`, `token`, `size` (at most 200), `query` (free
   * text).
   */
  'GET /api/world/entities': WorldPage;
  /**
   * Adds an entity; its id may be given by the server. Query: `type`, `parent`; body: `WorldAddRequest`. 409 where it
   * is there already.
   */
  'POST /api/world/entities': WorldEntity;
  /** One entity. Query of all three: `type` and `id`. */
  'GET /api/world/entity': WorldEntity;
  /** Body: `WorldWriteRequest`. Creates or replaces. */
  'PUT /api/world/entity': WorldEntity;
  /** Deletes an entity. 204, no body. */
  'DELETE /api/world/entity': undefined;
}

/** Every route under `/api`, with what it answers. `http/` serves exactly these; the page's client is typed by them. */
export interface RestApi extends WorldApi, MockApi, HoldApi, FaultApi, HealthApi, CompareApi {
  /** Version, address, seed and counts. */
  'GET /api/status': ServerStatus;
  /** This API as OpenAPI 3.1. */
  'GET /api/openapi.json': object;
  /** The methods of the protos that have a `google.api.http` rule, as OpenAPI 3.1. Query: `service`, for those of one alone. */
  'GET /api/rest/openapi.json': object;
  /** Every service and method, with comments and problems. */
  'GET /api/schema': SchemaInfo;
  /** One method with every type that it can reach. */
  'GET /api/schema/method': MethodDetail;
  /** A request that fits the schema. */
  'GET /api/example': Example;
  /** Recorded calls, oldest first. */
  'GET /api/calls': CallList;
  /** One call with everything that was kept of it. */
  'GET /api/calls/:id': CallRecord;
  /** Forgets the calls that are over, and connections that failed. 204, no body. */
  'DELETE /api/calls': undefined;
  /** Connections that failed before they could carry a call; the one that failed last comes last. */
  'GET /api/connections': FailedConnectionList;
  /** The files of the schema. */
  'GET /api/protos': ProtoList;
  /** One of them with its text. */
  'GET /api/protos/file': ProtoFileText;
  /** What a name means where it stands. */
  'GET /api/protos/symbol': ProtoLookup;
  /** What is wrong in a text that is not saved. Body: `ProtoCheckRequest`. */
  'POST /api/protos/check': ProtoCheck;
  /** Saves a proto. Body: `ProtoSaveRequest`. */
  'PUT /api/protos/file': ProtoSaved;
  /** Shows what an import would write, or writes it. Body: `ProtoImportRequest`, at most 32 MB. */
  'POST /api/protos': ProtoImport;
}
