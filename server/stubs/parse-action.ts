import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { ParseContext } from './parse-context.ts';
import { readDelay } from './parse-duration.ts';
import { readJson, readMessage } from './parse-message.ts';
import { readMetadata } from './parse-metadata.ts';
import { below, quoted, readShape, type Members, type ReadMember } from './parse-shape.ts';
import { readStatus } from './parse-status.ts';
import type { ActionSpec, DelaySpec } from './spec.ts';

/** One item of `do:`; one action, or several where it waits before, or sets several variables. */
export function readAction(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  method: SchemaMethod,
): readonly ActionSpec[] {
  const members = readShape(ctx, node, 'action', path);
  if (!members) return [];
  const after = readDelay(ctx, members.get('after'));
  const send = members.get('send');
  if (send) return readSend(ctx, members, send, method, after);
  const end = members.get('end');
  if (end) return readFinish(ctx, end, method, after);
  const wait: readonly ActionSpec[] = after ? [{ act: 'wait', after }] : [];
  const set = members.get('set');
  if (set) return [...wait, ...readSet(ctx, set)];
  const headers = members.get('headers');
  if (headers) return [...wait, { act: 'headers', headers: readMetadata(ctx, headers) }];
  const move = members.get('scenario');
  return move ? [...wait, ...readMove(ctx, move)] : wait;
}

function readSend(
  ctx: ParseContext,
  members: Members,
  { node, path }: ReadMember,
  { desc, types }: SchemaMethod,
  after: DelaySpec | null,
): readonly ActionSpec[] {
  const generated = members.boolean('generated') ?? false;
  const wrapped = node.kind === 'object' ? node.members.find(({ key }) => key === 'message' || key === 'generated') : undefined; // prettier-ignore
  if (wrapped && !desc.output.fields.some(({ jsonName }) => jsonName === wrapped.key)) {
    const hint =
      'What is sent has its fields directly below send: { send: { … } }; generated: true stands beside send.';
    ctx.report(wrapped.keyAt, below(path, wrapped.key), 'stub-unknown-key', `${desc.output.typeName} has no field ${quoted(wrapped.key)}.`, hint); // prettier-ignore
    return [];
  }
  const message = readMessage(ctx, { desc: desc.output, types, partial: generated }, node, path);
  return message ? [{ act: 'send', after, message, generated }] : [];
}

function readFinish(
  ctx: ParseContext,
  { node, path }: ReadMember,
  { types }: SchemaMethod,
  after: DelaySpec | null,
): readonly ActionSpec[] {
  const members = readShape(ctx, node, 'finish', path);
  if (!members) return [];
  const status = readStatus(ctx, members, types);
  const trailers = readMetadata(ctx, members.get('trailers'));
  return status ? [{ act: 'end', after, status, trailers }] : [];
}

/** What templates know already, and words that CEL keeps for itself. */
const TAKEN = new Set(
  (
    'request requests message metadata count now seed world call fake ' +
    'true false null in as break const continue else for function if import let loop package namespace return var void while'
  ).split(' '),
);

function readSet(ctx: ParseContext, { node, path }: ReadMember): readonly ActionSpec[] {
  if (node.kind !== 'object') {
    ctx.report(
      node.at,
      path,
      'stub-wrong-type',
      `Expected an object, found ${describeNode(node)}.`,
      'Write { name: value }.',
    );
    return [];
  }
  if (node.members.length === 0) ctx.report(node.at, path, 'stub-range', 'Nothing is set.', 'Write { name: value }.');
  const seen = new Set<string>();
  return node.members.flatMap(({ key, keyAt, value }): readonly ActionSpec[] => {
    const at = below(path, key);
    const fault = seen.has(key)
      ? `${quoted(key)} is set twice.`
      : TAKEN.has(key)
        ? `${quoted(key)} has a meaning of its own in expressions.`
        : /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(key)
          ? undefined
          : `${quoted(key)} is no name of a variable.`;
    seen.add(key);
    if (fault !== undefined) {
      ctx.report(keyAt, at, 'stub-range', fault, 'Choose another name: letters, digits and _.');
      return [];
    }
    const read = readJson(ctx, value, at);
    return read ? [{ act: 'set', name: key, value: read }] : [];
  });
}

function readMove(ctx: ParseContext, { node, path }: ReadMember): readonly ActionSpec[] {
  const members = readShape(ctx, node, 'move', path);
  const [name, to] = [members?.text('name'), members?.text('to')];
  return name === undefined || to === undefined ? [] : [{ act: 'scenario', name, to }];
}
