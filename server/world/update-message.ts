import {
  clearField,
  clone,
  create,
  equals,
  isFieldSet,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { behaviorsOf, IDENTIFIER, IMMUTABLE, OUTPUT_ONLY } from '../generate/annotations.ts';
import { fault, type Fault } from './fault.ts';
import { readField, writeField } from './field-access.ts';
import type { Mask, MaskNode } from './field-mask.ts';

export interface Update {
  readonly desc: DescMessage;
  /** As it is now. Not changed. */
  readonly current: Message;
  /** What the client sent. Not changed; the result may share parts of it. */
  readonly patch: Message;
  /** Undefined: all that is set in `patch`. */
  readonly mask: Mask | undefined;
  /** Fields that stay as they are, besides those that their field behavior protects: the id, etags, times. */
  readonly kept?: ReadonlySet<DescField>;
}

/**
 * The message after an update (google.aip.dev/134). What a path names is replaced whole, lists and messages too; a named
 * field that is unset in the patch is cleared. Without a mask the fields that are set are replaced. IDENTIFIER,
 * OUTPUT_ONLY and IMMUTABLE fields stay as they are; a path that names an IMMUTABLE one with another value is a fault.
 */
export function updateMessage({
  desc,
  current,
  patch,
  mask,
  kept = NONE,
}: Update): Message | { readonly fault: Fault } {
  const result = clone(desc, current);
  const job: Job = { kept, fixed: undefined };
  if (mask === undefined || mask.root.whole)
    for (const field of desc.fields) {
      if (mask !== undefined || isFieldSet(patch, field)) replace(result, patch, field, job, false);
    }
  else merge(result, patch, mask.root, job);
  if (job.fixed === undefined) return result;
  return fault(
    mask?.field ?? 'update_mask',
    `${job.fixed.parent.name}.${job.fixed.name} is immutable: it can be set when the entity is created, and not be changed.`,
  );
}

interface Job {
  readonly kept: ReadonlySet<DescField>;
  /** An immutable field that was to be changed. */
  fixed: DescField | undefined;
}

const NONE: ReadonlySet<DescField> = new Set();

type Guard = 'kept' | 'fixed' | undefined;
const guards = new WeakMap<DescField, { readonly guard: Guard }>();

/** What the schema says of changes by clients. */
export function guardOf(field: DescField): Guard {
  let found = guards.get(field);
  if (!found) {
    const behaviors = behaviorsOf(field);
    const kept = behaviors.has(OUTPUT_ONLY) || behaviors.has(IDENTIFIER);
    guards.set(field, (found = { guard: kept ? 'kept' : behaviors.has(IMMUTABLE) ? 'fixed' : undefined }));
  }
  return found.guard;
}

/** `explicit`: a path names this very field. */
function replace(into: Message, from: Message, field: DescField, job: Job, explicit: boolean): void {
  const guard = job.kept.has(field) ? 'kept' : guardOf(field);
  if (guard === 'fixed' && explicit && !sameField(into, from, field)) job.fixed = field;
  if (guard !== undefined) return;
  const before = readMessage(into, field);
  if (!isFieldSet(from, field)) {
    clear(into, field);
    return;
  }
  const value = readField(from, field);
  writeField(into, field, value);
  const desc = field.fieldKind === 'message' ? field.message : undefined;
  if (desc && guarded(desc)) writeField(into, field, withGuarded(desc, before, value as Message)); // as its kind says
}

/** The fields of a nested message that clients cannot set, as they were. */
function withGuarded(desc: DescMessage, before: Message | undefined, after: Message): Message {
  const result = clone(desc, after);
  for (const field of desc.fields) {
    if (guardOf(field) !== undefined) {
      if (before && isFieldSet(before, field)) writeField(result, field, readField(before, field));
      else if (guardOf(field) === 'kept') clear(result, field);
    } else if (field.fieldKind === 'message' && isFieldSet(result, field) && guarded(field.message)) {
      const inner = readField(result, field) as Message; // as its kind says
      writeField(result, field, withGuarded(field.message, before && readMessage(before, field), inner));
    }
  }
  return result;
}

const guardedTypes = new WeakMap<DescMessage, boolean>();

/** Whether clients cannot set something in such a message. */
function guarded(desc: DescMessage, depth = 0): boolean {
  if (/^google\.(protobuf|type|rpc)\./.test(desc.typeName) || depth > 6) return false;
  const known = guardedTypes.get(desc);
  if (known !== undefined) return known;
  guardedTypes.set(desc, false); // for a message within itself
  const found = desc.fields.some(
    (field) => guardOf(field) !== undefined || (field.fieldKind === 'message' && guarded(field.message, depth + 1)),
  );
  guardedTypes.set(desc, found);
  return found;
}

function merge(into: Message, from: Message, node: MaskNode, job: Job): void {
  for (const [field, child] of node.fields) {
    if (child.whole || (child.fields.size === 0 && child.keys.size === 0)) {
      replace(into, from, field, job, true);
      continue;
    }
    if ((job.kept.has(field) ? 'kept' : guardOf(field)) === 'kept') continue;
    if (child.keys.size > 0) mergeKeys(into, from, field, child);
    else if (field.message) {
      const source = readMessage(from, field) ?? create(field.message);
      const target = readMessage(into, field);
      if (!target && !isFieldSet(from, field)) continue;
      const next = target ? clone(field.message, target) : create(field.message);
      merge(next, source, child, job);
      writeField(into, field, next);
    }
  }
}

/** Entries of a map, or members of a Struct. */
function mergeKeys(into: Message, from: Message, field: DescField, node: MaskNode): void {
  type Entries = Readonly<Record<string, unknown>>; // the local form of both
  const source = (isFieldSet(from, field) ? readField(from, field) : {}) as Entries;
  const before = (isFieldSet(into, field) ? readField(into, field) : {}) as Entries;
  const after = new Map(Object.entries(before));
  for (const [key, child] of node.keys) mergeKey(after, source, key, child, field);
  // Keys are names that clients chose: `__proto__` is one like any other here.
  writeField(into, field, Object.fromEntries(after));
}

function mergeKey(
  after: Map<string, unknown>,
  source: Readonly<Record<string, unknown>>,
  key: string,
  node: MaskNode,
  field: DescField,
): void {
  const given = Object.hasOwn(source, key) ? source[key] : undefined;
  const old = after.get(key);
  if (node.whole) {
    if (given === undefined) after.delete(key);
    else after.set(key, given);
  } else if (field.fieldKind === 'map' && field.message) {
    if (old === undefined && given === undefined) return;
    // Values of such a map are messages.
    const next = old === undefined ? create(field.message) : clone(field.message, old as Message);
    merge(next, (given as Message | undefined) ?? create(field.message), node, { kept: NONE, fixed: undefined });
    after.set(key, next);
  } else if (isObject(old) || isObject(given)) {
    const inner = new Map(Object.entries(isObject(old) ? old : {}));
    for (const [name, child] of node.keys) mergeKey(inner, isObject(given) ? given : {}, name, child, field);
    after.set(key, Object.fromEntries(inner));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readMessage = (message: Message, field: DescField): Message | undefined =>
  field.fieldKind === 'message' && isFieldSet(message, field) ? (readField(message, field) as Message) : undefined; // as its kind says

/** A member of a oneof is cleared only where it is the one that is set. */
function clear(message: Message, field: DescField): void {
  if (isFieldSet(message, field)) clearField(message, field);
}

function sameField(left: Message, right: Message, field: DescField): boolean {
  const only = (of: Message): Message => {
    const alone = create(field.parent);
    if (isFieldSet(of, field)) writeField(alone, field, readField(of, field));
    return alone;
  };
  return equals(field.parent, only(left), only(right));
}
