import type { Ack, TrafficBatch } from '../contract/events.ts';
import type { InvocationEvent, InvocationRequest } from '../contract/invocation.ts';
import type { SchemaDifference } from '../contract/schema.ts';
import type { CallEvent, CallRecord, CallSummary } from '../contract/traffic.ts';

/** What the gateway asks of the journal. */
export interface TrafficSource {
  /** At most `limit` calls that changed since `resume`, or the newest ones for null; a full batch means more waits. */
  batchSince(resume: { readonly epoch: string; readonly seq: number } | null, limit: number): TrafficBatch;
  /** Tells that something changed, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void;
  /** Tells of every new event of one call. Returns the way out. */
  watch(id: string, listener: (events: readonly CallEvent[], from: number, summary: CallSummary) => void): () => void;
  get(id: string): CallRecord | undefined;
}

/** Hears what the client of an invocation saw. Where it answers a promise, no more is read until that is fulfilled. */
export type InvocationListener = (events: readonly InvocationEvent[], id: string) => void | Promise<void>;

/** What the gateway asks of the playground's client. */
export interface Invocations {
  start(request: InvocationRequest, listener: InvocationListener): Ack<{ readonly id: string }>;
  send(id: string, json: string): Ack<object>;
  halfClose(id: string): Ack<object>;
  cancel(id: string): Ack<object>;
}

/** What the gateway asks of the schema's registry. */
export interface SchemaSource {
  /** Returns the way out. */
  subscribe(listener: (schema: unknown, revision: number, difference: SchemaDifference) => void): () => void;
}
