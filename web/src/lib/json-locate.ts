import type { FieldInfo, MessageInfo } from '#contract/schema';
import type { JsonMember, JsonNode, JsonObject } from './json-tree.ts';
import { anyType, fieldShape, findField, messageShape } from './json-shape.ts';
import type { JsonTypes, Shape } from './json-shape.ts';

/** The message whose fields the members of an object are, and whether `@type` (and `value`) belong to it too. */
export interface ObjectShape {
  readonly info?: MessageInfo;
  readonly any: boolean;
  /** Set for an Any of a type with a form of its own: `{ "@type": …, "value": … }`. */
  readonly boxed?: Shape;
}

/** What the members of `node` are, seen as `shape`. */
export function objectShape(node: JsonObject, shape: Shape, types: JsonTypes): ObjectShape {
  if (shape.kind === 'message') return { info: shape.info, any: false };
  if (shape.kind !== 'any') return { any: false };
  const url = node.members.find((member) => member.key.value === '@type')?.value;
  const inner = url?.kind === 'string' ? messageShape(anyType(url.value), types) : undefined;
  if (inner?.kind === 'message') return { info: inner.info, any: true };
  return inner && inner.kind !== 'free' ? { any: true, boxed: inner } : { any: true };
}

/** The shape of a member's value and the field it is, where it is one. */
export function memberShape(
  member: JsonMember,
  parent: Shape,
  object: ObjectShape,
  types: JsonTypes,
): { readonly shape: Shape; readonly field?: FieldInfo } {
  if (parent.kind === 'map') return { shape: parent.value };
  if (object.any && member.key.value === '@type') return { shape: { kind: 'scalar', scalar: 'string' } };
  if (object.boxed && member.key.value === 'value') return { shape: object.boxed };
  const field = object.info && findField(object.info, member.key.value);
  return field ? { shape: fieldShape(field, types), field } : { shape: { kind: 'free' } };
}

/** What stands at an offset, and what belongs there. */
export interface Place {
  /** The innermost value at the offset; null between values. */
  readonly node: JsonNode | null;
  /** What is expected of `node`, or of a value that would begin at the offset. */
  readonly shape: Shape;
  /** The member whose key or value this is. */
  readonly member?: JsonMember;
  readonly field?: FieldInfo;
  /** The object that holds the offset, with its shapes. */
  readonly object?: JsonObject;
  readonly objectShape?: Shape;
  readonly where: 'key' | 'value' | 'new-key';
}

/** Finds the place of an offset in a tree whose root is expected to be `shape`. */
export function locate(root: JsonNode | null, offset: number, shape: Shape, types: JsonTypes): Place {
  if (!root) return { node: null, shape, where: 'value' };
  return descend({ node: root, shape, where: 'value' }, offset, types);
}

function descend(place: Place, offset: number, types: JsonTypes): Place {
  const { node, shape } = place;
  if (node?.kind === 'array' && inside(node, offset)) {
    const item: Shape = shape.kind === 'list' ? shape.item : { kind: 'free' };
    const found = node.items.find((one) => one.from <= offset && offset <= one.to);
    const { field, member } = place;
    const kept = { ...(field ? { field } : {}), ...(member ? { member } : {}) };
    return descend({ node: found ?? null, shape: item, where: 'value', ...kept }, offset, types);
  }
  if (node?.kind !== 'object' || !inside(node, offset)) return place;
  const inner = objectShape(node, shape, types);
  for (const [index, member] of node.members.entries()) {
    const end = node.members[index + 1]?.from ?? node.to;
    if (offset < member.from || offset >= end + (node.closed ? 0 : 1)) continue;
    const of = memberShape(member, shape, inner, types);
    const context = { member, object: node, objectShape: shape, ...(of.field ? { field: of.field } : {}) };
    if (offset <= member.key.to) return { node: member.key, shape: of.shape, where: 'key', ...context };
    const value = member.value;
    if (value && offset >= value.from && offset <= value.to)
      return descend({ node: value, shape: of.shape, where: 'value', ...context }, offset, types);
    if (!value && member.colon) return { node: null, shape: of.shape, where: 'value', ...context };
    if (value && offset < value.from) return { node: null, shape: of.shape, where: 'value', ...context };
    break;
  }
  return { node: null, shape: { kind: 'free' }, where: 'new-key', object: node, objectShape: shape };
}

function inside(node: JsonNode & { readonly closed?: boolean }, offset: number): boolean {
  return offset > node.from && (node.closed === false ? offset <= node.to : offset < node.to);
}

/** `order.lines[2].tags["a.b"]` → `order`, `lines`, `2`, `tags`, `a.b`. */
export function pathSteps(path: string): readonly string[] {
  const steps = path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[([^\]]*)\]|([^.[\]]+)/g);
  return [...steps].map(([, quoted, index, name]) => (quoted === undefined ? (index ?? name ?? '') : unquoted(quoted)));
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** The place of a Problem's path (`order.lines[2].price`), or of its nearest ancestor that the text has. */
export function findPath(root: JsonNode | null, path: string): JsonNode | null {
  let node = root;
  for (const step of pathSteps(path)) {
    let next: JsonNode | null | undefined;
    if (node?.kind === 'array') next = node.items[Number(step)];
    else if (node?.kind === 'object') {
      const found: JsonMember | undefined = node.members.findLast(({ key }) => key.value === step);
      next = found && (found.value ?? found.key);
    }
    if (!next) break;
    node = next;
  }
  return node;
}
