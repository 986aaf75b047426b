import type { RestApi } from '../../../server/contract/rest.ts';
import { STATUS_NAMES } from '../../../server/contract/status.ts';
import type { JsonSchema } from './type-schemas.ts';

/** A parameter of the query; `!` in front of its text where it must be given. */
type Parameters = Readonly<Record<string, string | readonly [doc: string, schema: JsonSchema]>>;

const count = (minimum: number, maximum?: number): JsonSchema => ({
  type: 'integer',
  minimum,
  ...(maximum !== undefined && { maximum }),
});
const SESSION = 'Only of this session, as in x-understudy-session.';
const WORLD = 'Whose world, as in x-understudy-session; left out or empty: the one that calls without a session share.';
const PATH = '!A method: /shop.v1.Catalog/GetProduct.';
const TYPE = '!A resource: shop.v1.Product.';
const ID = '!The id of an entity.';
const DIRECTION = ['Default down.', { enum: ['up', 'down'] }] as const;

/** What can stand in the query of each route; those that are not here take nothing. A test asks the routes themselves. */
export const PARAMETERS: { readonly [Route in keyof RestApi]?: Parameters } = {
  'GET /api/rest/openapi.json': { service: 'Only this one, by its full name.' },
  'GET /api/schema/method': { path: PATH },
  'GET /api/example': { path: PATH, seed: 'Another seed makes another example.' },
  'GET /api/calls': {
    after: ['Only calls with a greater ordinal, oldest first; without it, the newest.', count(0)],
    limit: ['At most so many; 10,000 where after is not given.', count(1, 1_000_000)],
    method: 'A method path, or the full name of a service.',
    status: ['The name of a status, or open.', { enum: [...STATUS_NAMES, 'open'] }],
    client: 'The short name of a client.',
    session: SESSION,
  },
  'GET /api/calls/:id/origins': { direction: DIRECTION, index: ['1-based; default 1.', count(1)] },
  'GET /api/explain': { path: PATH },
  'GET /api/protos/file': { name: '!As in GET /api/protos: shop/v1/catalog.proto.' },
  'PUT /api/protos/file': { name: '!As in GET /api/protos: shop/v1/catalog.proto.' },
  'GET /api/protos/symbol': { name: '!A name as it stands in a proto.', scope: 'The scope that it stands in.' },
  'GET /api/world': { session: WORLD },
  'POST /api/world/reset': { session: WORLD },
  'POST /api/world/snapshot': { session: WORLD },
  'GET /api/world/entities': {
    type: TYPE,
    parent: 'Only below this one.',
    token: 'Of the page before.',
    size: ['Default 50.', count(1, 200)],
    query: 'Free text.',
    session: WORLD,
  },
  'POST /api/world/entities': { type: TYPE, parent: 'Below this one.', session: WORLD },
  'GET /api/world/entity': { type: TYPE, id: ID, session: WORLD },
  'PUT /api/world/entity': { type: TYPE, id: ID, session: WORLD },
  'DELETE /api/world/entity': { type: TYPE, id: ID, session: WORLD },
  'GET /api/stubs': { method: 'A method: /shop.v1.Catalog/GetProduct.', session: SESSION },
  'DELETE /api/stubs': { id: '!The id of a stub in memory.' },
  'GET /api/stubs/file': { file: '!As in GET /api/stubs.' },
  'GET /api/held/:id/reply': {
    from: ['Default generated.', { enum: ['generated', 'world'] }],
    seed: 'Another seed makes another reply.',
  },
  'GET /api/scenarios': { session: SESSION },
};
