import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { candidatesOf, type Neighbours } from '../rules/cel-candidates.ts';
import type { Clues } from '../rules/cel-clues.ts';
import type { Plain } from '../rules/field-rules.ts';
import { plainForm } from '../rules/plain-value.ts';
import { valueType } from '../rules/value-kind.ts';
import type { Draft, Generation } from './context.ts';
import { draw, mixA, mixB } from './hash.ts';
import { read, spotOf } from './move-spot.ts';
import { drawsOf } from './ruled.ts';

/** Makes the value of a field once more, from another key. */
export type Remake = (field: DescField, a: number, b: number, s: number, gen: Generation, depth: number) => unknown;

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

/** Values that a field might have instead, the likeliest first. */
export function* valuesFor(scene: Scene, field: DescField, current: unknown): Generator<unknown> {
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
