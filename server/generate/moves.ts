import { clearField, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { candidatesOf, type Neighbours } from '../rules/cel-candidates.ts';
import type { Clues } from '../rules/cel-clues.ts';
import type { Plain } from '../rules/field-rules.ts';
import { valueType } from '../rules/value-kind.ts';
import type { Draft, Generation } from './context.ts';
import { draw, hashText, mixA, mixB } from './hash.ts';
import { plainForm } from '../rules/plain-value.ts';
import { drawsOf } from './ruled.ts';

/** Makes the value of a field once more, from another key. */
export type Remake = (field: DescField, a: number, b: number, s: number, gen: Generation, depth: number) => unknown;

/** A change of a message that can be taken back. */
export interface Move {
  /** Returns what takes it back. */
  apply(): () => void;
  readonly touched: readonly { readonly holder: Draft; readonly name: string }[];
}

/** Where to move, and what is known there. */
export interface Scene {
  readonly desc: DescMessage;
  readonly draft: Draft;
  /** The field to change, by the path of its names; the others are what it is measured against. */
  readonly path: string;
  readonly paths: readonly string[];
  readonly clues: Clues;
  readonly a: number;
  readonly b: number;
  readonly s: number;
  readonly gen: Generation;
  readonly depth: number;
  readonly remake: Remake;
}

interface Spot {
  readonly holder: Draft;
  readonly field: DescField;
  /** It stands in the message itself, whose makers are at hand. */
  readonly own: boolean;
}

const MOST_CANDIDATES = 80;
const REMAKES = 12;

/** Changes of one field, the likeliest first. */
export function* movesFor(scene: Scene): Generator<Move> {
  const spot = spotOf(scene.desc, scene.draft, scene.path);
  if (!spot) return;
  const { holder, field, own } = spot;
  const current = read(holder, field);
  const values = [...valuesFor(scene, spot, current)].slice(0, MOST_CANDIDATES);
  const half = Math.min(values.length, 12);
  for (const value of values.slice(0, half)) yield setting(holder, field, value);
  if (current === undefined && own) yield* remakes(scene, field, 1);
  yield clearing(holder, field);
  for (const value of values.slice(half)) yield setting(holder, field, value);
  if (own) yield* remakes(scene, field, REMAKES);
}

function* remakes({ a, b, s, gen, depth, remake, draft }: Scene, field: DescField, count: number): Generator<Move> {
  for (let round = 0; round < count; round++) {
    const lane = hashText(field.name) + round;
    const value = remake(field, mixA(a, lane), mixB(b, lane), mixA(s, round), gen, depth);
    if (value !== undefined) yield setting(draft, field, value);
  }
}

function spotOf(desc: DescMessage, draft: Draft, path: string): Spot | undefined {
  let [holder, within]: [Draft, DescMessage] = [draft, desc];
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const field = within.fields.find((other) => other.name === name);
    // What lies in a moment or a mask is changed with it.
    if (!field) return undefined;
    const below = read(holder, field);
    const plain = plainForm(field) !== undefined;
    if (
      index === names.length - 1 ||
      plain ||
      field.fieldKind !== 'message' ||
      typeof below !== 'object' ||
      below === null
    )
      return { holder, field, own: holder === draft };
    [holder, within] = [below as Draft, field.message]; // a message field holds a message
  }
  return undefined;
}

function read(holder: Draft, field: DescField): unknown {
  if (!field.oneof) return holder[field.localName];
  const chosen = holder[field.oneof.localName] as { case?: string; value?: unknown } | undefined; // as the library keeps it
  return chosen?.case === field.localName ? chosen.value : undefined;
}

function setting(holder: Draft, field: DescField, value: unknown): Move {
  const name = field.oneof?.localName ?? field.localName;
  return {
    touched: [{ holder, name }],
    apply: () => {
      const had = Object.hasOwn(holder, name);
      const before = holder[name];
      holder[name] = field.oneof ? { case: field.localName, value } : value;
      return () => {
        if (had) holder[name] = before;
        else Reflect.deleteProperty(holder, name);
      };
    },
  };
}

function clearing(holder: Draft, field: DescField): Move {
  const name = field.oneof?.localName ?? field.localName;
  return {
    touched: [{ holder, name }],
    apply: () => {
      const had = Object.hasOwn(holder, name);
      const before = holder[name];
      clearField(holder as unknown as Message, field); // a draft is a message
      return () => {
        if (had) holder[name] = before;
      };
    },
  };
}

function* valuesFor(scene: Scene, { field }: Spot, current: unknown): Generator<unknown> {
  if (field.fieldKind === 'list') return yield* listsFor(scene, field, (current ?? []) as readonly unknown[]); // a list
  if (field.fieldKind === 'map') return yield* mapsFor(scene, field, (current ?? {}) as Draft); // a map
  const form = plainForm(field);
  if (!form) return;
  const hint = current === undefined ? undefined : form.toPlain(current);
  for (const value of plains(scene, field, hint)) yield form.toLocal(value);
}

function plains(scene: Scene, field: DescField, hint: Plain | undefined): readonly Plain[] {
  const type = valueType(field);
  const fallback = type.kind === 'text' ? '' : type.kind === 'number' ? 1 : type.kind === 'flag' ? true : 1n;
  return candidatesOf(type, scene.clues, hint ?? fallback, neighbours(scene), drawsOf(scene.a, scene.b));
}

