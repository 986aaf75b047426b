import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy, Broken, Direction, EndedEvent } from '../contract/traffic.ts';
import { EVENT_COST, type JournalBounds } from './bounds.ts';
import type { Call, Ending } from './call.ts';
import { type Kept, Tail } from './keep-ends.ts';
import type { OnWire, Recorder } from './recorder.ts';
import { wireCode } from './wire-code.ts';

/** What a call needs of its journal. */
export interface Host {
  readonly bounds: JournalBounds;
  /** Microseconds, never going back. */
  micros(): number;
  metadata(metadata: Metadata): Metadata;
  metadataCost(metadata: Metadata): number;
  /** An answer like the one before it is the same object. */
  answer(by: AnsweredBy): readonly [AnsweredBy];
  /** Keeps the bytes of a message, or does not where there is no room; answers what it charged. */
  store(kept: Kept, bytes: Uint8Array): number;
  /** The call changed: `kept` happened, and the call costs `cost` bytes more (or less) than before. */
  changed(live: LiveCall, kept: Kept, cost: number): void;
  ended(live: LiveCall): void;
}

/** Each answer may come from somewhere else (a stream script); a call keeps the first so many. */
const ANSWERS = 16;
/** And may be broken in many places. */
const BROKEN = 16;
const PLAIN_OK: Ending = {
  status: { code: 0, name: 'OK', message: '' },
  trailers: [],
  cancelledBy: null,
  problem: undefined,
};

/** An open call, with the events that were kept of it: the recorder of the call. */
export class LiveCall implements Recorder {
  readonly call: Call;
  readonly #host: Host;
  readonly #started: number;
  /** Everything but the messages in a tail, in order. */
  readonly #head: Kept[] = [];
  #count = 0;
  #upHeld = 0;
  #downHeld = 0;
  #upTail: Tail | null = null;
  #downTail: Tail | null = null;
  #halfClosed = false;
  watched = false;

  constructor(host: Host, call: Call) {
    this.#host = host;
    this.call = call;
    this.#started = host.micros();
  }

  get id(): string {
    return this.call.id;
  }

  get omittedUp(): number {
    return this.#upTail?.omitted ?? 0;
  }

  get omittedDown(): number {
    return this.#downTail?.omitted ?? 0;
  }

  /** What was kept, in order. */
  get events(): readonly Kept[] {
    if (!this.#upTail && !this.#downTail) return this.#head;
    const all = [...this.#head, ...(this.#upTail?.messages ?? []), ...(this.#downTail?.messages ?? [])];
    return all.sort((a, b) => a.n - b.n);
  }

  opened(): void {
    this.#note('started', this.#host.metadataCost(this.call.metadata));
  }

  headers(metadata: Metadata): void {
    const { call } = this;
    if (call.ending || call.responseHeaders) return;
    call.responseHeaders = this.#host.metadata(metadata);
    this.#note('headers', this.#host.metadataCost(call.responseHeaders));
  }

  message(direction: Direction, bytes: Uint8Array, onWire?: OnWire): void {
    const { call } = this;
    if (call.ending) return;
    const up = direction === 'up';
    const size = bytes.byteLength;
    const index = up ? (call.up += 1) : (call.down += 1);
    const wire = wireCode(size, onWire);
    const kept: Kept = { n: this.#count, t: this.#t(), type: direction, index, size, wire, chunk: null, offset: 0 };
    this.#count += 1;
    if (up) call.upBytes += size;
    else call.downBytes += size;
    this.#host.changed(this, kept, this.#place(kept, up, bytes));
  }

  halfClosed(): void {
    if (this.call.ending || this.#halfClosed) return;
    this.#halfClosed = true;
    this.#note('half_closed', 0);
  }

  answered(by: AnsweredBy): void {
    const { call } = this;
    if (call.ending) return;
    if (call.answers === null) call.answers = this.#host.answer(by);
    else if (call.answers.length < ANSWERS && !sameAnswer(call.answers.at(-1)!, by))
      call.answers = [...call.answers, by];
    else return;
    this.#note('answered', 0, call.answers.length);
  }

  broken(what: Broken): void {
    const { call } = this;
    if (call.ending || (call.broken?.length ?? 0) >= BROKEN) return;
    call.broken = [...(call.broken ?? []), what];
    this.#note('broken', what.message.length, call.broken.length);
  }

  ended(status: Status, trailers: Metadata, cancelledBy: EndedEvent['cancelledBy'] = null, problem?: Problem): void {
    const { call } = this;
    if (call.ending) return;
    const plain = status.code === 0 && status.message === '' && trailers.length === 0 && !cancelledBy && !problem;
    call.ending = plain ? PLAIN_OK : { status, trailers: this.#host.metadata(trailers), cancelledBy, problem };
    // Counted before it is told: whoever is told finds it counted.
    this.#host.ended(this);
    this.#note('ended', this.#host.metadataCost(call.ending.trailers) + status.message.length);
  }

  #note(type: Kept['type'], cost: number, index = 0): void {
    const kept: Kept = { n: this.#count, t: this.#t(), type, index, size: 0, wire: 0, chunk: null, offset: 0 };
    this.#count += 1;
    this.#head.push(kept);
    this.#host.changed(this, kept, cost + EVENT_COST);
  }

  /** Head or tail; answers by how much the call's cost changes. */
  #place(kept: Kept, up: boolean, bytes: Uint8Array): number {
    const { messages, messageBytes } = this.#host.bounds;
    if (kept.index <= messages) {
      this.#head.push(kept);
      if ((up ? this.#upHeld : this.#downHeld) + kept.size > messageBytes) return EVENT_COST;
      if (up) this.#upHeld += kept.size;
      else this.#downHeld += kept.size;
      return this.#host.store(kept, bytes) + EVENT_COST;
    }
    const tail = up
      ? (this.#upTail ??= new Tail(messages, messageBytes))
      : (this.#downTail ??= new Tail(messages, messageBytes));
    const stored = this.#host.store(kept, bytes);
    const { freed, fellOut } = tail.push(kept);
    return stored - freed + (fellOut ? 0 : EVENT_COST);
  }

  #t(): number {
    return (this.call.lastT = Math.max(this.call.lastT, Math.round(this.#host.micros() - this.#started)));
  }
}

export function sameAnswer(a: AnsweredBy, b: AnsweredBy): boolean {
  if (a === b) return true;
  switch (a.by) {
    case 'generated':
      return b.by === 'generated' && a.seed === b.seed;
    case 'world':
      return b.by === 'world' && a.entity === b.entity && a.seed === b.seed;
    case 'stub':
      return b.by === 'stub' && a.line === b.line && a.file === b.file;
    case 'handler':
      return b.by === 'handler' && a.line === b.line && a.file === b.file;
    case 'fault':
      return b.by === 'fault' && a.scope === b.scope;
    case 'person':
    case 'schema':
      return a.by === b.by;
    case 'builtin':
      return b.by === 'builtin' && a.name === b.name;
    default:
      return a satisfies never;
  }
}
