import type { CompareApi, CompareRequest, Comparison, CurlLines } from '../contract/compare.ts';
import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import { Body } from './api-body.ts';
import { ApiRefusal } from './api-request.ts';
import { MAX_PATH } from './named-things.ts';
import type { RouteTable } from './routes.ts';

type OrRefused<T> = T | { readonly refused: readonly Problem[] };

/** One call over every protocol. */
export interface CompareSource {
  compare(request: CompareRequest): Promise<OrRefused<Comparison>>;
  /** The call as command lines. */
  curl(request: CompareRequest): OrRefused<CurlLines>;
}

const MAX_METADATA = 256;
const MAX_MESSAGES = 1_000;
const MAX_TEXT = 8_000_000;

export function compareRoutes({ compare, curl }: CompareSource): Pick<RouteTable, keyof CompareApi> {
  return {
    'POST /api/compare': async ({ query, body }) => {
      query.done();
      const answer = await compare(readRequest(body));
      if ('refused' in answer) throw new ApiRefusal(400, answer.refused);
      return answer;
    },
    'POST /api/curl': ({ query, body }) => {
      query.done();
      const answer = curl(readRequest(body));
      if ('refused' in answer) throw new ApiRefusal(400, answer.refused);
      return answer;
    },
  };
}

/** The form of it; whether it makes sense (method, keys, messages) is for `invoke` to say. */
function readRequest(value: unknown): CompareRequest {
  const body = new Body(value);
  const request: CompareRequest = {
    method: body.text('method', MAX_PATH, 'a method, as /shop.v1.Catalog/GetProduct') as MethodPath,
    metadata: body.list('metadata', MAX_METADATA, '{ key, value }', (one, path) => {
      const entry = body.nested(one, path);
      const read = { key: entry.content('key', 1_000), value: entry.content('value', MAX_TEXT) };
      entry.done();
      return read;
    }),
    deadlineMs: body.raw('deadlineMs') === null ? null : body.integer('deadlineMs', 1, 86_400_000),
    messages: body.list('messages', MAX_MESSAGES, 'ProtoJSON texts', (one, path) => {
      if (typeof one !== 'string') body.refuse(path, 'a ProtoJSON text');
      return String(one);
    }),
    compress: body.has('compress') ? body.boolean('compress') : false,
  };
  body.done();
  return request;
}
