import { problem } from '../contract/problem.ts';
import { parseMethodPath } from '../contract/schema.ts';
import { ApiRefusal, type Query } from './api-request.ts';

/** Longest method path. */
export const MAX_PATH = 1_000;

/** `shop.v1.Catalog/GetProduct` is a path as well. */
export const withSlash = (path: string): string => (path.startsWith('/') || !path.includes('/') ? path : `/${path}`);

/** A method path from the query, whose last parameter it is; a malformed one is told apart from an unknown one. */
export function methodPath(query: Query): string {
  const path = withSlash(query.required('path', MAX_PATH, '/shop.v1.Catalog/GetProduct'));
  query.done();
  if (parseMethodPath(path) === undefined)
    throw new ApiRefusal(400, [
      problem('bad-query', `path is ${JSON.stringify(path)}.`, 'Give /package.Service/Method.', 'path'),
    ]);
  return path;
}

/** `method` of the query: any path, for there are calls of methods that nobody serves; a mere name fits no call. */
export function filterPath(query: Query): string | undefined {
  const named = query.text('method', MAX_PATH);
  const path = named === undefined ? undefined : withSlash(named);
  if (path !== undefined && parseMethodPath(path) === undefined)
    throw new ApiRefusal(400, [
      problem('bad-query', `method is ${JSON.stringify(path)}.`, 'Give /package.Service/Method.', 'method'),
    ]);
  return path;
}

export function unknownMethod(path: string, nearest: readonly string[], key = 'path'): ApiRefusal {
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'GET /api/schema lists what is served.';
  return new ApiRefusal(404, [problem('unknown-method', `There is no method ${path}.`, hint, key)]);
}

export function unknownCall(id: string): ApiRefusal {
  return new ApiRefusal(404, [
    problem(
      'unknown-call',
      `There is no call ${JSON.stringify(id.slice(0, 100))}.`,
      'It may have been dropped or cleared: GET /api/calls lists what is kept.',
    ),
  ]);
}
