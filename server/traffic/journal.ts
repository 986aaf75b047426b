import type { Clock } from '../contract/clock.ts';
import type { TrafficBatch } from '../contract/events.ts';
import type { CallList } from '../contract/rest.ts';
import type { AnsweredBy, CallRecord, Direction } from '../contract/traffic.ts';
import { DEFAULT_BOUNDS, type JournalBounds, type JournalStats } from './bounds.ts';
import { ByteArena } from './byte-arena.ts';
import { Call, ordinalOf } from './call.ts';
import { ArrivalList, ChangeList, EndedList } from './call-lists.ts';
import { CallShelf } from './call-shelf.ts';
import { type Exchange, exchangeOf, type Received, receivedOf } from './exchange.ts';
import { type Describe, eventOf, recordOf, summaryOf } from './fold-entry.ts';
import type { Kept } from './keep-ends.ts';
import { type Host, LiveCall, sameAnswer } from './live-call.ts';
import { MetadataPool, metadataSize } from './metadata-pool.ts';
import { EventPacker } from './pack-events.ts';
import { type CallQuery, matches } from './query.ts';
import type { CallLog, CallStart, Recorder } from './recorder.ts';
import { sessionName } from './session-name.ts';
import { type WatchListener, Watchers } from './watchers.ts';

export interface JournalOptions {
  readonly clock: Clock;
  /** A new id for each epoch, and the first part of those of all calls; never the same twice. */
  readonly newId: () => string;
  /** Decodes a message when somebody looks at it. */
  readonly describe: Describe;
  readonly bounds?: Partial<JournalBounds> | undefined;
}

