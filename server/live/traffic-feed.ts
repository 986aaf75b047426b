import { encodeTraffic } from '../contract/traffic-bytes.ts';
import type { TrafficBatch } from '../contract/events.ts';
import type { TrafficSource } from './traffic-source.ts';

/** Most summaries of one batch. */
const BATCH = 500;
/** Most batches that a page gets at once. */
const BATCHES_PER_FLUSH = 4;
/** A page may be told of so many times more changes at once where the next flush comes so many times later. */
const BUSY = 2;

/** A page that is told of the traffic. */
export interface Reader {
  /** Nothing is sent to it now; it is asked again at the next flush. */
  slow(): boolean;
  batch(bytes: Uint8Array): void;
}

type Resume = { readonly epoch: string; readonly seq: number };

interface Encoded extends Resume {
  readonly bytes: Uint8Array;
  /** More is waiting. */
  readonly full: boolean;
}

/**
 * The traffic for all pages: one timer, and one encoding for all that stand at the same place, which they do from the
 * first flush on. What changed is asked of the journal only when it is sent, so that nothing is lost on a slow page.
 */
export class TrafficFeed {
  readonly #source: TrafficSource;
  readonly #flushMs: number;
  readonly #onDefect: (error: unknown) => void;
  /** Where each page stands. */
  readonly #readers = new Map<Reader, Resume>();
  #timer: NodeJS.Timeout | undefined;
  /** How many flushes' time the next one waits. */
  #pace = 1;

  constructor(source: TrafficSource, flushMs: number, onDefect: (error: unknown) => void = () => undefined) {
    this.#source = source;
    this.#flushMs = flushMs;
    this.#onDefect = onDefect;
  }

  /** Begins with a page, or anew; answers its first instalment. */
  subscribe(reader: Reader, resume: Resume | null): Uint8Array {
    const batch = this.#source.batchSince(resume, BATCH);
    this.#readers.set(reader, placeOf(batch));
    if (batch.calls.length >= BATCH) this.changed();
    return encodeTraffic(batch);
  }

  unsubscribe(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.close();
  }

  /** Something changed. Called for every event of every call: cheap. */
  changed(): void {
    if (this.#timer === undefined && this.#readers.size > 0) this.#schedule();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#flush(), this.#flushMs * this.#pace);
  }

  /** Runs in a timer: a defect of ours costs a page an instalment, never the process. */
  #flush(): void {
    this.#timer = undefined;
    const made = new Map<string, Encoded>();
    let again = false;
    let most = 0;
    for (const [reader, from] of this.#readers) {
      try {
        const { at, batches, more } = this.#send(reader, from, made);
        this.#readers.set(reader, at);
        again ||= more;
        most = Math.max(most, batches);
      } catch (error) {
        this.#onDefect(error);
      }
    }
    // Calls that come by the thousand are told in fewer, larger instalments.
    this.#pace = most > 1 ? BUSY : 1;
    if (again) this.changed();
  }

  #send(reader: Reader, from: Resume, made: Map<string, Encoded>): { at: Resume; batches: number; more: boolean } {
    let at = from;
    for (let batches = 0; ; batches += 1) {
      if (batches === BATCHES_PER_FLUSH * this.#pace || reader.slow()) return { at, batches, more: true };
      const next = this.#next(at, made);
      if (next === undefined) return { at, batches, more: false };
      reader.batch(next.bytes);
      at = { epoch: next.epoch, seq: next.seq };
      if (!next.full) return { at, batches: batches + 1, more: false };
    }
  }

  /** What follows a place, made once a flush; undefined for nothing. */
  #next(at: Resume, made: Map<string, Encoded>): Encoded | undefined {
    const key = `${at.epoch} ${at.seq}`;
    const known = made.get(key);
    if (known) return known;
    const batch = this.#source.batchSince(at, BATCH);
    const full = batch.calls.length >= BATCH;
    if (!full && batch.seq === at.seq && batch.epoch === at.epoch && batch.calls.length === 0) return undefined;
    const encoded = { ...placeOf(batch), bytes: encodeTraffic(batch), full };
    made.set(key, encoded);
    return encoded;
  }
}

const placeOf = ({ epoch, seq }: TrafficBatch): Resume => ({ epoch, seq });
