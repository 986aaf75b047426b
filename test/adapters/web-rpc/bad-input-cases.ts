import { gzipSync } from 'node:zlib';
import { text } from '../grpc/mock.ts';
import { type Ask, envelope } from './raw-http.ts';

export const UNARY = '/t.v1.Kinds/Unary';
const DOWN = '/t.v1.Kinds/Down';
export const json = 'application/json';
/** Bytes of one message. */
export const LIMIT = 1_000;

/** How an answer tells its status: the code of HTTP, and the name in its body. */
export interface Expected {
  readonly http: number;
  readonly status: string;
  readonly says?: string | RegExp;
  readonly head?: Record<string, string>;
}

export const post = (type: string, body: Uint8Array | string, headers = {}): Ask => ({
  headers: { 'content-type': type, ...headers },
  body,
});
const web = (body: Uint8Array | string, headers = {}, type = 'application/grpc-web+proto'): Ask =>
  post(type, body, headers);
const stream = (body: Uint8Array | string, headers = {}, type = 'application/connect+json'): Ask =>
  post(type, body, headers);
const get = (query: string): [string, Ask] => [`/t.v1.Kinds/Look?${query}`, { verb: 'GET' }];
const big = 'x'.repeat(2_000);

/** What is wrong with a request, and what is answered. */
export const CASES: Record<string, [path: string, ask: Ask, expected: Expected]> = {
  'Connect: a content type that is none of it': [
    UNARY,
    post('text/plain', '{}'),
    {
      http: 415,
      status: 'UNKNOWN',
      says: 'text/plain',
      head: { 'accept-post': 'application/json, application/proto' },
    },
  ],
  'Connect: a codec that is none': [UNARY, post('application/xml', '<a/>'), { http: 415, status: 'UNKNOWN' }],
  'Connect: no content type': [UNARY, {}, { http: 415, status: 'UNKNOWN', says: 'no content type' }],
  'Connect: the content type of streams for a unary call': [
    UNARY,
    stream(envelope(Buffer.from('{}'))),
    { http: 415, status: 'UNKNOWN' },
  ],
  'Connect: the content type of unary calls for a stream': [
    DOWN,
    post(json, '{}'),
    { http: 415, status: 'UNKNOWN', head: { 'accept-post': 'application/connect+json, application/connect+proto' } },
  ],
  'Connect: JSON that is broken': [
    UNARY,
    post(json, '{"text": '),
    { http: 400, status: 'INVALID_ARGUMENT', says: /line 1/ },
  ],
  'Connect: JSON of another type': [
    UNARY,
    post(json, '{"number": "many"}'),
    { http: 400, status: 'INVALID_ARGUMENT', says: /number/ },
  ],
  'Connect: a field that is none': [
    UNARY,
    post(json, '{"txt": "a"}'),
    { http: 400, status: 'INVALID_ARGUMENT', says: /txt/ },
  ],
  'Connect: base64 in JSON that is none': [
    UNARY,
    post(json, '{"raw": "*"}'),
    { http: 400, status: 'INVALID_ARGUMENT', says: /raw/ },
  ],
  'Connect: JSON that is no UTF-8': [
    UNARY,
    post(json, Buffer.from([0x7b, 0xff, 0x7d])),
    { http: 400, status: 'INVALID_ARGUMENT', says: /UTF-8/ },
  ],
  'Connect: an empty body, as JSON': [UNARY, post(json, ''), { http: 400, status: 'INVALID_ARGUMENT' }],
  'Connect: too large a message': [UNARY, post(json, big), { http: 429, status: 'RESOURCE_EXHAUSTED', says: /1000/ }],
  'Connect: too large when it is decompressed': [
    UNARY,
    post(json, gzipSync(big), { 'content-encoding': 'gzip' }),
    { http: 429, status: 'RESOURCE_EXHAUSTED' },
  ],
  'Connect: a compression that nobody knows': [
    UNARY,
    post(json, '{}', { 'content-encoding': 'zip' }),
    { http: 501, status: 'UNIMPLEMENTED', says: /gzip/ },
  ],
  'Connect: what is no gzip': [
    UNARY,
    post(json, '{}', { 'content-encoding': 'gzip' }),
    { http: 500, status: 'INTERNAL' },
  ],
  'Connect: a timeout that is none': [
    UNARY,
    post(json, '{}', { 'connect-timeout-ms': 'soon' }),
    { http: 400, status: 'INVALID_ARGUMENT', says: /soon/ },
  ],
  'Connect: a version that is none': [
    UNARY,
    post(json, '{}', { 'connect-protocol-version': '2' }),
    { http: 400, status: 'INVALID_ARGUMENT' },
  ],
  'Connect: another verb': [UNARY, { verb: 'DELETE' }, { http: 405, status: 'UNIMPLEMENTED', head: { allow: 'POST' } }],
  'Connect: GET of a method with side effects': [
    `${UNARY}?connect=v1&encoding=json&message=%7B%7D`,
    { verb: 'GET' },
    { http: 405, status: 'UNIMPLEMENTED', says: /NO_SIDE_EFFECTS/, head: { allow: 'POST' } },
  ],
  'Connect: a method that nobody knows': [
    '/t.v1.Kinds/Unari',
    post(json, '{}'),
    { http: 404, status: 'UNIMPLEMENTED', says: /\/t\.v1\.Kinds\/Unary/ },
  ],
  'Connect GET: bad percent-encoding': [...get('encoding=json&message=%7'), { http: 400, status: 'INVALID_ARGUMENT' }],
  'Connect GET: bad base64': [...get('encoding=json&base64=1&message=***'), { http: 400, status: 'INVALID_ARGUMENT' }],
  'Connect GET: no message': [...get('encoding=json'), { http: 400, status: 'INVALID_ARGUMENT', says: /message/ }],
  'Connect GET: no encoding': [...get('message=%7B%7D'), { http: 400, status: 'INVALID_ARGUMENT', says: /encoding/ }],
  'Connect GET: another codec': [...get('encoding=xml&message=a'), { http: 415, status: 'INVALID_ARGUMENT' }],
  'Connect GET: another version': [
    ...get('connect=v2&encoding=json&message=%7B%7D'),
    { http: 400, status: 'INVALID_ARGUMENT' },
  ],
  'Connect GET: bytes that are no UTF-8': [
    ...get('encoding=json&message=%FF'),
    { http: 400, status: 'INVALID_ARGUMENT', says: /UTF-8/ },
  ],
  'Connect stream: a frame that is cut off': [
    DOWN,
    stream(envelope(Buffer.from('{}')).subarray(0, 6)),
    { http: 200, status: 'INVALID_ARGUMENT', says: /middle/ },
  ],
  'Connect stream: a prefix that is cut off': [
    DOWN,
    stream(Buffer.alloc(3)),
    { http: 200, status: 'INVALID_ARGUMENT' },
  ],
  'Connect stream: flags that are none': [
    DOWN,
    stream(envelope(Buffer.from('{}'), 7)),
    { http: 200, status: 'INVALID_ARGUMENT', says: /7/ },
  ],
  'Connect stream: a length beyond the limit': [
    DOWN,
    stream(Buffer.from([0, 255, 255, 255, 255])),
    { http: 200, status: 'RESOURCE_EXHAUSTED' },
  ],
  'Connect stream: a flag of compression without a name of it': [
    DOWN,
    stream(envelope(gzipSync('{}'), 1)),
    { http: 200, status: 'INTERNAL' },
  ],
  'Connect stream: a compression that nobody knows': [
    DOWN,
    stream(envelope(Buffer.from('{}')), { 'connect-content-encoding': 'zip' }),
    { http: 200, status: 'UNIMPLEMENTED' },
  ],
  'Connect stream: broken JSON': [DOWN, stream(envelope(Buffer.from('{'))), { http: 200, status: 'INVALID_ARGUMENT' }],
  'Connect stream: two messages for one': [
    DOWN,
    stream(Buffer.concat([envelope(Buffer.from('{}')), envelope(Buffer.from('{}'))])),
    { http: 200, status: 'UNIMPLEMENTED', says: /second/ },
  ],
  'Connect stream: no message at all': [DOWN, stream(''), { http: 200, status: 'UNIMPLEMENTED' }],
  'gRPC-Web: another codec': [
    UNARY,
    web('', {}, 'application/grpc-web+thrift'),
    { http: 415, status: 'UNKNOWN', says: /thrift/ },
  ],
  'gRPC-Web: another verb': [
    UNARY,
    { ...web(''), verb: 'PUT' },
    { http: 405, status: 'UNKNOWN', head: { allow: 'POST' } },
  ],
  'gRPC-Web: a frame that is cut off': [
    UNARY,
    web(envelope(text('hello')).subarray(0, 8)),
    { http: 200, status: 'INTERNAL', says: /middle/ },
  ],
  'gRPC-Web: flags that are none': [UNARY, web(envelope(text('a'), 0x42)), { http: 200, status: 'INTERNAL' }],
  'gRPC-Web: a length beyond the limit': [
    UNARY,
    web(Buffer.from([0, 0, 1, 0, 0])),
    { http: 200, status: 'RESOURCE_EXHAUSTED' },
  ],
  'gRPC-Web: two messages for one': [
    UNARY,
    web(Buffer.concat([envelope(text('a')), envelope(text('b'))])),
    { http: 200, status: 'UNIMPLEMENTED' },
  ],
  'gRPC-Web: no message': [UNARY, web(''), { http: 200, status: 'UNIMPLEMENTED' }],
  'gRPC-Web: a compression that nobody knows': [
    UNARY,
    web(envelope(text('a')), { 'grpc-encoding': 'zip' }),
    { http: 200, status: 'UNIMPLEMENTED' },
  ],
  'gRPC-Web: a timeout that is none': [
    UNARY,
    web(envelope(text('a')), { 'grpc-timeout': 'soon' }),
    { http: 200, status: 'INTERNAL' },
  ],
  'gRPC-Web: a method that nobody knows': [
    '/t.v1.Kinds/Nope',
    web(envelope(text('a'))),
    { http: 200, status: 'UNIMPLEMENTED' },
  ],
  'gRPC-Web text: what is no base64': [
    UNARY,
    web('no base64!', {}, 'application/grpc-web-text'),
    { http: 200, status: 'INTERNAL', says: /base64/ },
  ],
  'gRPC-Web text: base64 that is cut off': [
    UNARY,
    web(envelope(text('hello')).toString('base64').slice(0, -2), {}, 'application/grpc-web-text+proto'),
    { http: 200, status: 'INTERNAL' },
  ],
};
