import { decodeJson } from '../codec/decode-json.ts';
import { encodeJson } from '../codec/encode-json.ts';
import type { Clock } from '../contract/clock.ts';
import type { Ack } from '../contract/events.ts';
import type { InvocationEvent } from '../contract/invocation.ts';
import { maskSecrets, type Metadata } from '../contract/metadata.ts';
import { problem, type Problem } from '../contract/problem.ts';
import { Code, type Status } from '../contract/status.ts';
import type { Direction, EndedEvent, Protocol, Via } from '../contract/traffic.ts';
import { USER_AGENT } from './channels.ts';
import type { Carried, ClientWire, ClientWireListener } from './client-wire.ts';
import { explainFailure } from './explain-failure.ts';
import { sendsOne, type Prepared } from './prepare.ts';
import { refused } from './refused.ts';

/** Messages and bytes that may wait for a server that does not read. */
const MAX_PENDING = 256;
const MAX_PENDING_BYTES = 8_000_000;
/** A deadline may come from either end: closer to it than this, the end of the call is taken for it. In µs. */
const DEADLINE_SLACK = 50_000;

/** Hears what the client saw; where it answers a promise, nothing more is read until that is fulfilled. */
export type InvocationListener = (events: readonly InvocationEvent[], id: string) => void | Promise<void>;

export interface OpenCallOptions {
  readonly id: string;
  /** Opens the wire; `deadline` in epoch milliseconds. */
  readonly wire: (listener: ClientWireListener, deadline: number | null) => ClientWire;
  readonly protocol: Protocol;
  readonly via: Via;
  readonly target: string;
  readonly prepared: Prepared;
  /** As the person gave it. */
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly nearest: () => readonly string[];
  readonly listener: InvocationListener;
  /** Called once, after the last event. */
  readonly onEnd: (ended: EndedEvent, answered: boolean) => void;
}

/** One call as its client sees it: plays what the person does, and tells what happens as events. */
export class OpenCall {
  readonly #options: OpenCallOptions;
  readonly #start: number;
  readonly #wire: ClientWire;
  #over = false;
  #halfClosed = false;
  #cancelled = false;
  #answered = false;
  readonly #count: Record<Direction, number> = { up: 0, down: 0 };
  #largestSent = 0;
  #pending = 0;
  #pendingBytes = 0;
  #held = 0;

