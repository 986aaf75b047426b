import type {
  CallEvent,
  CallRecord,
  CallSummary,
  Direction,
  MessageBody,
  MessageEvent,
  StartedEvent,
} from '../contract/traffic.ts';
import { sliceBytes } from './byte-arena.ts';
import type { Call } from './call.ts';
import { clientName } from './client-name.ts';
import type { Kept } from './keep-ends.ts';
import { sessionName } from './session-name.ts';
import { messageTimes, unpackEvents } from './pack-events.ts';
import { onWireOf } from './wire-code.ts';

/** Turns the bytes of a message into what a person reads. Must not throw; where it does, the bytes are shown. */
export type Describe = (method: string, direction: Direction, bytes: Uint8Array) => MessageBody;

const TICKS = 32;

export function summaryOf(call: Call): CallSummary {
  const { ending } = call;
  return {
    id: call.id,
    ordinal: call.ordinal,
    method: call.method,
    kind: call.kind,
    protocol: call.protocol,
    status: ending?.status.name ?? null,
    code: ending?.status.code ?? null,
    statusMessage: ending?.status.message ?? '',
    peer: call.peer,
    userAgent: call.userAgent,
    client: clientName(call.userAgent, call.invocation),
    invocation: call.invocation,
    session: sessionName(call.metadata),
    startedAt: call.startedAt,
    durationMs: ending ? call.lastT / 1000 : null,
    deadlineMs: call.deadlineMs,
    up: call.up,
    down: call.down,
    upBytes: call.upBytes,
    downBytes: call.downBytes,
    answeredBy: call.answers?.at(-1) ?? null,
    ...(call.broken && { broken: call.broken.at(-1)!.fault }),
    cancelledBy: ending?.cancelledBy ?? null,
    ticks: ticksOf(call),
  };
}

export function recordOf(call: Call, describe: Describe): CallRecord {
  return {
    summary: summaryOf(call),
    events: [...eventsOf(call)].map((kept) => eventOf(call, kept, describe)),
    omitted: {
      up: call.live?.omittedUp ?? call.packed?.omittedUp ?? 0,
      down: call.live?.omittedDown ?? call.packed?.omittedDown ?? 0,
    },
  };
}

export function eventOf(call: Call, kept: Kept, describe: Describe): CallEvent {
  const { t } = kept;
  switch (kept.type) {
    case 'started':
      return startedOf(call, t);
    case 'headers':
      return { type: 'headers', t, metadata: call.responseHeaders ?? [] };
    case 'up':
    case 'down':
      return messageOf(call, kept, kept.type, describe);
    case 'half_closed':
      return { type: 'half_closed', t };
    case 'answered':
      // The index is the number of the answer, so there is one.
      return { type: 'answered', t, answeredBy: call.answers![kept.index - 1]! };
    case 'broken':
      // As above.
      return { type: 'broken', t, broken: call.broken![kept.index - 1]! };
    case 'ended': {
      // An `ended` event exists only where there is an ending.
      const { status, trailers, cancelledBy, problem } = call.ending!;
      return { type: 'ended', t, status, trailers, cancelledBy, ...(problem ? { problem } : {}) };
    }
    default:
      return kept.type satisfies never;
  }
}

/** What was kept of a call, in order. */
export function eventsOf(call: Call): Iterable<Kept> {
  return call.live?.events ?? (call.packed ? unpackEvents(call.packed) : []);
}

function ticksOf(call: Call): number[] {
  if (call.up + call.down === 0) return [];
  if (call.packed) return messageTimes(call.packed, TICKS).map((t) => t / 1000);
  const ticks: number[] = [];
  for (const { type, t } of eventsOf(call)) {
    if (type !== 'up' && type !== 'down') continue;
    ticks.push(t / 1000);
    if (ticks.length === TICKS) break;
  }
  return ticks;
}

function startedOf(call: Call, t: number): StartedEvent {
  const { method, kind, protocol, peer, userAgent, metadata, deadlineMs, invocation, startedAt, via } = call;
  const started = { startedAt, method, kind, protocol, peer, userAgent, metadata, deadlineMs, invocation };
  return { type: 'started', t, ...started, ...(via && { via }) };
}

function messageOf(call: Call, kept: Kept, direction: Direction, describe: Describe): MessageEvent {
  const { t, index, size, wire } = kept;
  const event: MessageEvent = { type: 'message', t, direction, index, size, ...onWireOf(wire, size) };
  const bytes = sliceBytes(kept);
  return bytes === undefined
    ? { ...event, trimmed: true }
    : { ...event, body: described(call.method, direction, bytes, describe) };
}

function described(method: string, direction: Direction, bytes: Uint8Array, describe: Describe): MessageBody {
  try {
    return describe(method, direction, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      type: '',
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
      problem: {
        severity: 'error',
        code: 'body-unreadable',
        message: `Failed to read a message of ${method}: ${reason}`,
        hint: 'The bytes are shown as they came.',
      },
    };
  }
}
