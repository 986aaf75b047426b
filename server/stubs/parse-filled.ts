import { ScalarType, type DescEnum, type DescMessage, type Registry } from '@bufbuild/protobuf';
import {
  FeatureSet_FieldPresence as Presence,
  hasCustomJsonRepresentation,
  isWrapperDesc,
} from '@bufbuild/protobuf/wkt';
import { fieldLabel, type AnyField } from '../codec/assign-fields.ts';
import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonMember, JsonNode } from '../codec/json-text.ts';
import type { ParseContext } from './parse-context.ts';
import { ANY } from './match-shape.ts';
import { isConstant, isExpression, splitTemplate } from './parse-template.ts';

type Walk = (desc: DescMessage, node: JsonNode, path: string) => JsonNode | undefined;

/** The same message with `@type: shop.v1.Product` of each Any as the URL that ProtoJSON wants. */
export function writtenNode(desc: DescMessage, node: JsonNode, types: Registry): JsonNode {
  if (!hasType(node)) return node;
  const walk: Walk = (of, inner) =>
    of.typeName === ANY
      ? anyNode(withUrl(inner), types, '', walk)
      : fieldsNode(of, inner, '', types, (field, value) => values(field, value, walk));
  return walk(desc, node, '') ?? node;
}

/**
 * The same message with a zero value of the right type in place of each template, so that everything else in it can be
 * checked. What cannot stand for the type of a field is a problem; undefined then.
 */
export function fillNode(
  ctx: ParseContext,
  desc: DescMessage,
  node: JsonNode,
  path: string,
  types: Registry,
): JsonNode | undefined {
  const before = ctx.count;
  const filled = new Filler(ctx, types).message(desc, node, path);
  return ctx.count > before ? undefined : filled;
}

const hasType = (node: JsonNode): boolean =>
  node.kind === 'object'
    ? node.members.some(({ key, value }) => key === '@type' || hasType(value))
    : node.kind === 'array' && node.items.some(hasType);

function withUrl(node: JsonNode): JsonNode {
  if (node.kind !== 'object') return node;
  const members = node.members.map((member) =>
    member.key === '@type' && member.value.kind === 'string' && !member.value.value.includes('/')
      ? { ...member, value: { ...member.value, value: `type.googleapis.com/${member.value.value}` } }
      : member,
  );
  return { ...node, members };
}

function anyNode(node: JsonNode, types: Registry, path: string, walk: Walk): JsonNode {
  if (node.kind !== 'object') return node;
  const url = node.members.find(({ key }) => key === '@type')?.value;
  const desc = url?.kind === 'string' ? types.getMessage(url.value.slice(url.value.lastIndexOf('/') + 1)) : undefined;
  if (!desc) return node;
  const custom = hasCustomJsonRepresentation(desc);
  const rest = node.members.filter(({ key }) => key !== '@type');
  const type = node.members.filter(({ key }) => key === '@type');
  if (custom) {
    const members = rest.map((member) =>
      member.key === 'value' ? { ...member, value: walk(desc, member.value, `${path}.value`) ?? member.value } : member,
    );
    return { ...node, members: [...type, ...members] };
  }
  const inner = walk(desc, { ...node, members: rest }, path);
  return { ...node, members: [...type, ...(inner?.kind === 'object' ? inner.members : rest)] };
}

function fieldsNode(
  desc: DescMessage,
  node: JsonNode,
  path: string,
  types: Registry,
  read: (field: AnyField, value: JsonNode, path: string) => JsonNode,
): JsonNode {
  if (node.kind !== 'object' || hasCustomJsonRepresentation(desc)) return node;
  const members = node.members.map((member): JsonMember => {
    const field = fieldOf(desc, member.key, types);
    return field ? { ...member, value: read(field, member.value, `${path}.${fieldLabel(field)}`) } : member;
  });
  return { ...node, members };
}

/** By either of its names, or of an extension: `[pkg.name]`. */
export function fieldOf(desc: DescMessage, key: string, types: Registry): AnyField | undefined {
  const own = desc.fields.find(({ name, jsonName }) => jsonName === key || name === key);
  const name = own ? undefined : /^\[(.+)\]$/.exec(key)?.[1];
  const extension = name === undefined ? undefined : types.getExtension(name);
  return extension?.extendee.typeName === desc.typeName ? extension : own;
}

/** Walks the messages that a field holds. */
function values(field: AnyField, node: JsonNode, walk: Walk): JsonNode {
  const { message } = field;
  if (!message) return node;
  const one = (inner: JsonNode): JsonNode => walk(message, inner, '') ?? inner;
  if (field.fieldKind === 'message') return one(node);
  if (field.fieldKind === 'list') return node.kind === 'array' ? { ...node, items: node.items.map(one) } : node;
  if (node.kind !== 'object') return node;
  return { ...node, members: node.members.map((member) => ({ ...member, value: one(member.value) })) };
}