  constructor(options: OpenCallOptions) {
    const { id, protocol, target, prepared, metadata, clock } = options;
    const { method, deadlineMs } = prepared;
    this.#options = options;
    this.#start = clock.micros();
    const startedAt = clock.now();
    this.#wire = options.wire(this.#listener(), deadlineMs === null ? null : startedAt + deadlineMs);
    this.#tell({
      type: 'started',
      t: 0,
      startedAt,
      method: method.path,
      kind: method.kind,
      protocol,
      peer: target,
      userAgent: USER_AGENT,
      metadata: maskSecrets(metadata.map(({ key, value }) => ({ key: key.toLowerCase(), value }))),
      deadlineMs,
      invocation: id,
      via: options.via,
    });
    for (const bytes of prepared.messages) this.#write(bytes);
    if (sendsOne(method.kind)) this.#end();
  }

  send(json: string): Ack<object> {
    const { method } = this.#options.prepared;
    if (this.#over || this.#wire.closed) return refused(over());
    if (sendsOne(method.kind))
      return refused(
        problem('one-message-only', `${method.info.name} takes exactly one message.`, 'Start another call.'),
      );
    if (this.#halfClosed) return refused(halfClosed());
    const encoded = encodeJson(method.desc.input, json, method.types);
    if ('problems' in encoded) return { ok: false, problems: encoded.problems };
    const { bytes } = encoded;
    if (this.#pending >= MAX_PENDING || (this.#pending > 0 && this.#pendingBytes + bytes.length > MAX_PENDING_BYTES))
      return refused(
        problem(
          'server-does-not-read',
          `${this.#pending} messages (${this.#pendingBytes} bytes) still wait for the server to read them.`,
          'Wait until it does, or cancel the call.',
        ),
      );
    this.#write(bytes);
    return { ok: true };
  }

  halfClose(): Ack<object> {
    if (this.#over || this.#wire.closed) return refused(over());
    if (this.#halfClosed) return refused(halfClosed());
    this.#end();
    return { ok: true };
  }

  cancel(): Ack<object> {
    if (this.#over) return refused(over());
    this.#cancelled ||= !this.#wire.closed;
    this.#wire.cancel();
    return { ok: true };
  }

  #listener(): ClientWireListener {
    return {
      headers: (metadata) => {
        this.#answered = true;
        this.#tell({ type: 'headers', t: this.#t(), metadata });
      },
      message: (bytes, carried) => {
        this.#answered = true;
        this.#message('down', bytes, carried);
      },
      ended: (status, trailers, problem) => this.#finish(status, trailers, problem),
    };
  }

  #write(bytes: Uint8Array): void {
    this.#pending += 1;
    this.#pendingBytes += bytes.length;
    this.#largestSent = Math.max(this.#largestSent, bytes.length);
    const t = this.#t();
    const carried = this.#wire.write(bytes, () => {
      this.#pending -= 1;
      this.#pendingBytes -= bytes.length;
    });
    this.#message('up', bytes, carried, t);
  }

  #end(): void {
    this.#halfClosed = true;
    this.#tell({ type: 'half_closed', t: this.#t() });
    this.#wire.end();
  }

  #message(direction: Direction, bytes: Uint8Array, carried: Carried | undefined, t = this.#t()): void {
    const { method } = this.#options.prepared;
    const desc = direction === 'up' ? method.desc.input : method.desc.output;
    const body = decodeJson(desc, bytes, method.types);
    const index = (this.#count[direction] += 1);
    this.#tell({ type: 'message', t, direction, index, size: bytes.length, body, ...wireOf(carried) });
  }

  #finish(status: Status, trailers: Metadata, problem?: Problem): void {
    if (this.#over) return;
    this.#over = true;
    const t = this.#t();
    const { target, prepared, nearest } = this.#options;
    const { method, deadlineMs } = prepared;
    const cancelledBy = this.#cancelledBy(status.code, t);
    const failure =
      problem ??
      explainFailure({
        status,
        target,
        method: method.path,
        kind: method.kind,
        deadlineMs: cancelledBy === 'deadline' ? deadlineMs : null,
        answered: this.#answered,
        received: this.#count.down,
        largestSent: this.#largestSent,
        nearest: nearest(),
      });
    const ended: EndedEvent = {
      type: 'ended',
      t,
      status,
      trailers,
      cancelledBy,
      ...(failure === undefined || this.#cancelled ? {} : { problem: failure }),
    };
    this.#tell(ended);
    this.#options.onEnd(ended, this.#answered);
  }

  #cancelledBy(code: number, t: number): EndedEvent['cancelledBy'] {
    const { deadlineMs } = this.#options.prepared;
    if (code === Code.CANCELLED) return this.#cancelled ? 'client' : 'server';
    if (code !== Code.DEADLINE_EXCEEDED || deadlineMs === null) return null;
    return t >= deadlineMs * 1000 - DEADLINE_SLACK ? 'deadline' : null;
  }

  #t(): number {
    return this.#options.clock.micros() - this.#start;
  }

  #tell(event: InvocationEvent): void {
    const wait = this.#options.listener([event], this.#options.id);
    if (wait === undefined || this.#over || this.#cancelled) return;
    this.#held += 1;
    this.#wire.pause();
    const go = (): void => {
      this.#held -= 1;
      if (this.#held === 0) this.#wire.resume();
    };
    wait.then(go, go);
  }
}

const wireOf = (carried: Carried | undefined): { readonly wire?: number; readonly compressed?: true } =>
  carried === undefined ? {} : { wire: carried.wire, ...(carried.compressed ? { compressed: true } : {}) };
const over = (): ReturnType<typeof problem> => problem('invocation-not-open', 'This call is over.', 'Start a new one.');
const halfClosed = (): ReturnType<typeof problem> =>
  problem('half-closed', 'The client has said that it sends nothing more.', 'Start a new call.');
