import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../contract/problem.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import { header } from '../serving/http-metadata.ts';
import { MESSAGE_BYTES } from '../serving/limits.ts';
import { pathOf } from './call-path.ts';
import { serveConnect, type WebHost } from './connect.ts';
import { answerPreflight, type Cors, forbidGuesses, foreignPage, letPageRead } from './cors.ts';
import { type Ground, type Speech, speechOf } from './dispatch.ts';
import type { Exchange } from './exchange.ts';
import { serveGrpcWeb } from './grpc-web.ts';
import { Http1Exchange } from './http1-exchange.ts';
import { type Http2Request, Http2Exchange } from './http2-exchange.ts';
import { isOurs } from './our-paths.ts';
import { Pipeline } from './pipeline.ts';
import { answerJson, refuseHead } from './refuse-head.ts';
import { TurnedAway } from './turned-away.ts';

/** REST as this room sees it. */
export interface RestSide {
  /** Whether a rule leads from a verb and a path (with its query) somewhere, or nothing else is there; `foreign`: to a page of another server. */
  routes(verb: string, target: string, foreign: boolean): boolean;
  serve(exchange: Exchange): void;
}

export interface WebRpcOptions {
  readonly desk: CallDesk;
  /** Pages that may call; by default those of this machine. */
  readonly cors?: Cors | undefined;
  /** Bytes of one message of a client, decompressed. */
  readonly messageBytes?: number | undefined;
  /** Why a request for a host may not be answered; undefined where it may. */
  readonly foreignHost?:
    ((exchange: Exchange) => { readonly status: number; readonly problem: Problem } | undefined) | undefined;
  /** Milliseconds for the whole of a request that is not a stream, by HTTP/1.1. */
  readonly requestMs?: number | undefined;
  readonly rest?: RestSide | undefined;
  /** Hears of pages and hosts that are refused, once of each: a browser shows its user nothing of what they are told. */
  readonly onTurnedAway?: ((problem: Problem) => void) | undefined;
  /** Takes a stream of HTTP/2 that is none of these protocols: it asks for the API or the page. */
  readonly otherwise?: ((request: Http2Request) => void) | undefined;
}

/** gRPC-Web, Connect and REST: what web pages and plain HTTP clients call. */
export interface WebRpc {
  /** Takes a request that came by HTTP/1.1; false where it is none of these protocols. */
  http1(request: IncomingMessage, response: ServerResponse): boolean;
  /** Takes a stream that is no gRPC. */
  http2(request: Http2Request): void;
}

/** Milliseconds in which a request of one message has to be whole. */
const REQUEST_MS = 30_000;

export function createWebRpc(options: WebRpcOptions): WebRpc {
  const { desk, cors = [], rest, requestMs = REQUEST_MS } = options;
  const host: WebHost = { desk, limit: options.messageBytes ?? MESSAGE_BYTES };
  const ground: Ground = {
    knows: (path) => desk.method(path) !== undefined,
    routes: (verb, target, foreign) => rest?.routes(verb, target, foreign) ?? false,
    ours: isOurs,
  };

  const pipeline = new Pipeline();
  const turnedAway = new TurnedAway(options.onTurnedAway);

  const serve = (exchange: Exchange, speech: Speech): void => {
    forbidGuesses(exchange);
    // 1. Only what is meant for this server.
    const foreign = options.foreignHost?.(exchange);
    if (foreign) {
      const { message, hint = '', code } = foreign.problem;
      refuse(exchange, speech, { http: foreign.status, code, message, hint });
      return;
    }
    // 2. Only pages that may call.
    const page = foreignPage(exchange, cors);
    if (page !== undefined) {
      refuse(exchange, speech, { http: 403, code: 'foreign-origin', ...page });
      return;
    }
    if (speech === 'preflight') {
      answerPreflight(exchange, cors);
      return;
    }
    letPageRead(exchange, cors);
    // 3. By its protocol.
    switch (speech) {
      case 'grpc-web':
        serveGrpcWeb(host, exchange);
        return;
      case 'connect':
        serveConnect(host, exchange);
        return;
      case 'rest':
        // It said that it has a route.
        rest!.serve(exchange);
        return;
      case 'grpc-by-1.1':
        explainGrpc(exchange);
        return;
      default:
        speech satisfies never;
    }
  };

  const refuse = (
    exchange: Exchange,
    speech: Speech,
    what: { readonly http: number; readonly code: string; readonly message: string; readonly hint: string },
  ): void => {
    const protocol = speech === 'preflight' ? askedFor(exchange) : speech === 'grpc-by-1.1' ? 'grpc' : speech;
    refuseHead(desk, exchange, { ...what, protocol, codec: 'proto', status: 'PERMISSION_DENIED' });
    turnedAway.tell({ severity: 'warning', code: what.code, message: what.message, hint: what.hint });
  };

  /** What a preflight asks for, as far as its headers tell. */
  const askedFor = ({ path, rawHeaders }: Exchange): 'grpc-web' | 'connect' | 'rest' => {
    const names = header(rawHeaders, 'access-control-request-headers') ?? '';
    if (/grpc-web/i.test(names)) return 'grpc-web';
    return ground.knows(pathOf(path)) || /connect-/i.test(names) ? 'connect' : 'rest';
  };

  /** gRPC that comes by HTTP/1.1 can only be explained: it needs HTTP/2 for its trailers. */
  const explainGrpc = (exchange: Exchange): void =>
    refuseHead(desk, exchange, {
      protocol: 'grpc',
      codec: 'proto',
      http: 505,
      status: 'UNKNOWN',
      code: 'grpc-needs-http2',
      message: 'This gRPC call came by HTTP/1.1, and gRPC needs HTTP/2.',
      hint: 'Let the client speak HTTP/2 in plain text (prior knowledge, "h2c"), or take the HTTP/1.1 proxy out of its way.',
    });

  return {
    http1(request, response) {
      const exchange = new Http1Exchange(request, response);
      return guarded(exchange, () => {
        const speech = speechOf(exchange, ground);
        if (speech === undefined) return false;
        const act = (): void => {
          const { kind } = desk.method(pathOf(exchange.path)) ?? {};
          if (kind !== 'client_streaming' && kind !== 'bidi_streaming') exchange.finishWithin(requestMs);
          serve(exchange, speech);
        };
        pipeline.add(request, { exchange, response, serve: () => void guarded(exchange, act) });
        return true;
      });
    },
    http2(request) {
      const exchange = new Http2Exchange(request);
      guarded(exchange, () => {
        const speech = speechOf(exchange, ground);
        if (speech === undefined) (options.otherwise ?? (() => elsewhere(exchange)))(request);
        else serve(exchange, speech);
      });
    },
  };
}

/** Nobody stands above it who would catch: a defect of ours costs this exchange, and no more. */
function guarded<T>(exchange: Exchange, act: () => T): T | true {
  try {
    return act();
  } catch {
    exchange.reset('INTERNAL_ERROR');
    return true;
  }
}

/** What is no call, by HTTP/2: the page and the API are not there. */
function elsewhere(exchange: Exchange): void {
  const message = `There is no call at ${exchange.verb.slice(0, 40)} ${pathOf(exchange.path).slice(0, 200)}.`;
  const hint = 'By HTTP/2 there are gRPC, gRPC-Web, Connect and REST; the playground and its API speak HTTP/1.1.';
  const type = header(exchange.rawHeaders, 'content-type');
  const http = type !== null && exchange.verb === 'POST' ? 415 : 404;
  const problems = [{ severity: 'error', code: 'no-call', message, hint }];
  answerJson(exchange, http, Buffer.from(JSON.stringify({ problems })));
}
