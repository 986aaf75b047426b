import type { Compress } from '../../contract/compression.ts';
import type { Metadata } from '../../contract/metadata.ts';
import type { StatusName } from '../../contract/status.ts';
import {
  MESSAGE_SIZE,
  UNAWAITED,
  UNAWAITED_SIZE,
  WINDOW,
  WINDOW_SIZE,
  type FromWorker,
  type OpenedCall,
  type Payload,
} from '../protocol.ts';
import type { Protocol } from '../../contract/traffic.ts';
import { StatusError, type Call, type ErrorDetail, type MetadataValue, type SendOptions } from '../service.ts';
import { HeadersOut } from './headers-out.ts';
import { Incoming } from './incoming.ts';
import { statusOf } from './thrown-status.ts';
import { thrownPlace, thrownText, ValueFault, valueText } from './value-text.ts';

/** What a call needs of the worker around it. */
export interface Surroundings {
  readonly post: (message: FromWorker) => void;
  /** Files as people name them, by path: where something was thrown. */
  readonly paths: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A message as a handler has it, from what came, and back. */
export interface Shape {
  readonly read: (data: Payload) => unknown;
  readonly write: (value: unknown) => Payload;
}

export const PLAIN: Shape = { read: (data) => JSON.parse(String(data)) as unknown, write: valueText };

const COMPRESSIONS: readonly Compress[] = ['gzip', 'deflate', 'none'];

/** How a call that is over for others is told to its handler. */
const GONE = 'The call is over.';

/** The state of one call within the worker: what its handler may do, and what of it leaves the worker. */
export class RunningCall implements Call {
  readonly id: number;
  readonly opened: OpenedCall;
  readonly incoming: Incoming<unknown>;
  readonly path: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly rawMetadata: Metadata;
  readonly deadline: Date | undefined;
  readonly timeoutMs: number | undefined;
  readonly protocol: Protocol;
  readonly verb: string;
  /** The message that was taken last came compressed. */
  compressed = false;
  readonly seed: string;
  readonly client: string;
  readonly #around: Surroundings;
  readonly #shape: Shape;
  readonly #controller = new AbortController();
  readonly #headers = new HeadersOut();
  readonly #trailers = new HeadersOut();
  readonly #queue: { readonly data: Payload; readonly compress: boolean | undefined; readonly sent: () => void }[] = [];
  #queued = 0;
  readonly #flying: number[] = [];
  #inFlight = 0;
  #headersSent = false;
  #compress: Compress | undefined;
  /** Of each message that was not taken: it came compressed. */
  readonly #compressed: boolean[] = [];
  #ending: (() => void) | undefined;
  over = false;
  sent = 0;

