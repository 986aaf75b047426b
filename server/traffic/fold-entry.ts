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
import type { CallEntry } from './call-entry.ts';
import { clientName } from './client-name.ts';
import type { Kept } from './keep-ends.ts';

/** Turns the bytes of a message into what a person reads. Must not throw; where it does, the bytes are shown. */
export type Describe = (method: string, direction: Direction, bytes: Uint8Array) => MessageBody;

export function summaryOf(entry: CallEntry): CallSummary {
  const { start, ending } = entry;
  return {
    id: entry.id,
    ordinal: entry.ordinal,
    method: start.method,
    kind: start.kind,
    protocol: start.protocol,
    status: ending?.status.name ?? null,
    code: ending?.status.code ?? null,
    statusMessage: ending?.status.message ?? '',
    peer: start.peer,
    userAgent: start.userAgent,
    client: clientName(start.userAgent, start.invocation),
    invocation: start.invocation,
    startedAt: entry.startedAt,
    durationMs: ending ? entry.lastT / 1000 : null,
    deadlineMs: start.deadlineMs,
    up: entry.up,
    down: entry.down,
    upBytes: entry.upBytes,
    downBytes: entry.downBytes,
    answeredBy: entry.answers?.at(-1) ?? null,
    cancelledBy: ending?.cancelledBy ?? null,
    // A copy: the entry goes on counting, and what is handed out never changes.
    ticks: entry.ticks.slice(),
  };
}

export function recordOf(entry: CallEntry, describe: Describe): CallRecord {
  const kept = [...entry.head, ...(entry.upTail?.messages ?? []), ...(entry.downTail?.messages ?? [])];
  kept.sort((a, b) => a.n - b.n);
  return {
    summary: summaryOf(entry),
    events: kept.map((event) => eventOf(entry, event, describe)),
    omitted: { up: entry.upTail?.omitted ?? 0, down: entry.downTail?.omitted ?? 0 },
  };
}

export function eventOf(entry: CallEntry, kept: Kept, describe: Describe): CallEvent {
  const { t } = kept;
  switch (kept.type) {
    case 'started':
      return startedOf(entry, t);
    case 'headers':
      return { type: 'headers', t, metadata: entry.responseHeaders ?? [] };
    case 'up':
    case 'down':
      return messageOf(entry, kept, kept.type, describe);
    case 'half_closed':
      return { type: 'half_closed', t };
    case 'answered':
      // The index is the number of the answer, so there is one.
      return { type: 'answered', t, answeredBy: entry.answers![kept.index - 1]! };
    case 'ended': {
      // An `ended` event exists only where there is an ending.
      const { status, trailers, cancelledBy, problem } = entry.ending!;
      return { type: 'ended', t, status, trailers, cancelledBy, ...(problem ? { problem } : {}) };
    }
    default:
      return kept.type satisfies never;
  }
}

function startedOf(entry: CallEntry, t: number): StartedEvent {
  const { method, kind, protocol, peer, userAgent, metadata, deadlineMs, invocation } = entry.start;
  const { startedAt } = entry;
  return { type: 'started', t, startedAt, method, kind, protocol, peer, userAgent, metadata, deadlineMs, invocation };
}

function messageOf(entry: CallEntry, kept: Kept, direction: Direction, describe: Describe): MessageEvent {
  const event: MessageEvent = { type: 'message', t: kept.t, direction, index: kept.index, size: kept.size };
  const bytes = sliceBytes(kept);
  return bytes === undefined
    ? { ...event, trimmed: true }
    : { ...event, body: described(entry.start.method, direction, bytes, describe) };
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
