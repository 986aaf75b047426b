import type { FieldInfo } from '#contract/schema';
import type { JsonCompletion } from './json-complete.ts';
import { fieldShape, fieldTypeText, type JsonTypes, type Shape } from './json-shape.ts';
import type { StubPlace } from './stub-place.ts';
import type { FormatSchema, Spot } from './stub-spots.ts';

/** What a value will be, as far as writing it goes. */
type Form = 'map' | 'list' | 'plain';

/** The keys that can stand at a place, for each spot of it. */
export function keyOptions(
  spots: readonly Spot[],
  place: StubPlace,
  indent: number,
  format: FormatSchema,
  types: JsonTypes | null,
): readonly JsonCompletion[] {
  const found = new Map<string, JsonCompletion>();
  const add = (label: string, about: Pick<JsonCompletion, 'detail' | 'title' | 'doc'>, form: Form): void => {
    if (place.siblings.has(label) || found.has(label)) return;
    const [behind, into, more] = place.colon ? ['', 0, false] : opening(form, place.flow, indent);
    const key = /^[@]/.test(label) && !place.quoted ? `"${label}"` : label;
    const insert = `${key}${behind}`;
    found.set(label, { label, ...about, insert, cursor: insert.length - behind.length + into, more });
  };
  for (const spot of spots) {
    if (spot.kind === 'format') formatKeys(spot.schema, place, add);
    else if (spot.kind === 'message') fieldKeys(spot.shape, place, types, add);
    else {
      if (spot.shape) fieldKeys(spot.shape, place, types, add);
      operatorKeys(spot.shape, format, add);
    }
  }
  return [...found.values()];
}

type Add = (label: string, about: Pick<JsonCompletion, 'detail' | 'title' | 'doc'>, form: Form) => void;

/** `[text behind a key, where the cursor goes in it, has completions]`. */
function opening(form: Form, flow: boolean, indent: number): readonly [string, number, boolean] {
  if (form === 'plain') return [': ', 2, true];
  if (flow) return form === 'map' ? [': {  }', 4, true] : [': [  ]', 4, true];
  const behind = `:\n${' '.repeat(indent + 2)}${form === 'list' ? '- ' : ''}`;
  return [behind, behind.length, true];
}

function formatKeys(schema: FormatSchema, place: StubPlace, add: Add): void {
  const { siblings } = place;
  const excluded = new Set<string>();
  for (const { not } of schema.allOf ?? []) {
    const pair = not?.required ?? [];
    if (pair.some((key) => siblings.has(key))) pair.forEach((key) => excluded.add(key));
  }
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const needs = schema.dependencies?.[key] ?? [];
    if (excluded.has(key) || key === '$schema' || !needs.every((other) => siblings.has(other))) continue;
    add(key, { detail: '', title: key, doc: child.description ?? '' }, formOf(key, child));
  }
}

const MAPS = new Set([
  'when',
  'request',
  'metadata',
  'reply',
  'message',
  'headers',
  'trailers',
  'scenario',
  'send',
  'set',
  'fault',
  'end',
]);
const LISTS = new Set(['stubs', 'replies', 'stream', 'details', 'script', 'do']);

/** By name: what the schema says of messages is nothing, and of others behind references. */
function formOf(key: string, { type }: FormatSchema): Form {
  if (LISTS.has(key)) return 'list';
  return MAPS.has(key) && type !== 'string' ? 'map' : 'plain';
}

function fieldKeys(shape: Shape, { siblings }: StubPlace, types: JsonTypes | null, add: Add): void {
  if (shape.kind === 'any') {
    add('@type', { detail: 'type', title: '@type', doc: 'The type that this Any holds.' }, 'plain');
    return;
  }
  if (shape.kind !== 'message' || !types) return;
  const has = (field: FieldInfo): boolean => siblings.has(field.json) || siblings.has(field.name);
  const taken = new Set(shape.info.fields.filter((field) => field.oneof && has(field)).map(({ oneof }) => oneof));
  for (const field of shape.info.fields) {
    if (has(field) || (field.oneof && taken.has(field.oneof))) continue;
    const notes = [field.oneof ? `One of ${field.oneof}.` : '', field.deprecated ? 'Deprecated.' : ''].filter(Boolean);
    const about = {
      detail: fieldTypeText(field),
      title: `${field.name} = ${field.number}`,
      doc: [field.doc, ...notes].filter(Boolean).join('\n'),
    };
    const { kind } = fieldShape(field, types);
    const map = kind === 'message' || kind === 'map' || kind === 'struct' || kind === 'any';
    add(field.json, about, map ? 'map' : kind === 'list' || kind === 'list-value' ? 'list' : 'plain');
  }
}

const ANY = ['$eq', '$ne', '$in', '$not', '$exists'];
const TEXT = ['$contains', '$startsWith', '$endsWith', '$matches', '$glob', '$size'];
const ORDER = ['$gt', '$gte', '$lt', '$lte'];

function fitting(shape: Shape | null): readonly string[] {
  if (shape === null) return [...TEXT, ...ANY, ...ORDER];
  switch (shape.kind) {
    case 'scalar':
      if (shape.scalar === 'string') return [...TEXT, ...ANY];
      return shape.scalar === 'bool' ? ANY : shape.scalar === 'bytes' ? ['$size', ...ANY] : [...ORDER, ...ANY];
    case 'enum':
      return [...ANY, ...ORDER];
    case 'text':
      return shape.type === 'FieldMask' ? ['$contains', '$size', ...ANY] : [...ORDER, ...ANY];
    case 'list':
      return ['$contains', '$any', '$all', '$unordered', '$size', ...ANY];
    case 'map':
    case 'struct':
    case 'list-value':
      return ['$size', ...ANY];
    case 'message':
    case 'any':
      return ANY;
    case 'free':
      return [...TEXT, ...ORDER, ...ANY];
    default:
      return shape satisfies never;
  }
}

function operatorKeys(shape: Shape | null, format: FormatSchema, add: Add): void {
  const matcher = format.definitions?.['matcher']?.anyOf?.find(({ properties }) => properties?.['$eq']);
  for (const key of fitting(shape)) {
    const doc = matcher?.properties?.[key]?.description ?? '';
    add(key, { detail: 'operator', title: key, doc }, key === '$in' || key === '$unordered' ? 'list' : 'plain');
  }
}
