import type { Metadata } from '../contract/metadata.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { byStub } from '../stubs/by-stub.ts';
import type { DelaySpec } from '../stubs/spec.ts';
import type { CompiledEntries, CompiledReply, CompiledStatus, CompiledStub, MessageTemplate } from '../stubs/stub.ts';
import type { Say } from './answerer.ts';
import { replySteps } from './stub-reply.ts';

/** Messages of a stream that are held as steps, whether somebody asks for them or not. */
const MOST = 1_000;

interface Constant {
  /** Behind those of the reply. */
  readonly headers: Metadata;
  readonly say: Say;
}

const known = new WeakMap<CompiledReply, Constant | null>();

/**
 * All that a reply says, where it says the same to every call: most stubs are of this kind, and making their steps once
 * is what makes them cheap. Undefined for all others. Steps, metadata and `answeredBy` are the same objects each time, by
 * which transport and journal know them again.
 */
export function constantSay(
  method: SchemaMethod,
  stub: CompiledStub,
  reply: CompiledReply,
  headers: Metadata,
): Say | undefined {
  let constant = known.get(reply);
  if (constant === null) return undefined;
  if (constant?.headers !== headers) {
    if (!constant && !isConstant(reply)) return void known.set(reply, null);
    known.set(reply, (constant = { headers, say: sayOf(method, stub, reply, headers) }));
  }
  return constant.say;
}

function sayOf(method: SchemaMethod, stub: CompiledStub, reply: CompiledReply, headers: Metadata): Say {
  const unasked = (): never => {
    throw new Error('A constant reply has nothing to be filled in.');
  };
  const scope = {
    call: { method, metadata: [], session: '', messages: [], count: 0, halfClosed: true },
    variables: new Map<string, unknown>(),
    hit: 0,
    seed: '',
    now: 0,
  };
  const base = { bytes: unasked, message: unasked, size: unasked };
  const steps = [...replySteps({ method, stub, reply, scope, base, headers, last: true, leave: unasked })];
  return { steps, stay: true, answeredBy: byStub(stub) };
}

function isConstant({ headers, trailers, message, generated, after, status, stream, repeat }: CompiledReply): boolean {
  if (generated || repeat === 'forever' || !areFixed(headers) || !areFixed(trailers)) return false;
  if (!isFixedDelay(after) || !isFixedMessage(message) || !isFixedStatus(status)) return false;
  if (!stream) return true;
  if (stream.length * (repeat?.times ?? 1) > MOST) return false;
  return stream.every(
    (item) => !item.generated && isFixedDelay(item.after) && isFixedMessage(item.message) && isFixedStatus(item.end),
  );
}

const areFixed = (entries: CompiledEntries): boolean => entries.every(({ value }) => value.constant !== undefined);
const isFixedDelay = (delay: DelaySpec | null): boolean => delay === null || delay.kind === 'fixed';
const isFixedMessage = (message: MessageTemplate | null): boolean => message === null || message.constant !== undefined;
const isFixedStatus = (status: CompiledStatus | null): boolean =>
  status === null ||
  ((status.message === null || status.message.constant !== undefined) &&
    status.details.every(({ message }) => message.constant !== undefined));
