import { fieldShape, findField, messageShape, type JsonTypes, type Shape } from './json-shape.ts';
import { wordOf, type StubPlace } from './stub-place.ts';
import type { YamlMember } from './yaml-tree.ts';

/** The part of JSON Schema that the format of stubs is written in. */
export interface FormatSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, FormatSchema>>;
  readonly additionalProperties?: boolean | FormatSchema;
  readonly items?: FormatSchema;
  readonly anyOf?: readonly FormatSchema[];
  readonly allOf?: readonly FormatSchema[];
  readonly not?: FormatSchema;
  readonly required?: readonly string[];
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly definitions?: Readonly<Record<string, FormatSchema>>;
}

/** What a method takes and gives, with all types. */
export interface MethodTypes extends JsonTypes {
  readonly input: string;
  readonly output: string;
}

/** What can stand at one place. `matcher` with no shape is one of metadata. */
export type Spot =
  | { readonly kind: 'format'; readonly schema: FormatSchema; readonly name: string }
  | { readonly kind: 'message'; readonly shape: Shape }
  | { readonly kind: 'matcher'; readonly shape: Shape | null };

/** Keys of the format whose values are messages that are sent, or matchers of messages that came. */
const MESSAGES: Readonly<Record<string, string>> = { reply: 'message', item: 'message', action: 'send' };
const MATCHERS: Readonly<Record<string, readonly string[]>> = {
  when: ['request', 'first', 'last', 'any', 'all'],
  event: ['when'],
};
const NUMBER: Shape = { kind: 'scalar', scalar: 'int32' };

/** Everything that can stand at a place; `types` of its method, where it has one. */
export function spotsAt(place: StubPlace, format: FormatSchema, types: MethodTypes | null): readonly Spot[] {
  let spots: readonly Spot[] = expand(format, format, '');
  let at = '';
  for (const [index, step] of place.steps.entries()) {
    const last = index === place.steps.length - 1;
    const around = last && place.where === 'value' ? place.map : null;
    spots = spots.flatMap((spot) => below(spot, step, at, format, types, around));
    if (typeof step === 'string') at = step;
  }
  return spots;
}

function below(
  spot: Spot,
  step: string | number,
  parent: string,
  format: FormatSchema,
  types: MethodTypes | null,
  around: readonly YamlMember[] | null,
): readonly Spot[] {
  if (spot.kind === 'message') return shapeBelow(spot.shape, step, types).map((shape) => ({ kind: 'message', shape }));
  if (spot.kind === 'matcher') return matcherBelow(spot.shape, step, types);
  const { schema, name } = spot;
  if (typeof step === 'number') {
    if (parent === 'details') return [{ kind: 'message', shape: { kind: 'any', type: '' } }];
    const items = schema.items ? expand(schema.items, format, '') : [];
    return parent === 'stream' && types ? [...items, message(types.output, types)] : items;
  }
  if (MESSAGES[name] === step) {
    const status = wordOf(around, 'status');
    return types && (status === null || status === 'OK') ? [message(types.output, types)] : [];
  }
  if (MATCHERS[name]?.includes(step)) {
    if (!types || wordOf(around, 'on') === 'call') return [];
    return [{ kind: 'matcher', shape: messageShape(types.input, types) }];
  }
  if (name === 'when' && step === 'metadata') return [{ kind: 'matcher', shape: null }];
  if (name === 'when' && step === 'count') return [{ kind: 'matcher', shape: NUMBER }];
  const child = schema.properties && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
  return child ? expand(child, format, '') : [];
}

function message(type: string, types: JsonTypes): Spot {
  return { kind: 'message', shape: messageShape(type, types) };
}

function shapeBelow(shape: Shape, step: string | number, types: JsonTypes | null): readonly Shape[] {
  if (!types) return [];
  if (shape.kind === 'list') return typeof step === 'number' ? [shape.item] : [];
  if (shape.kind === 'map') return [shape.value];
  const field = shape.kind === 'message' && typeof step === 'string' ? findField(shape.info, step) : undefined;
  if (field) return [fieldShape(field, types)];
  return shape.kind === 'any' && step === '@type' ? [{ kind: 'scalar', scalar: 'string' }] : [];
}

function matcherBelow(shape: Shape | null, step: string | number, types: MethodTypes | null): readonly Spot[] {
  const same: Spot = { kind: 'matcher', shape };
  if (typeof step === 'number') {
    if (shape?.kind !== 'list') return [same]; // `$in: [ … ]`
    return [{ kind: 'matcher', shape: shape.item }];
  }
  if (step === '$size') return [{ kind: 'matcher', shape: NUMBER }];
  if (['$any', '$all', '$contains'].includes(step) && shape?.kind === 'list')
    return [{ kind: 'matcher', shape: shape.item }];
  if (step.startsWith('$')) return ['$exists', '$matches', '$glob'].includes(step) ? [] : [same];
  if (shape === null) return [same];
  return shapeBelow(shape, step, types).map((inner) => ({ kind: 'matcher', shape: inner }));
}

/** A schema with what it refers to and its alternatives; `name` of the definition that it is. */
export function expand(schema: FormatSchema, format: FormatSchema, name: string): readonly Spot[] {
  const found: Spot[] = [];
  const visit = (one: FormatSchema, called: string): void => {
    if (one.$ref !== undefined) {
      const to = one.$ref.slice(one.$ref.lastIndexOf('/') + 1);
      const definition = format.definitions?.[to];
      if (definition) visit(definition, to);
      return;
    }
    if (one.properties || one.enum || one.items || one.type !== undefined || one.const !== undefined)
      found.push({ kind: 'format', schema: one, name: called });
    for (const part of one.anyOf ?? []) visit(part, called);
    if (!one.properties) for (const part of one.allOf ?? []) visit(part, called);
  };
  visit(schema, name);
  return found;
}
