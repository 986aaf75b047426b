import { ScalarType, type Registry } from '@bufbuild/protobuf';
import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonMember, JsonNode } from '../codec/json-text.ts';
import { snakePath } from '../codec/time-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { readExact } from './parse-exact.ts';
import { meantOperator } from './parse-hints.ts';
import { readLiteral, type SingleSlot } from './parse-literal.ts';
import { quoted } from './parse-shape.ts';
import { operatorsOf, slotName, type Slot } from './parse-slot.ts';
import { OPERATORS, type MatchSpec, type Operator, type OperatorSpec } from './spec.ts';

/** What reading an operator needs of the reader of matchers, which it is a part of. */
export interface MatchContext {
  readonly ctx: ParseContext;
  readonly types: Registry;
  readonly match: (slot: Slot, node: JsonNode, path: string) => MatchSpec | undefined;
}

const TEXT: SingleSlot = { is: 'scalar', scalar: ScalarType.STRING };
const COUNT: Slot = { is: 'count' };

/** `$gte: 10` on what it stands on. `path` is that of the operator. */
export function readOperator(
  { ctx, types, match }: MatchContext,
  slot: Slot,
  { key, keyAt, value: node }: JsonMember,
  path: string,
): MatchSpec | undefined {
  const op = knownOperator(ctx, slot, key, keyAt, path);
  if (!op) return undefined;
  const place = ctx.place(node, path, keyAt);
  const value = <Value, Name extends Operator>(name: Name, read: Value | undefined) =>
    read === undefined ? undefined : { is: 'op' as const, op: name, value: read, place };
  switch (op) {
    case '$not': {
      const of = match(slot, node, path);
      return of && { is: 'not', of };
    }
    case '$eq':
    case '$ne':
      return value(op, readExact(ctx, slot, node, path, types));
    case '$in':
      return value(
        op,
        all(ctx, node, path, (item, at) => readExact(ctx, slot, item, at, types)),
      );
    case '$unordered':
      return value(
        op,
        all(ctx, node, path, (item, at) => match(itemOf(slot), item, at)),
      );
    case '$any':
    case '$all':
      return value(op, match(itemOf(slot), node, path));
    case '$contains':
      return value(
        op,
        slot.is === 'list' || slot.is === 'value' ? match(itemOf(slot), node, path) : readPart(ctx, slot, node, path),
      );
    case '$startsWith':
    case '$endsWith':
      return value(op, readPart(ctx, slot, node, path));
    case '$matches':
    case '$glob':
      return value(op, readPattern(ctx, op, node, path));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return value(op, readBound(ctx, slot, node, path));
    case '$exists':
      if (node.kind === 'boolean') return value(op, node.value);
      return ctx.report(node.at, path, 'stub-value', `Expected true or false, found ${describeNode(node)}.`);
    case '$size':
      return value(op, match(COUNT, node, path));
    default:
      return op satisfies never;
  }
}

function knownOperator(ctx: ParseContext, slot: Slot, key: string, at: number, path: string): Operator | undefined {
  const fitting = operatorsOf(slot);
  const found = fitting.find((one) => one === key);
  if (found) return found;
  const known = OPERATORS.find((one) => one === key);
  const near = known ? undefined : nearestWord(key, fitting);
  return ctx.report(
    at,
    path,
    'stub-operator',
    known ? `${known} cannot stand on ${slotName(slot)}.` : `There is no operator ${quoted(key)}.`,
    (known ? undefined : meantOperator(key)) ?? (near ? `Did you mean ${near}?` : `There is ${fitting.join(', ')}.`),
  );
}

const itemOf = (slot: Slot): Slot => (slot.is === 'list' ? slot.of : { is: 'value' });

function all<Item>(
  ctx: ParseContext,
  node: JsonNode,
  path: string,
  read: (item: JsonNode, path: string) => Item | undefined,
): readonly Item[] | undefined {
  if (node.kind !== 'array')
    return ctx.report(node.at, path, 'stub-value', `Expected a list, found ${describeNode(node)}.`, 'Write [ … ].');
  if (node.items.length === 0 && path.endsWith('$in'))
    return ctx.report(node.at, path, 'stub-conflict', 'Nothing is in an empty list.', 'Add what may be there.');
  const items = node.items.map((item, index) => read(item, `${path}[${index}]`));
  // `every` has made sure that none is undefined, which the compiler sees as well.
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** A part of a text, or a path of a FieldMask in proto names. */
function readPart(ctx: ParseContext, slot: Slot, node: JsonNode, path: string): string | undefined {
  const part = readLiteral(ctx, TEXT, node, path)?.value;
  if (typeof part !== 'string') return undefined;
  if (slot.is !== 'mask') return part;
  return part.includes('_')
    ? part
    : (snakePath(part) ??
        ctx.report(node.at, path, 'stub-value', `${quoted(part)} is no path of fields.`, 'Write displayName.'));
}

/** Patterns are as they stand: no `$${` in them. */
function readPattern(ctx: ParseContext, op: Operator, node: JsonNode, path: string): string | undefined {
  if (node.kind === 'string') return node.value;
  return ctx.report(
    node.at,
    path,
    'stub-value',
    `Expected a pattern, found ${describeNode(node)}.`,
    `Write ${op}: "…".`,
  );
}

type Bound = (OperatorSpec & { readonly op: '$gt' })['value'];

function readBound(ctx: ParseContext, slot: Slot, node: JsonNode, path: string): Bound | undefined {
  const number: SingleSlot = { is: 'scalar', scalar: ScalarType.DOUBLE };
  const loose = slot.is === 'metadata' || slot.is === 'value';
  // `operatorsOf` gives operators of order to slots of single values only.
  const literal = readLiteral(ctx, loose ? number : (slot as SingleSlot), node, path);
  if (!literal) return undefined;
  if (typeof literal.value === 'number' && Number.isNaN(literal.value))
    return ctx.report(node.at, path, 'stub-value', 'Nothing is greater or less than NaN.', 'Write a number.');
  // Numbers, bigints, numbers of enums, and messages of time: what slots of these operators read.
  return literal.value as Bound;
}
