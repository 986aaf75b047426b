import type { Ack, ClientEvents, ServerEvents, TrafficBatch, TrafficBytes } from '#contract/events';
import { decodeTraffic } from '#contract/traffic-bytes';
import type { CallEvent, CallRecord, CallSummary } from '#contract/traffic';
import type { Socket } from 'socket.io-client';
import type { Live, Off, Resume } from './api.ts';

/** The socket, typed by the contract. */
export type LiveSocket = Socket<ServerEvents, ClientEvents>;

interface Traffic {
  readonly resume: () => Resume | null;
  readonly listener: (batch: TrafficBatch) => void;
}
interface Watch {
  readonly id: string;
  readonly onRecord: (record: CallRecord | null) => void;
  readonly onEvents: (events: readonly CallEvent[], summary: CallSummary) => void;
  /** How many events of the call this page has heard of, left-out messages included; null until its record came. */
  counted: number | null;
}

const LOST: Ack<never> = {
  ok: false,
  problems: [
    {
      severity: 'error',
      code: 'server-unreachable',
      message: 'The connection to the server is lost.',
      hint: 'It comes back by itself; then try again.',
    },
  ],
};
/** Milliseconds that an answer may take; dialling has its own, shorter limit. */
const PATIENCE = 20_000;

/** The live half of the API over one socket; subscriptions are renewed at each reconnection. */
export function createLive(socket: LiveSocket): Live {
  let traffic: Traffic | null = null;
  let watch: Watch | null = null;
  let foreign = false;

  const subscribe = (): void => {
    const now = traffic;
    if (!now || !socket.connected) return;
    socket.emit('traffic:subscribe', now.resume(), (bytes) => {
      if (traffic === now) take(bytes);
    });
  };
  /** What is no instalment comes from a server of another version: its traffic cannot be shown, everything else may. */
  const take = (bytes: TrafficBytes): void => {
    const batch = decodeTraffic(bytes);
    if (batch) traffic?.listener(batch);
    else if (!foreign) {
      foreign = true;
      reportError(new Error('Failed to read the traffic: the server is of another version. Reload the page.'));
    }
  };
  const ask = (): void => {
    const now = watch;
    if (!socket.connected || !now) return;
    now.counted = null;
    socket.emit('call:watch', now.id, (record) => {
      if (watch !== now) return;
      now.counted = record ? record.events.length + record.omitted.up + record.omitted.down : 0;
      now.onRecord(record);
    });
  };
  const on = <E extends keyof ServerEvents>(event: E, listener: ServerEvents[E]): Off => {
    const untyped = listener as never; // socket.io's types do not follow a generic event name.
    socket.on(event, untyped);
    return () => void socket.off(event, untyped);
  };
  const asked = async (reply: Promise<Ack<object>>): Promise<Ack<object>> => reply.catch(() => LOST);

  // A hand that is faster than the first dialling waits for it.
  const dialled = new Promise<void>((done) => {
    if (socket.connected) done();
    socket.on('connect', () => done());
    socket.on('connect_error', () => done());
  });
  socket.on('connect', () => {
    subscribe();
    ask();
  });
  on('traffic:batch', take);
  on('call:events', (id, events, summary, from) => {
    // Before the record has come, everything said is in it.
    if (watch?.id !== id || watch.counted === null) return;
    if (from > watch.counted) return ask(); // Some were skipped.
    const fresh = events.slice(watch.counted - from);
    watch.counted += fresh.length;
    watch.onEvents(fresh, summary);
  });

  return {
    onConnection(listener) {
      const up = (): void => listener(true);
      const down = (): void => listener(false);
      listener(socket.connected);
      socket.on('connect', up);
      socket.on('disconnect', down);
      return () => {
        socket.off('connect', up);
        socket.off('disconnect', down);
      };
    },
    on,
    onSchema: (listener) => on('schema:changed', listener),
    onWorld: (listener) => on('world:changed', listener),
    onInvocation: (listener) => on('invocation:events', listener),
    subscribeTraffic(resume, listener) {
      const mine = { resume, listener };
      traffic = mine;
      subscribe();
      return () => {
        if (traffic !== mine) return;
        traffic = null;
        if (socket.connected) socket.emit('traffic:unsubscribe');
      };
    },
    watchCall(id, onRecord, onEvents) {
      const mine: Watch = { id, onRecord, onEvents, counted: null };
      watch = mine;
      ask();
      return () => {
        if (watch !== mine) return;
        watch = null;
        if (socket.connected) socket.emit('call:watch', null, () => undefined);
      };
    },
    async start(request) {
      await dialled;
      if (!socket.connected) return LOST;
      return socket
        .timeout(PATIENCE)
        .emitWithAck('invocation:start', request)
        .catch(() => LOST);
    },
    send: (id, json) => asked(socket.timeout(PATIENCE).emitWithAck('invocation:send', id, json)),
    halfClose: (id) => asked(socket.timeout(PATIENCE).emitWithAck('invocation:half_close', id)),
    cancel: (id) => asked(socket.timeout(PATIENCE).emitWithAck('invocation:cancel', id)),
  };
}
