import type { InvocationRequest } from '../contract/invocation.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { Problem } from '../contract/problem.ts';
import type { Protocol } from '../contract/traffic.ts';

const MAX_MESSAGES = 1_000;
const MAX_METADATA = 256;
const PROTOCOLS = ['grpc', 'grpc-web', 'connect', 'rest'] as const satisfies readonly Protocol[];

/** One problem of a message from a page. */
export function problem(code: string, message: string, hint: string, path?: string): Problem {
  return { severity: 'error', code, message, hint, ...(path === undefined ? {} : { path }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where a page wants to go on; null, for a fresh start, where it does not say so in a way that we know. */
export function parseResume(value: unknown): { readonly epoch: string; readonly seq: number } | null {
  if (!isRecord(value)) return null;
  const { epoch, seq } = value;
  return typeof epoch === 'string' && typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0
    ? { epoch, seq }
    : null;
}

/** The form of a request; whether it makes sense (method, keys, messages) is for `invoke` to say. */
export function parseInvocationRequest(value: unknown): InvocationRequest | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (path: string, message: string): void => {
    problems.push(problem('bad-message', message, 'See InvocationRequest in the contract.', path));
  };
  const given = isRecord(value) ? value : {};
  if (!isRecord(value)) wrong('', 'The request is not an object.');

  const { method, metadata, deadlineMs, messages, protocol, codec, compress } = given;
  if (typeof method !== 'string' || !method.startsWith('/'))
    wrong('method', 'method is not a path such as /pkg.Service/Method.');
  if (!isEntries(metadata))
    wrong('metadata', `metadata is not a list of at most ${MAX_METADATA} { key, value } of text.`);
  if (deadlineMs !== null && typeof deadlineMs !== 'number')
    wrong('deadlineMs', 'deadlineMs is neither a number nor null.');
  if (!isTexts(messages)) wrong('messages', `messages is not a list of at most ${MAX_MESSAGES} texts.`);
  if (protocol !== undefined && !PROTOCOLS.some((one) => one === protocol))
    wrong('protocol', `protocol is not one of ${PROTOCOLS.join(', ')}.`);
  if (codec !== undefined && codec !== 'proto' && codec !== 'json') wrong('codec', 'codec is neither proto nor json.');
  if (compress !== undefined && typeof compress !== 'boolean') wrong('compress', 'compress is neither true nor false.');

  if (problems.length > 0) return { problems };
  return {
    // All of them were looked at above; the compiler cannot follow that through `wrong`.
    method: method as MethodPath,
    metadata: (metadata as { key: string; value: string }[]).map(({ key, value }) => ({ key, value })),
    deadlineMs: deadlineMs as number | null,
    messages: messages as string[],
    protocol: protocol as Protocol | undefined,
    codec: codec as InvocationRequest['codec'],
    compress: compress as boolean | undefined,
  };
}

function isEntries(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_METADATA &&
    value.every((entry) => isRecord(entry) && typeof entry['key'] === 'string' && typeof entry['value'] === 'string')
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_MESSAGES && value.every((text) => typeof text === 'string');
}