/** Holds the calls of all clients, within bounds. Everything that is handed out is data that never changes again. */
export class Journal implements CallLog {
  readonly #options: JournalOptions;
  readonly #bounds: JournalBounds;
  readonly #host: Host;
  /** Bytes of open calls and of ended ones: apart, so that a long stream does not pin what came and went beside it. */
  readonly #liveBytes = new ByteArena();
  readonly #packedBytes = new ByteArena();
  readonly #packer = new EventPacker();
  #lastAnswer: readonly [AnsweredBy] | undefined;
  readonly #pool = new MetadataPool();
  readonly #run: string;
  readonly #held = new CallShelf();
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
    this.#run = options.newId();
    this.#epoch = options.newId();
    this.#host = {
      bounds: this.#bounds,
      micros: () => options.clock.micros(),
      metadata: (metadata) => this.#pool.keep(metadata, this.#bounds.metadata),
      answer: (by) => this.#answer(by),
      metadataCost: metadataSize,
      store: (kept, bytes) => this.#store(kept, bytes),
      changed: (live, kept, cost) => this.#changed(live, kept, cost),
      ended: (live) => this.#close(live.call),
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
    const metadata = this.#host.metadata(start.metadata);
    const call = new Call(this.#run, (this.#ordinal += 1), start, metadata, this.#options.clock.now());
    const live = new LiveCall(this.#host, call);
    call.live = live;
    this.#held.put(call);
    this.#arrived.push(call);
    this.#bytes += call.cost;
    this.#open += 1;
    live.opened();
    return live;
  }

  /** Oldest first. */
  list(query: CallQuery = {}): CallList {
    const limit = query.limit ?? Infinity;
    const found: Call[] = [];
    const forward = query.after !== undefined;
    let call = query.after === undefined ? this.#arrived.newest : this.#arrived.after(query.after);
    for (; call && found.length < limit; call = forward ? call.newer : call.older)
      if (matches(call, query)) found.push(call);
    if (!forward) found.reverse();
    return { calls: found.map(summaryOf), dropped: this.#dropped };
  }

  /** Everything that was kept of a call, decoded now; undefined where the journal has no such call (any more). */
  get(id: string): CallRecord | undefined {
    const call = this.#find(id);
    return call && recordOf(call, this.#options.describe);
  }

  /** The bytes of one message and of what came before it; undefined where the call has no such message (any more). */
  exchange(id: string, direction: Direction, index: number): Exchange | undefined {
    const call = this.#find(id);
    return call && exchangeOf(call, direction, index);
  }

  /** What a client sent in a call; undefined where the journal has no such call (any more). */
  received(id: string): Received | undefined {
    const call = this.#find(id);
    return call && receivedOf(call);
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /**
   * Forgets every call that has ended, or every one of a session; open ones stay, for they are not over. Begins a new
   * epoch.
   */
  clear(session?: string): void {
    const kept: Call[] = [];
    for (let call = this.#arrived.oldest; call; call = call.newer) {
      if (call.ending && (session === undefined || sessionName(call.metadata) === session)) this.#forget(call);
      else kept.push(call);
    }
    const ended = this.#ended;
    this.#ended = new EndedList();
    for (let call = ended.shift(); call; call = ended.shift()) if (this.#held.has(call)) this.#ended.push(call);
    this.#arrived = new ArrivalList();
    this.#changes = new ChangeList();
    this.#epoch = this.#options.newId();
    if (session === undefined) this.#dropped = 0;
    for (const call of kept) {
      call.older = call.newer = call.changedBefore = call.changedAfter = null;
      this.#arrived.push(call);
      call.seq = this.#seq += 1;
      this.#changes.touch(call);
    }
    this.#seq += 1;
    for (const listener of this.#listeners) listener();
  }

  /**
   * The newest summaries of the calls that changed since `resume`, or of the newest calls for a page that has nothing,
   * at most `limit` of them. Where its `seq` is smaller than the journal's, more is waiting: ask again with it.
   */
  batchSince(resume: { readonly epoch: string; readonly seq: number } | null, limit: number): TrafficBatch {
    const known = resume !== null && resume.epoch === this.#epoch && resume.seq <= this.#seq;
    const since = known ? resume.seq : 0;
    const { taken, skipped, more } = this.#changes.since(since, this.#bounds.backlog, limit);
    const seq = more ? (taken.at(-1)?.seq ?? since) : this.#seq;
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
    const live = this.#find(id)?.live;
    if (!live) return () => undefined;
    live.watched = true;
    const leave = this.#watchers.add(id, listener);
    return () => {
      if (leave()) live.watched = false;
    };
  }

  stats(): JournalStats {
    return {
      calls: this.#held.size,
      open: this.#open,
      recorded: this.#ordinal,
      dropped: this.#dropped,
      bytes: this.#bytes,
    };
  }

  #find(id: string): Call | undefined {
    const ordinal = ordinalOf(id, this.#run);
    return ordinal === undefined ? undefined : this.#held.at(ordinal);
  }

  /** Bodies of open calls cannot be made room for: where ended calls hold no more, new ones are not kept. */
  #store(kept: Kept, bytes: Uint8Array): number {
    while (this.#bytes + kept.size > this.#bounds.bytes && this.#ended.first) this.#evict();
    if (this.#bytes + kept.size > this.#bounds.bytes) return 0;
    this.#liveBytes.store(kept, bytes);
    return kept.size;
  }

  #changed(live: LiveCall, kept: Kept, cost: number): void {
    const { call } = live;
    call.cost += cost;
    this.#bytes += cost;
    call.seq = this.#seq += 1;
    this.#changes.touch(call);
    if (kept.type === 'ended') this.#pack(call, live);
    if (live.watched)
      this.#watchers.tell(call.id, [eventOf(call, kept, this.#options.describe)], kept.n, summaryOf(call));
    for (const listener of this.#listeners) listener();
  }

  #pack(call: Call, live: LiveCall): void {
    call.packed = this.#packer.pack(live.events, live.omittedUp, live.omittedDown, this.#packedBytes);
    call.live = null;
  }

  #close(call: Call): void {
    this.#open -= 1;
    this.#ended.push(call);
    while ((this.#held.size > this.#bounds.calls || this.#bytes > this.#bounds.bytes) && this.#ended.first !== call)
      this.#evict();
  }

  #evict(): void {
    const call = this.#ended.shift();
    if (!call) return;
    this.#droppedSeq = Math.max(this.#droppedSeq, call.seq);
    this.#dropped += 1;
    this.#arrived.remove(call);
    this.#changes.remove(call);
    this.#forget(call);
  }

  #forget(call: Call): void {
    this.#held.remove(call);
    this.#bytes -= call.cost;
  }

  #answer(by: AnsweredBy): readonly [AnsweredBy] {
    if (!this.#lastAnswer || !sameAnswer(this.#lastAnswer[0], by)) this.#lastAnswer = [by];
    return this.#lastAnswer;
  }
}
