import type { CallMisses } from '#contract/mock-api';
import type { Metadata } from '#contract/metadata';
import type { CallRecord, CallSummary } from '#contract/traffic';
import { ApiError, type Api } from '../api/api.ts';
import type { CallRing } from '../lib/ring.ts';

/** A call that stubs of its method did not answer, and why. */
export interface NearMiss {
  readonly call: CallSummary;
  /** Its first request, as JSON; null where there is none that could be read. */
  readonly request: string | null;
  readonly metadata: Metadata;
  readonly misses: CallMisses;
}

/** How far back calls are looked at, and how many are shown. */
const REACH = 2000;
const SHOWN = 4;

/** The newest calls of a method that none of its stubs answered, newest first. */
export function missedCalls(ring: CallRing, method: string): readonly CallSummary[] {
  const found: CallSummary[] = [];
  const last = Math.max(0, ring.length - REACH);
  for (let at = ring.length - 1; at >= last && found.length < SHOWN; at--) {
    const call = ring.at(at)!;
    if (call.method === method && wasMissed(call)) found.push(call);
  }
  return found;
}

/** How many of the newest calls of a method, since a time (epoch ms), none of its stubs answered. */
export function missedSince(ring: CallRing, method: string, since: number): number {
  let count = 0;
  const last = Math.max(0, ring.length - REACH);
  for (let at = ring.length - 1; at >= last; at--) {
    const call = ring.at(at)!;
    if (call.startedAt < since) break;
    if (call.method === method && wasMissed(call)) count += 1;
  }
  return count;
}

/** Answered, and by no stub. */
function wasMissed({ answeredBy }: CallSummary): boolean {
  return answeredBy !== null && answeredBy.by !== 'stub' && answeredBy.by !== 'schema';
}

/** Why calls were missed, asked for once for each call and each state of the stubs. */
export class NearMisses {
  shown: NearMiss | null = $state.raw(null);
  /** What was asked last could not be told. */
  failed: string | null = $state(null);
  #asked: AbortController | null = null;

  constructor(private readonly api: Api) {}

  async ask(call: CallSummary | undefined): Promise<void> {
    this.#asked?.abort();
    if (!call) {
      this.shown = null;
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const send = { signal: asked.signal };
      const [record, misses] = await Promise.all([
        this.shown?.call.id === call.id ? null : this.api.ask('GET /api/calls/:id', { id: call.id }, send),
        this.api.ask('GET /api/calls/:id/misses', { id: call.id }, send),
      ]);
      if (asked.signal.aborted) return;
      const known = this.shown;
      this.shown = record
        ? { call, request: firstRequest(record), metadata: requestMetadata(record), misses }
        : { call, request: known?.request ?? null, metadata: known?.metadata ?? [], misses };
      this.failed = null;
    } catch (error) {
      if (asked.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.shown = null;
      this.failed = error.problems[0]?.message ?? error.message;
    }
  }
}

function firstRequest({ events }: CallRecord): string | null {
  for (const event of events) if (event.type === 'message' && event.direction === 'up') return event.body?.json ?? null;
  return null;
}

function requestMetadata({ events }: CallRecord): Metadata {
  for (const event of events) if (event.type === 'started') return event.metadata;
  return [];
}
