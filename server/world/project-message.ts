import { create, isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { readField, writeField } from './field-access.ts';
import type { Mask, MaskNode } from './field-mask.ts';

/** What a read mask leaves of a message (google.aip.dev/157); the message itself where all of it was asked for. */
export const projectMessage = (message: Message, mask: Mask | undefined): Message =>
  mask === undefined ? message : project(message, mask.desc, mask.root);

function project(message: Message, desc: DescMessage, node: MaskNode): Message {
  if (node.whole) return message;
  const result = create(desc);
  for (const [field, child] of node.fields)
    if (isFieldSet(message, field)) writeField(result, field, projectValue(readField(message, field), field, child));
  return result;
}

function projectValue(value: unknown, field: DescField, node: MaskNode): unknown {
  if (node.whole) return value;
  if (field.fieldKind === 'list') {
    const { each } = node;
    return each && !each.whole && field.message
      ? (value as readonly Message[]).map((item) => project(item, field.message, each)) // as its kind says
      : value;
  }
  if (field.fieldKind === 'map') return projectMap(value as Readonly<Record<string, unknown>>, field, node); // as its kind says
  if (node.keys.size > 0) return pickKeys(value as Readonly<Record<string, unknown>>, node); // a Struct is plain JSON
  return field.message ? project(value as Message, field.message, node) : value; // as its kind says
}

function projectMap(value: Readonly<Record<string, unknown>>, field: DescField, node: MaskNode): unknown {
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const of = node.keys.get(key) ?? node.each;
    if (of) entries.push([key, of.whole || !field.message ? item : project(item as Message, field.message, of)]); // a map of messages
  }
  return Object.fromEntries(entries);
}

function pickKeys(value: Readonly<Record<string, unknown>>, node: MaskNode): unknown {
  const entries: [string, unknown][] = [];
  for (const [key, child] of node.keys) {
    if (!Object.hasOwn(value, key)) continue;
    const item = value[key];
    const inner = typeof item === 'object' && item !== null && !Array.isArray(item);
    if (child.whole) entries.push([key, item]);
    else if (inner) entries.push([key, pickKeys(item as Readonly<Record<string, unknown>>, child)]); // an object, as was just seen
  }
  return Object.fromEntries(entries);
}
