import type { FailedConnectionList } from '../contract/connections.ts';
import type { MethodDetail, SchemaInfo } from '../contract/schema.ts';
import { problem, type Problem } from '../contract/problem.ts';
import type { Example, ProtoImport, ProtoImportRequest, RestApi, ServerStatus } from '../contract/rest.ts';
import { STATUS_NAMES } from '../contract/status.ts';
import type { CallRecord } from '../contract/traffic.ts';
import { ApiRefusal, type Query } from './api-request.ts';
import { compareRoutes, type CompareSource } from './compare-routes.ts';
import { faultRoutes, type FaultSource } from './fault-routes.ts';
import { healthRoutes, type HealthSource } from './health-routes.ts';
import { holdRoutes, type HoldSource } from './hold-routes.ts';
import { mockRoutes, type MockSource } from './mock-routes.ts';
import { parseImport } from './import-request.ts';
import { callListText, MAX_NEWEST, newestCallsText, type ListCalls } from './call-list.ts';
import { filterPath, MAX_PATH, methodPath, unknownCall, unknownMethod } from './named-things.ts';
import { protoRoutes, type ProtoSource } from './proto-routes.ts';
import { worldRoutes, type WorldSource } from './world-routes.ts';

/** What the routes read from the rest of the server. */
export interface ApiSource {
  status(): ServerStatus;
  schema(): SchemaInfo;
  /** Undefined where there is no such method. */
  method(path: string): MethodDetail | undefined;
  /** "Did you mean": the nearest method paths, best first. */
  nearest(path: string): readonly string[];
  /** Undefined where there is no such method. */
  example(path: string, seed: string | undefined): Example | undefined;
  /** What REST serves, as OpenAPI, or what of it one service is; undefined where there is no such service. */
  restOpenApi(service: string | undefined): object | undefined;
  /** Shows what an import would do, or does it; refuses what is no proto or would leave the folder. */
  importProtos(request: ProtoImportRequest): Promise<ProtoImport | { readonly refused: readonly Problem[] }>;
  readonly protos: ProtoSource;
  readonly world: WorldSource;
  readonly hold: HoldSource;
  readonly faults: FaultSource;
  readonly health: HealthSource;
  readonly mock: MockSource;
  readonly compare: CompareSource;
  /** Connections that failed. */
  connections(): FailedConnectionList;
  readonly calls: {
    list: ListCalls;
    get(id: string): CallRecord | undefined;
    clear(): void;
  };
}

/** JSON text that is written piece by piece, for answers that may be large. */
export class Streamed {
  readonly pieces: Iterable<string>;

  constructor(pieces: Iterable<string>) {
    this.pieces = pieces;
  }
}

interface RouteRequest {
  readonly query: Query;
  readonly params: Readonly<Record<string, string>>;
  /** What came as JSON; undefined where nothing did. */
  readonly body: unknown;
}

/** Exactly the routes of the contract: a missing or superfluous one does not compile. */
export type RouteTable = {
  readonly [Route in keyof RestApi]: (request: RouteRequest) => RestApi[Route] | Streamed | Promise<RestApi[Route]>;
};

const MAX_ROWS = 1_000_000;

export function createRoutes(source: ApiSource): RouteTable {
  return {
    'GET /api/status': ({ query }) => {
      query.done();
      return source.status();
    },
    'GET /api/openapi.json': async ({ query }) => {
      query.done();
      const { default: openApi } = await import('./openapi.json', { with: { type: 'json' } });
      return openApi;
    },
    'GET /api/rest/openapi.json': ({ query }) => {
      const service = query.text('service', MAX_PATH);
      query.done();
      const found = source.restOpenApi(service);
      if (found !== undefined) return found;
      const text = `The schema has no service ${JSON.stringify(service)}.`;
      throw new ApiRefusal(404, [problem('unknown-service', text, 'GET /api/schema lists the services.', 'service')]);
    },
    'GET /api/schema': ({ query }) => {
      query.done();
      return source.schema();
    },
    'GET /api/schema/method': ({ query }) => {
      const path = methodPath(query);
      const detail = source.method(path);
      if (detail === undefined) throw unknownMethod(path, source.nearest(path));
      return detail;
    },
    'GET /api/example': ({ query }) => {
      const seed = query.text('seed', 200);
      const path = methodPath(query);
      const example = source.example(path, seed);
      if (example === undefined) throw unknownMethod(path, source.nearest(path));
      return example;
    },
    'GET /api/calls': ({ query }) => {
      const after = query.integer('after', 0, Number.MAX_SAFE_INTEGER);
      const limit = query.integer('limit', 1, after === undefined ? MAX_NEWEST : MAX_ROWS);
      const filter = {
        after,
        method: filterPath(query),
        status: query.word('status', [...STATUS_NAMES, 'open']),
        client: query.text('client', 200),
        session: query.text('session', 200),
      };
      query.done();
      const list: ListCalls = (ask) => source.calls.list(ask);
      const newest = limit !== undefined && after === undefined;
      return new Streamed((newest ? newestCallsText : callListText)(list, filter, limit ?? MAX_ROWS));
    },
    'GET /api/calls/:id': ({ query, params }) => {
      query.done();
      const id = params['id'] ?? '';
      const record = source.calls.get(id);
      if (record === undefined) throw unknownCall(id);
      return record;
    },
    ...mockRoutes(source.mock, (path) => source.nearest(path)),
    ...protoRoutes(source.protos),
    ...worldRoutes(source.world, (path) => source.nearest(path)),
    ...holdRoutes(source.hold, (path) => source.nearest(path)),
    ...faultRoutes(source.faults),
    ...healthRoutes(source.health),
    ...compareRoutes(source.compare),
    'POST /api/protos': async ({ query, body }) => {
      query.done();
      const answer = await source.importProtos(parseImport(body));
      if ('refused' in answer) throw new ApiRefusal(400, answer.refused);
      return answer;
    },
    'DELETE /api/calls': ({ query }) => {
      query.done();
      source.calls.clear();
      return undefined;
    },
    'GET /api/connections': ({ query }) => {
      query.done();
      return source.connections();
    },
  };
}
