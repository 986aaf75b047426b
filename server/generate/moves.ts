import { clearField, type DescField, type Message } from '@bufbuild/protobuf';
import type { Draft } from './context.ts';
import { hashText, mixA, mixB } from './hash.ts';
import { read, spotOf } from './move-spot.ts';
import { valuesFor, type Scene } from './move-values.ts';

/** A change of a message that can be taken back. */
export interface Move {
  /** Returns what takes it back. */
  apply(): () => void;
  readonly touched: readonly { readonly holder: Draft; readonly name: string }[];
}

const MOST_CANDIDATES = 80;
const REMAKES = 12;

/** Changes of one field, the likeliest first. */
export function* movesFor(scene: Scene): Generator<Move> {
  const spot = spotOf(scene.desc, scene.draft, scene.path);
  if (!spot) return;
  const { holder, field, own } = spot;
  const current = read(holder, field);
  const values = [...valuesFor(scene, field, current)].slice(0, MOST_CANDIDATES);
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
