import type { Explanation, Origins } from '../contract/origin.ts';
import { problem, type Problem } from '../contract/problem.ts';
import type { WorldApi } from '../contract/rest.ts';
import { LONGEST_SESSION } from '../contract/session.ts';
import type {
  WorldAddRequest,
  WorldEntity,
  WorldInfo,
  WorldPage,
  WorldSnapshot,
  WorldSnapshotRequest,
  WorldWriteRequest,
} from '../contract/world.ts';
import { ApiRefusal, type Query } from './api-request.ts';
import { methodPath, unknownCall, unknownMethod } from './named-things.ts';
import type { RouteTable } from './routes.ts';

/** Why something was not done, with the status that says so. */
export interface Refused {
  readonly status: 400 | 403 | 404 | 409;
  readonly refused: readonly Problem[];
}

/** Which part of which list. */
export interface WorldQuestion {
  readonly type: string;
  readonly parent: string | undefined;
  readonly token: string | undefined;
  readonly size: number;
  /** Free text to look for. */
  readonly query: string | undefined;
}

/** The world of a session, or the one of all who name none, as the page reads and writes it. */
export interface OneWorld {
  info(): Promise<WorldInfo>;
  reset(): Promise<WorldInfo>;
  snapshot(request: WorldSnapshotRequest): Promise<WorldSnapshot | Refused>;
  entities(question: WorldQuestion): Promise<WorldPage | Refused>;
  entity(type: string, id: string): Promise<WorldEntity | Refused>;
  add(type: string, parent: string | undefined, request: WorldAddRequest): Promise<WorldEntity | Refused>;
  put(type: string, id: string, request: WorldWriteRequest): Promise<WorldEntity | Refused>;
  /** Undefined where it is done. */
  remove(type: string, id: string): Promise<Refused | undefined>;
}

/** What the routes of the world ask. */
export interface WorldSource {
  /** Null for the world of all who name no session. */
  of(session: string | null): OneWorld;
  /** Undefined where there is no such method. */
  explain(path: string): Promise<Explanation | undefined>;
  /** Undefined where there is no such call. */
  origins(call: string, direction: 'up' | 'down', index: number): Promise<Origins | Refused | undefined>;
}

const MAX_NAME = 1_000;
const MAX_ID = 4_000;
const PAGE = 50;
const MAX_PAGE = 200;
/** Messages of a call are counted up to here. */
const MAX_INDEX = 1_000_000_000;

type WorldRoutes = Pick<RouteTable, keyof WorldApi>;

/** The routes of the world, of explanations and of the origins of values. */
export function worldRoutes(world: WorldSource, nearest: (path: string) => readonly string[]): WorldRoutes {
  /** Whose world it is; the last that is read of a query. */
  const whole = (query: Query): OneWorld => {
    const session = query.text('session', LONGEST_SESSION) || null;
    query.done();
    return world.of(session);
  };
  const entityOf = (query: Query) => {
    const type = typeOf(query);
    const id = query.required('id', MAX_ID, 'products/lamp');
    return { type, id, own: whole(query) };
  };
  return {
    'GET /api/world': ({ query }) => {
      return whole(query).info();
    },
    'POST /api/world/reset': ({ query }) => {
      return whole(query).reset();
    },
    'POST /api/world/snapshot': async ({ query, body }) => {
      const own = whole(query);
      const { file, everything } = fields(body);
      if (typeof everything !== 'boolean') throw badBody('everything', 'true or false');
      if (file !== null && (typeof file !== 'string' || file === '' || file.length > MAX_NAME))
        throw badBody('file', 'the name of a file, as fixtures.world.yaml, or null');
      return accepted(await own.snapshot({ file, everything }));
    },
    'GET /api/world/entities': async ({ query }) => {
      const type = typeOf(query);
      const question = {
        type,
        parent: query.text('parent', MAX_ID),
        token: query.text('token', MAX_ID),
        size: query.integer('size', 1, MAX_PAGE) ?? PAGE,
        query: query.text('query', 500),
      };
      return accepted(await whole(query).entities(question));
    },
    'POST /api/world/entities': async ({ query, body }) => {
      const type = typeOf(query);
      const parent = query.text('parent', MAX_ID);
      const own = whole(query);
      return accepted(await own.add(type, parent, { json: jsonOf(body) }));
    },
    'GET /api/world/entity': async ({ query }) => {
      const { type, id, own } = entityOf(query);
      return accepted(await own.entity(type, id));
    },
    'PUT /api/world/entity': async ({ query, body }) => {
      const { type, id, own } = entityOf(query);
      const { baseRevision } = fields(body);
      if (baseRevision !== null && !(typeof baseRevision === 'number' && Number.isSafeInteger(baseRevision)))
        throw badBody('baseRevision', 'the revision of the entity that was edited, or null');
      return accepted(await own.put(type, id, { json: jsonOf(body), baseRevision }));
    },
    'DELETE /api/world/entity': async ({ query }) => {
      const { type, id, own } = entityOf(query);
      const refused = await own.remove(type, id);
      if (refused) throw new ApiRefusal(refused.status, refused.refused);
      return undefined;
    },
    'GET /api/explain': async ({ query }) => {
      const path = methodPath(query);
      const explanation = await world.explain(path);
      if (explanation === undefined) throw unknownMethod(path, nearest(path));
      return explanation;
    },
    'GET /api/calls/:id/origins': async ({ query, params }) => {
      const direction = query.word('direction', ['up', 'down']) ?? 'down';
      const index = query.integer('index', 1, MAX_INDEX) ?? 1;
      query.done();
      const id = params['id'] ?? '';
      const origins = await world.origins(id, direction, index);
      if (origins === undefined) throw unknownCall(id);
      return accepted(origins);
    },
  };
}

const EXAMPLE = 'shop.v1.Product';
const typeOf = (query: Query): string => query.required('type', MAX_NAME, EXAMPLE);

function accepted<T extends object>(answer: T | Refused): T {
  if ('refused' in answer) throw new ApiRefusal(answer.status, answer.refused);
  return answer;
}

function fields(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badBody('', 'a JSON object');
  return body as Readonly<Record<string, unknown>>; // A parsed JSON object; each field is checked by its reader.
}

function jsonOf(body: unknown): string {
  const { json } = fields(body);
  if (typeof json !== 'string') throw badBody('json', 'the entity as ProtoJSON text');
  return json;
}

function badBody(path: string, wanted: string): ApiRefusal {
  const what = path === '' ? 'The body' : path;
  return new ApiRefusal(400, [problem('bad-body', `${what} is not as it must be.`, `Send ${wanted}.`, path)]);
}
