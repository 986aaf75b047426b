import type { Metadata as WireMetadata } from '@grpc/grpc-js';
import { encodeJson } from '../codec/encode-json.ts';
import type { InvocationRequest } from '../contract/invocation.ts';
import { problem, type Problem } from '../contract/problem.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { Protocol } from '../contract/traffic.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import type { Dialect } from './dialect.ts';
import { dialectFor, planOf } from './dialect-for.ts';
import { toWire } from './metadata.ts';

const MAX_DEADLINE_MS = 24 * 60 * 60 * 1000;

/** A request with which nothing is wrong any more. */
export interface Prepared {
  readonly method: SchemaMethod;
  readonly wire: WireMetadata;
  readonly deadlineMs: number | null;
  readonly messages: readonly Uint8Array[];
  readonly protocol: Protocol;
  /** How the protocol writes and reads the call; null for plain gRPC, which has a client of its own. */
  readonly dialect: ((id: string) => Dialect) | null;
}

/** True where the client sends exactly one message. */
export function sendsOne(kind: MethodKind): boolean {
  return kind === 'unary' || kind === 'server_streaming';
}

/** Reads a whole request before anything is dialled; all that is wrong with it is told at once. */
export function prepare(
  request: InvocationRequest,
  schema: Schema,
): Prepared | { readonly problems: readonly Problem[] } {
  // 1. The method: without it nothing else can be read.
  const method = schema.method(request.method);
  if (method === undefined) {
    const nearest = schema.nearest(request.method);
    const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'Choose one from the tree.';
    return { problems: [problem('unknown-method', `There is no method ${request.method}.`, hint, 'method')] };
  }
  const problems: Problem[] = [];
  // 2. Deadline.
  const { deadlineMs } = request;
  if (deadlineMs !== null && !(Number.isInteger(deadlineMs) && deadlineMs >= 1 && deadlineMs <= MAX_DEADLINE_MS))
    problems.push(
      problem('deadline', `The deadline is ${deadlineMs} ms.`, 'Give 1 ms to 24 h, or none.', 'deadlineMs'),
    );
  // 3. Metadata.
  const metadata = toWire(request.metadata);
  if ('problems' in metadata) problems.push(...metadata.problems);
  // 4. Messages.
  const count = request.messages.length;
  if (sendsOne(method.kind) && count !== 1)
    problems.push(
      problem(
        'one-message-only',
        `${method.info.name} takes exactly one message, and there ${count === 1 ? 'is' : 'are'} ${count}.`,
        count === 0 ? 'Send {} for an empty one.' : 'Leave one.',
        'messages',
      ),
    );
  const messages = request.messages.flatMap((text, index) => {
    const encoded = encodeJson(method.desc.input, text, method.types);
    if ('bytes' in encoded) return [encoded.bytes];
    problems.push(...encoded.problems.map((one) => (count > 1 ? ofMessage(one, index) : one)));
    return [];
  });
  if (problems.length > 0 || 'problems' in metadata) return { problems };
  // 5. The protocol: whether it can carry this call at all.
  const { protocol = 'grpc' } = request;
  const plan = planOf(request, method);
  // The pooled client of gRPC does not compress.
  const dialect = protocol === 'grpc' && !plan.compress ? null : dialectFor(protocol, plan, messages, schema);
  if (dialect !== null && 'problem' in dialect) return { problems: [dialect.problem] };
  return {
    method,
    wire: metadata.wire,
    deadlineMs,
    messages,
    protocol,
    dialect: dialect === null ? null : (id) => dialect.open(id),
  };
}

/** Says which of several messages is meant; path, line and column stay those within it. */
function ofMessage(one: Problem, index: number): Problem {
  return { ...one, message: `Message ${index + 1}: ${one.message}` };
}
