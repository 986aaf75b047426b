import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import type { Schema } from '../schema/registry.ts';

/** How a call ends that nobody answered, and why, for the person who looks. */
export interface Failure {
  readonly status: Status;
  readonly problem: Problem;
}

function failure(name: Status['name'], code: string, message: string, hint: string): Failure {
  return { status: status(name, message), problem: { severity: 'error', code, message, hint } };
}

/** A path that no schema knows, with the nearest that one does know. */
export function unknownMethod(path: string, schema: Schema): Failure {
  const nearest = schema.nearest(path);
  const [, service = '', method = ''] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const known = schema.services.some((one) => one.name === service);
  const what =
    service === ''
      ? `"${path}" is not a method path.`
      : known
        ? `Service ${service} has no method ${method}.`
        : `Unknown service ${service}.`;
  const found = failure(
    'UNIMPLEMENTED',
    known ? 'unknown-method' : 'unknown-service',
    what,
    nearest.length > 0
      ? `Did you mean ${nearest.join(' or ')}?`
      : 'Check the name, and that its .proto file is among the served ones.',
  );
  return { ...found, status: status('UNIMPLEMENTED', nearest.length > 0 ? `${what} ${found.problem.hint}` : what) };
}

export function tooManyMessages(path: string): Failure {
  return failure(
    'UNIMPLEMENTED',
    'too-many-messages',
    `${path} takes exactly one request message, and a second one came.`,
    'Is the method declared with "stream" in the proto that the client was made from?',
  );
}

export function noMessage(path: string): Failure {
  return failure(
    'UNIMPLEMENTED',
    'no-message',
    `${path} takes exactly one request message, and the client finished without a whole one.`,
    'Send one message before half-closing; an empty message still has its five-byte prefix.',
  );
}

/** All calls together hold as much as they may; `most`: bytes. */
export function fullHouse(most: number): Failure {
  const mebibytes = Math.round(most / 1024 / 1024);
  return failure(
    'RESOURCE_EXHAUSTED',
    'too-much-held',
    `All calls together hold ${mebibytes} MiB of messages that have not come whole or were not read yet, which is as much as they may.`,
    'Let clients finish what they send and read what they are sent; send less at a time. Other calls go on.',
  );
}

/** More calls are open than may be. */
export function tooManyCalls(most: number): Failure {
  return failure(
    'RESOURCE_EXHAUSTED',
    'too-many-calls',
    `${most} calls are open, which is as many as may be.`,
    'Let clients end their calls, streams above all; the traffic shows those that are open.',
  );
}

/** The answer could not be made, or could not be sent. The process lives on. */
export function broken(path: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return failure(
    'INTERNAL',
    'answer-failed',
    `Failed to answer ${path}: ${reason}`,
    'This is a fault of the mock, not of the client. Other calls are not affected.',
  );
}

/** What the transport itself answered, in words that help. */
export function transportFailure(code: Status['name'], details: string): Problem | undefined {
  const hint =
    code === 'RESOURCE_EXHAUSTED'
      ? 'A request message may be at most 4 MiB after decompression; send less at a time, or stream it.'
      : code === 'UNIMPLEMENTED'
        ? 'Compress with gzip, deflate or not at all (identity).'
        : code === 'INTERNAL'
          ? 'The request is not what gRPC over HTTP/2 asks for: look at its headers and its compression.'
          : undefined;
  return hint === undefined
    ? undefined
    : { severity: 'error', code: `transport-${code.toLowerCase().replaceAll('_', '-')}`, message: details, hint };
}
