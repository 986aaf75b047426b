import type { OutgoingHttpHeaders } from 'node:http2';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { Encoding } from '../serving/compress.ts';
import { ENCODINGS } from '../serving/decompress.ts';
import { addMetadata } from '../serving/http-metadata.ts';

/** What every answer begins with. */
const HEADERS: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': ENCODINGS,
};
/** The same of an answer that is compressed. */
const COMPRESSED: Readonly<Record<Encoding, OutgoingHttpHeaders>> = {
  gzip: { ...HEADERS, 'grpc-encoding': 'gzip' },
  deflate: { ...HEADERS, 'grpc-encoding': 'deflate' },
};
const OK: OutgoingHttpHeaders = { 'grpc-status': '0', 'grpc-message': '' };
/** Equal metadata of many answers is the same object: a seed's, above all. */
const made = new WeakMap<Metadata, OutgoingHttpHeaders>();

/** The headers of an answer. Throws where a key or value cannot be sent. */
export function responseHeaders(metadata: Metadata, encoding: Encoding | null = null): OutgoingHttpHeaders {
  if (encoding !== null) return addMetadata(metadata, { ...COMPRESSED[encoding] });
  if (metadata.length === 0) return HEADERS;
  let headers = made.get(metadata);
  if (!headers) made.set(metadata, (headers = addMetadata(metadata, { ...HEADERS })));
  return headers;
}

/** The trailers of an answer; `whole` where there is nothing before them. Throws as above. */
export function responseTrailers({ code, message }: Status, metadata: Metadata, whole: boolean): OutgoingHttpHeaders {
  if (code === 0 && message === '' && metadata.length === 0 && !whole) return OK;
  const trailers = { 'grpc-status': String(code), 'grpc-message': encodeURI(message) };
  return addMetadata(metadata, whole ? { ...HEADERS, ...trailers } : trailers);
}
