import type { TrafficBatch } from '#contract/events';
import type { ServiceInfo } from '#contract/schema';
import type { CallEvent, CallRecord, CallSummary } from '#contract/traffic';
import type { WorldNews } from '#contract/world';
import { Code, type StatusName } from '#contract/status';
import type { Api, Resume } from '../../web/src/api/api.ts';
import type { Store } from '../../web/src/state/persisted.svelte.ts';

/** A call as the list knows it; it has ended with OK after 5 ms where nothing else is said. */
export function call(ordinal: number, change: Partial<CallSummary> & { readonly open?: boolean } = {}): CallSummary {
  const { open = false, ...rest } = change;
  const status: StatusName = rest.status ?? 'OK';
  return {
    id: `c${ordinal}`,
    ordinal,
    method: '/shop.v1.Orders/GetOrder',
    kind: 'unary',
    protocol: 'grpc',
    status: open ? null : status,
    code: open ? null : Code[status],
    statusMessage: '',
    peer: '127.0.0.1:53124',
    userAgent: 'grpc-node-js/1.14.7',
    client: 'grpc-node-js',
    invocation: null,
    session: null,
    startedAt: 1_000_000,
    durationMs: open ? null : 5,
    deadlineMs: null,
    up: 1,
    down: 1,
    upBytes: 20,
    downBytes: 117,
    answeredBy: { by: 'generated', seed: '42' },
    cancelledBy: null,
    ticks: [],
    ...rest,
  };
}

/** An instalment of the traffic. */
export function batch(calls: readonly CallSummary[], change: Partial<TrafficBatch> = {}): TrafficBatch {
  return { epoch: 'a', seq: calls.at(-1)?.ordinal ?? 0, calls, firstOrdinal: 1, dropped: 0, gap: false, ...change };
}

/** A service with unary methods. */
export function service(name: string, methods: readonly string[]): ServiceInfo {
  return {
    name,
    package: name.slice(0, Math.max(0, name.lastIndexOf('.'))),
    file: 'a.proto',
    doc: '',
    methods: methods.map((method) => ({
      path: `/${name}/${method}`,
      name: method,
      kind: 'unary',
      input: `${name}Request`,
      output: `${name}Response`,
      doc: '',
    })),
  };
}

/** `localStorage` in a map. */
export function memoryStore(): Store & { readonly map: Map<string, string> } {
  const map = new Map<string, string>();
  return { map, getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}

const refuse = (): Promise<never> => Promise.reject(new Error('not in this test'));

/** The API with nothing behind it; `say` plays the server. */
export function fakeApi(): Api & { readonly say: FakeServer } {
  const say = new FakeServer();
  return {
    say,
    ask: refuse,
    status: refuse,
    schema: refuse,
    method: refuse,
    example: refuse,
    clearCalls: async () => undefined,
    origins: refuse,
    explain: refuse,
    protos: { list: refuse, file: refuse, symbol: refuse, check: refuse, save: refuse, import: refuse },
    world: {
      of: () => fakeApi().world,
      info: refuse,
      page: refuse,
      entity: refuse,
      add: refuse,
      write: refuse,
      remove: refuse,
      reset: refuse,
      snapshot: refuse,
    },
    live: {
      onConnection: (listener) => {
        listener(true);
        return () => undefined;
      },
      on: () => () => undefined,
      onSchema: () => () => undefined,
      onWorld: (listener) => {
        say.world = listener;
        return () => undefined;
      },
      onInvocation: () => () => undefined,
      subscribeTraffic: (resume, listener) => {
        say.resume = resume;
        say.traffic = listener;
        return () => undefined;
      },
      watchCall: (id, onRecord, onEvents) => {
        say.watching = id;
        say.record = onRecord;
        say.events = onEvents;
        return () => (say.watching = null);
      },
      start: refuse,
      send: refuse,
      halfClose: refuse,
      cancel: refuse,
    },
  };
}

class FakeServer {
  resume: () => Resume | null = () => null;
  traffic: (batch: TrafficBatch) => void = () => undefined;
  world: (news: WorldNews) => void = () => undefined;
  watching: string | null = null;
  record: (record: CallRecord | null) => void = () => undefined;
  events: (events: readonly CallEvent[], summary: CallSummary) => void = () => undefined;
}
