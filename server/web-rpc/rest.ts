import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import { type Found, type Routes, routesOf } from '../rest/routes.ts';
import type { Registry } from '../schema/registry.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import { header, requestMetadata, timeoutMs } from '../serving/http-metadata.ts';
import { MESSAGE_BYTES } from '../serving/limits.ts';
import { viaOf } from '../serving/via.ts';
import { looksLikeMethod, pathOf } from './call-path.ts';
import type { Exchange } from './exchange.ts';
import { restCall } from './rest-call.ts';
import { RestWire, type RestWireOptions } from './rest-wire.ts';
import { WEB_PROTOCOL } from './web-metadata.ts';
import type { RestSide } from './web-rpc.ts';

export interface RestOptions {
  readonly desk: CallDesk;
  readonly registry: Registry;
  /** Bytes of a request's body. */
  readonly messageBytes?: number | undefined;
}

/** Headers of a request that are no metadata of the call. */
const PROTOCOL: ReadonlySet<string> = new Set([...WEB_PROTOCOL, 'x-server-timeout']);

interface Refused {
  readonly status: Status;
  readonly problem?: Problem;
  readonly refusal?: RestWireOptions['refusal'];
}

/** The methods of the schema by their `google.api.http` rules. */
export function createRest({ desk, registry, messageBytes = MESSAGE_BYTES }: RestOptions): RestSide {
  const routes = (): Routes => routesOf(registry.current);
  const find = (verb: string, target: string): Found | undefined => routes().find(verb, pathOf(target));

  const serve = (
    exchange: Exchange,
    path: string,
    options: Omit<RestWireOptions, 'exchange' | 'limit'>,
    refused?: Status,
  ): void => {
    const { rawHeaders, peer, http, secure, verb } = exchange;
    desk.serve({
      path,
      protocol: 'rest',
      peer,
      counts: exchange.counts,
      metadata: requestMetadata(rawHeaders, PROTOCOL),
      deadlineMs: deadlineOf(rawHeaders),
      via: viaOf(http, secure, 'json', verb, header(rawHeaders, 'content-encoding')),
      refused,
      wire: (listener) => new RestWire({ exchange, limit: messageBytes, ...options }, listener),
    });
  };
  const refuse = (exchange: Exchange, path: string, { status: ending, problem, refusal }: Refused): void =>
    serve(exchange, path, { call: undefined, problem, refusal }, ending);

  return {
    routes: (verb, target, foreign) =>
      foreign || find(verb, target) !== undefined || meantForRest(verb, pathOf(target), routes()),

    serve(exchange) {
      const bare = pathOf(exchange.path);
      const found = find(exchange.verb, exchange.path);
      // 1. No rule has that path.
      if (!found) return refuse(exchange, bare, nothing(exchange.verb, bare, routes().all.length > 0));
      // 2. The path has rules for other verbs only.
      if (found.found === 'other-verbs') return refuse(exchange, bare, otherVerbs(exchange.verb, bare, found.allow));
      const { route } = found;
      const path = route.method;
      // 3. The path is no text.
      if (found.found === 'bad-encoding')
        return refuse(exchange, path, { status: status('INVALID_ARGUMENT', 'The path is no percent-encoded UTF-8.') });
      // 4. A stream of requests has no place in one body.
      if (route.kind === 'client_streaming' || route.kind === 'bidi_streaming')
        return refuse(exchange, path, requestStream(path));
      const method = desk.method(path);
      if (!method) return refuse(exchange, path, { status: status('UNIMPLEMENTED', `There is no ${path} any more.`) });
      // 5. The query cannot be read.
      const call = restCall(exchange, found, method);
      if ('problem' in call) {
        const { message, hint } = call.problem;
        return refuse(exchange, path, {
          status: status('INVALID_ARGUMENT', `${message} ${hint ?? ''}`),
          problem: call.problem,
        });
      }
      // 6. The body is of a kind, or compressed in a way, that is not read here.
      const wrong = wrongContent(exchange, call.raw !== undefined);
      if (wrong) return refuse(exchange, path, wrong);
      serve(exchange, path, { call });
    },
  };
}

/** Nothing else is at these paths: what asks for one means REST, and is told what there is. */
function meantForRest(verb: string, path: string, { roots }: Routes): boolean {
  if (/^\/(api|socket\.io)(\/|$)/i.test(path) || looksLikeMethod(path)) return false;
  return /^(POST|PUT|PATCH|DELETE)$/.test(verb) || roots.has(path.split('/', 2)[1] ?? '');
}

function nothing(verb: string, path: string, some: boolean): Refused {
  const words = [
    `No google.api.http rule has ${verb} ${path.slice(0, 200)}.`,
    some ? 'GET /api/rest/openapi.json lists those that there are.' : 'The protos have no such rules.',
    'A method without a rule is called by POST /package.Service/Method, with its request as JSON and content-type application/json.',
  ];
  return { status: status('UNIMPLEMENTED', words.join(' ')), refusal: { status: 404 } };
}

function otherVerbs(verb: string, path: string, allow: readonly string[]): Refused {
  const verbs = allow.includes('GET') && !allow.includes('HEAD') ? [...allow, 'HEAD'] : allow;
  const list = verbs.toSorted().join(', ');
  return {
    status: status('UNIMPLEMENTED', `${path.slice(0, 200)} takes no ${verb}: it takes ${list}.`),
    refusal: { status: 405, headers: { allow: list } },
  };
}

function requestStream(path: string): Refused {
  const message = `${path} takes a stream of messages, and a REST request is one message.`;
  return { status: status('UNIMPLEMENTED', `${message} Call it by gRPC, gRPC-Web or Connect.`) };
}

/** A body is JSON, whether it says so or says nothing. Pages elsewhere, which could send others without asking, were refused by their origin. */
function wrongContent({ rawHeaders }: Exchange, raw: boolean): Refused | undefined {
  const type = header(rawHeaders, 'content-type');
  const length = header(rawHeaders, 'content-length');
  const empty =
    length === '0' || (length === null && header(rawHeaders, 'transfer-encoding') === null && type === null);
  if (type !== null && !empty && !raw && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type))
    return {
      status: status(
        'INVALID_ARGUMENT',
        `The body is ${type.slice(0, 100)}, and JSON is read here. Send content-type: application/json.`,
      ),
      refusal: { status: 415, headers: { 'accept-post': 'application/json' } },
    };
  const charset = /;\s*charset="?([\w-]+)/i.exec(type ?? '')?.[1];
  if (charset !== undefined && !raw && !/^(utf-?8|us-ascii)$/i.test(charset))
    return {
      status: status('INVALID_ARGUMENT', `The body is text in ${charset}, and JSON is UTF-8.`),
      refusal: { status: 415 },
    };
  const encoding = header(rawHeaders, 'content-encoding');
  if (encoding !== null && !/^(identity|gzip|deflate|br)$/.test(encoding))
    return {
      status: status(
        'UNIMPLEMENTED',
        `The body is compressed by ${encoding.slice(0, 40)}: use gzip, deflate, br or nothing.`,
      ),
      refusal: { status: 415, headers: { 'accept-encoding': 'gzip, deflate, br' } },
    };
  return undefined;
}

/** `x-server-timeout` in seconds, as Google's clients send it, or gRPC's own header. */
function deadlineOf(rawHeaders: readonly string[]): number | null {
  const seconds = header(rawHeaders, 'x-server-timeout');
  if (seconds !== null && /^\d{1,9}(\.\d+)?$/.test(seconds)) return Number(seconds) * 1_000;
  return timeoutMs(header(rawHeaders, 'grpc-timeout'));
}
