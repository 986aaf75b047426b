import type { Protocol } from '../contract/traffic.ts';
import { header } from '../serving/http-metadata.ts';
import { looksLikeMethod, pathOf } from './call-path.ts';
import { connectType } from './connect-head.ts';
import { looksLikeConnectGet } from './connect-query.ts';
import { fromElsewhere, isPreflight } from './cors.ts';
import type { Exchange } from './exchange.ts';

/** What has to be known to tell which protocol a request speaks. */
export interface Ground {
  /** Whether there is such a method. */
  knows(path: string): boolean;
  /** Whether REST takes a verb at a path (with its query); `foreign`: a page of another server asks. */
  routes(verb: string, target: string, foreign: boolean): boolean;
  /** Whether something of our own stands at a path, which goes before REST. */
  ours(path: string): boolean;
}

export type Speech = Exclude<Protocol, 'grpc'> | 'grpc-by-1.1' | 'preflight';

/** Which protocol a request speaks, by its head; undefined where it is a call of none. */
export function speechOf(exchange: Exchange, ground: Ground): Speech | undefined {
  const { verb, rawHeaders } = exchange;
  const path = pathOf(exchange.path);
  const contentType = header(rawHeaders, 'content-type');
  // 1. gRPC-Web says so.
  if (contentType !== null && /^application\/grpc-web/i.test(contentType)) return 'grpc-web';
  // 2. A browser asks before it calls.
  if (isPreflight(exchange)) {
    const wanted = header(rawHeaders, 'access-control-request-method') ?? '';
    const call = ground.knows(path) || looksLikeMethod(path);
    return call || (!ground.ours(path) && ground.routes(wanted, exchange.path, fromElsewhere(exchange)))
      ? 'preflight'
      : undefined;
  }
  // 3. gRPC, which has to come by HTTP/2.
  if (contentType !== null && /^application\/grpc/i.test(contentType)) return 'grpc-by-1.1';
  // 4. Streams of Connect say so.
  const type = connectType(contentType);
  if (type?.stream) return 'connect';
  // 5. The path of a method: whatever comes there is Connect, or is told how Connect is spoken.
  if (ground.knows(path)) return 'connect';
  // 6. A rule of REST, where nothing of our own is.
  const ours = ground.ours(path);
  if (!ours && ground.routes(verb, exchange.path, false)) return 'rest';
  // 7. A method that nobody knows, as Connect would call it.
  if (header(rawHeaders, 'connect-protocol-version') !== null) return 'connect';
  if (looksLikeMethod(path) && ((verb === 'POST' && type) || (verb === 'GET' && looksLikeConnectGet(exchange.path))))
    return 'connect';
  // 8. A page of another server fetches no page of ours: without an answer that it may read it would hear of CORS only.
  return !ours && ground.routes(verb, exchange.path, fromElsewhere(exchange)) ? 'rest' : undefined;
}
