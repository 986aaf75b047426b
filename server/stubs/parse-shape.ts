import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonMember, JsonNode } from '../codec/json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { meantKey } from './parse-hints.ts';
import { checkKind, words } from './parse-kind.ts';
import { SHAPES } from './schema-shapes.ts';
import type { Shape, ShapeName } from './schema-kinds.ts';

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
/** `stubs[2]`, `reply` → `stubs[2].reply` */
export const below = (path: string, key: string): string =>
  path === '' ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`;

/**
 * The members that an object of a shape may have; others, and what contradicts itself, are problems. Undefined for what is
 * no object. `meant`: what to write in place of a key, where only the reader of it knows.
 */
export function readShape(
  ctx: ParseContext,
  node: JsonNode,
  of: ShapeName,
  path: string,
  meant?: (key: string) => string | undefined,
): Members | undefined {
  const shape = SHAPES[of];
  if (node.kind !== 'object')
    return ctx.report(
      node.at,
      path,
      'stub-wrong-type',
      `Expected ${shape.name} (an object), found ${describeNode(node)}.`,
      shape.keys['status']?.required && node.kind === 'string'
        ? `Write { status: ${node.value.slice(0, 40)} }.`
        : `It says ${listed(Object.keys(shape.keys))}.`,
    );
  const members = new Map<string, ReadMember>();
  const seen = new Map<string, number>();
  const likely = new Set<string>();
  const found: Found = { members, seen, likely, hint: (key) => meant?.(key) ?? meantKey(of, key) };
  for (const member of node.members) readMember(ctx, shape, member, path, found);
  checkMissing(ctx, shape, node.at, path, (key) => seen.has(key) || likely.has(key));
  checkTogether(ctx, shape, path, seen);
  return new Members(node.at, path, members);
}

interface Found {
  readonly members: Map<string, ReadMember>;
  /** Where each key stands. */
  readonly seen: Map<string, number>;
  /** What unknown keys were most likely meant to be. */
  readonly likely: Set<string>;
  /** What to write in place of an unknown key, where somebody knows. */
  readonly hint: (key: string) => string | undefined;
}

function readMember(
  ctx: ParseContext,
  shape: Shape,
  { key, keyAt, value }: JsonMember,
  path: string,
  { members, seen, likely, hint }: Found,
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
  seen.set(key, keyAt);
  if (!Object.hasOwn(shape.keys, key)) {
    // Values to refer to with YAML's aliases.
    if (shape.extra && key.startsWith('x-')) return;
    const names = Object.keys(shape.keys);
    const instead = hint(key);
    const near = instead === undefined ? nearestWord(key, names) : undefined;
    if (near !== undefined) likely.add(near);
    ctx.report(
      keyAt,
      at,
      'stub-unknown-key',
      `${quoted(key)} is no key of ${shape.name}.`,
      instead ?? (near ? `Did you mean ${near}?` : `There is ${listed(names)}.`),
    );
    return;
  }
  const { kind } = shape.keys[key]!;
  if (checkKind(ctx, kind, value, at)) members.set(key, { at: keyAt, node: value, path: at });
}

function checkMissing(
  ctx: ParseContext,
  shape: Shape,
  at: number,
  path: string,
  there: (key: string) => boolean,
): void {
  for (const [key, { required, doc }] of Object.entries(shape.keys))
    if (required && !there(key))
      ctx.report(at, below(path, key), 'stub-missing-key', `${capital(shape.name)} needs ${key}.`, `${key}: ${doc}`);
  if (shape.some && !shape.some.some(there))
    ctx.report(
      at,
      path,
      'stub-missing-key',
      `${capital(shape.name)} needs ${words(shape.some)}.`,
      'Write one of them.',
    );
}

function checkTogether(ctx: ParseContext, shape: Shape, path: string, seen: ReadonlyMap<string, number>): void {
  for (const group of shape.apart ?? []) {
    const both = group.filter((key) => seen.has(key)).sort((left, right) => seen.get(left)! - seen.get(right)!);
    if (both.length > 1)
      ctx.report(
        seen.get(both[1]!)!,
        below(path, both[1]!),
        'stub-conflict',
        `${both[0]!} and ${both[1]!} cannot stand in the same place of ${shape.name}.`,
        `Keep one of them.`,
      );
  }
  for (const [key, other] of Object.entries(shape.needs ?? {}))
    if (seen.has(key) && !seen.has(other))
      ctx.report(
        seen.get(key)!,
        below(path, key),
        'stub-conflict',
        `${key} says nothing without ${other}.`,
        `Add ${other}, or remove ${key}.`,
      );
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 16).join(', ')}${names.length > 16 ? `, and ${names.length - 16} more` : ''}`;
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