/** What one value of a field is. */
interface Single {
  readonly scalar?: ScalarType | undefined;
  readonly enum?: DescEnum | undefined;
  readonly message?: DescMessage | undefined;
}

class Filler {
  readonly #ctx: ParseContext;
  readonly #types: Registry;

  constructor(ctx: ParseContext, types: Registry) {
    this.#ctx = ctx;
    this.#types = types;
  }

  /** Undefined for a message that no zero value can stand for. */
  message(desc: DescMessage, node: JsonNode, path: string): JsonNode | undefined {
    if (node.kind === 'string') return this.#text({ message: desc }, node, path);
    if (desc.typeName === ANY) return anyNode(node, this.#types, path, (of, inner, at) => this.message(of, inner, at));
    return fieldsNode(desc, node, path, this.#types, (field, value, at) => this.#field(field, value, at));
  }

  #field(field: AnyField, node: JsonNode, path: string): JsonNode {
    const { at } = node;
    if (field.fieldKind !== 'list' && field.fieldKind !== 'map')
      return this.#single(field, node, path) ?? { kind: 'null', at };
    const list = field.fieldKind === 'list';
    const kind = templateKind(node);
    if (kind === 'expression') return list ? { kind: 'array', at, items: [] } : { kind: 'object', at, members: [] };
    if (kind === 'text') {
      this.#wrong(node, path, list ? 'a list' : 'a map');
      return { kind: 'null', at };
    }
    if (list && node.kind === 'array')
      return {
        ...node,
        items: node.items.flatMap((item, index) => this.#single(field, item, `${path}[${index}]`) ?? []),
      };
    if (list || node.kind !== 'object') return node;
    return {
      ...node,
      members: node.members.flatMap((member) => {
        const value = this.#single(field, member.value, `${path}[${JSON.stringify(member.key.slice(0, 60))}]`);
        return value ? [{ ...member, value }] : [];
      }),
    };
  }

  #single(field: Single, node: JsonNode, path: string): JsonNode | undefined {
    if (field.message) return this.message(field.message, node, path);
    return node.kind === 'string' ? this.#text(field, node, path) : node;
  }

  #text(field: Single, node: JsonNode & { readonly kind: 'string' }, path: string): JsonNode | undefined {
    const kind = templateKind(node);
    if (kind === undefined) return resolvedText(node);
    const zero = zeroOf(field, node.at);
    if (kind === 'expression' || zero === undefined) return zero;
    // With text around it, the value is text: what reads text as its value takes it.
    const takesText = zero.kind === 'string' || zero.kind === 'number' || field.message?.typeName === VALUE;
    if (!takesText) this.#wrong(node, path, field.message ? `${field.message.typeName}` : 'true or false');
    return zero;
  }

  #wrong(node: JsonNode, path: string, wanted: string): void {
    this.#ctx.report(
      node.at,
      path,
      'stub-template',
      `Expected ${wanted}, found ${describeNode(node)}, which is text.`,
      'Write one expression without text around it: its value keeps its type.',
    );
  }
}

const VALUE = 'google.protobuf.Value';

function templateKind(node: JsonNode): 'expression' | 'text' | undefined {
  if (node.kind !== 'string' || !node.value.includes('${')) return undefined;
  const split = splitTemplate(node.value);
  if (!('parts' in split) || isConstant(split.parts)) return undefined;
  return isExpression(split.parts) ? 'expression' : 'text';
}

function resolvedText(node: JsonNode & { readonly kind: 'string' }): JsonNode {
  const split = node.value.includes('${') ? splitTemplate(node.value) : undefined;
  return split && 'parts' in split ? { ...node, value: split.parts.join('') } : node;
}

/** A value that is right for the type; undefined where none is known to be. */
function zeroOf({ scalar, enum: of, message }: Single, at: number): JsonNode | undefined {
  if (of)
    return of.typeName === 'google.protobuf.NullValue'
      ? { kind: 'null', at }
      : { kind: 'number', at, text: String(of.values[0]?.number ?? 0) };
  if (message) return zeroMessage(message, at);
  if (scalar === ScalarType.STRING || scalar === ScalarType.BYTES) return { kind: 'string', at, value: '' };
  return scalar === ScalarType.BOOL ? { kind: 'boolean', at, value: false } : { kind: 'number', at, text: '0' };
}

function zeroMessage(desc: DescMessage, at: number): JsonNode | undefined {
  if (isWrapperDesc(desc)) return zeroOf({ scalar: desc.fields[0].scalar }, at);
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp':
      return { kind: 'string', at, value: '1970-01-01T00:00:00Z' };
    case 'google.protobuf.Duration':
      return { kind: 'string', at, value: '0s' };
    case 'google.protobuf.FieldMask':
      return { kind: 'string', at, value: '' };
    case VALUE:
      return { kind: 'null', at };
    case 'google.protobuf.ListValue':
      return { kind: 'array', at, items: [] };
  }
  return desc.fields.some(({ presence }) => presence === Presence.LEGACY_REQUIRED)
    ? undefined
    : { kind: 'object', at, members: [] };
}
