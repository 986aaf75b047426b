import type { Problem } from './problem.ts';
import type { MethodDetail, SchemaInfo } from './schema.ts';
import type { CallRecord, CallSummary } from './traffic.ts';

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
}

/** The body of `GET /api/calls`, oldest first. Query: `limit`, `after` (ordinal), `method`, `status`, `client`. */
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

/** The body of every refused request. */
export interface ApiFailure {
  readonly problems: readonly Problem[];
}

/** Every route under `/api`, with what it answers. `http/` serves exactly these; the page's client is typed by them. */
export interface RestApi {
  'GET /api/status': ServerStatus;
  'GET /api/schema': SchemaInfo;
  'GET /api/schema/method': MethodDetail;
  'GET /api/example': Example;
  'GET /api/calls': CallList;
  'GET /api/calls/:id': CallRecord;
  /** 204, no body. */
  'DELETE /api/calls': undefined;
}
