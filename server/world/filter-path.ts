import { isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { readField } from './field-access.ts';
import { plain, type FilterText } from './filter-syntax.ts';
import { fieldNamed, noSuchField } from './find-field.ts';

/** Hands each value that is found to the next step; true as soon as one satisfies. */
type Next = (value: unknown) => boolean;
type Step = (value: unknown, next: Next) => boolean;

/** Where a path of a filter leads. */
export interface FilterPath {
  /** What is compared at its end. `json`: a value within a Struct. */
  readonly end: { readonly of: 'value' | 'list' | 'map'; readonly field: DescField } | { readonly of: 'json' };
  /** It leads through a list: any item may satisfy. */
  readonly many: boolean;
  /** It ends at one entry of a map. */
  readonly entry: boolean;
  /** Whether a value at its end satisfies; a message or an `optional` field that is unset has none. */
  some(message: Message, next: Next): boolean;
  /** Whether something is set at its end. */
  present(message: Message): boolean;
}

/** A sentence on what is wrong with a path, and where. */
export interface PathError {
  readonly message: string;
  readonly at: number;
}

// The casts below are what the kind of each field says of its value.
const item: Step = (value, next) => (value as readonly unknown[]).some(next);
const anyEntry: Step = (value, next) => Object.values(value as object).some(next);
const entryOf =
  (key: string): Step =>
  (value, next) =>
    Object.hasOwn(value as object, key) && next((value as Readonly<Record<string, unknown>>)[key]);
const jsonMember =
  (key: string): Step =>
  (value, next) =>
    typeof value === 'object' && value !== null && entryOf(key)(value, next);

function fieldStep(field: DescField): Step {
  if (field.presence === FeatureSet_FieldPresence.IMPLICIT)
    return (value, next) => next(readField(value as Message, field));
  return (value, next) => isFieldSet(value as Message, field) && next(readField(value as Message, field));
}

/** Follows a path from a message; fields go by the names of proto and JSON. */
export function resolvePath(path: readonly FilterText[], root: DescMessage): FilterPath | PathError {
  const steps: Step[] = [];
  let inside: DescMessage | undefined = root;
  let end: FilterPath['end'] | undefined;
  let last: Step | undefined;
  let [many, entry] = [false, false];
  for (const part of path) {
    const name = plain(part);
    const error = (message: string): PathError => ({ message, at: part.at });
    if (end?.of === 'map') {
      const { field }: { readonly field: DescField } = end;
      const all = name === '*' && !part.quoted;
      if (all) many = true;
      steps.push((last = all ? anyEntry : entryOf(name)));
      [end, inside, entry] = [{ of: 'value', field }, field.message, true];
      continue;
    }
    if (end?.of === 'json' || inside?.typeName === 'google.protobuf.Struct') {
      steps.push((last = jsonMember(name)));
      end = { of: 'json' };
      continue;
    }
    if (end?.of === 'list') {
      if (!inside) return error(`${end.field.name} holds plain values, which have no fields.`);
      steps.push(item);
      many = true;
    }
    if (!inside) return error(`${name} leads nowhere: what stands before it has no fields.`);
    if (inside.typeName === 'google.protobuf.Any') return error(`${name} lies in an Any, which filters do not open.`);
    const field = fieldNamed(inside, name);
    if (!field) return error(noSuchField(inside, name));
    steps.push((last = fieldStep(field)));
    end = { of: field.fieldKind === 'list' ? 'list' : field.fieldKind === 'map' ? 'map' : 'value', field };
    inside = field.message;
    entry = false;
  }
  if (!end || !last) throw new Error('A path has at least one part.');
  const found = end;
  const before = steps.slice(0, -1);
  return {
    end: found,
    many,
    entry,
    some: (message, next) => walk(steps, 0, message, next),
    present: (message) =>
      found.of === 'json' || entry
        ? walk(steps, 0, message, () => true)
        : walk(before, 0, message, (holder) => isFieldSet(holder as Message, found.field)),
  };
}

function walk(steps: readonly Step[], index: number, value: unknown, next: Next): boolean {
  const step = steps[index];
  return step ? step(value, (inner) => walk(steps, index + 1, inner, next)) : next(value);
}
