import type { Metadata } from './metadata.ts';
import type { MethodPath } from './schema.ts';
import type { CallEvent, Protocol } from './traffic.ts';

/** What the page asks for when a person presses Send or Start. */
export interface InvocationRequest {
  readonly method: MethodPath;
  /** Request metadata. Values of `-bin` keys are base64. */
  readonly metadata: Metadata;
  /** Milliseconds; null for none. At most 24 hours. */
  readonly deadlineMs: number | null;
  /**
   * ProtoJSON texts to send at once. Unary and server-streaming calls take exactly one and are half-closed after it;
   * the other kinds take any number and stay open.
   */
  readonly messages: readonly string[];
  /** How the call is made; gRPC where nothing is said. */
  readonly protocol?: Protocol | undefined;
  /** Connect carries either, `json` where nothing is said; gRPC and gRPC-Web are always `proto`, REST always `json`. */
  readonly codec?: InvocationCodec | undefined;
  /** The messages are sent with gzip, and gzip is asked for, where the protocol can do so; false where nothing is said. */
  readonly compress?: boolean | undefined;
}

/** What the messages of a call are written in. */
export type InvocationCodec = 'proto' | 'json';

/** What the client saw: the same events as traffic, told from the other end. */
export type InvocationEvent = CallEvent;

/** What an own call looks like from both ends is linked by this metadata key. */
export const INVOCATION_KEY = 'x-understudy-invocation';

/** Carries the seed of an answer, in its headers; sent with a call, it sets the seed of the answer. */
export const SEED_KEY = 'x-understudy-seed';

/** Sent with a call, it names the session whose stubs, counts and states the call meets. */
export const SESSION_KEY = 'x-understudy-session';
