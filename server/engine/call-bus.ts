import type { Message } from '@bufbuild/protobuf';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodPath } from '../contract/schema.ts';
import { sessionOf } from '../contract/session.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { CallSoFar } from '../stubs/stub.ts';
import { decodedSize } from './decoded-size.ts';

/** A call that others hear of. */
export interface OverheardCall {
  /** Id of the call in the journal. */
  readonly id: string;
  readonly call: CallSoFar;
  /** Bytes that the messages take which are kept of it. */
  readonly size: number;
}

export type CallListener = (told: OverheardCall) => void;

/**
 * Tells calls of each other: scripts react to them. It keeps nothing; a listener must be quick and must not throw, for it
 * is heard in the middle of somebody else's call.
 */
export class CallBus {
  readonly #listeners = new Map<MethodPath, Set<CallListener>>();

  subscribe(method: MethodPath, listener: CallListener): () => void {
    let listeners = this.#listeners.get(method);
    if (!listeners) this.#listeners.set(method, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      const now = this.#listeners.get(method);
      now?.delete(listener);
      if (now?.size === 0) this.#listeners.delete(method);
    };
  }

  /** Whether anybody would hear a call of this method. */
  hears(method: MethodPath): boolean {
    return this.#listeners.has(method);
  }

  tell(told: OverheardCall): void {
    // A listener may leave, or bring about that another does.
    for (const listener of [...(this.#listeners.get(told.call.method.path) ?? [])]) listener(told);
  }
}

/** Of a client's stream the first messages are told, at most so many, and bytes that they take decoded; the first in any case. */
const KEPT = 100;
const KEPT_BYTES = 16 * 1024 * 1024;

/** What a call tells of itself while it goes on. */
export interface CallTeller {
  /** A request message, when it was decided how it is answered. */
  heard(message: Message): void;
  halfClosed(): void;
  /** Bytes that the messages take which are kept to be told. */
  readonly kept: number;
}

/**
 * Tells of one call, once: with its request; of a client's stream at its end; of a bidi call with its first message, or
 * at its end where none came. Undefined where nobody listens when the call begins.
 */
export function tellCall(bus: CallBus, method: SchemaMethod, metadata: Metadata, id: string): CallTeller | undefined {
  if (!bus.hears(method.path)) return undefined;
  const messages: Message[] = [];
  let [size, count, told] = [0, 0, false];
  const tell = (halfClosed: boolean): void => {
    if (told) return;
    told = true;
    const session = sessionOf(metadata);
    bus.tell({ id, size, call: { method, metadata, session, messages, count, halfClosed } });
  };
  return {
    heard(message) {
      if (told) return;
      count += 1;
      if (messages.length < KEPT && size <= KEPT_BYTES) {
        const own = decodedSize(message);
        if (messages.length === 0 || size + own <= KEPT_BYTES) {
          messages.push(message);
          size += own;
        }
      }
      if (method.kind === 'bidi_streaming') tell(false);
    },
    halfClosed: () => tell(true),
    get kept() {
      return told ? 0 : size;
    },
  };
}
