import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents, TrafficBatch } from '../../../server/contract/events.ts';
import { decodeTraffic } from '../../../server/contract/traffic-bytes.ts';
import type { CallEvent, CallRecord, CallSummary } from '../../../server/contract/traffic.ts';
import { createHttp } from '../../../server/http/create-http.ts';
import { createGuard } from '../../../server/http/guard.ts';
import { attachLive, type Live, type LiveOptions } from '../../../server/live/gateway.ts';
import type { InvocationListener, Invocations, TrafficSource } from '../../../server/live/traffic-source.ts';
import { fakeSource, run, summary, type Running } from '../http/http-fixture.ts';

type Watcher = Parameters<TrafficSource['watch']>[1];

/** A journal of summaries that keeps every change, and counts what it is asked. */
export class FakeTraffic implements TrafficSource {
  epoch = 'e1';
  gap = false;
  asked = 0;
  readonly watchers = new Map<string, Set<Watcher>>();
  readonly #calls = new Map<number, { seq: number; summary: CallSummary }>();
  readonly #listeners = new Set<() => void>();
  #seq = 0;

  change(ordinal: number, more: Partial<CallSummary> = {}): void {
    this.#calls.set(ordinal, { seq: (this.#seq += 1), summary: summary(ordinal, more) });
    for (const listener of this.#listeners) listener();
  }

  batchSince(resume: { epoch: string; seq: number } | null, limit: number): TrafficBatch {
    this.asked += 1;
    const since = resume?.epoch === this.epoch ? resume.seq : 0;
    const changed = [...this.#calls.values()].filter((call) => call.seq > since).sort((a, b) => a.seq - b.seq);
    const taken = changed.slice(0, limit);
    return {
      epoch: this.epoch,
      seq: taken.at(-1)?.seq ?? this.#seq,
      calls: taken.map((call) => call.summary).sort((a, b) => a.ordinal - b.ordinal),
      firstOrdinal: 1,
      dropped: 0,
      gap: this.gap,
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(id: string, listener: Watcher): () => void {
    const all = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0) this.watchers.delete(id);
    };
  }

  tell(ordinal: number, from: number, events: readonly CallEvent[]): void {
    for (const watcher of this.watchers.get(`call-${ordinal}`) ?? []) watcher(events, from, summary(ordinal));
  }

  get(id: string): CallRecord | undefined {
    const found = [...this.#calls.values()].find((call) => call.summary.id === id);
    return found && { summary: found.summary, events: [], omitted: { up: 0, down: 0 } };
  }
}

/** An invoker that dials nothing: the test plays what happens. */
export class FakeInvocations implements Invocations {
  readonly listeners = new Map<string, InvocationListener>();
  readonly told: unknown[] = [];
  /** Called for each cancel. */
  onCancel: (id: string) => void = () => undefined;

  start: Invocations['start'] = (request, listener) => {
    const id = `inv-${this.listeners.size + 1}`;
    this.told.push(['start', request]);
    this.listeners.set(id, listener);
    return { ok: true, id };
  };
  send: Invocations['send'] = (id, json) => (this.told.push(['send', id, json]), { ok: true });
  halfClose: Invocations['halfClose'] = (id) => (this.told.push(['half_close', id]), { ok: true });
  cancel: Invocations['cancel'] = (id) => {
    this.told.push(['cancel', id]);
    this.onCancel(id);
    return { ok: true };
  };
}

/** A world in which nothing happens. */
export const STILL: LiveOptions['world'] = { revision: 0, subscribe: () => () => undefined };

export type Page = Socket<ServerEvents, ClientEvents>;

export interface LiveServer extends AsyncDisposable {
  readonly http: Running;
  readonly live: Live;
  readonly traffic: FakeTraffic;
  readonly invocations: FakeInvocations;
  readonly changeSchema: (revision: number) => void;
  /** A page that is connected. */
  open(options?: Parameters<typeof io>[1]): Promise<Page>;
}

export async function runLive(options: Partial<LiveOptions> = {}): Promise<LiveServer> {
  const guard = createGuard({ hosts: [] });
  const server = createHttp({ source: fakeSource(), guard, readAsset: undefined, newNonce: () => 'n' });
  const traffic = new FakeTraffic();
  const invocations = new FakeInvocations();
  let changeSchema: (revision: number) => void = () => undefined;
  const live = attachLive(server, {
    source: traffic,
    invocations,
    schema: {
      subscribe: (listener) => {
        changeSchema = (revision) => listener({}, revision, { added: [], removed: [], changed: [] });
        return () => undefined;
      },
    },
    world: STILL,
    refuse: (request) => guard(request, 'socket')?.problem.message,
    flushMs: 5,
    ...options,
  });
  const http = await run(server);
  const pages: Page[] = [];
  return {
    http,
    live,
    traffic,
    invocations,
    changeSchema: (revision) => changeSchema(revision),
    open: async (more = {}) => {
      const page: Page = io(`http://127.0.0.1:${http.port}`, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        ...more,
      });
      pages.push(page);
      await new Promise<void>((resolve, reject) => {
        page.once('connect', resolve);
        page.once('connect_error', reject);
      });
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      for (const page of pages) page.disconnect();
      await live.close();
      await http[Symbol.asyncDispose]();
    },
  };
}

/** The arguments of the next event of that name. */
export async function next<E extends keyof ServerEvents>(page: Page, event: E): Promise<Parameters<ServerEvents[E]>> {
  return (await once(page as unknown as NodeJS.EventEmitter, event)) as Parameters<ServerEvents[E]>; // By the contract.
}

/** Begins with the traffic; its first instalment. */
export async function subscribe(
  page: Page,
  resume: Parameters<ClientEvents['traffic:subscribe']>[0],
): Promise<TrafficBatch> {
  return batchOf(await page.emitWithAck('traffic:subscribe', resume));
}

/** The next instalment of the traffic. */
export async function nextBatch(page: Page): Promise<TrafficBatch> {
  return batchOf((await next(page, 'traffic:batch'))[0]);
}

/** What came, read; fails where it is no instalment. */
export function batchOf(bytes: unknown): TrafficBatch {
  const batch = decodeTraffic(bytes);
  if (!batch) throw new Error('This is no instalment of the traffic.');
  return batch;
}
