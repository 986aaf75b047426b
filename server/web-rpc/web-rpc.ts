import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallDesk } from '../serving/call-desk.ts';
import { type Http2Request, Http2Exchange } from './http2-exchange.ts';

export interface WebRpcOptions {
  readonly desk: CallDesk;
}

/** gRPC-Web, Connect and REST: what web pages and plain HTTP clients call. */
export interface WebRpc {
  /** Takes a request that came by HTTP/1.1; false where it is none of these protocols. */
  http1(request: IncomingMessage, response: ServerResponse): boolean;
  /** Takes a stream that is no gRPC. */
  http2(request: Http2Request): void;
}

export function createWebRpc(_options: WebRpcOptions): WebRpc {
  return {
    http1: () => false,
    http2(request) {
      const exchange = new Http2Exchange(request);
      exchange.respond(415, {});
      exchange.end();
    },
  };
}
