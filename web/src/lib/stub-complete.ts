import type { FieldInfo, MethodPath } from '#contract/schema';
import type { JsonCompletion, JsonCompletions } from './json-complete.ts';
import { fieldShape, fieldTypeText, findField, messageShape, type Shape } from './json-shape.ts';
import { keyOptions } from './stub-options.ts';
import { stubPlace, wordOf, type StubPlace } from './stub-place.ts';
import { spotsAt, type FormatSchema, type MethodTypes, type Spot } from './stub-spots.ts';

/** What is known of the workspace where a text of stubs is written. */
export interface StubWorld {
  readonly format: FormatSchema;
  readonly methods: readonly MethodPath[];
  /** Types of a method; null for one that the schema does not have. */
  types(method: MethodPath): Promise<MethodTypes | null>;
  /** RFC 3339. */
  readonly now: () => string;
}

/** Longer texts are not read for completions. */
const LIMIT = 500_000;

/** What fits at an offset of a text of stubs; null for nothing. */
export async function completeStub(text: string, offset: number, world: StubWorld): Promise<JsonCompletions | null> {
  if (text.length > LIMIT) return null;
  const place = stubPlace(text, offset);
  if (!place) return null;
  const types = place.method === null ? null : await world.types(place.method);
  const expression = expressionAt(text, offset);
  if (expression !== null) return types && completeExpression(expression, offset, types);
  const spots = spotsAt(place, world.format, types);
  const range = { from: place.from, to: place.to };
  const column = place.from - (text.lastIndexOf('\n', place.from - 1) + 1);
  const keys = (): readonly JsonCompletion[] => keyOptions(spots, place, column, world.format, types);
  if (place.where === 'key') return some(range, keys());
  const values = valueOptions(spots, place, types, world);
  if (place.open) return some(range, [...values, ...keys()]);
  const braces = values.length === 0 && !place.quoted && spots.some(isMap) ? [BRACES] : [];
  return some(range, [...values, ...braces]);
}

/** What a key at an offset is for: its title and text; null for nothing that is known. */
export async function describeStub(
  text: string,
  offset: number,
  world: StubWorld,
): Promise<{ readonly from: number; readonly to: number; readonly title: string; readonly doc: string } | null> {
  const place = text.length > LIMIT ? null : stubPlace(text, offset);
  if (!place || place.where !== 'key' || !place.colon) return null;
  const types = place.method === null ? null : await world.types(place.method);
  const key = text.slice(place.from, place.to);
  const wanted = keyOptions(
    spotsAt(place, world.format, types),
    { ...place, siblings: new Set() },
    0,
    world.format,
    types,
  );
  const found = wanted.find(({ label, title }) => label === key || title.startsWith(`${key} = `));
  if (!found || (found.doc === '' && found.detail === '')) return null;
  const { from, to } = place;
  return { from, to, title: [found.title, found.detail].filter(Boolean).join(' · '), doc: found.doc };
}

const BRACES: JsonCompletion = {
  label: '{ }',
  detail: '',
  title: '{ }',
  doc: '',
  insert: '{  }',
  cursor: 2,
  more: true,
};

function some(range: { readonly from: number; readonly to: number }, options: readonly JsonCompletion[]) {
  return options.length === 0 ? null : { ...range, options };
}

function isMap(spot: Spot): boolean {
  if (spot.kind === 'format') return spot.schema.properties !== undefined;
  return (
    spot.kind === 'matcher' || spot.shape.kind === 'message' || spot.shape.kind === 'map' || spot.shape.kind === 'any'
  );
}

function valueOptions(
  spots: readonly Spot[],
  place: StubPlace,
  types: MethodTypes | null,
  world: StubWorld,
): readonly JsonCompletion[] {
  const found = new Map<string, JsonCompletion>();
  const add = (label: string, detail = '', doc = '', title = label, quote = false): void => {
    const insert = quote && !place.quoted ? `"${label}"` : label;
    if (!found.has(label)) found.set(label, { label, detail, title, doc, insert, cursor: insert.length, more: false });
  };
  const key = place.steps.at(-1);
  if (key === 'method' && place.steps.length >= 3) methodNames(place, world, add);
  if (key === 'service') for (const service of new Set(world.methods.map(serviceOf))) add(service);
  if (key === '@type') for (const name of typeNames(types)) add(name);
  if (key === '$exists') ['true', 'false'].forEach((word) => add(word));
  for (const spot of spots) {
    if (spot.kind !== 'format') shapeValues(spot, String(key), types, world, add);
    else {
      spot.schema.enum?.forEach((word) => add(word));
      if (spot.schema.type === 'boolean') ['true', 'false'].forEach((word) => add(word));
      if (spot.schema.const === true) add('true');
    }
  }
  return [...found.values()];
}

