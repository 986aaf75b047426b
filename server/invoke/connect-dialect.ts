import type { Metadata } from '../contract/metadata.ts';
import { problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import { connectError } from './connect-error.ts';
import type { AnswerListener, AnswerReader, CallPlan, Dialect, Written } from './dialect.ts';
import { MAX_RECEIVED } from './dialect.ts';
import { metadataOf, ownHeaders, statusOfHttp, valueOf } from './dialect-metadata.ts';
import { EnvelopedBody, envelopeWriter } from './enveloped-body.ts';
import { messageCodec, unzipped, zipped } from './message-codec.ts';
import { WholeBody } from './whole-body.ts';

/** Connect: a unary call is an HTTP request like any other; streams have envelopes, and their end in the last of them. */
export function connectDialect(plan: CallPlan): Dialect {
  const { kind, path } = plan.method;
  const unary = kind === 'unary';
  const encoding = unary ? 'content-encoding' : 'connect-content-encoding';
  const accept = unary ? 'accept-encoding' : 'connect-accept-encoding';
  return {
    protocol: 'connect',
    codec: plan.codec,
    // Both sides may speak at once over HTTP/2 only.
    http: kind === 'bidi_streaming' ? '2' : '1.1',
    whole: unary || kind === 'server_streaming',
    head: {
      verb: 'POST',
      path,
      headers: [
        ['content-type', unary ? `application/${plan.codec}` : `application/connect+${plan.codec}`],
        ['connect-protocol-version', '1'],
        ...(plan.compress ? [[encoding, 'gzip'] as const, [accept, 'gzip'] as const] : []),
        ...(plan.deadlineMs === null ? [] : [['connect-timeout-ms', String(plan.deadlineMs)] as const]),
        ...ownHeaders(plan),
      ],
    },
    write: unary ? wholeWriter(plan) : envelopeWriter(plan),
    answer: (listener) => (unary ? new UnaryAnswer(plan, listener) : new StreamAnswer(plan, listener)),
  };
}

/** One message as the whole body. */
function wholeWriter(plan: CallPlan): (bytes: Uint8Array) => Written {
  const codec = messageCodec(plan);
  return (bytes) => {
    const carried = codec.carried(bytes);
    const payload = plan.compress ? zipped(carried) : carried;
    const zip = plan.compress ? { compressed: true as const } : {};
    return {
      bytes: payload,
      parts:
        payload.length === 0 ? [] : [{ is: 'message', bytes: payload.length, message: 1, size: bytes.length, ...zip }],
      compressed: plan.compress,
    };
  };
}

class UnaryAnswer implements AnswerReader {
  readonly #plan: CallPlan;
  readonly #listener: AnswerListener;
  readonly #body = new WholeBody(MAX_RECEIVED);
  #http = 0;
  #type = '';
  #encoding: string | undefined;
  #trailers: Metadata = [];

  constructor(plan: CallPlan, listener: AnswerListener) {
    this.#plan = plan;
    this.#listener = listener;
  }

  head(httpStatus: number, raw: readonly string[]): void {
    this.#http = httpStatus;
    this.#type = valueOf(raw, 'content-type') ?? '';
    this.#encoding = valueOf(raw, 'content-encoding');
    const all = metadataOf(raw);
    this.#trailers = all.flatMap((entry) =>
      entry.key.startsWith('trailer-') ? [{ ...entry, key: entry.key.slice('trailer-'.length) }] : [],
    );
    this.#listener.headers(all.filter(({ key }) => !key.startsWith('trailer-')));
  }

  data(chunk: Buffer): void {
    this.#body.push(chunk);
  }

  end(): void {
    const { bytes } = this.#body;
    const compressed = this.#encoding !== undefined && this.#encoding !== 'identity';
    const zip = compressed ? { compressed: true as const } : {};
    if (this.#body.size > MAX_RECEIVED) {
      this.#listener.part({ is: 'unknown', bytes: this.#body.size, says: 'more than is read' });
      return this.#end(
        status('RESOURCE_EXHAUSTED', `Received message larger than max (${this.#body.size} vs ${MAX_RECEIVED})`),
      );
    }
    const plain = compressed ? unzipped(bytes, this.#encoding) : { bytes };
    if (this.#http === 200 && this.#type.startsWith(`application/${this.#plan.codec}`)) {
      const read = 'bytes' in plain ? messageCodec(this.#plan).protobuf(plain.bytes) : plain;
      const size = 'bytes' in read ? read.bytes.length : 0;
      if (bytes.length > 0) this.#listener.part({ is: 'message', bytes: bytes.length, message: 1, size, ...zip });
      if ('refused' in read) return this.#end(read.refused);
      this.#listener.message(read.bytes, bytes.length, compressed);
      return this.#end(status('OK'));
    }
    const text = 'bytes' in plain ? Buffer.from(plain.bytes).toString() : '';
    if (bytes.length > 0) this.#listener.part({ is: 'error', bytes: bytes.length, says: text, ...zip });
    const said = this.#type.startsWith('application/json') ? connectError(text) : undefined;
    if (said) return this.#listener.ended(said.status, [...this.#trailers, ...said.trailers]);
    this.#listener.ended(
      statusOfHttp(this.#http),
      this.#trailers,
      problem(
        'not-the-protocol',
        `What answers does not speak Connect: HTTP status ${this.#http}, ${this.#type === '' ? 'no content type' : this.#type}.`,
        'Call a port on which a Connect server listens.',
      ),
    );
  }

  #end(ended: Status): void {
    this.#listener.ended(ended, this.#trailers);
  }
}

