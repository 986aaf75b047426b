import type { CallEvent, CallRecord, CallSummary, EndedEvent, StartedEvent } from '#contract/traffic';
import type { MethodKind } from '#contract/schema';

/** One call as the view tells it: an own call from the client's end, any other as the mock saw it. */
export interface CallStory {
  readonly side: 'client' | 'server';
  readonly events: readonly CallEvent[];
  /** Where it is known; an own call has none. */
  readonly summary?: CallSummary | null;
  /** The call in the journal, where it is known: who answered it is told of that one. */
  readonly recorded?: Pick<CallSummary, 'id' | 'answeredBy' | 'broken' | 'session'> | null;
  /** Messages left out to stay within bounds. */
  readonly omitted?: CallRecord['omitted'];
  /** Before which event they were left out. */
  readonly omittedAt?: number;
  /** The page was cut off while the call was open. */
  readonly lost?: boolean;
}

/** What the strip and the tabs say of a story. */
export interface CallFacts {
  readonly started: StartedEvent | null;
  readonly ended: EndedEvent | null;
  readonly kind: MethodKind | null;
  /** Null while it is open. */
  readonly code: number | null;
  readonly status: string | null;
  readonly up: number;
  readonly down: number;
  readonly upBytes: number;
  readonly downBytes: number;
  /** Milliseconds; null while it is open. */
  readonly durationMs: number | null;
  readonly deadlineMs: number | null;
  readonly startedAt: number | null;
  readonly halfClosed: boolean;
  /** `identity`, or the compression of the answer. */
  readonly encoding: string;
  /** ms of the newest event. */
  readonly lastMs: number;
  readonly fields: number;
}

/** Folds the events; where bounds cut some out, the summary has the true counts. */
export function callFacts({ events, summary, omitted }: CallStory): CallFacts {
  let started: StartedEvent | null = null;
  let ended: EndedEvent | null = null;
  let halfClosed = false;
  let encoding = 'identity';
  let fields = 0;
  const count = { up: omitted?.up ?? 0, down: omitted?.down ?? 0 };
  const bytes = { up: 0, down: 0 };
  for (const event of events) {
    if (event.type === 'started') started = event;
    if (event.type === 'ended') ended = event;
    if (event.type === 'half_closed') halfClosed = true;
    if (event.type === 'started' || event.type === 'headers') fields += event.metadata.length;
    if (event.type === 'ended') fields += event.trailers.length;
    if (event.type === 'headers')
      encoding = event.metadata.find(({ key }) => key === 'grpc-encoding')?.value ?? encoding;
    if (event.type === 'message') {
      count[event.direction] += 1;
      bytes[event.direction] += event.size;
      if (event.compressed && encoding === 'identity') encoding = started?.via?.encoding ?? 'compressed';
    }
  }
  const code = ended?.status.code ?? summary?.code ?? null;
  return {
    started,
    ended,
    kind: started?.kind ?? summary?.kind ?? null,
    code,
    status: ended?.status.name ?? summary?.status ?? null,
    up: Math.max(summary?.up ?? 0, count.up),
    down: Math.max(summary?.down ?? 0, count.down),
    upBytes: Math.max(summary?.upBytes ?? 0, bytes.up),
    downBytes: Math.max(summary?.downBytes ?? 0, bytes.down),
    durationMs: ended ? ended.t / 1000 : (summary?.durationMs ?? null),
    deadlineMs: started?.deadlineMs ?? summary?.deadlineMs ?? null,
    startedAt: started?.startedAt ?? summary?.startedAt ?? null,
    halfClosed,
    encoding,
    lastMs: (events.at(-1)?.t ?? 0) / 1000,
    fields,
  };
}
