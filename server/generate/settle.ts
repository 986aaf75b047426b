import { clearField, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { cluesOf, type Clues } from '../rules/cel-clues.ts';
import type { CelRule } from '../rules/field-rules.ts';
import { rulesLibrary, type RulesLibrary } from '../rules/library.ts';
import { messageRulesOf, rulesOf } from '../rules/read-rules.ts';
import type { Draft, Generation } from './context.ts';
import { draw, hashText, mix } from './hash.ts';
import type { Remake } from './move-values.ts';
import { movesFor, type Move } from './moves.ts';

/** Brings a message that is made into what its expressions and its rules on several fields demand. */
export type Settle = (draft: Draft, a: number, b: number, s: number, gen: Generation, depth: number) => void;

/** What to look at when a rule is broken. */
interface Expression {
  readonly rule: string;
  readonly clues: Clues;
  /** Paths of names of the fields that may be changed. */
  readonly targets: readonly string[];
}

/** Many fields may have a rule of the same id. */
const keyOf = (field: string | undefined, rule: string): string => `${field ?? ''} ${rule}`;

/** How many values are tried for one message: a count and not a time, for the answer must be the same everywhere. */
export const TRIES = 200;

/** Undefined for a message with no such rules, as nearly all. Compiled once for each descriptor. */
export function settlerFor(desc: DescMessage, remake: Remake): Settle | undefined {
  const rules = messageRulesOf(desc);
  const expressions = new Map<string, Expression>();
  const add = (rule: CelRule, field?: DescField): void => {
    const clues = cluesOf(rule);
    const named = clues.fields.filter((path) => desc.fields.some(({ name }) => name === path.split('.')[0]));
    const all = named.length > 0 ? named : desc.fields.map(({ name }) => name);
    const targets = field ? [field.name] : all;
    expressions.set(keyOf(field?.localName, rule.id), { clues, targets, rule: rule.id });
  };
  for (const field of desc.fields) {
    const own = rulesOf(field);
    for (const rule of [own?.value, own?.items, own?.keys].flatMap((part) => part?.cel ?? [])) add(rule, field);
  }
  for (const rule of rules?.cel ?? []) add(rule);
  const oneofs = rules?.oneofs ?? [];
  if (expressions.size === 0 && oneofs.length === 0) return undefined;
  return (draft, a, b, s, gen, depth) => {
    for (const { fields, required } of oneofs) keepOne(desc, fields, required, draft, { a, b, s, gen, depth }, remake);
    const library = expressions.size > 0 ? rulesLibrary() : undefined;
    if (library) search(desc, draft, expressions, library, { a, b, s, gen, depth }, remake);
  };
}

interface At {
  readonly a: number;
  readonly b: number;
  readonly s: number;
  readonly gen: Generation;
  readonly depth: number;
}

/** At most one of the fields stays: the one with the highest hash, as in a oneof. */
function keepOne(
  desc: DescMessage,
  names: readonly string[],
  required: boolean,
  draft: Draft,
  { a, b, s, gen, depth }: At,
  remake: Remake,
): void {
  const fields = names.flatMap((name) => desc.fields.find((field) => field.name === name) ?? []);
  const ranked = fields.toSorted((x, y) => (mix(a ^ hashText(y.name)) >>> 0) - (mix(a ^ hashText(x.name)) >>> 0));
  const demanded = ranked.filter((field) => rulesOf(field)?.required);
  let kept = false;
  for (const field of [...demanded, ...ranked.filter((other) => !demanded.includes(other))]) {
    const before = draft[field.localName];
    clearField(draft as unknown as Message, field); // a draft is a message
    if (kept || field.oneof) continue;
    const value =
      before !== undefined && !isZero(before) ? before : required ? remake(field, a, b, s, gen, depth) : undefined;
    if (value === undefined || isZero(value)) continue;
    draft[field.localName] = value;
    kept = true;
  }
}

const isZero = (value: unknown): boolean =>
  value === '' || value === 0 || value === 0n || value === false || (Array.isArray(value) && value.length === 0);

interface Found {
  readonly count: number;
  /** The first expression that is broken. */
  readonly broken: string | undefined;
}

function search(
  desc: DescMessage,
  draft: Draft,
  expressions: ReadonlyMap<string, Expression>,
  library: RulesLibrary,
  at: At,
  remake: Remake,
): void {
  const look = (): Found | undefined => {
    const found = library.check(desc, draft as unknown as Message); // a draft is a message
    if ('error' in found) return undefined;
    const own = found.filter(({ depth }) => depth <= 1);
    const broken = own.map(({ field, rule }) => keyOf(field, rule)).find((key) => expressions.has(key));
    return { count: own.length, broken };
  };
  let state = look();
  let tries = 0;
  const hopeless = new Set<string>();
  while (state?.broken !== undefined && tries < TRIES && !hopeless.has(state.broken)) {
    const { broken } = state;
    const { clues, targets, rule } = expressions.get(broken)!; // its key is there
    let better: Found | undefined;
    for (const move of alternatives(desc, draft, targets, clues, at, remake)) {
      if (tries++ >= TRIES) break;
      const undo = move.apply();
      const next = look();
      if (next && next.count < state.count) {
        better = next;
        for (const { holder, name } of move.touched) at.gen.trace?.note(holder, name, { by: 'constraint', rule });
        break;
      }
      undo();
    }
    if (!better) hopeless.add(broken);
    else state = better;
  }
}

/** One field after the other, a move of each in turn; then several at once. */
function* alternatives(
  desc: DescMessage,
  draft: Draft,
  targets: readonly string[],
  clues: Clues,
  { a, b, s, gen, depth }: At,
  remake: Remake,
): Generator<Move> {
  const lists = targets.map((path) => [
    ...movesFor({ desc, draft, path, paths: targets, clues, a, b, s, gen, depth, remake }),
  ]);
  const longest = Math.max(0, ...lists.map((list) => list.length));
  // The last that is mentioned changes first: it is what is measured against the others.
  for (let index = 0; index < longest; index++)
    for (const list of lists.toReversed()) if (list[index]) yield list[index]!;
  if (lists.length < 2) return;
  for (let round = 0; round < TRIES; round++) {
    const moves = lists.flatMap((list, index) => {
      const lane = draw(a, 3000 + round * 16 + index) >>> 0;
      return list.length > 0 && (lane & 3) !== 0 ? [list[(lane >>> 2) % list.length]!] : [];
    });
    yield together(moves);
  }
}

const together = (moves: readonly Move[]): Move => ({
  touched: moves.flatMap(({ touched }) => touched),
  apply: () => {
    const undos = moves.map((move) => move.apply());
    return () => {
      for (const undo of undos.toReversed()) undo();
    };
  },
});
