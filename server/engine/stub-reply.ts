import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { status, type Status } from '../contract/status.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { delayMs } from '../stubs/delay.ts';
import type { DelaySpec } from '../stubs/spec.ts';
import type {
  CompiledEntries,
  CompiledReply,
  CompiledStatus,
  CompiledStub,
  MessageTemplate,
  TemplateFailure,
  TemplateScope,
} from '../stubs/stub.ts';
import { anyTrailer } from './status-details.ts';
import type { StubBase } from './stub-base.ts';
import type { Step } from './conversation.ts';

/** One reply of a stub to one call. */
export interface StubReply {
  readonly method: SchemaMethod;
  readonly stub: CompiledStub;
  readonly reply: CompiledReply;
  readonly scope: TemplateScope;
  /** What fills the fields that are not given. */
  readonly base: StubBase;
  /** Headers that come after the reply's; null where they were sent. */
  readonly headers: Metadata | null;
  /** Whether the call ends with the reply, whatever its status is: not so where it answers one message of many. */
  readonly last: boolean;
  /** Hears the trailers of a reply that does not end the call. */
  readonly leave: (trailers: Metadata) => void;
}

/** A template failed: the call ends with this status for its client, and this problem for whoever looks at it. */
export class Failed extends Error {
  readonly status: Status;
  readonly problem: Problem;
  constructor({ failed, file, line, path }: TemplateFailure) {
    super(failed);
    this.status = status('INTERNAL', `${file}:${line}: ${path}: ${failed}`);
    this.problem = {
      severity: 'error',
      code: 'stub-template-failed',
      message: failed,
      hint: 'Mend the expression, or let the stub demand what it needs: when: { request: { … } }.',
      file,
      line,
      path,
    };
  }
}

/**
 * The steps of a reply, each made when it is asked for: a stream without end is as good as any other. The last one ends
 * the call, unless the reply is one of many. An expression that fails ends it with INTERNAL and its place in the file.
 */
export function* replySteps(one: StubReply): Generator<Step, void> {
  try {
    yield* steps(one);
  } catch (cause) {
    if (!(cause instanceof Failed)) throw cause;
    yield { afterMs: 0, do: 'end', status: cause.status, trailers: [], problem: cause.problem };
  }
}

function* steps({ method, stub, reply, scope, base, headers, last, leave }: StubReply): Generator<Step, void> {
  const delay = (after: DelaySpec | null, place: string): number =>
    after === null ? 0 : delayMs(after, { stub: stub.spec.id, hit: scope.hit, place });
  const filled = (template: MessageTemplate | null, generated: boolean): Uint8Array => {
    if (!template) return generated ? base.bytes() : NO_BYTES;
    if (template.constant) return template.constant;
    return value(template.fill(scope, generated ? base.message() : undefined));
  };
  let wait = delay(reply.after, reply.path);
  const waited = (more = 0): number => {
    const ms = wait + more;
    wait = 0;
    return ms;
  };
  const end = (how: CompiledStatus | null, more = 0): Step => {
    const { ending, details } = endOf(how, scope);
    const trailers = joined(entries(reply.trailers, scope), details);
    return { afterMs: waited(more), do: 'end', status: ending, trailers };
  };
  const fails = reply.status !== null && reply.status.status !== 'OK';
  const single = method.kind === 'unary' || method.kind === 'client_streaming';
  const speaks = single ? !fails : reply.message !== null || reply.generated;
  const own = entries(reply.headers, scope);
  // An error without anything before it is all headers: clients see it as one.
  if (headers && (own.length > 0 || speaks || reply.stream !== null || !fails))
    yield { afterMs: waited(), do: 'headers', metadata: joined(own, headers), compress: reply.compress };

  if (reply.stream) {
    const rounds = reply.repeat === 'forever' ? Infinity : (reply.repeat?.times ?? 1);
    for (let round = 0; round < rounds; round += 1)
      for (const item of reply.stream) {
        const after = delay(item.after, `${item.path}#${round}`);
        if (item.end) return void (yield end(item.end, after));
        yield { afterMs: waited(after), do: 'message', bytes: filled(item.message, item.generated) };
      }
  } else if (speaks) {
    // What is not given is the whole stream, where there is one.
    const count = single || reply.message !== null ? 1 : base.size();
    for (let at = 0; at < count; at += 1)
      yield { afterMs: waited(), do: 'message', bytes: filled(reply.message, reply.generated) };
  }
  if (last || reply.status !== null) yield end(reply.status);
  else leave(entries(reply.trailers, scope));
}

const NO_BYTES = new Uint8Array();
const NO_METADATA: Metadata = [];
const OK = status('OK');

/** One where the other is empty: whoever sends it, or writes it down, knows it again. */
const joined = (first: Metadata, second: Metadata): Metadata =>
  first.length === 0 ? second : second.length === 0 ? first : [...first, ...second];

/** What a template was filled with; throws `Failed`. */
export function value<T>(made: { readonly value: T } | TemplateFailure): T {
  if ('failed' in made) throw new Failed(made);
  return made.value;
}

/** Headers or trailers; throws `Failed`. */
export const entries = (list: CompiledEntries, scope: TemplateScope): Metadata =>
  list.length === 0
    ? NO_METADATA
    : list.map(({ key, value: template }) => ({ key, value: template.constant ?? value(template.fill(scope)) }));

/** The status of an end, and the trailers that carry its details; throws `Failed`. */
export function endOf(
  how: CompiledStatus | null,
  scope: TemplateScope,
): { readonly ending: Status; readonly details: Metadata } {
  if (!how) return { ending: OK, details: NO_METADATA };
  const message = how.message ? (how.message.constant ?? value(how.message.fill(scope))) : '';
  const ending = status(how.status, message);
  const details = how.details.map(({ type, message: template }) => ({
    type,
    bytes: template.constant ?? value(template.fill(scope)),
  }));
  return { ending, details: anyTrailer(ending, details) };
}
