import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { type JsonNode, readJson } from '../codec/json-text.ts';
import { ELEMENT_BUDGET, RECURSION_LIMIT } from '../codec/limits.ts';
import { camelPath } from '../codec/time-text.ts';

/** Where a value stands that no text has a place for. */
const NOWHERE = -1;

export type FieldValue = { readonly node: JsonNode } | { readonly message: string; readonly hint: string };

/** What stands in a path or a query, as the JSON that the field takes; several texts for a field that repeats. */
export function fieldValue(field: DescField, texts: readonly string[]): FieldValue {
  const types = { message: field.message, enum: field.enum, scalar: field.scalar };
  if (field.fieldKind === 'list') {
    const items: JsonNode[] = [];
    for (const text of texts) {
      const item = valueOf(types, text, field.jsonName);
      if (!('node' in item)) return item;
      items.push(item.node);
    }
    return { node: { kind: 'array', at: NOWHERE, items } };
  }
  const [text = ''] = texts;
  if (texts.length > 1 && field.message?.typeName === 'google.protobuf.FieldMask')
    return valueOf(types, texts.join(','), field.jsonName);
  if (texts.length > 1)
    return {
      message: `"${field.jsonName}" is given ${texts.length} times, and is not repeated.`,
      hint: 'Give it once.',
    };
  return valueOf(types, text, field.jsonName);
}

interface ValueType {
  readonly message?: DescMessage | undefined;
  readonly enum?: unknown;
  readonly scalar?: ScalarType | undefined;
}

function valueOf({ message, enum: isEnum, scalar }: ValueType, text: string, name: string): FieldValue {
  if (isEnum !== undefined) return { node: /^-?\d+$/.test(text) ? number(text) : string(text) };
  if (message && isWrapperDesc(message)) return { node: scalarNode(message.fields[0].scalar, text) };
  switch (message?.typeName) {
    case undefined:
      return { node: scalarNode(scalar ?? ScalarType.STRING, text) };
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
      return { node: string(text) };
    case 'google.protobuf.FieldMask':
      // Clients write the paths as they stand in the proto as well.
      return { node: string(text.split(',').map(maskPath).join(',')) };
    case 'google.protobuf.Value':
    case 'google.protobuf.Struct':
    case 'google.protobuf.ListValue':
      return jsonNode(text, name);
  }
  return {
    message: `"${name}" is a ${message!.typeName}, which no parameter can hold.`,
    hint: message!.typeName === 'google.protobuf.Any' ? 'Send it in a body.' : `Give its fields, as in ${name}.field=.`,
  };
}

const maskPath = (path: string): string => (path.includes('_') ? (camelPath(path.trim()) ?? path) : path.trim());

const string = (value: string): JsonNode => ({ kind: 'string', at: NOWHERE, value });
const number = (text: string): JsonNode => ({ kind: 'number', at: NOWHERE, text });

function scalarNode(scalar: ScalarType, text: string): JsonNode {
  if (scalar === ScalarType.BOOL && (text === 'true' || text === 'false'))
    return { kind: 'boolean', at: NOWHERE, value: text === 'true' };
  // A plus that was not encoded came as a space, which no base64 has.
  return string(scalar === ScalarType.BYTES ? text.replaceAll(' ', '+') : text);
}

function jsonNode(text: string, name: string): FieldValue {
  const read = readJson(text, { depth: RECURSION_LIMIT, elements: ELEMENT_BUDGET });
  if ('node' in read) return { node: withoutPlace(read.node) };
  return {
    message: `"${name}" is JSON: ${read.fault.message}`,
    hint: read.fault.hint ?? `Write it as in ${name}="text".`,
  };
}

function withoutPlace(node: JsonNode): JsonNode {
  if (node.kind === 'array') return { ...node, at: NOWHERE, items: node.items.map(withoutPlace) };
  if (node.kind !== 'object') return { ...node, at: NOWHERE };
  const members = node.members.map(({ key, value }) => ({ key, keyAt: NOWHERE, value: withoutPlace(value) }));
  return { ...node, at: NOWHERE, members };
}
