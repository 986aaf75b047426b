import type { InvocationEvent } from '../contract/invocation.ts';
import type { CallEvent, CallSummary } from '../contract/traffic.ts';
import type { Reader, TrafficFeed } from './traffic-feed.ts';
import type { TrafficSource } from './traffic-source.ts';

/** Packets that wait for a page before nothing more is sent to it. */
const MAX_WAITING = 50;
/** Events, and characters of their bodies, that are held between two flushes for a watched call or an invocation. */
const MAX_EVENTS = 1_000;
const MAX_TEXT = 4_000_000;

/** The line to one page. */
export interface Line {
  /** Packets that were sent and have not left yet. */
  waiting(): number;
  /** A `TrafficBatch`, encoded. */
  batch(bytes: Uint8Array): void;
  callEvents(id: string, events: readonly CallEvent[], summary: CallSummary, from: number): void;
  invocationEvents(id: string, events: readonly InvocationEvent[]): void;
}

/** Events that wait, with how much they are. */
class Pile {
  events: CallEvent[] = [];
  text = 0;

  add(events: readonly CallEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      if (event.type === 'message') this.text += event.body?.json?.length ?? event.body?.base64?.length ?? 0;
    }
  }

  get full(): boolean {
    return this.events.length >= MAX_EVENTS || this.text >= MAX_TEXT;
  }

  take(): CallEvent[] {
    const { events } = this;
    this.events = [];
    this.text = 0;
    return events;
  }
}

/**
 * What goes to one page: gathered, and sent every `flushMs` as long as there is something to send. Nothing is sent while
 * the page is slow: a watched call is cut, and shows it by its `from`; an invocation is held back at its source. The
 * traffic of all clients comes through the feed that all pages share.
 */
export class Outbox {
  readonly #source: TrafficSource;
  readonly #line: Line;
  readonly #flushMs: number;
  readonly #onDefect: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #feed: TrafficFeed;
  readonly #reader: Reader;
  #watch: { id: string; pile: Pile; from: number; summary: CallSummary | undefined } | undefined;
  #unwatch: (() => void) | undefined;
  readonly #invocations = new Map<string, Pile>();
  #readers: (() => void)[] = [];

  constructor(
    source: TrafficSource,
    feed: TrafficFeed,
    line: Line,
    flushMs: number,
    onDefect: (error: unknown) => void = () => undefined,
  ) {
    this.#source = source;
    this.#feed = feed;
    this.#line = line;
    this.#flushMs = flushMs;
    this.#onDefect = onDefect;
    this.#reader = { slow: () => this.#slow(), batch: (bytes) => line.batch(bytes) };
  }

  /** Answers the first instalment of the traffic. */
  subscribe(resume: { readonly epoch: string; readonly seq: number } | null): Uint8Array {
    return this.#feed.subscribe(this.#reader, resume);
  }

  unsubscribe(): void {
    this.#feed.unsubscribe(this.#reader);
  }

  /** Follows one call in place of the one before; null for none. */
  watch(id: string | null): void {
    this.#unwatch?.();
    this.#unwatch = this.#watch = undefined;
    if (id === null) return;
    const watch = { id, pile: new Pile(), from: 0, summary: undefined as CallSummary | undefined };
    this.#watch = watch;
    this.#unwatch = this.#source.watch(id, (events, from, summary) => {
      // What does not fit is forgotten whole: the page sees by the next `from` that something is missing.
      if (watch.pile.full) watch.pile.take();
      if (watch.pile.events.length === 0) watch.from = from;
      watch.pile.add(events);
      watch.summary = summary;
      this.#schedule();
    });
  }

  /** Answers a promise where the page is behind: nothing more should be read before it is fulfilled. */
  invocation(id: string, events: readonly InvocationEvent[]): Promise<void> | undefined {
    if (this.#closed) return undefined;
    const pile = this.#invocations.get(id) ?? new Pile();
    pile.add(events);
    this.#invocations.set(id, pile);
    this.#schedule();
    return pile.full ? new Promise((resolve) => this.#readers.push(resolve)) : undefined;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.watch(null);
    this.unsubscribe();
    this.#invocations.clear();
    this.#release();
  }

  #schedule(): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => this.#flush(), this.#flushMs);
  }

  /** Runs in a timer: a defect of ours costs the page an instalment, never the process. */
  #flush(): void {
    this.#timer = undefined;
    try {
      this.#send();
    } catch (error) {
      this.#onDefect(error);
    }
  }

  #send(): void {
    if (this.#slow()) {
      this.#schedule();
      return;
    }
    for (const [id, pile] of this.#invocations) this.#line.invocationEvents(id, pile.take());
    this.#invocations.clear();
    this.#release();
    const watch = this.#watch;
    if (watch?.summary && watch.pile.events.length > 0)
      this.#line.callEvents(watch.id, watch.pile.take(), watch.summary, watch.from);
  }

  #slow(): boolean {
    return this.#line.waiting() > MAX_WAITING;
  }

  #release(): void {
    const readers = this.#readers;
    this.#readers = [];
    for (const reader of readers) reader();
  }
}
