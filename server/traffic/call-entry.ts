import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy, Direction, EndedEvent } from '../contract/traffic.ts';
import { CALL_COST, EVENT_COST, type JournalBounds } from './bounds.ts';
import { type Kept, Tail } from './keep-ends.ts';
import type { CallStart, Recorder } from './recorder.ts';

/** What a call needs of its journal. */
export interface Host {
  readonly bounds: JournalBounds;
  /** Microseconds, never going back. */
  micros(): number;
  metadata(metadata: Metadata): Metadata;
  metadataCost(metadata: Metadata): number;
  /** Keeps the bytes of a message, or does not where there is no room; answers what it charged. */
  store(kept: Kept, bytes: Uint8Array): number;
  /** The call changed: `kept` happened, and the call costs `cost` bytes more (or less) than before. */
  changed(entry: CallEntry, kept: Kept, cost: number): void;
  ended(entry: CallEntry): void;
}

interface Ending {
  readonly status: Status;
  readonly trailers: Metadata;
  readonly cancelledBy: EndedEvent['cancelledBy'];
  readonly problem: Problem | undefined;
}

const TICKS = 32;
/** Each answer may come from somewhere else (a stream script); a call keeps the first so many. */
const ANSWERS = 16;

/** One call, compact: summaries and records are made of it when somebody asks. It is its own recorder. */
export class CallEntry implements Recorder {
  readonly id: string;
  readonly ordinal: number;
  readonly start: CallStart;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly #started: number;
  readonly #host: Host;

  /** Everything but the messages in a tail, in order. */
  readonly head: Kept[] = [];
  #count = 0;
  up = 0;
  down = 0;
  upBytes = 0;
  downBytes = 0;
  #upHeld = 0;
  #downHeld = 0;
  upTail: Tail | null = null;
  downTail: Tail | null = null;
  readonly ticks: number[] = [];
  responseHeaders: Metadata | null = null;
  #halfClosed = false;
  answers: AnsweredBy[] | null = null;
  ending: Ending | null = null;
  /** Microseconds since the start; of the last event once the call has ended. */
  lastT = 0;

  /** What the journal charged for this call, in bytes. */
  cost = CALL_COST;
  /** The journal's change counter when this call last changed. */
  seq = 0;
  watched = false;
  gone = false;
  // Neighbours in the journal's three lists: by ordinal, by last change, by end.
  older: CallEntry | null = null;
  newer: CallEntry | null = null;
  changedBefore: CallEntry | null = null;
  changedAfter: CallEntry | null = null;
  endedAfter: CallEntry | null = null;

  constructor(host: Host, id: string, ordinal: number, start: CallStart, startedAt: number) {
    this.#host = host;
    this.id = id;
    this.ordinal = ordinal;
    this.start = start;
    this.startedAt = startedAt;
    this.#started = host.micros();
    this.cost += host.metadataCost(start.metadata) + start.method.length + start.userAgent.length;
  }

  /** How many events happened so far. */
  get count(): number {
    return this.#count;
  }

  opened(): void {
    this.#note('started', 0);
  }

  headers(metadata: Metadata): void {
    if (this.ending || this.responseHeaders) return;
    this.responseHeaders = this.#host.metadata(metadata);
    this.#note('headers', this.#host.metadataCost(this.responseHeaders));
  }

  message(direction: Direction, bytes: Uint8Array): void {
    if (this.ending) return;
    const up = direction === 'up';
    const size = bytes.byteLength;
    const index = up ? (this.up += 1) : (this.down += 1);
    const kept: Kept = { n: this.#count, t: this.#t(), type: direction, index, size, chunk: null, offset: 0 };
    this.#count += 1;
    if (up) this.upBytes += size;
    else this.downBytes += size;
    if (this.ticks.length < TICKS) this.ticks.push(kept.t / 1000);
    this.#host.changed(this, kept, this.#place(kept, up, bytes));
  }

  halfClosed(): void {
    if (this.ending || this.#halfClosed) return;
    this.#halfClosed = true;
    this.#note('half_closed', 0);
  }

  answered(by: AnsweredBy): void {
    if (this.ending) return;
    if (this.answers === null) this.answers = [by];
    else if (this.answers.length < ANSWERS && !same(this.answers.at(-1)!, by)) this.answers.push(by);
    else return;
    this.#note('answered', 0, this.answers.length);
  }

  ended(status: Status, trailers: Metadata, cancelledBy: EndedEvent['cancelledBy'] = null, problem?: Problem): void {
    if (this.ending) return;
    const kept = trailers.length === 0 ? trailers : this.#host.metadata(trailers);
    this.ending = { status, trailers: kept, cancelledBy, problem };
    // Counted before it is told: whoever is told finds it counted.
    this.#host.ended(this);
    this.#note('ended', this.#host.metadataCost(kept) + status.message.length);
  }

  #note(type: Kept['type'], cost: number, index = 0): void {
    const kept: Kept = { n: this.#count, t: this.#t(), type, index, size: 0, chunk: null, offset: 0 };
    this.#count += 1;
    this.head.push(kept);
    this.#host.changed(this, kept, cost + EVENT_COST);
  }

  /** Head or tail; answers by how much the call's cost changes. */
  #place(kept: Kept, up: boolean, bytes: Uint8Array): number {
    const { messages, messageBytes } = this.#host.bounds;
    if (kept.index <= messages) {
      this.head.push(kept);
      if ((up ? this.#upHeld : this.#downHeld) + kept.size > messageBytes) return EVENT_COST;
      if (up) this.#upHeld += kept.size;
      else this.#downHeld += kept.size;
      return this.#host.store(kept, bytes) + EVENT_COST;
    }
    const tail = up
      ? (this.upTail ??= new Tail(messages, messageBytes))
      : (this.downTail ??= new Tail(messages, messageBytes));
    const stored = this.#host.store(kept, bytes);
    const { freed, fellOut } = tail.push(kept);
    return stored - freed + (fellOut ? 0 : EVENT_COST);
  }

  #t(): number {
    return (this.lastT = Math.max(this.lastT, Math.round(this.#host.micros() - this.#started)));
  }
}

function same(a: AnsweredBy, b: AnsweredBy): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
