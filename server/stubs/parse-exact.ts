import type { Registry } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { describeNode, encodeScalar } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { ParseContext } from './parse-context.ts';
import { readLiteral, readWhole } from './parse-literal.ts';
import { constantNode } from './parse-message.ts';
import { below, quoted } from './parse-shape.ts';
import { slotName, type Slot } from './parse-slot.ts';
import { OPERATORS, type MatchSpec } from './spec.ts';

/** What stands behind `$eq`, `$ne` and in `$in`: the whole value, with no operators within. */
export function readExact(
  ctx: ParseContext,
  slot: Slot,
  node: JsonNode,
  path: string,
  types: Registry,
): MatchSpec | undefined {
  if (node.kind === 'null' && !takesNull(slot)) return reportNull(ctx, node, path);
  switch (slot.is) {
    case 'message':
    case 'any': {
      if (node.kind !== 'object') return mismatch(ctx, slot, node, path);
      if (reportOperators(ctx, node, path)) return undefined;
      const constant = constantNode(ctx, node, path);
      return constant && readWhole(ctx, slot.desc, constant, path, types);
    }
    case 'list':
      return node.kind === 'array' ? exactItems(ctx, slot.of, node, path, types) : mismatch(ctx, slot, node, path);
    case 'map':
      return node.kind === 'object' ? exactEntries(ctx, slot, node, path, types) : mismatch(ctx, slot, node, path);
    case 'value':
      if (node.kind === 'array') return exactItems(ctx, slot, node, path, types);
      if (node.kind === 'object') return exactEntries(ctx, { key: ScalarType.STRING, of: slot }, node, path, types);
      return readLiteral(ctx, slot, node, path);
    default:
      return readLiteral(ctx, slot, node, path);
  }
}

/** True where null is a value, and not the absence of one. */
export const takesNull = (slot: Slot): boolean =>
  slot.is === 'value' || (slot.is === 'enum' && slot.desc.typeName === 'google.protobuf.NullValue');

export function reportNull(ctx: ParseContext, node: JsonNode, path: string): undefined {
  return ctx.report(
    node.at,
    path,
    'stub-value',
    'There is nothing to match here.',
    'Write { $exists: false } for a field that is not set.',
  );
}

export function mismatch(ctx: ParseContext, slot: Slot, node: JsonNode, path: string): undefined {
  const hint =
    slot.is === 'list'
      ? 'Write the whole list as [ … ], or { $contains: … } for one of its items.'
      : slot.is === 'map' || slot.is === 'message' || slot.is === 'any'
        ? 'Write { … } with what must be in it.'
        : undefined;
  return ctx.report(node.at, path, 'stub-value', `Expected ${slotName(slot)}, found ${describeNode(node)}.`, hint);
}

/** The key of an entry as the library has it; `$$` at its start stands for `$`. */
export function entryKey(
  ctx: ParseContext,
  type: ScalarType,
  written: string,
  at: number,
  path: string,
): string | undefined {
  const key = written.startsWith('$$') ? written.slice(1) : written;
  if (type === ScalarType.BOOL) {
    if (key === 'true' || key === 'false') return key;
    return ctx.report(
      at,
      path,
      'stub-value',
      `${quoted(key)} is neither true nor false.`,
      'The keys of this map are booleans.',
    );
  }
  const read = encodeScalar(type, { kind: 'string', at, value: key });
  return 'value' in read ? String(read.value) : ctx.report(at, path, 'stub-value', read.message, read.hint);
}

function reportOperators(ctx: ParseContext, node: JsonNode, path: string): boolean {
  if (node.kind === 'array') return node.items.some((item, index) => reportOperators(ctx, item, `${path}[${index}]`));
  if (node.kind !== 'object') return false;
  return node.members.some(({ key, keyAt, value }) => {
    const at = below(path, key);
    if (!OPERATORS.some((operator) => operator === key)) return reportOperators(ctx, value, at);
    ctx.report(
      keyAt,
      at,
      'stub-operator',
      'There can be no operators within $eq, $ne and $in.',
      'Write the fields without $eq, or $$ for a key that begins with $.',
    );
    return true;
  });
}

function exactItems(
  ctx: ParseContext,
  of: Slot,
  node: JsonNode & { readonly kind: 'array' },
  path: string,
  types: Registry,
): MatchSpec | undefined {
  const items = node.items.map((item, index) => readExact(ctx, of, item, `${path}[${index}]`, types));
  return items.every((item) => item !== undefined) ? { is: 'items', items } : undefined;
}

function exactEntries(
  ctx: ParseContext,
  { key: type, of }: { readonly key: ScalarType; readonly of: Slot },
  node: JsonNode & { readonly kind: 'object' },
  path: string,
  types: Registry,
): MatchSpec | undefined {
  if (reportOperators(ctx, node, path)) return undefined;
  const entries = node.members.map(({ key: written, keyAt, value }) => {
    const at = `${path}[${quoted(written)}]`;
    const key = entryKey(ctx, type, written, keyAt, at);
    const match = readExact(ctx, of, value, at, types);
    return key === undefined || !match ? undefined : { key, match };
  });
  if (!entries.every((entry) => entry !== undefined)) return undefined;
  const size: MatchSpec = { is: 'literal', value: entries.length };
  const place = ctx.place(node, path);
  return {
    is: 'and',
    of: [
      { is: 'entries', entries },
      { is: 'op', op: '$size', value: size, place },
    ],
  };
}