class StreamAnswer implements AnswerReader {
  readonly #listener: AnswerListener;
  readonly #plan: CallPlan;
  readonly #body: EnvelopedBody;
  #ending: { readonly status: Status; readonly trailers: Metadata } | null = null;
  #over = false;

  constructor(plan: CallPlan, listener: AnswerListener) {
    this.#listener = listener;
    this.#plan = plan;
    this.#body = new EnvelopedBody({
      plan,
      listener,
      refuse: (refused) => this.#end(refused, []),
      last: { flag: 2, is: 'end', take: (payload) => (this.#ending = connectEnd(payload.toString())) },
    });
  }

  head(httpStatus: number, raw: readonly string[]): void {
    const type = valueOf(raw, 'content-type') ?? '';
    if (httpStatus === 200 && type.startsWith(`application/connect+${this.#plan.codec}`)) {
      this.#body.encoding = valueOf(raw, 'connect-content-encoding');
      this.#listener.headers(metadataOf(raw));
      return;
    }
    this.#end(
      statusOfHttp(httpStatus),
      [],
      problem(
        'not-the-protocol',
        httpStatus === 505
          ? 'A stream of both sides needs HTTP/2, and this call came by HTTP/1.1.'
          : `What answers does not speak Connect: HTTP status ${httpStatus}, ${type === '' ? 'no content type' : type}.`,
        'Call a port on which a Connect server listens.',
      ),
    );
  }

  data(chunk: Buffer): void {
    if (!this.#over) this.#body.push(chunk);
  }

  end(): void {
    if (this.#over) return;
    if (this.#body.cut()) this.#end(status('INTERNAL', 'The answer breaks off in the middle of a message.'), []);
    else if (this.#ending) this.#end(this.#ending.status, this.#ending.trailers);
    else this.#end(status('INTERNAL', 'The stream ended without saying how.'), []);
  }

  #end(ended: Status, trailers: Metadata, why?: ReturnType<typeof problem>): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(ended, trailers, why);
  }
}

/** What the last envelope of a stream says. */
function connectEnd(text: string): { readonly status: Status; readonly trailers: Metadata } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { status: status('INTERNAL', 'The end of the stream is no JSON.'), trailers: [] };
  }
  const { error, metadata } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly error?: unknown;
    readonly metadata?: unknown;
  };
  const trailers = Object.entries(typeof metadata === 'object' && metadata !== null ? metadata : {}).flatMap(
    ([key, values]: [string, unknown]) =>
      Array.isArray(values) ? values.map((one) => ({ key: key.toLowerCase(), value: String(one) })) : [],
  );
  if (error === undefined || error === null) return { status: status('OK'), trailers };
  const said = connectError(JSON.stringify(error));
  return said
    ? { status: said.status, trailers: [...trailers, ...said.trailers] }
    : { status: status('UNKNOWN'), trailers };
}