/** What else the expression mentions. */
function neighbours({ desc, draft, path, paths }: Scene): Neighbours {
  const values: Plain[] = [];
  const sizes: number[] = [];
  for (const other of paths) {
    if (other === path) continue;
    const spot = spotOf(desc, draft, other);
    const value = spot && read(spot.holder, spot.field);
    if (!spot || value === undefined) continue;
    if (Array.isArray(value)) sizes.push(value.length);
    else if (spot.field.fieldKind === 'map')
      sizes.push(Object.keys(value as object).length); // a map
    else {
      const plain = plainForm(spot.field)?.toPlain(value);
      if (plain !== undefined) values.push(plain);
      if (typeof plain === 'string') sizes.push(plain.length);
    }
  }
  return { values, sizes };
}

function* listsFor(
  scene: Scene,
  field: DescField & { fieldKind: 'list' },
  items: readonly unknown[],
): Generator<unknown> {
  const { clues, a, b, s, gen, depth, remake } = scene;
  const wanted = [...clues.numbers, ...neighbours(scene).sizes, ...neighbours(scene).values.map(Number)];
  const sizes = [...new Set(wanted.flatMap((size) => [size, size + 1, size - 1]))].filter(
    (size) => Number.isInteger(size) && size >= 0 && size <= 50,
  );
  const more = [...items];
  for (let round = 0; more.length < 60 && round < 40 && sizes.some((size) => size > more.length); round++) {
    const made = remake(field, mixA(a, 500 + round), mixB(b, 500 + round), s, gen, depth);
    if (Array.isArray(made)) more.push(...(made as unknown[]));
  }
  const form = plainForm(field);
  const order = (list: readonly unknown[]): unknown[] =>
    form ? [...new Set(list)].toSorted((x, y) => (form.toPlain(x) < form.toPlain(y) ? -1 : 1)) : [...list];
  for (const size of sizes) if (size <= more.length) yield more.slice(0, size);
  if (form)
    for (const size of sizes) {
      const sorted = order(more);
      if (size > sorted.length) continue;
      yield sorted.slice(0, size);
      yield sorted.slice(0, size).toReversed();
    }
  if (!form) {
    if (field.message) yield* itemFields(scene, field.message, items);
    return;
  }
  const options = plains(scene, field, items[0] === undefined ? undefined : form.toPlain(items[0])).map((plain) =>
    form.toLocal(plain),
  );
  for (const option of options.slice(0, 20)) {
    yield items.map(() => option);
    yield [...items, option];
    yield [option, ...items.slice(1)];
  }
  // Each item by itself: the n-th candidate of its own value.
  const each = items.map((item) => plains(scene, field, form.toPlain(item)));
  for (let round = 0; round < 30; round++)
    yield each.map((own, index) => form.toLocal(own[round % Math.max(own.length, 1)] ?? form.toPlain(items[index])));
  const sorted = items.toSorted((x, y) => (form.toPlain(x) < form.toPlain(y) ? -1 : 1));
  yield sorted;
  yield sorted.toReversed();
  yield [...new Set(items)];
  for (let size = items.length - 1; size > 0; size--) yield items.slice(0, size);
  yield options.slice(0, Math.max(items.length, 2));
}

/** One field of all items at once, where the expression says its name. */
function* itemFields(scene: Scene, desc: DescMessage, items: readonly unknown[]): Generator<unknown> {
  const named = desc.fields.filter(
    (field) => plainForm(field) && field.fieldKind !== 'list' && field.fieldKind !== 'map',
  );
  const drafts = items as readonly Draft[]; // items of a list of messages
  for (const field of named) {
    const form = plainForm(field)!; // just asked
    const current = drafts[0] && read(drafts[0], field);
    const options = plains(scene, field, current === undefined ? undefined : form.toPlain(current));
    for (const [index, option] of options.slice(0, 12).entries()) {
      const name = field.oneof?.localName ?? field.localName;
      const put = (draft: Draft, value: Plain): Draft => {
        const local = form.toLocal(value);
        return { ...draft, [name]: field.oneof ? { case: field.localName, value: local } : local };
      };
      yield drafts.map((draft) => put(draft, option));
      yield drafts.map((draft, at) => (at === 0 ? put(draft, option) : draft));
      yield drafts.map((draft, at) => put(draft, options[(index + at) % options.length]!));
    }
  }
}

function* mapsFor(scene: Scene, field: DescField & { fieldKind: 'map' }, entries: Draft): Generator<unknown> {
  const names = Object.keys(entries);
  const first = entries[names[0] ?? ''];
  for (let size = names.length - 1; size >= 0; size--)
    yield Object.fromEntries(names.slice(0, size).map((name) => [name, entries[name]]));
  for (const text of scene.clues.texts) {
    if (field.mapKey === 9 && first !== undefined) yield { ...entries, [text]: first };
    if (field.mapKey === 9 && first !== undefined) yield { [text]: first };
  }
  const form = plainForm(field);
  if (!form) return;
  const options = plains(scene, field, first === undefined ? undefined : form.toPlain(first));
  for (const option of options.slice(0, 20)) {
    yield Object.fromEntries(names.map((name) => [name, form.toLocal(option)]));
    for (const text of scene.clues.texts) if (field.mapKey === 9) yield { ...entries, [text]: form.toLocal(option) };
  }
  const keys = scene.clues.texts.filter((text) => text !== '');
  const lane = draw(scene.a, 77) >>> 0;
  if (keys.length > 0 && first !== undefined)
    yield Object.fromEntries(
      names.map((_, index) => [`${keys[(lane + index) % keys.length]!}${index === 0 ? '' : index}`, first]),
    );
}
