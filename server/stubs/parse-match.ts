import { ScalarType, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { hasCustomJsonRepresentation } from '@bufbuild/protobuf/wkt';
import { assignFields, fieldLabel } from '../codec/assign-fields.ts';
import { childPath } from '../codec/encode-context.ts';
import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { entryKey, mismatch, reportNull, takesNull } from './parse-exact.ts';
import { fieldOf } from './parse-filled.ts';
import { readLiteral } from './parse-literal.ts';
import { readOperator, type MatchContext } from './parse-operator.ts';
import { below, quoted } from './parse-shape.ts';
import { fieldSlot, messageSlot, operatorsOf, slotName, type Slot } from './parse-slot.ts';
import { readTypeOf } from './parse-status.ts';
import type { MatchSpec } from './spec.ts';

type ObjectNode = JsonNode & { readonly kind: 'object' };

/** A matcher of messages of a type: undefined where something in it is a problem. */
export function readMessageMatch(
  ctx: ParseContext,
  desc: DescMessage,
  types: Registry,
  node: JsonNode,
  path: string,
): MatchSpec | undefined {
  return new MatchReader(ctx, types).match(messageSlot(desc), node, path);
}

/** A matcher of what is no message: how many there are, or text of metadata. */
export function readPlainMatch(
  ctx: ParseContext,
  slot: Slot,
  types: Registry,
  node: JsonNode,
  path: string,
): MatchSpec | undefined {
  return new MatchReader(ctx, types).match(slot, node, path);
}

const isOperator = (key: string): boolean => key.startsWith('$') && !key.startsWith('$$');

class MatchReader implements MatchContext {
  readonly ctx: ParseContext;
  readonly types: Registry;

  constructor(ctx: ParseContext, types: Registry) {
    this.ctx = ctx;
    this.types = types;
  }

  /** A literal, operators, or fields of a message; operators and fields in one object must all be met. */
  readonly match = (slot: Slot, node: JsonNode, path: string): MatchSpec | undefined => {
    if (node.kind === 'null' && !takesNull(slot)) return reportNull(this.ctx, node, path);
    if (node.kind !== 'object') return this.#plain(slot, node, path);
    const operators = node.members.filter(({ key }) => isOperator(key));
    if (operators.length === 0) return this.#plain(slot, node, path);
    this.#reportTwice(node, path);
    const rest = node.members.filter(({ key }) => !isOperator(key));
    const parts = operators.map((member) => readOperator(this, slot, member, below(path, member.key)));
    if (rest.length > 0) parts.push(this.#plain(slot, { ...node, members: rest }, path));
    if (!parts.every((part) => part !== undefined)) return undefined;
    return parts.length === 1 ? parts[0] : { is: 'and', of: parts };
  };

  #plain(slot: Slot, node: JsonNode, path: string): MatchSpec | undefined {
    switch (slot.is) {
      case 'message':
        return node.kind === 'object' ? this.#fields(slot.desc, node, path) : mismatch(this.ctx, slot, node, path);
      case 'any':
        return node.kind === 'object' ? this.#any(node, path) : mismatch(this.ctx, slot, node, path);
      case 'list':
        return node.kind === 'array' ? this.#items(slot.of, node, path) : mismatch(this.ctx, slot, node, path);
      case 'map':
        return node.kind === 'object'
          ? this.#entries(slot.key, slot.of, node, path)
          : mismatch(this.ctx, slot, node, path);
      case 'value':
        if (node.kind === 'object') return this.#entries(ScalarType.STRING, slot, node, path);
        return node.kind === 'array' ? this.#items(slot, node, path) : readLiteral(this.ctx, slot, node, path);
      default:
        if (node.kind === 'object' || node.kind === 'array') return this.#noSingle(slot, node, path);
        return readLiteral(this.ctx, slot, node, path);
    }
  }

  #fields(desc: DescMessage, node: ObjectNode, path: string): MatchSpec | undefined {
    const seen = new Set<string>();
    const fields = node.members.map((member) => {
      const field = fieldOf(desc, member.key, this.types);
      // It says which field was meant.
      if (!field)
        assignFields({ ...NO_ENCODING, types: this.types, findings: this.ctx.findings }, desc, [member], path);
      if (!field) return undefined;
      const label = fieldLabel(field);
      if (seen.has(label))
        return this.ctx.report(
          member.keyAt,
          childPath(path, label),
          'stub-duplicate-key',
          `The field ${label} stands here twice.`,
          'Remove one of the two.',
        );
      seen.add(label);
      const match = this.match(fieldSlot(field), member.value, childPath(path, label));
      return match && { field, match };
    });
    if (!fields.every((field) => field !== undefined)) return undefined;
    this.#reportRivals(node, fields, path);
    return { is: 'fields', desc, fields };
  }

  /** Of a oneof only one can be set. */
  #reportRivals(node: ObjectNode, fields: readonly FieldMatch[], path: string): void {
    const set = new Map<string, string>();
    fields.forEach(({ field, match }, index) => {
      const oneof = field.kind === 'field' ? field.oneof?.name : undefined;
      if (oneof === undefined || !demandsSet(match)) return;
      const label = fieldLabel(field);
      const other = set.get(oneof);
      set.set(oneof, label);
      if (other !== undefined)
        this.ctx.report(
          node.members[index]!.keyAt,
          childPath(path, label),
          'stub-conflict',
          `${other} and ${label} belong to the oneof ${oneof}: no message has both.`,
          'Write a stub for each.',
        );
    });
  }

  #any(node: ObjectNode, path: string): MatchSpec | undefined {
    const desc = readTypeOf(this.ctx, node, path, this.types);
    if (!desc) return undefined;
    const rest: ObjectNode = { ...node, members: node.members.filter(({ key }) => key !== '@type') };
    if (!hasCustomJsonRepresentation(desc)) {
      const match = this.#fields(desc, rest, path);
      return match && { is: 'any', desc, match };
    }
    const value = rest.members.find(({ key }) => key === 'value');
    const stray = rest.members.find((member) => member !== value);
    if (stray)
      return this.ctx.report(
        stray.keyAt,
        below(path, stray.key),
        'stub-unknown-key',
        `${desc.typeName} stands behind "value".`,
        `Remove ${quoted(stray.key)}.`,
      );
    const match: MatchSpec | undefined = value
      ? this.match(messageSlot(desc), value.value, below(path, 'value'))
      : { is: 'fields', desc, fields: [] };
    return match && { is: 'any', desc, match };
  }

  #items(of: Slot, node: JsonNode & { readonly kind: 'array' }, path: string): MatchSpec | undefined {
    const items = node.items.map((item, index) => this.match(of, item, `${path}[${index}]`));
    return items.every((item) => item !== undefined) ? { is: 'items', items } : undefined;
  }

  #entries(type: ScalarType, of: Slot, node: ObjectNode, path: string): MatchSpec | undefined {
    const seen = new Set<string>();
    const entries = node.members.map(({ key: written, keyAt, value }) => {
      const at = `${path}[${quoted(written)}]`;
      const key = entryKey(this.ctx, type, written, keyAt, at);
      if (key !== undefined && seen.has(key))
        return this.ctx.report(
          keyAt,
          at,
          'stub-duplicate-key',
          `The key ${quoted(key)} stands here twice.`,
          'Remove one of the two.',
        );
      if (key !== undefined) seen.add(key);
      const match = this.match(of, value, at);
      return key === undefined || !match ? undefined : { key, match };
    });
    return entries.every((entry) => entry !== undefined) ? { is: 'entries', entries } : undefined;
  }

  /** An object or a list where a single value stands: often an operator without its `$`. */
  #noSingle(slot: Slot, node: JsonNode, path: string): undefined {
    const key = node.kind === 'object' ? node.members[0]?.key : undefined;
    const near = key === undefined ? undefined : nearestWord(`$${key}`, operatorsOf(slot));
    const hint = near
      ? `Operators begin with $: did you mean ${near}?`
      : node.kind === 'array'
        ? path.endsWith('$all') || path.endsWith('$contains') || path.endsWith('$any')
          ? 'It is asked of one item. For several: cel, or { $unordered: [ … ] } for the whole list.'
          : 'Write { $in: [ … ] } for one of several.'
        : undefined;
    return this.ctx.report(
      node.at,
      path,
      'stub-value',
      `Expected ${slotName(slot)}, found ${describeNode(node)}.`,
      hint,
    );
  }

  #reportTwice(node: ObjectNode, path: string): void {
    const seen = new Set<string>();
    for (const { key, keyAt } of node.members) {
      if (isOperator(key) && seen.has(key))
        this.ctx.report(
          keyAt,
          below(path, key),
          'stub-duplicate-key',
          `${quoted(key)} stands here twice.`,
          'Remove one of the two.',
        );
      seen.add(key);
    }
  }
}

type FieldMatch = (MatchSpec & { readonly is: 'fields' })['fields'][number];

/** Whether what is not set can never meet it. */
function demandsSet(match: MatchSpec): boolean {
  switch (match.is) {
    case 'not':
      return false;
    case 'and':
      return match.of.some(demandsSet);
    case 'op':
      return match.op === '$exists' ? match.value : match.op !== '$ne';
    default:
      return true;
  }
}

/** `assignFields` is a part of encoding; only what it says about names is wanted. */
const NO_ENCODING = { partial: true, message: () => undefined };
