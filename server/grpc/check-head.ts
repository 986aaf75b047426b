import { constants, type ServerHttp2Stream } from 'node:http2';
import { type Status, status } from '../contract/status.ts';
import { ENCODINGS } from '../serving/decompress.ts';
import type { Failure } from '../serving/failures.ts';
import { header, timeoutMs } from '../serving/http-metadata.ts';

/** A head that is no call: answered by HTTP's status, with gRPC's beside it for clients that look there first. */
export interface BadHead {
  readonly http: number;
  readonly failure: Failure;
}

/** With its parameters, if it has any. */
const PROTO = /^application\/grpc(?:\+proto)?\s*(?:;|$)/i;

/** What of a head makes it no call at all; undefined for all that is well. As grpc-go does it. */
export function badHead(rawHeaders: readonly string[]): BadHead | undefined {
  const verb = header(rawHeaders, ':method') ?? '';
  if (verb !== 'POST')
    return {
      http: constants.HTTP_STATUS_METHOD_NOT_ALLOWED,
      failure: failure(
        'INTERNAL',
        'bad-verb',
        `gRPC calls are POST, and this is ${verb.slice(0, 40)}.`,
        'Send it as POST.',
      ),
    };
  const type = header(rawHeaders, 'content-type') ?? '';
  if (type === 'application/grpc' || PROTO.test(type)) return undefined;
  return {
    http: constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
    failure: failure(
      'INVALID_ARGUMENT',
      'bad-content-type',
      `Content type ${type.slice(0, 200)} is none that is served.`,
      'gRPC is served as application/grpc and application/grpc+proto; for JSON use Connect or REST.',
    ),
  };
}

/** What of the head of a call the protocol answers with a status; undefined where all is well. */
export function refusedHead(timeout: string | null, encoding: string | null): Status | undefined {
  if (timeout !== null && timeoutMs(timeout) === null)
    return status('INTERNAL', `Invalid grpc-timeout value "${timeout.slice(0, 40)}"`);
  if (encoding !== null && !ENCODINGS.split(',').includes(encoding))
    return status(
      'UNIMPLEMENTED',
      `Compression "${encoding.slice(0, 40)}" of grpc-encoding is not supported: use one of ${ENCODINGS}`,
    );
  return undefined;
}

/** Answers it. */
export function answerBadHead(stream: ServerHttp2Stream, { http, failure }: BadHead): void {
  // What breaks a stream closes it.
  stream.on('error', () => undefined);
  if (stream.destroyed || stream.closed) return;
  const headers = {
    ':status': http,
    ...(http === constants.HTTP_STATUS_METHOD_NOT_ALLOWED && { allow: 'POST' }),
    'content-type': 'application/grpc',
    'grpc-status': String(failure.status.code),
    'grpc-message': encodeURI(failure.status.message),
  };
  stream.respond(headers, { endStream: true });
  // What the client still sends is let through, or the stream would never close.
  stream.resume();
}

const failure = (name: Status['name'], code: string, message: string, hint: string): Failure => ({
  status: status(name, message),
  problem: { severity: 'error', code, message, hint },
});
