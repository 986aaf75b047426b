import type { Ack, ClientEvents, ServerEvents, TrafficBatch } from '#contract/events';
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

  const subscribe = (): void => {
    const now = traffic;
    if (!now || !socket.connected) return;
    socket.emit('traffic:subscribe', now.resume(), (batch) => {
      if (traffic === now) now.listener(batch);
    });
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

  socket.on('connect', () => {
    subscribe();
    ask();
  });
  on('traffic:batch', (batch) => traffic?.listener(batch));
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
