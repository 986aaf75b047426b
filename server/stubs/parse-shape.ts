import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonMember, JsonNode } from '../codec/json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { SHAPES } from './schema-shapes.ts';
import type { Kind, Shape, ShapeName } from './schema-kinds.ts';

/** A member that its key allows; its value is of the right kind, which says nothing yet about what is within it. */
export interface ReadMember {
  readonly at: number;
  readonly node: JsonNode;
  readonly path: string;
}

/** The members of an object of a shape, by key. */
export class Members {
  readonly at: number;
  readonly path: string;
  readonly #members: ReadonlyMap<string, ReadMember>;

  constructor(at: number, path: string, members: ReadonlyMap<string, ReadMember>) {
    this.at = at;
    this.path = path;
    this.#members = members;
  }

  get(key: string): ReadMember | undefined {
    return this.#members.get(key);
  }

  has(key: string): boolean {
    return this.#members.has(key);
  }

  keys(): readonly string[] {
    return [...this.#members.keys()];
  }

  text(key: string): string | undefined {
    const node = this.#members.get(key)?.node;
    return node?.kind === 'string' ? node.value : undefined;
  }

  number(key: string): number | undefined {
    const node = this.#members.get(key)?.node;
    return node?.kind === 'number' ? Number(node.text) : undefined;
  }

  boolean(key: string): boolean | undefined {
    const node = this.#members.get(key)?.node;
    return node?.kind === 'boolean' ? node.value : undefined;
  }
}

export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
const words = (list: readonly string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)!}`;

/** `stubs[2]`, `reply` → `stubs[2].reply` */
export const below = (path: string, key: string): string =>
  path === '' ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`;

/** The members that an object of a shape may have; others, and what contradicts itself, are problems. Undefined for what is no object. */
export function readShape(ctx: ParseContext, node: JsonNode, of: ShapeName, path: string): Members | undefined {
  const shape = SHAPES[of];
  if (node.kind !== 'object')
    return ctx.report(
      node.at,
      path,
      'stub-wrong-type',
      `Expected ${shape.name} (an object), found ${describeNode(node)}.`,
      `It says ${listed(Object.keys(shape.keys))}.`,
    );
  const members = new Map<string, ReadMember>();
  const seen = new Set<string>();
  for (const member of node.members) readMember(ctx, shape, member, path, members, seen);
  checkKeys(ctx, shape, node.at, path, seen, members);
  return new Members(node.at, path, members);
}

function readMember(
  ctx: ParseContext,
  shape: Shape,
  { key, keyAt, value }: JsonMember,
  path: string,
  members: Map<string, ReadMember>,
  seen: Set<string>,
): void {
  const at = below(path, key);
  if (seen.has(key)) {
    ctx.report(
      keyAt,
      at,
      'stub-duplicate-key',
      `The key ${quoted(key)} stands twice in ${shape.name}.`,
      'Remove one of the two.',
    );
    return;
  }
  seen.add(key);
  if (!Object.hasOwn(shape.keys, key)) {
    // Values to refer to with YAML's aliases.
    if (shape.extra && key.startsWith('x-')) return;
    const names = Object.keys(shape.keys);
    const near = nearestWord(key, names);
    ctx.report(
      keyAt,
      at,
      'stub-unknown-key',
      `${quoted(key)} is no key of ${shape.name}.`,
      near ? `Did you mean ${near}?` : `There is ${listed(names)}.`,
    );
    return;
  }
  const { kind } = shape.keys[key]!;
  if (checkKind(ctx, kind, value, at)) members.set(key, { at: keyAt, node: value, path: at });
}

