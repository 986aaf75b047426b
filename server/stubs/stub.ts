import type { Compress } from '../contract/compression.ts';
import type { Message } from '@bufbuild/protobuf';
import type { ReflectMessage } from '@bufbuild/protobuf/reflect';
import type { Metadata } from '../contract/metadata.ts';
import type { Condition, FaultSpec } from '../contract/stub.ts';
import type { StatusName } from '../contract/status.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { DelaySpec, ReplySpec, StubSpec } from './spec.ts';

/** What a matcher is asked about: everything that is known of a call so far. */
export interface CallSoFar {
  readonly method: SchemaMethod;
  readonly metadata: Metadata;
  /** Of `x-understudy-session`; empty for none. */
  readonly session: string;
  /** Request messages heard, oldest first; of long streams the first and the last 100 are kept. */
  readonly messages: readonly Message[];
  /** How many there were in all. */
  readonly count: number;
  readonly halfClosed: boolean;
}

/** Equality on one scalar of the first message, or on a metadata key: what an index goes by. */
export interface MatchKey {
  /** Names one place: `f:sku`, `f:price.units`, `m:x-tenant`. */
  readonly id: string;
  /** The value of the call at that place, normalized; undefined where it has none. */
  readonly read: (call: CallSoFar) => unknown;
  /** One of these must stand there. */
  readonly values: readonly (string | number | bigint | boolean)[];
}

/** A condition that is compiled against the schema. */
export interface Matcher {
  /** True where it is met. Pure; never throws. */
  matches(call: CallSoFar): boolean;
  /** The same with reasons: one line for each demand, in the order of the file. */
  explain(call: CallSoFar): readonly Condition[];
  /** How many literals and operators it demands: more is more specific. */
  readonly specificity: number;
  /** Necessary conditions that an index can use; empty where there are none. */
  readonly keys: readonly MatchKey[];
  /** Whether its one key says all that it demands: what an index found by it matches. */
  readonly sure: boolean;
  /** Whether it cannot be judged before a message came. */
  readonly needsMessage: boolean;
  /** Whether it cannot be judged by the first message, for later ones count as well. */
  readonly needsAll: boolean;
  /** `sku matches ^VIP-, quantity ≥ 10`. */
  readonly words: string;
}

/** What `${…}` and `cel:` see. */
export interface TemplateScope {
  readonly call: CallSoFar;
  /** The message just heard, in scripts and bidi replies. */
  readonly message?: Message | undefined;
  /** In `on: call`: the other call; `call` names it. */
  readonly other?: CallSoFar | undefined;
  /** Of `set`. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** How many times this stub has answered, from 1. */
  readonly hit: number;
  /** In scripts: which turn of its event this is in this call, from 1; it is `count` then. */
  readonly turn?: number | undefined;
  readonly seed: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Absent where there is no world. */
  readonly world?: TemplateWorld | undefined;
}

/** What `world(…)` asks. A type is a resource as people name it; where there is none of that name both throw and say so. */
export interface TemplateWorld {
  find(type: string, id: string): ReflectMessage | undefined;
  /** In the order of a list, and no more than can be looked at: the first 1,000. */
  list(type: string): readonly ReflectMessage[];
}

/** Why a template could not be filled. */
export interface TemplateFailure {
  /** One sentence. */
  readonly failed: string;
  /** Path in the stub file: `stubs[2].reply.message.price`. */
  readonly path: string;
  readonly file: string;
  readonly line: number;
}

/** A value with holes. Constant where it has none: then it is made once. */
export interface Template<T> {
  readonly constant: T | undefined;
  fill(scope: TemplateScope): { readonly value: T } | TemplateFailure;
}

/** A message with holes; `base`: a generated message that gives what is not given here. */
export interface MessageTemplate {
  /** Encoded once; undefined where the message has holes. */
  readonly constant: Uint8Array | undefined;
  fill(scope: TemplateScope, base?: Message): { readonly value: Uint8Array } | TemplateFailure;
}

/** How a call ends, with its templates. */
export interface CompiledStatus {
  readonly status: StatusName;
  readonly message: Template<string> | null;
  /** Each stands in an Any of this type. */
  readonly details: readonly { readonly type: string; readonly message: MessageTemplate }[];
}

export type CompiledEntries = readonly { readonly key: string; readonly value: Template<string> }[];

/** One message of a stream, or an error in the middle. */
export interface CompiledItem {
  readonly after: DelaySpec | null;
  readonly message: MessageTemplate | null;
  readonly generated: boolean;
  readonly end: CompiledStatus | null;
  /** For delays: path in the file. */
  readonly path: string;
}

export interface CompiledReply {
  readonly kind: 'reply';
  readonly headers: CompiledEntries;
  readonly trailers: CompiledEntries;
  readonly generated: boolean;
  readonly message: MessageTemplate | null;
  readonly after: DelaySpec | null;
  readonly compress: Compress | undefined;
  /** Null for OK. */
  readonly status: CompiledStatus | null;
  readonly stream: readonly CompiledItem[] | null;
  readonly repeat: ReplySpec['repeat'];
  readonly path: string;
}

/** What a script does, with its templates. */
export type CompiledAction =
  | {
      readonly act: 'send';
      readonly after: DelaySpec | null;
      readonly message: MessageTemplate;
      readonly generated: boolean;
      readonly path: string;
    }
  | {
      readonly act: 'end';
      readonly after: DelaySpec | null;
      readonly status: CompiledStatus;
      readonly trailers: CompiledEntries;
      readonly path: string;
    }
  | { readonly act: 'wait'; readonly after: DelaySpec; readonly path: string }
  | { readonly act: 'set'; readonly name: string; readonly value: Template<unknown> }
  | { readonly act: 'headers'; readonly headers: CompiledEntries }
  | { readonly act: 'scenario'; readonly name: string; readonly to: string };

export interface CompiledEvent {
  readonly on:
    | { readonly event: 'open' | 'half_close' | 'cancel' }
    | { readonly event: 'message' }
    | { readonly event: 'timer'; readonly everyMs: number }
    | { readonly event: 'call'; readonly method: SchemaMethod };
  /** Of the message heard, or the first message of the other call; true where nothing is asked. */
  readonly matches: (message: Message | undefined) => boolean;
  /** The first reason why it does not take a message; undefined where it does. */
  readonly because: (message: Message) => string | undefined;
  readonly do: readonly CompiledAction[];
}

export interface CompiledScript {
  readonly kind: 'script';
  readonly events: readonly CompiledEvent[];
}

/** A stub that is ready to be matched and to answer. */
export interface CompiledStub {
  readonly spec: StubSpec;
  readonly matcher: Matcher;
  /** One for `reply` and `script`, several for `replies`, none for a fault alone. */
  readonly replies: readonly (CompiledReply | CompiledScript)[];
  /** Of stubs in memory: when they came, counted up; 0 for those of files. */
  readonly added: number;
}

/** What `choose` returns: who answers, with which reply, and what is broken in it. */
export interface Choice {
  readonly stub: CompiledStub;
  /** The reply of this call: of sequences the one whose turn it is. */
  readonly reply: CompiledReply | CompiledScript | undefined;
  /** Which of the stub's calls this is, from 1. */
  readonly hit: number;
  /** Of the stub, where it happens to this call. */
  readonly fault: FaultSpec | undefined;
}
