import type { EnumInfo, FieldInfo } from '#contract/schema';
import { locate, objectShape } from './json-locate.ts';
import type { Place } from './json-locate.ts';
import type { JsonTree } from './json-tree.ts';
import { fieldShape, fieldTypeText, messageShape } from './json-shape.ts';
import type { JsonTypes, Shape } from './json-shape.ts';

/** One thing that can be written at a place. */
export interface JsonCompletion {
  /** What the list shows and what typing filters by. */
  readonly label: string;
  /** At the right of the list: `Duration`, `uint32`. */
  readonly detail: string;
  /** First line of the panel: `min_interval = 4`. */
  readonly title: string;
  readonly doc: string;
  /** Text to put in place of the range. */
  readonly insert: string;
  /** Where the cursor goes, from the start of `insert`. */
  readonly cursor: number;
  /** True where the next thing to write has completions of its own. */
  readonly more: boolean;
}

export interface JsonCompletions {
  /** The range to replace: begins after an opening quote, takes a closing one in. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly JsonCompletion[];
}

/** What fits at `offset` of a message of type `type`; null for nothing. `now` is an RFC 3339 time for timestamps. */
export function completeJson(
  text: string,
  tree: JsonTree,
  offset: number,
  type: string,
  types: JsonTypes,
  now: string,
): JsonCompletions | null {
  const place = locate(tree.root, offset, messageShape(type, types), types);
  if (place.where !== 'value') return keys(text, offset, place, types);
  return values(text, offset, place, types, now);
}

/** The word around the offset: inside of quotes, or bare. `quoted` where an opening quote stands before it. */
function wordAt(text: string, offset: number, place: Place): { from: number; to: number; quoted: boolean } {
  const { node } = place;
  if (node?.kind === 'string') {
    const inner = node.quoted ? 1 : 0;
    if (offset >= node.from + inner && offset <= node.to - (node.closed ? 1 : 0))
      return { from: node.from + inner, to: node.to, quoted: node.quoted };
  }
  const from = offset - /[\w@]*$/.exec(text.slice(Math.max(0, offset - 100), offset))![0].length;
  const to = offset + /^\w*/.exec(text.slice(offset, offset + 100))![0].length;
  return { from, to, quoted: false };
}

function keys(text: string, offset: number, place: Place, types: JsonTypes): JsonCompletions | null {
  if (!place.object || !place.objectShape) return null;
  const inner = objectShape(place.object, place.objectShape, types);
  const others = place.object.members.filter((member) => place.where !== 'key' || member !== place.member);
  const present = new Set(others.map((member) => member.key.value));
  const word = wordAt(text, offset, place);
  const colon = place.where === 'key' && place.member?.colon === true;
  const option = (
    label: string,
    about: Pick<JsonCompletion, 'detail' | 'title' | 'doc'>,
    value: Shape,
  ): JsonCompletion => {
    const opening = word.quoted ? '' : '"';
    const [template, into, more] = colon ? ['', 0, false] : valueTemplate(value);
    const insert = `${opening}${label}"${colon ? '' : `: ${template}`}`;
    return { label, ...about, insert, cursor: insert.length - (colon ? 0 : template.length - into), more };
  };
  const taken = new Set(
    (inner.info?.fields ?? [])
      .filter((f) => f.oneof && (present.has(f.json) || present.has(f.name)))
      .map((f) => f.oneof),
  );
  const options = (inner.info?.fields ?? [])
    .filter((field) => !present.has(field.json) && !present.has(field.name) && !(field.oneof && taken.has(field.oneof)))
    .map((field) => option(field.json, aboutField(field), fieldShape(field, types)));
  if (inner.any && !present.has('@type'))
    options.unshift(
      option(
        '@type',
        { detail: 'type URL', title: '@type', doc: 'The type that this Any holds.' },
        { kind: 'any', type: '' },
      ),
    );
  if (inner.boxed && !present.has('value'))
    options.push(option('value', { detail: '', title: 'value', doc: 'The value that this Any holds.' }, inner.boxed));
  return options.length > 0 ? { from: word.from, to: word.to, options } : null;
}

/** `[text, cursor within it, has completions]` for a value that is still to be written. */
function valueTemplate(shape: Shape): readonly [string, number, boolean] {
  switch (shape.kind) {
    case 'message':
    case 'struct':
    case 'map':
      return ['{}', 1, shape.kind === 'message'];
    case 'list':
    case 'list-value':
      return ['[]', 1, shape.kind === 'list' && shape.item.kind === 'enum'];
    case 'enum':
    case 'text':
      return ['""', 1, true];
    case 'any':
      return shape.type === '' ? ['""', 1, true] : ['{}', 1, true];
    case 'scalar':
      if (shape.scalar === 'bool') return ['', 0, true];
      return shape.scalar === 'string' || shape.scalar === 'bytes' ? ['""', 1, false] : ['', 0, false];
    case 'free':
      return ['', 0, false];
    default:
      return shape satisfies never;
  }
}

function aboutField(field: FieldInfo): Pick<JsonCompletion, 'detail' | 'title' | 'doc'> {
  const notes = [
    field.required ? 'Required.' : '',
    field.oneof ? `One of ${field.oneof}.` : '',
    field.deprecated ? 'Deprecated.' : '',
  ];
  const extra = notes.filter(Boolean).join(' ');
  return {
    detail: fieldTypeText(field),
    title: `${field.name} = ${field.number}`,
    doc: [field.doc, extra].filter(Boolean).join('\n'),
  };
}

function values(text: string, offset: number, place: Place, types: JsonTypes, now: string): JsonCompletions | null {
  const word = wordAt(text, offset, place);
  const asText = (label: string, detail: string, title: string, doc: string): JsonCompletion => {
    const insert = `${word.quoted ? '' : '"'}${label}"`;
    return { label, detail, title, doc, insert, cursor: insert.length, more: false };
  };
  const bare = (label: string, detail: string, cursor = label.length, more = false): JsonCompletion => ({
    label,
    detail,
    title: label,
    doc: '',
    insert: label,
    cursor,
    more,
  });
  const { shape, node } = place;
  const range = { from: word.from, to: word.to };
  if (place.member?.key.value === '@type' && place.objectShape?.kind === 'any')
    return {
      ...range,
      options: Object.keys(types.messages).map((name) =>
        asText(`type.googleapis.com/${name}`, '', name, types.messages[name]!.doc),
      ),
    };
  if (shape.kind === 'enum' && Object.hasOwn(types.enums, shape.type))
    return { ...range, options: enumOptions(types.enums[shape.type]!, asText) };
  if (shape.kind === 'text') return { ...range, options: textForms(shape, now, asText) };
  if (word.quoted || node?.kind === 'number') return null;
  if (shape.kind === 'scalar' && shape.scalar === 'bool')
    return { ...range, options: [bare('true', 'bool'), bare('false', 'bool')] };
  if (node !== null && node.kind !== 'string') return null;
  if (shape.kind === 'list') return { ...range, options: [bare('[]', 'list', 1, shape.item.kind === 'enum')] };
  if (shape.kind === 'message' || shape.kind === 'any') return { ...range, options: [bare('{}', 'message', 1, true)] };
  if (shape.kind === 'map' || shape.kind === 'struct')
    return { ...range, options: [bare('{}', shape.kind === 'map' ? 'map' : 'Struct', 1)] };
  return null;
}

function enumOptions(
  info: EnumInfo,
  asText: (label: string, detail: string, title: string, doc: string) => JsonCompletion,
): JsonCompletion[] {
  return info.values.map(({ name, number, doc }) => asText(name, String(number), `${name} = ${number}`, doc));
}

function textForms(
  shape: Extract<Shape, { kind: 'text' }>,
  now: string,
  asText: (label: string, detail: string, title: string, doc: string) => JsonCompletion,
): JsonCompletion[] {
  if (shape.type === 'Timestamp')
    return [
      asText(now, 'now', 'Timestamp', 'RFC 3339, in UTC (Z) or with an offset; up to nine digits of a second.'),
      asText(`${now.slice(0, 10)}T00:00:00Z`, 'today', 'Timestamp', 'Midnight, UTC.'),
    ];
  if (shape.type === 'Duration')
    return ['1s', '0.5s', '60s', '3600s'].map((label) =>
      asText(label, 'Duration', 'Duration', 'Seconds, with up to nine digits after the point, and an s.'),
    );
  return [];
}
