import type { Clock } from '../contract/clock.ts';
import type { TrafficBatch } from '../contract/events.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { CallList } from '../contract/rest.ts';
import type { CallRecord } from '../contract/traffic.ts';
import { DEFAULT_BOUNDS, type JournalBounds } from './bounds.ts';
import { ByteArena } from './byte-arena.ts';
import { CallEntry, type Host } from './call-entry.ts';
import { ArrivalList, ChangeList, EndedList } from './call-lists.ts';
import { type Describe, eventOf, recordOf, summaryOf } from './fold-entry.ts';
import type { Kept } from './keep-ends.ts';
import { MetadataPool, metadataSize } from './metadata-pool.ts';
import { type CallQuery, matches } from './query.ts';
import type { CallLog, CallStart, Recorder } from './recorder.ts';
import { type WatchListener, Watchers } from './watchers.ts';

export interface JournalOptions {
  readonly clock: Clock;
  /** A new id for each call and each epoch; never the same twice. */
  readonly newId: () => string;
  /** Decodes a message when somebody looks at it. */
  readonly describe: Describe;
  readonly bounds?: Partial<JournalBounds> | undefined;
}

export interface JournalStats {
  /** Calls the journal holds. */
  readonly calls: number;
  readonly open: number;
  /** Calls that arrived since the process started. */
  readonly recorded: number;
  /** Calls dropped since the journal was last cleared. */
  readonly dropped: number;
  /** What the bounds count; see `JournalBounds.bytes`. */
  readonly bytes: number;
}