function checkKeys(
  ctx: ParseContext,
  shape: Shape,
  at: number,
  path: string,
  seen: ReadonlySet<string>,
  members: ReadonlyMap<string, ReadMember>,
): void {
  const placeOf = (key: string): number => members.get(key)?.at ?? at;
  for (const [key, { required, doc }] of Object.entries(shape.keys))
    if (required && !seen.has(key))
      ctx.report(at, below(path, key), 'stub-missing-key', `${capital(shape.name)} needs ${key}.`, `${key}: ${doc}`);
  if (shape.some && !shape.some.some((key) => seen.has(key)))
    ctx.report(
      at,
      path,
      'stub-missing-key',
      `${capital(shape.name)} needs ${words(shape.some)}.`,
      'Write one of them.',
    );
  for (const group of shape.apart ?? []) {
    const both = group.filter((key) => seen.has(key));
    if (both.length > 1)
      ctx.report(
        placeOf(both[1]!),
        below(path, both[1]!),
        'stub-conflict',
        `${both[0]!} and ${both[1]!} cannot stand in the same place of ${shape.name}.`,
        `Keep one of them.`,
      );
  }
  for (const [key, other] of Object.entries(shape.needs ?? {}))
    if (seen.has(key) && !seen.has(other))
      ctx.report(
        placeOf(key),
        below(path, key),
        'stub-conflict',
        `${key} says nothing without ${other}.`,
        `Add ${other}, or remove ${key}.`,
      );
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 16).join(', ')}${names.length > 16 ? `, and ${names.length - 16} more` : ''}`;
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** Whether a value is of the kind; says why where it is not. Objects and lists are looked into by whoever reads them. */
function checkKind(ctx: ParseContext, kind: Kind, node: JsonNode, path: string): boolean {
  const wrong = (wanted: string, hint?: string): false => {
    ctx.report(node.at, path, 'stub-wrong-type', `Expected ${wanted}, found ${describeNode(node)}.`, hint);
    return false;
  };
  switch (kind.is) {
    case 'text':
      if (node.kind === 'string') return true;
      return wrong('text', node.kind === 'number' || node.kind === 'boolean' ? 'Put it in double quotes.' : undefined);
    case 'boolean':
      return (
        node.kind === 'boolean' ||
        wrong('true or false', node.kind === 'string' ? 'Write it without quotes.' : undefined)
      );
    case 'flag':
      return (node.kind === 'boolean' && node.value) || wrong('true', 'Write true, or leave the key out.');
    case 'integer':
    case 'number':
      return checkNumber(ctx, kind, node, path);
    case 'choice':
      return checkChoice(ctx, kind.of, node, path);
    case 'list':
      if (node.kind !== 'array') return wrong('a list', 'Write [ … ], or a line with "- " for each.');
      if (node.items.length >= kind.least) return true;
      ctx.report(node.at, path, 'stub-range', 'This list is empty.', 'Add to it, or remove the key.');
      return false;
    case 'metadata':
      return node.kind === 'object' || wrong('an object', 'Write { x-key: "value" }.');
    case 'either':
      return checkEither(ctx, kind.of, node, path);
    case 'shape':
    case 'status':
    case 'duration':
    case 'message':
    case 'matcher':
    case 'numbers':
    case 'json':
      return true;
    default:
      return kind satisfies never;
  }
}

function checkNumber(
  ctx: ParseContext,
  { is, least, most }: Kind & { readonly is: 'integer' | 'number' },
  node: JsonNode,
  path: string,
): boolean {
  const what = is === 'integer' ? 'a whole number' : 'a number';
  const number = node.kind === 'number' ? Number(node.text) : NaN;
  if (Number.isNaN(number) || (is === 'integer' && !Number.isInteger(number))) {
    const hint = node.kind === 'string' ? 'Write it without quotes.' : undefined;
    ctx.report(node.at, path, 'stub-wrong-type', `Expected ${what}, found ${describeNode(node)}.`, hint);
    return false;
  }
  if (number >= least && number <= most) return true;
  ctx.report(node.at, path, 'stub-range', `${number} is out of range.`, `Write ${what} from ${least} to ${most}.`);
  return false;
}

function checkChoice(ctx: ParseContext, of: readonly string[], node: JsonNode, path: string): boolean {
  if (node.kind === 'string' && of.includes(node.value)) return true;
  const near = node.kind === 'string' ? nearestWord(node.value, of) : undefined;
  ctx.report(
    node.at,
    path,
    'stub-unknown-choice',
    `Expected ${words(of)}, found ${describeNode(node)}.`,
    near === undefined ? undefined : `Did you mean ${near}?`,
  );
  return false;
}

/** The first kind that the value looks like decides what is said about it. */
function checkEither(ctx: ParseContext, of: readonly Kind[], node: JsonNode, path: string): boolean {
  const like = of.find((kind) => looksLike(kind, node)) ?? of[0]!;
  return checkKind(ctx, like, node, path);
}

function looksLike(kind: Kind, node: JsonNode): boolean {
  switch (kind.is) {
    case 'integer':
    case 'number':
      return node.kind === 'number';
    case 'choice':
    case 'text':
    case 'duration':
      return node.kind === 'string';
    case 'shape':
      return node.kind === 'object';
    default:
      return true;
  }
}