  constructor(id: number, opened: OpenedCall, shape: Shape, around: Surroundings) {
    this.id = id;
    this.opened = opened;
    this.#shape = shape;
    this.#around = around;
    this.path = opened.path;
    this.seed = opened.seed;
    this.client = opened.client;
    this.rawMetadata = opened.metadata;
    this.deadline = opened.deadline === null ? undefined : new Date(opened.deadline);
    this.metadata = joined(opened.metadata);
    this.timeoutMs = opened.origin?.deadlineMs ?? undefined;
    this.protocol = opened.origin?.protocol ?? 'grpc';
    this.verb = opened.origin?.via?.verb ?? 'POST';
    this.incoming = new Incoming(() => {
      this.compressed = this.#compressed.shift() ?? false;
      if (!this.over) around.post({ t: 'taken', id });
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  hear(data: Payload, compressed = false): void {
    if (this.over) return;
    const message = this.#shape.read(data);
    this.#compressed.push(compressed);
    this.incoming.push(message);
  }

  setHeader = (key: string, value: MetadataValue): void => {
    if (this.over) throw new Error(`${GONE} Headers can no longer be set.`);
    if (this.#headersSent) throw new Error('The headers have been sent: set them before the first message.');
    this.#headers.add(key, value);
  };

  sendHeaders = (): void => {
    if (this.#headersSent || this.over) return;
    this.#headersSent = true;
    this.#around.post({ t: 'headers', id: this.id, metadata: this.#headers.metadata, compress: this.#compress });
  };

  compress = (how: Compress): void => {
    if (this.over || this.#headersSent)
      throw new Error('The headers have been sent: they say how the answer is compressed.');
    if (!COMPRESSIONS.includes(how))
      throw new TypeError(`An answer is compressed by ${COMPRESSIONS.join(', ')}, not "${how}".`);
    this.#compress = how;
  };

  timeLeft = (): number =>
    this.deadline === undefined ? Infinity : Math.max(0, this.deadline.getTime() - this.#around.now());

  setTrailer = (key: string, value: MetadataValue): void => {
    if (this.over || this.#ending) throw new Error(`${GONE} Trailers can no longer be set.`);
    this.#trailers.add(key, value);
  };

  error = (code: StatusName, message = '', details: readonly ErrorDetail[] = []): StatusError =>
    new StatusError(code, message, details);

  send = (message: unknown, { compress }: SendOptions = {}): Promise<void> => {
    if (this.over || this.#ending) return Promise.resolve();
    let data: Payload;
    try {
      data = this.#shape.write(message);
    } catch (error) {
      this.fail(error);
      return Promise.resolve();
    }
    if (data.length > MESSAGE_SIZE) {
      this.end('RESOURCE_EXHAUSTED', `A message has more than ${MESSAGE_SIZE} bytes.`);
      return Promise.resolve();
    }
    this.sent += 1;
    this.#queued += data.length;
    if (this.#queue.length >= UNAWAITED || this.#queued > UNAWAITED_SIZE) {
      const message = `${this.#queue.length} messages wait for the client to read. Await call.send, so that it can wait.`;
      this.end('RESOURCE_EXHAUSTED', message);
      return Promise.resolve();
    }
    return new Promise((sent) => {
      this.#queue.push({ data, compress, sent });
      this.#flush();
    });
  };

  /** The client has read. */
  read(count: number): void {
    for (const size of this.#flying.splice(0, count)) this.#inFlight -= size;
    this.#flush();
  }

  #flush(): void {
    while (!this.over && this.#queue.length > 0 && this.#flying.length < WINDOW && this.#inFlight < WINDOW_SIZE) {
      const { data, compress, sent } = this.#queue.shift()!;
      this.#queued -= data.length;
      this.#flying.push(data.length);
      this.#inFlight += data.length;
      // Headers have to say that something may be compressed.
      if (compress && !this.#headersSent) this.#compress ??= 'gzip';
      this.sendHeaders();
      this.#around.post({ t: 'message', id: this.id, data, compress });
      sent();
    }
    if (this.#queue.length === 0 && !this.over) this.#ending?.();
  }

  /** Ends it once all that was sent is on its way; an error does not wait. */
  end(status: StatusName, message: string, details: readonly string[] = []): void {
    if (this.over) return;
    const ending = (): void => {
      if (this.#headers.metadata.length > 0) this.sendHeaders();
      this.#settle(status === 'OK' ? undefined : new StatusError(status, GONE));
      this.#around.post({ t: 'end', id: this.id, status, message, details, trailers: this.#trailers.metadata });
    };
    if (status === 'OK' && this.#queue.length > 0) this.#ending = ending;
    else ending();
  }

  /** Ends it with what its handler threw. */
  fail(thrown: unknown): void {
    if (this.over) return;
    const { opened } = this;
    const handler = `${opened.service}/${opened.key.name}`;
    if (thrown instanceof ValueFault)
      return this.end(
        'INTERNAL',
        `The handler ${handler} (${opened.key.file}) answered with what is no message: ${thrown.message}.`,
      );
    const known = statusOf(thrown);
    if (!known) {
      const place = thrownPlace(thrown, this.#around.paths) || opened.key.file;
      return this.end('INTERNAL', `The handler ${handler} (${place}) threw ${thrownText(thrown)}`);
    }
    try {
      const trailers = known.trailers?.();
      for (const { key, value } of trailers ?? []) this.#trailers.add(key, value);
      this.end(known.code, known.message, known.details.map(detailText));
    } catch (error) {
      this.end(
        'INTERNAL',
        `The handler ${handler} (${opened.key.file}) threw ${known.code} with details or trailers that cannot be sent: ${thrownText(error)}`,
      );
    }
  }

  /** It is over for others: nothing more leaves, and the handler is told. */
  cancel(): void {
    if (this.over) return;
    const late = this.deadline !== undefined && this.#around.now() >= this.deadline.getTime() - 5;
    this.#settle(new StatusError(late ? 'DEADLINE_EXCEEDED' : 'CANCELLED', GONE));
  }

  #settle(reason: Error | undefined): void {
    this.over = true;
    for (const { sent } of this.#queue.splice(0)) sent();
    this.incoming.finish();
    if (reason) this.#controller.abort(reason);
  }
}

function joined(metadata: Metadata): Record<string, string> {
  // Without a prototype: a key may have any name.
  const all = Object.create(null) as Record<string, string>;
  for (const { key, value } of metadata) all[key] = key in all ? `${all[key]}, ${value}` : value;
  return Object.freeze(all);
}

const detailText = (detail: ErrorDetail): string => {
  const { '@type': type, ...rest } = detail;
  return valueText({ '@type': type, ...rest });
};
