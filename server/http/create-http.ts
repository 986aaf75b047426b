import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { problem } from '../contract/problem.ts';
import type { ApiFailure } from '../contract/rest.ts';
import { takeAbsolute } from './absolute-target.ts';
import { createApi } from './api.ts';
import type { Guard } from './guard.ts';
import { ignoreUpgrade } from './ignore-upgrade.ts';
import { createPage, type ReadAsset } from './page.ts';
import { createRoutes, type ApiSource } from './routes.ts';
import { COMMON_HEADERS, DATA_POLICY } from './security-headers.ts';
import { type Malformed, tellMalformed } from './tell-malformed.ts';

/** Times in milliseconds. */
export interface HttpLimits {
  /** From the first byte of a request to the end of its head. */
  readonly headersTimeout: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  /** How often the two above are looked at. */
  readonly checkEvery: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 30_000,
  checkEvery: 5_000,
};

export interface HttpOptions {
  readonly source: ApiSource;
  readonly guard: Guard;
  /** Undefined: no playground, only `/api`. */
  readonly readAsset: ReadAsset | undefined;
  /** A fresh, unguessable value of at least 128 bits, in base64 or hex. */
  readonly newNonce: () => string;
  readonly limits?: Partial<HttpLimits>;
  /** Takes calls of other protocols before all else; false where the request is none. It asks for itself who may call. */
  readonly before?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Told of each connection that breaks the rules of HTTP. */
  readonly failed?: ((malformed: Malformed) => void) | undefined;
  /** Told of an error of our own, which the client only sees as 500. */
  readonly onDefect?: (error: unknown) => void;
}

/**
 * The HTTP/1.1 side: the API, and the built page. The server does not listen; whoever owns the port hands it sockets by
 * emitting `connection`.
 */
export function createHttp(options: HttpOptions): Server {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('case sensitive routing', true);
  app.use(guarded(options.guard));
  app.use(createApi(createRoutes(options.source), options.onDefect ?? (() => undefined)));
  if (options.readAsset !== undefined) app.use(createPage(options.readAsset, options.newNonce));
  app.use((request: Request, response: Response) => {
    const text = `There is nothing at ${request.path.slice(0, 200)}: the playground is off.`;
    refuse(request, response, 404, { problems: [problem('no-playground', text, 'Start without --no-playground.')] });
  });

  const limits = { ...HTTP_LIMITS, ...options.limits };
  const server = createServer(
    {
      headersTimeout: limits.headersTimeout,
      // A call may stream for hours: only what follows is to be whole in time.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveTimeout,
      connectionsCheckingInterval: limits.checkEvery,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      takeAbsolute(request);
      if (options.before?.(request, response)) return;
      finishWithin(limits.requestTimeout, request, response);
      app(request, response);
    },
  );
  server.maxHeadersCount = 100;
  ignoreUpgrade(server);
  tellMalformed(server, options.failed);
  // Node looks after the timeouts above only once the server "listens", and ours never does: without this line a
  // half-sent request would hold its socket for ever (test: "a request that is never finished is ended").
  server.emit('listening');
  return server;
}

function guarded(guard: Guard): RequestHandler {
  return (request, response, next) => {
    for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
    const refusal = guard(request, /^\/api(\/|$)/i.test(request.path) ? 'api' : 'page');
    if (refusal === undefined) next();
    else refuse(request, response, refusal.status, { problems: [refusal.problem] });
  };
}

/** Ends the connection of a request that is not whole in time, as Node's own timeout does. */
function finishWithin(ms: number, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const late = setTimeout(() => {
    if (request.complete) return;
    if (!response.headersSent && socket.writable)
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    socket.destroySoon();
  }, ms).unref();
  const done = (): void => clearTimeout(late);
  request.once('end', done);
  response.once('close', done);
}

/** Ends the connection as well: what follows of a refused request is not read. */
function refuse(request: Request, response: Response, status: number, body: ApiFailure): void {
  response.status(status);
  response.setHeader('Content-Security-Policy', DATA_POLICY);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Connection', 'close');
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
}
