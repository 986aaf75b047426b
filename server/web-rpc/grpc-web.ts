import { status } from '../contract/status.ts';
import { answerEncoding } from '../serving/compress.ts';
import { ENCODINGS } from '../serving/decompress.ts';
import { addMetadata, header, requestMetadata, timeoutMs } from '../serving/http-metadata.ts';
import { framed } from '../serving/message-reader.ts';
import { viaOf } from '../serving/via.ts';
import { pathOf } from './call-path.ts';
import type { WebHost } from './connect.ts';
import { badEncoding } from './connect-head.ts';
import type { Exchange } from './exchange.ts';
import { jsonCodec, PROTO } from './message-codec.ts';
import { type HeadRefusal, refuseHead } from './refuse-head.ts';
import { StreamWire } from './stream-wire.ts';
import { addWebMetadata, WEB_PROTOCOL } from './web-metadata.ts';

const TYPE = /^application\/grpc-web(-text)?(?:\+(proto|json))?\s*(?:;.*)?$/i;
const TYPES = 'application/grpc-web+proto, application/grpc-web-text+proto, application/grpc-web+json';
const TRAILERS = 0x80;

/** A call by gRPC-Web (grpc/grpc doc/PROTOCOL-WEB.md), binary or text. */
export function serveGrpcWeb({ desk, limit }: WebHost, exchange: Exchange): void {
  const { rawHeaders, peer, http, secure, verb } = exchange;
  const path = pathOf(exchange.path);
  const contentType = header(rawHeaders, 'content-type') ?? '';
  const type = TYPE.exec(contentType);
  const text = type?.[1] !== undefined;
  // A binary request may ask for text, and a text one for bytes (PROTOCOL-WEB.md, "Content-Type").
  const answersText = wantsText(header(rawHeaders, 'accept')) ?? text;
  const json = type?.[2]?.toLowerCase() === 'json';
  // 1. What cannot be a call is told so by HTTP.
  const wrong = wrongHead(verb, contentType);
  if (wrong) {
    const codec = text ? 'text' : json ? 'json' : 'proto';
    refuseHead(desk, exchange, { ...wrong, protocol: 'grpc-web', codec, status: 'UNKNOWN', body: 'text' });
    return;
  }
  // 2. All else is served.
  const codec = json ? jsonCodec(desk.method(path)) : PROTO;
  const encoding = header(rawHeaders, 'grpc-encoding') ?? undefined;
  const timeout = header(rawHeaders, 'grpc-timeout');
  const deadlineMs = timeoutMs(timeout);
  const answerType = `application/grpc-web${answersText ? '-text' : ''}+${codec.name}`;
  desk.serve({
    path,
    protocol: 'grpc-web',
    peer,
    counts: exchange.counts,
    metadata: requestMetadata(rawHeaders, WEB_PROTOCOL),
    deadlineMs,
    via: viaOf(http, secure, text ? 'text' : codec.name, verb, encoding),
    refused:
      timeout !== null && deadlineMs === null
        ? status('INTERNAL', `Invalid grpc-timeout value "${timeout.slice(0, 40)}"`)
        : badEncoding(encoding),
    wire: (call) =>
      new StreamWire(
        {
          exchange,
          codec,
          limit,
          encoding,
          text: { request: text, answer: answersText },
          malformed: 'INTERNAL',
          compression: (asked) => ({
            by: answerEncoding(asked, encoding ?? null, header(rawHeaders, 'grpc-accept-encoding')),
            from: 0,
          }),
          headers: (metadata, by) =>
            addWebMetadata(metadata, {
              'content-type': answerType,
              'grpc-accept-encoding': ENCODINGS,
              ...(by && { 'grpc-encoding': by }),
            }),
          tail({ code, message }, trailers) {
            const block = addMetadata(trailers, {
              'grpc-status': String(code),
              'grpc-message': encodeURI(message),
            });
            const lines = Object.entries(block).flatMap(([name, value]) =>
              [value].flat().map((one) => `${name}: ${one}\r\n`),
            );
            return framed(Buffer.from(lines.join(''), 'latin1'), TRAILERS);
          },
        },
        call,
      ),
  });
}

/** Whether an answer is to be base64, by what a client says that it takes; undefined where it says neither. */
function wantsText(accept: string | null): boolean | undefined {
  const named = /\bapplication\/grpc-web(-text)?(?=$|[\s,;+])/i.exec(accept ?? '');
  return named ? named[1] !== undefined : undefined;
}

type Wrong = Pick<HeadRefusal, 'http' | 'headers' | 'code' | 'message' | 'hint'>;

function wrongHead(verb: string, contentType: string): Wrong | undefined {
  if (verb !== 'POST') {
    const message = `${verb.slice(0, 40)} does not fit a call.`;
    return { http: 405, headers: { allow: 'POST' }, code: 'grpc-web-verb', message, hint: 'Use POST.' };
  }
  if (TYPE.test(contentType)) return undefined;
  const message = `Unknown content type "${contentType.slice(0, 80)}".`;
  const headers = { 'accept-post': TYPES };
  return { http: 415, headers, code: 'grpc-web-content-type', message, hint: `Use one of ${TYPES}.` };
}
