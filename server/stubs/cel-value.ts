import { isCelList, isCelMap, isCelType, isCelUint } from '@bufbuild/cel';
import type { DescMessage, Message, Registry } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { readJson, type JsonNode } from '../codec/json-text.ts';
import { ELEMENT_BUDGET, RECURSION_LIMIT } from '../codec/limits.ts';
import { printMessage } from '../codec/print-message.ts';
import { shortestFloat } from '../codec/print-scalar.ts';
import type { Numbers } from './cel-library.ts';
import { nodeText } from './json-line.ts';
import { ANY, isMessage } from './match-shape.ts';

const LONGEST = 16_000_000;

/**
 * A value of CEL as ProtoJSON: 64-bit numbers exactly, bytes as base64, times as RFC 3339. A text says why not. `numbers`: of
 * the value, or of what a list or a map holds.
 */
export function celNode(value: unknown, types: Registry, numbers?: Numbers): JsonNode | string {
  const at = 0;
  switch (typeof value) {
    case 'string':
      return { kind: 'string', at, value };
    case 'bigint': {
      const name = typeof numbers === 'object' ? numbers.value[Number(value)]?.name : undefined;
      return name === undefined ? { kind: 'number', at, text: String(value) } : { kind: 'string', at, value: name };
    }
    case 'number': {
      const text = numbers === 'float' ? shortestFloat(value) : String(value);
      return Number.isFinite(value) ? { kind: 'number', at, text } : { kind: 'string', at, value: text };
    }
    case 'boolean':
      return { kind: 'boolean', at, value };
  }
  if (value === null || value === undefined) return { kind: 'null', at };
  if (value instanceof Uint8Array) return { kind: 'string', at, value: base64Encode(value) };
  if (isCelUint(value)) return { kind: 'number', at, text: String(value.value) };
  if (isCelList(value)) {
    const items: JsonNode[] = [];
    for (const item of value) {
      const node = celNode(item, types, numbers);
      if (typeof node === 'string') return node;
      items.push(node);
    }
    return { kind: 'array', at, items };
  }
  if (isCelMap(value)) {
    const members: { key: string; keyAt: number; value: JsonNode }[] = [];
    for (const [key, item] of value) {
      const node = celNode(item, types, numbers);
      if (typeof node === 'string') return node;
      members.push({ key: isCelUint(key) ? String(key.value) : String(key), keyAt: at, value: node });
    }
    return { kind: 'object', at, members };
  }
  if (isReflectMessage(value)) return messageNode(value.desc, value.message, types);
  if (isMessage(value)) {
    const desc = types.getMessage(value.$typeName);
    return desc ? messageNode(desc, value, types) : `the schema has no ${value.$typeName}`;
  }
  return isCelType(value) ? `it is the type ${value.name}, which is no value` : 'it has no form in JSON';
}

function messageNode(desc: DescMessage, message: Message, types: Registry): JsonNode | string {
  const { json, truncated } = printMessage(desc, message, types, LONGEST);
  if (truncated) return `its text is longer than ${LONGEST} characters`;
  const read = readJson(json, { depth: RECURSION_LIMIT, elements: ELEMENT_BUDGET });
  return 'node' in read ? read.node : read.fault.message;
}

/** A message as the JSON of an Any that holds it; undefined for what is no message. */
export function celAny(value: unknown, types: Registry): JsonNode | string | undefined {
  const typeName = isReflectMessage(value) ? value.desc.typeName : isMessage(value) ? value.$typeName : undefined;
  if (typeName === undefined) return undefined;
  const node = celNode(value, types);
  if (typeof node === 'string' || typeName === ANY) return node;
  const [at, keyAt] = [0, 0];
  const type = {
    key: '@type',
    keyAt,
    value: { kind: 'string', at, value: `type.googleapis.com/${typeName}` },
  } as const;
  const own = node.kind === 'object' && !typeName.startsWith('google.protobuf.');
  return { kind: 'object', at, members: own ? [type, ...node.members] : [type, { key: 'value', keyAt, value: node }] };
}

/** A value of CEL as text: text as it is, everything else as canonical ProtoJSON on one line. */
export function celText(value: unknown, types: Registry, numbers?: Numbers): string {
  if (typeof value === 'string') return value;
  const node = celNode(value, types, numbers);
  return typeof node === 'string' ? `(${node})` : node.kind === 'string' ? node.value : nodeText(node);
}
