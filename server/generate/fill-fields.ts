import type { ValueOrigin } from '../contract/origin.ts';
import { calledAs, callingIt, isCalling, wordsOfId } from './called.ts';
import type { Draft, Generation } from './context.ts';
import type { FieldPlan } from './field-plan.ts';
import { chance, draw, hashText, mix, mixA, mixB } from './hash.ts';
import type { OneofPlan } from './message-plan.ts';
import type { Reconcile } from './reconcile.ts';
import type { Chosen as Thing } from './referents.ts';

/** Brings values into agreement, where their rules allow it. */
export function agree(
  reconcile: Reconcile,
  guarded: readonly FieldPlan[],
  draft: Draft,
  gen: Generation,
  s: number,
): void {
  if (guarded.length === 0) return reconcile(draft, gen, s);
  const before = guarded.map(({ name }) => draft[name]);
  reconcile(draft, gen, s);
  guarded.forEach(({ name, keeps, origin }, index) => {
    if (draft[name] === before[index] || keeps!(draft[name])) return;
    draft[name] = before[index];
    gen.trace?.note(draft, name, origin);
  });
}

/** Makes a field of a message under its own key. */
export function fill(
  draft: Draft,
  field: FieldPlan,
  a: number,
  b: number,
  s: number,
  gen: Generation,
  depth: number,
): void {
  const request = gen.mode === 'request';
  if (!(request ? field.inRequest : field.inAnswer)) return;
  const fa = mixA(a, field.salt);
  if (field.absent > 0 && !field.required && !request && chance(draw(fa, 99), field.absent)) return;
  const value = field.make(fa, mixB(b, field.salt), s, gen, depth);
  if (value === undefined) return;
  draft[field.name] = value;
  gen.trace?.made(draft, field.name, field.origin);
}

/** What is told of a thing is the same wherever it is told. */
export function fillTold(
  draft: Draft,
  field: FieldPlan,
  thing: Thing,
  a: number,
  gen: Generation,
  depth: number,
): void {
  if (!(gen.mode === 'request' ? field.inRequest : field.inAnswer)) return;
  if (!field.names && field.absent > 0 && !field.required && chance(draw(mixA(a, field.salt), 99), field.absent))
    return;
  if (field.names && thing.value !== undefined) {
    draft[field.name] = thing.value;
    gen.trace?.made(draft, field.name, field.origin);
    return;
  }
  const { key, s, id } = thing;
  const [fa, fb] = [mixA(key.a, field.salt), mixB(key.b, field.salt)];
  const words = calledAs(s) === undefined ? wordsOfId(id) : undefined;
  const value =
    words !== undefined || (calledAs(s) === undefined && (isCalling() || field.kinds !== undefined))
      ? callingIt(s, words, () => field.make(fa, fb, s, gen, depth), field.kinds)
      : field.make(fa, fb, s, gen, depth);
  if (value === undefined) return;
  draft[field.name] = value;
  gen.trace?.made(draft, field.name, field.origin);
}

/** Makes the fields that read other fields. */
export function fillLate(
  draft: Draft,
  late: readonly FieldPlan[],
  a: number,
  b: number,
  s: number,
  gen: Generation,
  depth: number,
): void {
  const { around } = gen;
  for (const field of late) {
    gen.around = draft;
    fill(draft, field, a, b, s, gen, depth);
  }
  gen.around = around;
}

/** The member with the highest hash: a new member changes the choice only where it wins itself. */
export function chooseMember(
  oneof: OneofPlan,
  a: number,
  b: number,
  s: number,
  gen: Generation,
  depth: number,
): Chosen | undefined {
  // A member that rules demand is the one.
  const first = oneof.members.find(({ oneofFirst }) => oneofFirst);
  const allowed = first
    ? [first]
    : oneof.preferred.filter((member) => (gen.mode === 'request' ? member.inRequest : member.inAnswer));
  const central = allowed.find((member) => CENTRAL.test(member.name));
  const ranked =
    central && chance(draw(a, hashText(oneof.name)), 0.6)
      ? [central, ...allowed]
      : allowed.length < 2
        ? allowed
        : allowed.toSorted((x, y) => rank(y, a) - rank(x, a));
  for (const member of ranked) {
    const value = member.make(mixA(a, member.salt), mixB(b, member.salt), s, gen, depth);
    if (value !== undefined) return { made: { case: member.name, value }, origin: member.origin };
  }
  return undefined;
}

/** A oneof as the library keeps it. */
interface Chosen {
  readonly made: { readonly case: string; readonly value: unknown };
  readonly origin: ValueOrigin | undefined;
}

// What a oneof is mostly about, where it has such a member.
const CENTRAL = /^(message|text|result|response|data|content|value|payload|chunk|item)$/;

const rank = (member: FieldPlan, a: number): number => mix(a ^ member.salt) >>> 0;
