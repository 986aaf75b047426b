import { fromBinary, ScalarType, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { encodeEnum } from '../codec/encode-field.ts';
import { encodeNode } from '../codec/encode-json.ts';
import { describeNode, encodeScalar } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { ParseContext } from './parse-context.ts';
import { writtenNode } from './parse-filled.ts';
import { constantNode } from './parse-message.ts';
import type { Slot } from './parse-slot.ts';
import { stubTypes } from './schema-types.ts';
import type { MatchSpec } from './spec.ts';

type Literal = MatchSpec & { readonly is: 'literal' };

/** The slots whose literals are single values. */
export type SingleSlot = Exclude<Slot, { readonly is: 'message' | 'any' | 'list' | 'map' }>;

/** A single value in the library's local form, by the rules of ProtoJSON. */
export function readLiteral(ctx: ParseContext, slot: SingleSlot, written: JsonNode, path: string): Literal | undefined {
  const node = constantNode(ctx, written, path);
  if (!node) return undefined;
  switch (slot.is) {
    case 'scalar':
    case 'metadata':
      return readScalar(ctx, slot.is === 'scalar' ? slot.scalar : ScalarType.STRING, node, path);
    case 'enum': {
      const read = encodeEnum(slot.desc, node);
      if ('value' in read) return { is: 'literal', value: read.value };
      return ctx.report(node.at, path, 'stub-value', read.message, read.hint);
    }
    case 'time':
    case 'mask':
      return readWhole(ctx, slot.desc, node, path);
    case 'value':
      return readJsonValue(ctx, node, path);
    case 'count':
      return readScalar(ctx, ScalarType.UINT32, node, path);
    default:
      return slot satisfies never;
  }
}

/** A whole message. `types` resolves what an Any in it holds. */
export function readWhole(
  ctx: ParseContext,
  desc: DescMessage,
  node: JsonNode,
  path: string,
  types?: Registry,
): Literal | undefined {
  const all = types && stubTypes(types);
  const bytes = encodeNode(desc, all ? writtenNode(desc, node, all) : node, ctx.findings, path, all, { partial: true });
  return bytes && { is: 'literal', value: fromBinary(desc, bytes), desc };
}

function readScalar(ctx: ParseContext, scalar: ScalarType, node: JsonNode, path: string): Literal | undefined {
  const read = encodeScalar(scalar, node);
  if (!('value' in read)) return ctx.report(node.at, path, 'stub-value', read.message, read.hint);
  // What comes over the wire has 32 bits: 0.1 as a double is never equal to it.
  const value = scalar === ScalarType.FLOAT ? Math.fround(Number(read.value)) : read.value;
  return { is: 'literal', value };
}

function readJsonValue(ctx: ParseContext, node: JsonNode, path: string): Literal | undefined {
  switch (node.kind) {
    case 'null':
      return { is: 'literal', value: null };
    case 'number':
      return readScalar(ctx, ScalarType.DOUBLE, node, path);
    case 'boolean':
      return { is: 'literal', value: node.value };
    case 'string':
      return readScalar(ctx, ScalarType.STRING, node, path);
    default:
      return ctx.report(node.at, path, 'stub-value', `Expected a single value, found ${describeNode(node)}.`);
  }
}