type Add = (label: string, detail?: string, doc?: string, title?: string, quote?: boolean) => void;

const serviceOf = (path: MethodPath): string => path.slice(1, path.indexOf('/', 1));

function methodNames(place: StubPlace, { methods }: StubWorld, add: Add): void {
  const own = place.steps.includes('script') ? null : serviceAt(place);
  for (const path of methods) {
    if (own === null) add(path.slice(1));
    else if (serviceOf(path) === own) add(path.slice(path.indexOf('/', 1) + 1), own);
  }
}

/** The service that a bare name of a method would be of. */
function serviceAt({ map, service }: StubPlace): string | null {
  return wordOf(map, 'service') ?? service;
}

const DETAILS =
  'ErrorInfo BadRequest RetryInfo ResourceInfo PreconditionFailure QuotaFailure RequestInfo Help LocalizedMessage DebugInfo';

function typeNames(types: MethodTypes | null): readonly string[] {
  return [...DETAILS.split(' ').map((name) => `google.rpc.${name}`), ...Object.keys(types?.messages ?? {})];
}

function shapeValues(
  { kind, shape }: Exclude<Spot, { kind: 'format' }>,
  key: string,
  types: MethodTypes | null,
  world: StubWorld,
  add: Add,
): void {
  if (!shape || !types) return;
  const echo = kind === 'message' ? echoOf(key, types) : null;
  if (echo !== null) add(`\${request.${echo}}`, 'echo', 'What the request says.', undefined, true);
  if (shape.kind === 'enum') {
    for (const { name, number, doc } of types.enums[shape.type]?.values ?? []) add(name, String(number), doc);
  } else if (shape.kind === 'scalar' && shape.scalar === 'bool') ['true', 'false'].forEach((word) => add(word, 'bool'));
  else if (shape.kind === 'text' && shape.type === 'Timestamp') add(world.now(), 'now', '', undefined, true);
  else if (shape.kind === 'text' && shape.type === 'Duration')
    ['1s', '0.5s', '60s'].forEach((word) => add(word, 'Duration'));
}

/** A field of the request that is called as the field that is written. */
function echoOf(key: string, types: MethodTypes): string | null {
  const input = messageShape(types.input, types);
  return (input.kind === 'message' && findField(input.info, key)?.json) || null;
}

/** What was written of an expression up to the cursor: the path at its end; null outside of `${…}`. */
function expressionAt(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const open = line.lastIndexOf('${');
  if (open < 0 || line.includes('}', open) || line[open - 1] === '$') return null;
  return /[\w.]*$/.exec(line.slice(open + 2))?.[0] ?? '';
}

const ROOTS: readonly (readonly [string, string])[] = [
  ['request', 'The request; of a stream of them, the first one.'],
  ['requests', 'Every request that came so far.'],
  ['message', 'The message that an event of a script is about.'],
  ['metadata', 'Metadata of the call, by key in lower case.'],
  ['count', 'How many messages came, or how often a timer ticked.'],
  ['now', 'The time.'],
  ['seed', 'The seed of the call.'],
  ['world', 'An entity of the world: world("type", id).'],
  ['fake', 'Made-up data: fake.name().'],
  ['call', 'The other call that an event is about.'],
];

function completeExpression(path: string, offset: number, types: MethodTypes): JsonCompletions | null {
  const parts = path.split('.');
  const typed = parts.pop() ?? '';
  const range = { from: offset - typed.length, to: offset };
  const option = (label: string, detail: string, doc: string, title = label): JsonCompletion => ({
    label,
    detail,
    title,
    doc,
    insert: label,
    cursor: label.length,
    more: false,
  });
  const [root, ...inner] = parts;
  if (root === undefined)
    return some(
      range,
      ROOTS.map(([name, doc]) => option(name, '', doc)),
    );
  if (root !== 'request' && root !== 'message') return null;
  let shape: Shape = messageShape(types.input, types);
  for (const step of inner) {
    const field: FieldInfo | undefined = shape.kind === 'message' ? findField(shape.info, step) : undefined;
    if (!field) return null;
    shape = fieldShape(field, types);
  }
  const fields = shape.kind === 'message' ? shape.info.fields : [];
  return some(
    range,
    fields.map((field) => option(field.json, fieldTypeText(field), field.doc, `${field.name} = ${field.number}`)),
  );
}
