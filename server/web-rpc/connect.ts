import type { MethodKind } from '../contract/schema.ts';
import { status } from '../contract/status.ts';
import { httpStatus } from '../rest/http-status.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import { ENCODINGS } from '../serving/decompress.ts';
import { addMetadata, header, requestMetadata } from '../serving/http-metadata.ts';
import type { ServedMethod } from '../serving/served-method.ts';
import { viaOf } from '../serving/via.ts';
import { pathOf } from './call-path.ts';
import { connectError } from './connect-error.ts';
import { badEncoding, badVersion, connectTimeout, connectType } from './connect-head.ts';
import { readConnectQuery } from './connect-query.ts';
import type { Exchange } from './exchange.ts';
import { type MessageCodec, jsonCodec, PROTO } from './message-codec.ts';
import { type HeadRefusal, refuseHead } from './refuse-head.ts';
import { type StreamForm, StreamWire } from './stream-wire.ts';
import { UnaryWire } from './unary-wire.ts';
import { connectCompression } from './web-compression.ts';
import { addWebMetadata, DETAILS, WEB_PROTOCOL } from './web-metadata.ts';
import { framed } from '../serving/message-reader.ts';

/** What serves calls that come by HTTP. */
export interface WebHost {
  readonly desk: CallDesk;
  /** Bytes of one message of a client, decompressed. */
  readonly limit: number;
}

const UNARY_TYPES = 'application/json, application/proto';
const STREAM_TYPES = 'application/connect+json, application/connect+proto';
const END_STREAM = 2;

/** The content types of a method's calls. */
const typesOf = (kind: MethodKind | undefined): string =>
  kind === undefined ? `${UNARY_TYPES}, ${STREAM_TYPES}` : kind === 'unary' ? UNARY_TYPES : STREAM_TYPES;

/** A call by Connect: unary by POST or GET, or a stream. */
export function serveConnect(host: WebHost, exchange: Exchange): void {
  const method = host.desk.method(pathOf(exchange.path));
  // 1. A GET has its message in its query.
  if (exchange.verb === 'GET') return serveGet(host, exchange, method);
  // 2. All else is a POST.
  if (exchange.verb !== 'POST') return refuseVerb(host, exchange, method);
  // 3. Its content type says how messages are written, and has to fit the kind of the method.
  const contentType = header(exchange.rawHeaders, 'content-type');
  const type = connectType(contentType);
  if (!type || (method && type.stream !== (method.kind !== 'unary')))
    return refuseType(host, exchange, method, contentType);
  const codec = type.codec === 'json' ? jsonCodec(method) : PROTO;
  if (type.stream) serveStream(host, exchange, method, codec);
  else serveUnary(host, exchange, method, codec, header(exchange.rawHeaders, 'content-encoding') ?? undefined);
}

function serveGet(host: WebHost, exchange: Exchange, method: ServedMethod | undefined): void {
  if (method && !(method.kind === 'unary' && method.sideEffectFree)) return refuseVerb(host, exchange, method);
  const query = readConnectQuery(exchange.path);
  if ('hint' in query) {
    refuse(host, exchange, { ...query, status: 'INVALID_ARGUMENT', codec: 'json' });
    return;
  }
  const codec = query.codec === 'json' ? jsonCodec(method) : PROTO;
  serveUnary(host, exchange, method, codec, query.encoding, query.message);
}

function serveUnary(
  host: WebHost,
  exchange: Exchange,
  method: ServedMethod | undefined,
  codec: MessageCodec,
  encoding: string | undefined,
  given?: Buffer,
): void {
  // A plain HTTP client that says nothing undoes nothing.
  const accepts = header(exchange.rawHeaders, 'accept-encoding') ?? '';
  serve(host, exchange, codec, encoding, (call) => {
    return new UnaryWire(
      {
        exchange,
        codec,
        limit: host.limit,
        encoding,
        given,
        compression: (asked) => connectCompression(asked, encoding, accepts),
        failure: (ending, trailers) => ({
          http: method ? httpStatus(ending.name) : 404,
          body: Buffer.from(JSON.stringify(connectError(ending, trailers, method))),
        }),
      },
      call,
    );
  });
}

