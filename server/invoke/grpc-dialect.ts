import type { Metadata } from '../contract/metadata.ts';
import { problem } from '../contract/problem.ts';
import { Code, type Status, status, statusName } from '../contract/status.ts';
import type { AnswerListener, AnswerReader, CallPlan, Dialect } from './dialect.ts';
import { grpcTimeout, metadataOf, ownHeaders, statusOfHttp, valueOf } from './dialect-metadata.ts';
import { EnvelopedBody, envelopeWriter } from './enveloped-body.ts';

/** gRPC over HTTP/2: the same envelopes as gRPC-Web, with the status in real trailers. */
export function grpcDialect(plan: CallPlan): Dialect {
  const binary: CallPlan = { ...plan, codec: 'proto' };
  return {
    protocol: 'grpc',
    codec: 'proto',
    http: '2',
    whole: false,
    head: {
      verb: 'POST',
      path: plan.method.path,
      headers: [
        ['content-type', 'application/grpc'],
        ['te', 'trailers'],
        ...(plan.compress ? [['grpc-encoding', 'gzip'] as const] : []),
        ['grpc-accept-encoding', plan.compress ? 'identity,gzip' : 'identity'],
        ...(plan.deadlineMs === null ? [] : [['grpc-timeout', grpcTimeout(plan.deadlineMs)] as const]),
        ...ownHeaders(plan),
      ],
    },
    write: envelopeWriter(binary),
    answer: (listener) => new GrpcAnswer(binary, listener),
  };
}

/** gRPC-Web: gRPC as a browser can read it, with the trailers as the last frame of the body. */
export function grpcWebDialect(plan: CallPlan): Dialect {
  const binary: CallPlan = { ...plan, codec: 'proto' };
  const { kind } = plan.method;
  return {
    protocol: 'grpc-web',
    codec: 'proto',
    http: kind === 'bidi_streaming' ? '2' : '1.1',
    whole: kind === 'unary' || kind === 'server_streaming',
    head: {
      verb: 'POST',
      path: plan.method.path,
      headers: [
        ['content-type', 'application/grpc-web+proto'],
        ['accept', 'application/grpc-web+proto'],
        ['x-grpc-web', '1'],
        ...(plan.compress ? [['grpc-encoding', 'gzip'] as const, ['grpc-accept-encoding', 'gzip'] as const] : []),
        ...(plan.deadlineMs === null ? [] : [['grpc-timeout', grpcTimeout(plan.deadlineMs)] as const]),
        ...ownHeaders(plan),
      ],
    },
    write: envelopeWriter(binary),
    answer: (listener) => new GrpcAnswer(binary, listener, 0x80),
  };
}

/** Reads an answer of gRPC (status in the trailers) or gRPC-Web (`last`: the flag of the frame that has it). */
class GrpcAnswer implements AnswerReader {
  readonly #listener: AnswerListener;
  readonly #body: EnvelopedBody;
  readonly #type: string;
  #http = 0;
  /** Trailers that came as a frame, or in place of headers. */
  #early: readonly string[] | null = null;
  #over = false;

  constructor(plan: CallPlan, listener: AnswerListener, last?: number) {
    this.#listener = listener;
    this.#type = last === undefined ? 'application/grpc' : 'application/grpc-web';
    this.#body = new EnvelopedBody({
      plan,
      listener,
      refuse: (ended) => this.#end(ended, []),
      ...(last === undefined
        ? {}
        : {
            last: { flag: last, is: 'trailers', take: (payload) => (this.#early = trailerLines(payload.toString())) },
          }),
    });
  }

  head(httpStatus: number, raw: readonly string[]): void {
    this.#http = httpStatus;
    const type = valueOf(raw, 'content-type') ?? '';
    if (!type.startsWith(this.#type)) {
      const ended = statusOfHttp(httpStatus);
      const named = this.#type === 'application/grpc' ? 'gRPC' : 'gRPC-Web';
      this.#end(
        ended,
        [],
        problem(
          'not-the-protocol',
          `What answers does not speak ${named}: HTTP status ${httpStatus}, ${type === '' ? 'no content type' : type}.`,
          `Call a port on which a ${named} server listens.`,
        ),
      );
      return;
    }
    this.#body.encoding = valueOf(raw, 'grpc-encoding');
    if (valueOf(raw, 'grpc-status') === undefined) this.#listener.headers(metadataOf(raw));
    else this.#early = raw;
  }

  data(chunk: Buffer): void {
    if (!this.#over) this.#body.push(chunk);
  }

  end(trailers: readonly string[]): void {
    if (this.#over) return;
    const cut = this.#body.cut();
    const said = this.#early ?? trailers;
    const code = valueOf(said, 'grpc-status');
    if (cut) this.#end(status('INTERNAL', 'The answer breaks off in the middle of a message.'), []);
    else if (code !== undefined) this.#end(statusOf(code, valueOf(said, 'grpc-message') ?? ''), metadataOf(said));
    else if (this.#http === 200)
      this.#end(
        status('INTERNAL', 'The answer ended without a gRPC status.'),
        [],
        problem(
          'no-status',
          'The answer ended without a gRPC status.',
          'Check that no proxy on the way drops trailers.',
        ),
      );
    else this.#end(statusOfHttp(this.#http), []);
  }

  #end(ended: Status, trailers: Metadata, why?: ReturnType<typeof problem>): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(ended, trailers, why);
  }
}

/** `grpc-status: 0\r\n…` → names and values in turn. */
function trailerLines(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
}

function statusOf(code: string, message: string): Status {
  const name = /^\d{1,3}$/.test(code) ? statusName(Number(code)) : 'UNKNOWN';
  return { code: Code[name], name, message: unescaped(message) };
}

/** Percent-encoded text; what is no such encoding stays as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
