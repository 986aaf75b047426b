import type {
  CallMisses,
  MockApi,
  ResetRequest,
  ScenarioMove,
  StubAddRequest,
  StubAdded,
  StubCheck,
  StubCheckRequest,
  StubEditRequest,
  StubMade,
  StubNewRequest,
  StubSaveRequest,
  UnmatchedRequest,
} from '../contract/mock-api.ts';
import type { MethodPath } from '../contract/schema.ts';
import type {
  ScenarioInfo,
  StubFile,
  StubList,
  StubTry,
  StubTryRequest,
  VerifyRequest,
  VerifyResult,
} from '../contract/stub.ts';
import { ApiRefusal, type Query } from './api-request.ts';
import * as bodies from './mock-bodies.ts';
import { MAX_PATH, unknownCall, unknownMethod, withSlash } from './named-things.ts';
import type { RouteTable } from './routes.ts';
import type { Refused } from './world-routes.ts';

/** Stubs and what belongs to them, as the page and programs read and write them. */
export interface MockSource {
  /** False for a method that the schema does not have: nothing below is asked about such a one. */
  knows(method: string): method is MethodPath;
  list(method: MethodPath | undefined, session: string | null): StubList;
  add(request: StubAddRequest): Promise<StubAdded | Refused>;
  /** Undefined where it is done. */
  remove(id: string): Promise<Refused | undefined>;
  file(file: string): Promise<StubFile | Refused>;
  save(request: StubSaveRequest): Promise<StubFile | Refused>;
  check(request: StubCheckRequest): Promise<StubCheck>;
  edit(request: StubEditRequest): Promise<StubList | Refused>;
  unmatched(request: UnmatchedRequest): Promise<StubList | Refused>;
  make(request: StubNewRequest): Promise<StubMade | Refused>;
  attempt(request: StubTryRequest): Promise<StubTry>;
  schema(): Promise<object>;
  /** Undefined where there is no such call. */
  misses(call: string): Promise<CallMisses | Refused | undefined>;
  scenarios(session: string | null): readonly ScenarioInfo[];
  move(request: ScenarioMove): readonly ScenarioInfo[] | Refused;
  verify(request: VerifyRequest): Promise<VerifyResult | Refused>;
  /** Undefined where it is done. */
  reset(request: ResetRequest): Promise<Refused | undefined>;
}

type MockRoutes = Pick<RouteTable, keyof MockApi>;

const MAX_ID = 1_000;
const FILE = 'shop/catalog.stubs.yaml';

/** The routes of stubs, scenarios, verification and reset. */
export function mockRoutes(mock: MockSource, nearest: (path: string) => readonly string[]): MockRoutes {
  const known = (method: string): MethodPath => {
    if (!mock.knows(method)) throw unknownMethod(method, nearest(method), 'method');
    return method;
  };
  return {
    'GET /api/stubs': ({ query }) => {
      const named = query.text('method', MAX_PATH);
      const method = named === undefined ? undefined : withSlash(named);
      const session = sessionOf(query);
      query.done();
      return mock.list(method === undefined ? undefined : known(method), session);
    },
    'POST /api/stubs': async ({ query, body }) => {
      query.done();
      return accepted(await mock.add(bodies.addRequest(body)));
    },
    'DELETE /api/stubs': async ({ query }) => {
      const id = query.required('id', MAX_ID, 'api%231');
      query.done();
      return done(await mock.remove(id));
    },
    'GET /api/stubs/file': async ({ query }) => {
      const file = query.required('file', MAX_ID, FILE);
      query.done();
      return accepted(await mock.file(file));
    },
    'PUT /api/stubs/file': async ({ query, body }) => {
      query.done();
      return accepted(await mock.save(bodies.saveRequest(body)));
    },
    'POST /api/stubs/check': ({ query, body }) => {
      query.done();
      return mock.check(bodies.checkRequest(body));
    },
    'POST /api/stubs/edit': async ({ query, body }) => {
      query.done();
      return accepted(await mock.edit(bodies.editRequest(body)));
    },
    'PUT /api/stubs/unmatched': async ({ query, body }) => {
      query.done();
      return accepted(await mock.unmatched(bodies.unmatchedRequest(body)));
    },
    'POST /api/stubs/new': async ({ query, body }) => {
      query.done();
      const request = bodies.newRequest(body);
      return accepted(await mock.make({ ...request, method: known(request.method) }));
    },
    'POST /api/stubs/try': ({ query, body }) => {
      query.done();
      const request = bodies.tryRequest(body);
      return mock.attempt({ ...request, method: known(request.method) });
    },
    'GET /api/stubs/schema': ({ query }) => {
      query.done();
      return mock.schema();
    },
    'GET /api/calls/:id/misses': async ({ query, params }) => {
      query.done();
      const id = params['id'] ?? '';
      const misses = await mock.misses(id);
      if (misses === undefined) throw unknownCall(id);
      return accepted(misses);
    },
    'GET /api/scenarios': ({ query }) => {
      const session = sessionOf(query);
      query.done();
      return mock.scenarios(session);
    },
    'PUT /api/scenarios': ({ query, body }) => {
      query.done();
      return accepted(mock.move(bodies.scenarioMove(body)));
    },
    'POST /api/verify': async ({ query, body }) => {
      query.done();
      const request = bodies.verifyRequest(body);
      const inOrder = request.inOrder?.map((step) => ({ ...step, method: known(step.method) }));
      return accepted(await mock.verify({ ...request, method: known(request.method), ...(inOrder && { inOrder }) }));
    },
    'POST /api/reset': async ({ query, body }) => {
      query.done();
      return done(await mock.reset(bodies.resetRequest(body)));
    },
  };
}

const sessionOf = (query: Query): string | null => query.text('session', bodies.MAX_SESSION) || null;

function accepted<T extends object>(answer: T | Refused): T {
  if ('refused' in answer) throw new ApiRefusal(answer.status, answer.refused);
  return answer;
}

function done(refused: Refused | undefined): undefined {
  if (refused) throw new ApiRefusal(refused.status, refused.refused);
  return undefined;
}