function serveStream(host: WebHost, exchange: Exchange, method: ServedMethod | undefined, codec: MessageCodec): void {
  const encoding = header(exchange.rawHeaders, 'connect-content-encoding') ?? undefined;
  const accepts = header(exchange.rawHeaders, 'connect-accept-encoding');
  const form: StreamForm = {
    exchange,
    codec,
    limit: host.limit,
    encoding,
    text: { request: false, answer: false },
    malformed: 'INVALID_ARGUMENT',
    compression: (asked) => connectCompression(asked, encoding, accepts),
    headers: (metadata, by) =>
      addWebMetadata(withoutDetails(metadata), {
        'content-type': `application/connect+${codec.name}`,
        'connect-accept-encoding': ENCODINGS,
        ...(by && { 'connect-content-encoding': by }),
      }),
    tail(ending, trailers) {
      const metadata = Object.fromEntries(
        Object.entries(addMetadata(withoutDetails(trailers), {})).map(([name, value]) => [name, [value].flat()]),
      );
      const error = ending.code === 0 ? undefined : connectError(ending, trailers, method);
      const said = { ...(error && { error }), ...(Object.keys(metadata).length > 0 && { metadata }) };
      return framed(Buffer.from(JSON.stringify(said)), END_STREAM);
    },
  };
  serve(host, exchange, codec, encoding, (call) => new StreamWire(form, call));
}

function serve(
  { desk }: WebHost,
  exchange: Exchange,
  codec: MessageCodec,
  encoding: string | undefined,
  wire: Parameters<CallDesk['serve']>[0]['wire'],
): void {
  const { rawHeaders, peer, http, secure, verb } = exchange;
  const { deadlineMs, refused } = connectTimeout(rawHeaders);
  desk.serve({
    path: pathOf(exchange.path),
    protocol: 'connect',
    peer,
    counts: exchange.counts,
    metadata: requestMetadata(rawHeaders, WEB_PROTOCOL),
    deadlineMs,
    via: viaOf(http, secure, codec.name, verb, encoding),
    refused: refused ?? badVersion(header(rawHeaders, 'connect-protocol-version')) ?? badEncoding(encoding),
    wire,
  });
}

function refuseVerb(host: WebHost, exchange: Exchange, method: ServedMethod | undefined): void {
  const allow = method?.kind === 'unary' && method.sideEffectFree ? 'GET, POST' : 'POST';
  refuse(host, exchange, {
    http: 405,
    headers: { allow },
    codec: 'json',
    status: 'UNIMPLEMENTED',
    code: 'connect-verb',
    message: `${exchange.verb.slice(0, 40)} does not fit ${pathOf(exchange.path).slice(0, 200)}.`,
    hint:
      exchange.verb === 'GET' && method?.kind === 'unary'
        ? 'Use POST; GET is for methods with "option idempotency_level = NO_SIDE_EFFECTS".'
        : `Use ${allow.replace(', ', ' or ')}.`,
  });
}

function refuseType(
  host: WebHost,
  exchange: Exchange,
  method: ServedMethod | undefined,
  contentType: string | null,
): void {
  const types = typesOf(method?.kind);
  const what = contentType === null ? 'The request has no content type' : `"${contentType.slice(0, 80)}" does not fit`;
  refuse(host, exchange, {
    http: 415,
    headers: { 'accept-post': types },
    codec: 'json',
    status: 'UNKNOWN',
    code: 'connect-content-type',
    message: `${what}: ${pathOf(exchange.path).slice(0, 200)} takes ${types.replaceAll(', ', ' or ')}.`,
    hint: 'gRPC-Web takes application/grpc-web+proto, and gRPC by HTTP/2 application/grpc.',
  });
}

/** By HTTP where a request is no call of Connect at all, else as Connect writes errors. */
function refuse(host: WebHost, exchange: Exchange, what: Omit<HeadRefusal, 'protocol' | 'body'>): void {
  const error = connectError(status(what.status, `${what.message} ${what.hint}`), [], undefined);
  const body = what.http === 400 ? Buffer.from(JSON.stringify(error)) : 'text';
  refuseHead(host.desk, exchange, { ...what, protocol: 'connect', body });
}

const withoutDetails = <T extends { readonly key: string }>(metadata: readonly T[]): T[] =>
  metadata.filter(({ key }) => key !== DETAILS);
