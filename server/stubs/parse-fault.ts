import type { FaultSpec } from '../contract/stub.ts';
import type { ParseContext } from './parse-context.ts';
import { readDuration } from './parse-duration.ts';
import { readShape, type Members, type ReadMember } from './parse-shape.ts';
import { readStatusName } from './parse-status.ts';
import { RESET_CODES } from './schema-kinds.ts';

/** Distributes over the kinds of fault. */
type Kind<Fault = FaultSpec> = Fault extends unknown ? Omit<Fault, 'probability'> : never;

/** These wait for messages. */
const COUNTING = ['rst_stream', 'goaway', 'truncate', 'bad_length'];

/** `fault:` of a stub; the same object over the API. Undefined where it is a problem. */
export function readFault(ctx: ParseContext, { node, path }: ReadMember): FaultSpec | undefined {
  const members = readShape(ctx, node, 'fault', path);
  if (!members) return undefined;
  const after = members.get('afterMessages');
  if (after && !COUNTING.some((kind) => members.has(kind)))
    ctx.report(
      after.at,
      after.path,
      'stub-conflict',
      'afterMessages says nothing about this fault.',
      `It goes with ${COUNTING.slice(0, -1).join(', ')} and ${COUNTING.at(-1)}: remove it.`,
    );
  const kind = readKind(ctx, members);
  // A fault of one kind with its probability is a fault, which the compiler cannot put together again.
  return kind && ({ probability: members.number('probability') ?? 1, ...kind } as FaultSpec);
}

function readKind(ctx: ParseContext, members: Members): Kind | undefined {
  const afterMessages = members.number('afterMessages') ?? 0;
  const later = afterMessages > 0 ? { afterMessages } : {};
  const delay = members.get('delay');
  if (delay) return readLatency(ctx, delay);
  const status = members.get('status');
  if (status) {
    const name = readStatusName(ctx, status);
    if (name === 'OK')
      ctx.report(status.at, status.path, 'stub-conflict', 'OK is no fault.', 'Choose an error status.');
    return name && { kind: 'status', status: name, message: members.text('message') ?? '' };
  }
  const reset = members.get('rst_stream');
  if (reset) return { kind: 'rst_stream', code: resetCode(reset), afterMessages };
  if (members.has('goaway')) return { kind: 'goaway', afterMessages };
  if (members.has('stall')) return { kind: 'stall' };
  const bytes = members.number('truncate');
  if (bytes !== undefined) return { kind: 'truncate', bytes, ...later };
  if (members.has('omit_trailers')) return { kind: 'omit_trailers' };
  const wrong = members.get('bad_length');
  if (wrong) {
    const by = members.number('bad_length') ?? 0;
    if (by === 0)
      ctx.report(wrong.at, wrong.path, 'stub-range', 'A length that is wrong by 0 is right.', 'Write 1, or -1.');
    return { kind: 'bad_length', by, ...later };
  }
  return members.has('tiny_window') ? { kind: 'tiny_window' } : undefined;
}

function readLatency(ctx: ParseContext, { node, path }: ReadMember): Kind | undefined {
  if (node.kind !== 'object') {
    const ms = readDuration(ctx, node, path);
    return ms === undefined ? undefined : { kind: 'latency', ms, jitterMs: 0 };
  }
  const members = readShape(ctx, node, 'latency', path);
  const [time, jitter] = [members?.get('time'), members?.get('jitter')];
  const ms = time && readDuration(ctx, time.node, time.path);
  const jitterMs = jitter ? readDuration(ctx, jitter.node, jitter.path) : 0;
  return ms === undefined || jitterMs === undefined ? undefined : { kind: 'latency', ms, jitterMs };
}

/** `INTERNAL`, `INTERNAL_ERROR` or 2 → `INTERNAL_ERROR`. The shape has made sure that it is one of them. */
function resetCode({ node }: ReadMember): string {
  const written = node.kind === 'string' ? node.value : node.kind === 'number' ? RESET_CODES[Number(node.text)]! : '';
  return RESET_CODES.find((name) => name === written) ?? `${written}_ERROR`;
}
