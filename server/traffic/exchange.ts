import type { Metadata } from '../contract/metadata.ts';
import type { AnsweredBy, Direction } from '../contract/traffic.ts';
import { sliceBytes } from './byte-arena.ts';
import type { Call } from './call.ts';
import { eventsOf } from './fold-entry.ts';
import { withSecrets } from './metadata-pool.ts';

/** One message of a call as it was on the wire, with what led to it. */
export interface Exchange {
  /** The `:path` as it came. */
  readonly method: string;
  /** Of the request. */
  readonly metadata: Metadata;
  /** Headers of the answer, where it has begun. */
  readonly headers: Metadata | null;
  readonly answers: readonly AnsweredBy[];
  /** Undefined where the journal dropped its bytes. */
  readonly message: Uint8Array | undefined;
  /**
   * Messages of the client that came before it, oldest first, as far as their bytes are kept: the first ones and the last
   * ones of a long stream. `index` is 1-based.
   */
  readonly requests: readonly { readonly index: number; readonly bytes: Uint8Array }[];
}

/** Undefined where the call has no such message, or the journal has dropped it. */
export function exchangeOf(call: Call, direction: Direction, index: number): Exchange | undefined {
  const requests: { index: number; bytes: Uint8Array }[] = [];
  for (const kept of eventsOf(call)) {
    if (kept.type === direction && kept.index === index)
      return {
        method: call.method,
        metadata: call.metadata,
        headers: call.responseHeaders,
        answers: call.answers ?? [],
        message: sliceBytes(kept),
        requests,
      };
    const bytes = kept.type === 'up' ? sliceBytes(kept) : undefined;
    if (bytes) requests.push({ index: kept.index, bytes });
  }
  return undefined;
}

/** What a client sent in a call, as it was on the wire. */
export interface Received {
  /** The `:path` as it came. */
  readonly method: string;
  /** Of the request, secrets masked. */
  readonly metadata: Metadata;
  /** The same with secrets as they were: to be compared, and never to be shown. */
  readonly whole: () => Metadata;
  /** Its messages in order, as far as their bytes are kept. */
  readonly requests: readonly Uint8Array[];
  /** How many there were in all. */
  readonly count: number;
  readonly halfClosed: boolean;
}

export function receivedOf(call: Call): Received {
  const { method, metadata, up: count } = call;
  const requests: Uint8Array[] = [];
  let halfClosed = false;
  for (const kept of eventsOf(call)) {
    const bytes = kept.type === 'up' ? sliceBytes(kept) : undefined;
    if (bytes) requests.push(bytes);
    halfClosed ||= kept.type === 'half_closed';
  }
  return { method, metadata, whole: () => withSecrets(metadata), requests, count, halfClosed };
}
