import { once } from 'node:events';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { problem } from '../contract/problem.ts';
import type { ApiFailure } from '../contract/rest.ts';
import { ApiRefusal, Query } from './api-request.ts';
import { boundBodies } from './bound-bodies.ts';
import { Streamed, type RouteTable } from './routes.ts';
import { DATA_POLICY } from './security-headers.ts';

/** Largest body of a request to the API, in bytes. */
const MAX_BODY = 1_000_000;
/** Largest body of an import, about 24 MB of files as base64, and of files of stubs. */
const MAX_IMPORT = 32_000_000;

type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';
const METHODS = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

/** The router for everything under `/api`: JSON in, JSON out, refusals as `{ problems }`. */
export function createApi(routes: RouteTable, onDefect: (error: unknown) => void): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', DATA_POLICY);
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.use(requireJson);
  router.use(boundBodies((path) => (/^\/api\/(protos|stubs)(\/|$)/.test(path) ? MAX_IMPORT : MAX_BODY)));
  router.use(['/api/protos', '/api/stubs'], express.json({ limit: MAX_IMPORT, type: 'application/json' }));
  router.use(express.json({ limit: MAX_BODY, type: 'application/json' }));

  const verbs = new Map<string, string[]>();
  for (const [route, answer] of Object.entries(routes)) {
    const [verb, path] = route.split(' ') as [Verb, string]; // The keys of the contract are of this form.
    verbs.set(path, [...(verbs.get(path) ?? []), ...(verb === 'GET' ? ['GET', 'HEAD'] : [verb])]);
    router[METHODS[verb]](path, async (request: Request, response: Response) => {
      const query = new Query(new URL(request.originalUrl, 'http://localhost').searchParams);
      const body: unknown = request.body;
      // Express types a parameter as string or list; ours are single segments.
      const params = request.params as Record<string, string>;
      await write(response, await answer({ query, params, body }), request.method);
    });
  }
  for (const [path, allowed] of verbs)
    router.all(path, (request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new ApiRefusal(405, [
        problem('method-not-allowed', `${request.method} does not fit ${path}.`, `Use ${allowed.join(' or ')}.`),
      ]);
    });
  router.all(['/api', '/api/{*rest}'], (request) => {
    throw new ApiRefusal(404, [
      problem(
        'unknown-route',
        `There is no route ${request.method} ${request.path.slice(0, 200)}.`,
        `The routes are ${Object.keys(routes).join(', ')}.`,
      ),
    ]);
  });
  router.use(failing(onDefect));
  return router;
}

/** A body that changes state must be JSON: a form or a text/plain POST is what other sites can send without asking. */
function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (hasBody && request.method !== 'GET' && request.method !== 'HEAD' && !request.is('application/json'))
    throw new ApiRefusal(415, [
      problem('not-json', 'The body is not declared as JSON.', 'Send Content-Type: application/json.'),
    ]);
  next();
}

async function write(response: Response, answer: unknown, method: string): Promise<void> {
  if (answer === undefined) {
    response.status(204).end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (!(answer instanceof Streamed)) {
    response.end(JSON.stringify(answer));
    return;
  }
  if (method !== 'HEAD')
    for (const piece of answer.pieces) {
      if (!response.write(piece)) await drained(response);
      // Other connections get their turn between two pieces, even where the socket takes everything at once.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (response.destroyed) return;
    }
  response.end();
}

/** Until the socket has taken what was written, or is gone. */
async function drained(response: Response): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  // The loser of the race is aborted; its rejection says nothing.
  const quiet = (wait: Promise<unknown>): Promise<unknown> => wait.catch(() => undefined);
  await Promise.race([quiet(once(response, 'drain', { signal })), quiet(once(response, 'close', { signal }))]);
  over.abort();
}

/** What body-parser and the router throw has a status; anything else is our own fault and says no more than that. */
function failing(onDefect: (error: unknown) => void) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    if (failure(error).status >= 500) onDefect(error);
    fail(error, request, response);
  };
}

function fail(error: unknown, request: Request, response: Response): void {
  // A streamed answer has begun: the only honest end is a broken one.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = failure(error);
  // The rest of a refused body is not read: the connection ends with the answer.
  if (status === 413 || status === 415 || status === 429) response.setHeader('Connection', 'close');
  response.status(status).setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
}

function failure(error: unknown): { status: number; body: ApiFailure } {
  if (error instanceof ApiRefusal) return { status: error.status, body: { problems: error.problems } };
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const of = (code: string, message: string, hint: string): { status: number; body: ApiFailure } => ({
    status,
    body: { problems: [problem(code, message, hint)] },
  });
  if (status === 413) {
    const limit = error instanceof Error && 'limit' in error ? String(error.limit) : String(MAX_BODY);
    return of('body-too-large', `The body is larger than ${limit} bytes.`, 'Send less.');
  }
  if (status >= 400 && status < 500)
    return of('bad-request', 'The request could not be read.', 'Check its path, its encoding and its JSON.');
  return of(
    'internal',
    'Understudy failed to answer this request.',
    'This is a defect of Understudy: please report it.',
  );
}
