import type { JsonNode } from '../codec/json-text.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { ParseContext } from './parse-context.ts';
import { readDelay } from './parse-duration.ts';
import { fieldOf } from './parse-filled.ts';
import { readMessage } from './parse-message.ts';
import { readShape, type ReadMember } from './parse-shape.ts';
import { readStatus } from './parse-status.ts';
import { SHAPES } from './schema-shapes.ts';
import type { StatusSpec, StreamItemSpec } from './spec.ts';

/** `end:` of a stream, or of an item. */
export function readEnd(ctx: ParseContext, { node, path }: ReadMember, method: SchemaMethod): StatusSpec | undefined {
  const members = readShape(ctx, node, 'end', path);
  return members && readStatus(ctx, members, method.types);
}

/** `stream:`: messages, or `{ after, message }` of each. */
export function readStream(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  method: SchemaMethod,
  generated: boolean,
): readonly StreamItemSpec[] {
  if (node.kind !== 'array') return [];
  const items: StreamItemSpec[] = [];
  let told = false;
  node.items.forEach((item, index) => {
    const at = `${path}[${index}]`;
    if (!told && items.at(-1)?.end) {
      told = true;
      ctx.report(
        item.at,
        at,
        'stub-conflict',
        'The item before this ends the call: this is never sent.',
        'Remove it, or move the end.',
      );
    }
    const read = readItem(ctx, item, at, method, generated);
    if (read) items.push(read);
  });
  return items;
}

const ENVELOPE = Object.keys(SHAPES.item.keys);

/**
 * An object whose keys are all keys of an item is one, whatever fields the message has; every other value is the message
 * itself.
 */
function readItem(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  method: SchemaMethod,
  generated: boolean,
): StreamItemSpec | undefined {
  const desc = method.desc.output;
  const keys = node.kind === 'object' ? node.members.map(({ key }) => key) : [];
  if (keys.length === 0 || !keys.every((key) => ENVELOPE.includes(key))) {
    // One that has a message in it is no message itself: what else stands there is a key that there is not.
    if (keys.includes('message') && !desc.fields.some(({ name }) => name === 'message'))
      return void readShape(ctx, node, 'item', path);
    const stray =
      node.kind === 'object' &&
      node.members.find(({ key }) => ENVELOPE.includes(key) && !fieldOf(desc, key, method.types));
    if (stray)
      return ctx.report(
        stray.keyAt,
        `${path}.${stray.key}`,
        'stub-conflict',
        `${stray.key} stands among the fields of a message.`,
        `Write { ${stray.key}: …, message: { … } }.`,
      );
    const message = readMessage(ctx, { desc, types: method.types, partial: generated }, node, path);
    return message && { after: null, message, generated, end: null };
  }
  const before = ctx.count;
  const item = readEnvelope(ctx, node, path, method, generated);
  const twice = keys.find((key) => fieldOf(desc, key, method.types));
  if (ctx.count > before && twice !== undefined)
    ctx.report(
      node.at,
      path,
      'stub-conflict',
      `"${twice}" is read as a key of the stream, though ${desc.typeName} has a field of this name.`,
      'Write the message as { message: { … } }.',
    );
  return item;
}

function readEnvelope(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  method: SchemaMethod,
  inherited: boolean,
): StreamItemSpec | undefined {
  const members = readShape(ctx, node, 'item', path);
  if (!members) return undefined;
  const after = readDelay(ctx, members.get('after'));
  const end = members.get('end');
  if (end) return { after, message: null, generated: false, end: readEnd(ctx, end, method) ?? null };
  const generated = members.boolean('generated') ?? inherited;
  const given = members.get('message');
  if (!given && !generated)
    return ctx.report(
      node.at,
      path,
      'stub-missing-key',
      'This item sends nothing.',
      'Add message: { … }, generated: true or end: { status: … }.',
    );
  const source = { desc: method.desc.output, types: method.types, partial: generated };
  const message = given ? readMessage(ctx, source, given.node, given.path) : null;
  return message === undefined ? undefined : { after, message, generated, end: null };
}
