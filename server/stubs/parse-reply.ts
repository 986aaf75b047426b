import type { JsonNode } from '../codec/json-text.ts';
import type { Compress } from '../contract/compression.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { ParseContext } from './parse-context.ts';
import { readDelay } from './parse-duration.ts';
import { fieldHint } from './parse-hints.ts';
import { readMessage } from './parse-message.ts';
import { readMetadata } from './parse-metadata.ts';
import { readShape, type Members, type ReadMember } from './parse-shape.ts';
import { readStatus, readStatusName } from './parse-status.ts';
import { readEnd, readStream } from './parse-stream.ts';
import type { ReplySpec, StatusSpec, ValueSpec } from './spec.ts';

const COMPRESSIONS: readonly Compress[] = ['gzip', 'deflate', 'none'];

/** True where the server sends any number of messages. */
export const streamsDown = ({ kind }: SchemaMethod): boolean =>
  kind === 'server_streaming' || kind === 'bidi_streaming';

/** `reply:` of a stub, or one of its `replies:`. */
export function readReply(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  method: SchemaMethod,
): ReplySpec | undefined {
  const before = ctx.count;
  const members = readShape(ctx, node, 'reply', path, fieldHint(method.desc.output, 'message'));
  if (!members) return undefined;
  // What is wrong with its keys says more than what follows from it.
  const whole = ctx.count === before;
  const headers = readMetadata(ctx, members.get('headers'));
  const trailers = readMetadata(ctx, members.get('trailers'));
  const after = readDelay(ctx, members.get('after'));
  const generated = members.boolean('generated') ?? false;
  const content = readContent(ctx, members, method, { generated, whole });
  if (!content) return undefined;
  const compress = COMPRESSIONS.find((one) => one === members.text('compress'));
  return { kind: 'reply', headers, trailers, after, generated, ...content, ...(compress && { compress }) };
}

interface Manner {
  readonly generated: boolean;
  /** Nothing is wrong with the keys. */
  readonly whole: boolean;
}

type Content = Pick<ReplySpec, 'message' | 'status' | 'stream' | 'repeat'>;

function readContent(
  ctx: ParseContext,
  members: Members,
  method: SchemaMethod,
  { generated, whole }: Manner,
): Content | undefined {
  const stream = members.get('stream');
  if (stream) return readStreamed(ctx, members, stream, method, generated);
  const bare = { stream: null, repeat: null };
  const given = members.get('status');
  const name = given && readStatusName(ctx, given);
  if (given && name !== 'OK') {
    if (name === undefined) return undefined;
    const made = members.get('generated');
    if (made && generated)
      ctx.report(
        made.at,
        made.path,
        'stub-conflict',
        'An error has no message that could be filled.',
        'Remove generated or status.',
      );
    const status = readStatus(ctx, members, method.types) ?? null;
    return { ...bare, message: null, status };
  }
  const details = members.get('details');
  if (details && given)
    ctx.report(
      details.at,
      details.path,
      'stub-conflict',
      'OK has no details.',
      'Choose an error status, or remove details.',
    );
  const message = readAnswer(ctx, members, method, { generated, whole });
  return message === undefined ? undefined : { ...bare, message, status: null };
}

/** The message of a reply that is no error; null where there is none to give. */
function readAnswer(
  ctx: ParseContext,
  members: Members,
  method: SchemaMethod,
  { generated, whole }: Manner,
): ValueSpec | null | undefined {
  const desc = method.desc.output;
  const member = members.get('message');
  if (member) {
    const before = ctx.count;
    const value = readMessage(ctx, { desc, types: method.types, partial: generated }, member.node, member.path);
    if (member.node.kind === 'string' && ctx.count > before)
      ctx.report(
        member.at,
        member.path,
        'stub-conflict',
        `A text is the message of an error status, and ${members.has('status') ? 'OK is none' : 'there is no status'}.`,
        members.has('status')
          ? 'Write the message as { field: value }.'
          : 'Add status: NOT_FOUND, or write the message as { field: value }.',
      );
    return value;
  }
  if (generated || (desc.fields.length === 0 && !streamsDown(method))) return null;
  if (!whole) return undefined;
  return ctx.report(
    members.at,
    members.path,
    'stub-missing-key',
    'This reply does not say what it answers.',
    streamsDown(method)
      ? 'Write stream: [ … ] ([] for no messages), message: { … }, generated: true, or status: NOT_FOUND.'
      : 'Write message: { … } ({} for an empty one), generated: true, or status: NOT_FOUND.',
  );
}

function readStreamed(
  ctx: ParseContext,
  members: Members,
  { node, at, path }: ReadMember,
  method: SchemaMethod,
  generated: boolean,
): Content | undefined {
  if (!streamsDown(method))
    return ctx.report(
      at,
      path,
      'stub-kind',
      `${method.path.slice(1)} answers with one message: there is no stream.`,
      'Write message: { … }.',
    );
  const items = readStream(ctx, node, path, method, generated);
  const repeat = members.get('repeat');
  const end = members.get('end');
  const status = end ? readEnd(ctx, end, method) : undefined;
  checkEnds(ctx, { items, repeat, end, status });
  const times = members.number('repeat');
  return {
    message: null,
    status: status?.status === 'OK' ? null : (status ?? null),
    stream: items,
    repeat: repeat === undefined ? null : times === undefined ? 'forever' : { times },
  };
}

/** What stands behind an end is never played. */
function checkEnds(
  ctx: ParseContext,
  {
    items,
    repeat,
    end,
    status,
  }: {
    items: ReplySpec['stream'] & object;
    repeat: ReadMember | undefined;
    end: ReadMember | undefined;
    status: StatusSpec | undefined;
  },
): void {
  const ends = items.some((item) => item.end);
  if (repeat && items.length === 0)
    ctx.report(repeat.at, repeat.path, 'stub-conflict', 'There is nothing to repeat.', 'Add messages to stream.');
  else if (repeat && ends)
    ctx.report(
      repeat.at,
      repeat.path,
      'stub-conflict',
      'An item of the stream ends the call: nothing is repeated.',
      'Remove repeat.',
    );
  if (!end) return;
  if (ends)
    ctx.report(
      end.at,
      end.path,
      'stub-conflict',
      'An item of the stream ends the call already.',
      'Remove one of the two.',
    );
  if (repeat?.node.kind === 'string' && status && status.status !== 'OK')
    ctx.report(
      end.at,
      end.path,
      'stub-conflict',
      'What repeats forever never comes to its end.',
      'Write repeat: 3, or remove end.',
    );
}
