import type { Metadata } from '../../contract/metadata.ts';
import { STATUS_NAMES, statusName, type StatusName } from '../../contract/status.ts';
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
import { StatusError, type Call, type ErrorDetail, type MetadataValue } from '../service.ts';
import { HeadersOut } from './headers-out.ts';
import { Incoming } from './incoming.ts';
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
  readonly seed: string;
  readonly client: string;
  readonly #around: Surroundings;
  readonly #shape: Shape;
  readonly #controller = new AbortController();
  readonly #headers = new HeadersOut();
  readonly #trailers = new HeadersOut();
  readonly #queue: { readonly data: Payload; readonly sent: () => void }[] = [];
  #queued = 0;
  readonly #flying: number[] = [];
  #inFlight = 0;
  #headersSent = false;
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
    this.incoming = new Incoming(() => {
      if (!this.over) around.post({ t: 'taken', id });
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  hear(data: Payload): void {
    if (!this.over) this.incoming.push(this.#shape.read(data));
  }

  setHeader = (key: string, value: MetadataValue): void => {
    if (this.over) throw new Error(`${GONE} Headers can no longer be set.`);
    if (this.#headersSent) throw new Error('The headers have been sent: set them before the first message.');
    this.#headers.add(key, value);
  };

  sendHeaders = (): void => {
    if (this.#headersSent || this.over) return;
    this.#headersSent = true;
    this.#around.post({ t: 'headers', id: this.id, metadata: this.#headers.metadata });
  };

  setTrailer = (key: string, value: MetadataValue): void => {
    if (this.over || this.#ending) throw new Error(`${GONE} Trailers can no longer be set.`);
    this.#trailers.add(key, value);
  };

  error = (code: StatusName, message = '', details: readonly ErrorDetail[] = []): StatusError =>
    new StatusError(code, message, details);

  send = (message: unknown): Promise<void> => {
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
      this.#queue.push({ data, sent });
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
      const { data, sent } = this.#queue.shift()!;
      this.#queued -= data.length;
      this.#flying.push(data.length);
      this.#inFlight += data.length;
      this.sendHeaders();
      this.#around.post({ t: 'message', id: this.id, data });
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

interface KnownStatus {
  readonly code: StatusName;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly trailers?: () => Metadata;
}

/** A status that was thrown: ours, or an error as grpc-js has them (`code`, `details`, `metadata`). */
function statusOf(thrown: unknown): KnownStatus | undefined {
  try {
    if (typeof thrown !== 'object' || thrown === null) return undefined;
    const { code, details, message, metadata } = thrown as Record<string, unknown>;
    if (isStatusError(thrown)) {
      if (!STATUS_NAMES.includes(thrown.code)) return undefined;
      return { code: thrown.code, message: thrown.message, details: thrown.details };
    }
    if (typeof code !== 'number' || !Number.isInteger(code) || code < 0) return undefined;
    const text = typeof details === 'string' && details !== '' ? details : typeof message === 'string' ? message : '';
    return { code: statusName(code), message: text, details: [], trailers: () => grpcMetadata(metadata) };
  } catch {
    return undefined;
  }
}

/** Also one that another copy of the package made: modules that a file imports may find theirs by themselves. */
const isStatusError = (thrown: object): thrown is StatusError =>
  thrown instanceof StatusError ||
  (thrown instanceof Error && thrown.name === 'StatusError' && 'details' in thrown && Array.isArray(thrown.details));

/** Entries of a `Metadata` of grpc-js, whichever copy of it made it. */
export function grpcMetadata(metadata: unknown): Metadata {
  if (typeof metadata !== 'object' || metadata === null) return [];
  const { toHttp2Headers } = metadata as { toHttp2Headers?: () => Record<string, string | string[]> };
  if (typeof toHttp2Headers !== 'function') return [];
  return Object.entries(toHttp2Headers.call(metadata)).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ key, value: String(one) })),
  );
}