/** Holds the calls of all clients, within bounds. Everything that is handed out is data that never changes again. */
export class Journal implements CallLog {
  readonly #options: JournalOptions;
  readonly #bounds: JournalBounds;
  readonly #host: Host;
  readonly #arena = new ByteArena();
  readonly #pool = new MetadataPool();
  readonly #byId = new Map<string, CallEntry>();
  #arrived = new ArrivalList();
  #changes = new ChangeList();
  #ended = new EndedList();
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Watchers();
  #epoch: string;
  #seq = 0;
  /** The newest change that was lost with a dropped call. */
  #droppedSeq = 0;
  #ordinal = 0;
  #dropped = 0;
  #bytes = 0;
  #open = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
    this.#epoch = options.newId();
    this.#host = {
      bounds: this.#bounds,
      micros: () => options.clock.micros(),
      metadata: (metadata) => this.#pool.keep(metadata, this.#bounds.metadata),
      metadataCost: metadataSize,
      store: (kept, bytes) => this.#store(kept, bytes),
      changed: (entry, kept, cost) => this.#changed(entry, kept, cost),
      ended: (entry) => this.#close(entry),
    };
  }

  /** The change counter: a batch with a smaller `seq` is not the last one. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): string {
    return this.#epoch;
  }

  open(start: CallStart): Recorder {
    const kept = { ...start, metadata: this.#keep(start.metadata) };
    const { clock, newId } = this.#options;
    const entry = new CallEntry(this.#host, newId(), (this.#ordinal += 1), kept, clock.now());
    this.#byId.set(entry.id, entry);
    this.#arrived.push(entry);
    this.#bytes += entry.cost;
    this.#open += 1;
    entry.opened();
    return entry;
  }

  /** Oldest first. */
  list(query: CallQuery = {}): CallList {
    const limit = query.limit ?? Infinity;
    const found: CallEntry[] = [];
    const forward = query.after !== undefined;
    let entry = forward ? this.#arrived.oldest : this.#arrived.newest;
    for (; entry && found.length < limit; entry = forward ? entry.newer : entry.older)
      if (matches(entry, query)) found.push(entry);
    if (!forward) found.reverse();
    return { calls: found.map(summaryOf), dropped: this.#dropped };
  }

  /** Everything that was kept of a call, decoded now; undefined where the journal has no such call (any more). */
  get(id: string): CallRecord | undefined {
    const entry = this.#byId.get(id);
    return entry && recordOf(entry, this.#options.describe);
  }

  /** Forgets every call that has ended; open ones stay, for they are not over. Begins a new epoch. */
  clear(): void {
    const open: CallEntry[] = [];
    for (let entry = this.#arrived.oldest; entry; entry = entry.newer) {
      if (entry.ending) this.#forget(entry);
      else open.push(entry);
    }
    this.#arrived = new ArrivalList();
    this.#changes = new ChangeList();
    this.#ended = new EndedList();
    this.#epoch = this.#options.newId();
    this.#dropped = 0;
    for (const entry of open) {
      entry.older = entry.newer = entry.changedBefore = entry.changedAfter = null;
      this.#arrived.push(entry);
      entry.seq = this.#seq += 1;
      this.#changes.touch(entry);
    }
    this.#seq += 1;
    this.#tell();
  }

  /**
   * The newest summaries of the calls that changed since `resume`, or of the newest calls for a page that has nothing,
   * at most `limit` of them. Where its `seq` is smaller than the journal's, more is waiting: ask again with it.
   */
  batchSince(resume: { readonly epoch: string; readonly seq: number } | null, limit: number): TrafficBatch {
    const known = resume !== null && resume.epoch === this.#epoch && resume.seq <= this.#seq;
    const since = known ? resume.seq : 0;
    let first: CallEntry | null = null;
    let backlog = 0;
    let entry = this.#changes.last;
    for (; entry && entry.seq > since && backlog < this.#bounds.backlog; entry = entry.changedBefore) {
      first = entry;
      backlog += 1;
    }
    const skipped = entry !== null && entry.seq > since;
    const taken: CallEntry[] = [];
    for (entry = first; entry && taken.length < limit; entry = entry.changedAfter) taken.push(entry);
    const seq = entry ? (taken.at(-1)?.seq ?? since) : this.#seq;
    return {
      epoch: this.#epoch,
      seq,
      calls: taken.sort((a, b) => a.ordinal - b.ordinal).map(summaryOf),
      firstOrdinal: this.#arrived.oldest?.ordinal ?? this.#ordinal + 1,
      dropped: this.#dropped,
      gap: skipped || (known && since < this.#droppedSeq),
    };
  }

  /** Calls the listener at every change, while it happens: it must only take note. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of every new event of a call that the journal holds, while it happens. Returns the way out. */
  watch(id: string, listener: WatchListener): () => void {
    const entry = this.#byId.get(id);
    if (!entry) return () => undefined;
    entry.watched = true;
    const leave = this.#watchers.add(id, listener);
    return () => {
      if (leave()) entry.watched = false;
    };
  }

  stats(): JournalStats {
    return {
      calls: this.#byId.size,
      open: this.#open,
      recorded: this.#ordinal,
      dropped: this.#dropped,
      bytes: this.#bytes,
    };
  }

  #keep(metadata: Metadata): Metadata {
    return this.#pool.keep(metadata, this.#bounds.metadata);
  }

  /** Bodies of open calls cannot be made room for: where ended calls hold no more, new ones are not kept. */
  #store(kept: Kept, bytes: Uint8Array): number {
    while (this.#bytes + kept.size > this.#bounds.bytes && this.#ended.first) this.#evict();
    if (this.#bytes + kept.size > this.#bounds.bytes) return 0;
    this.#arena.store(kept, bytes);
    return kept.size;
  }

  #changed(entry: CallEntry, kept: Kept, cost: number): void {
    if (entry.gone) return;
    entry.cost += cost;
    this.#bytes += cost;
    entry.seq = this.#seq += 1;
    this.#changes.touch(entry);
    if (entry.watched) this.#show(entry, kept);
    this.#tell();
  }

  #close(entry: CallEntry): void {
    this.#open -= 1;
    this.#ended.push(entry);
    while ((this.#byId.size > this.#bounds.calls || this.#bytes > this.#bounds.bytes) && this.#ended.first !== entry)
      this.#evict();
  }

  #evict(): void {
    const entry = this.#ended.shift();
    if (!entry) return;
    this.#droppedSeq = Math.max(this.#droppedSeq, entry.seq);
    this.#dropped += 1;
    this.#arrived.remove(entry);
    this.#changes.remove(entry);
    this.#forget(entry);
  }

  #forget(entry: CallEntry): void {
    entry.gone = true;
    this.#byId.delete(entry.id);
    this.#bytes -= entry.cost;
  }

  #show(entry: CallEntry, kept: Kept): void {
    this.#watchers.tell(entry.id, [eventOf(entry, kept, this.#options.describe)], kept.n, summaryOf(entry));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
