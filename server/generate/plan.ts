import { create, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { ValueOrigin } from '../contract/origin.ts';
import { calledAs, callingIt, kindsToldOf, wordsOfId } from './called.ts';
import type { Draft, Generation } from './context.ts';
import { agree, chooseMember, fill, fillLate, fillTold } from './fill-fields.ts';
import { layOver } from './hint-rows.ts';
import type { HintsFile } from './hints-file.ts';
import { planOf, type MessagePlan } from './message-plan.ts';
import { referentLane, subjectOfThing, type Chosen as Thing } from './referents.ts';

/** Where the values of a field come from, as far as its maker can say beforehand. */
export function fieldOrigin(field: DescField, hints: HintsFile | undefined): ValueOrigin | undefined {
  const { fields, late, oneofs } = planOf(field.parent, hints, undefined, makeMessage);
  const plans = field.oneof ? oneofs.flatMap(({ members }) => members) : [...fields, ...late];
  return plans.find(({ name }) => name === field.localName)?.origin;
}

// Messages that demand each other in a circle cannot be made; every other nesting ends long before.
const DEEPEST = 32;

/** Fills a message. `s` is given where it belongs to what the message around it is about. */
export function makeMessage(
  desc: DescMessage,
  a: number,
  b: number,
  gen: Generation,
  depth: number,
  s?: number,
  finish?: (draft: Draft) => void,
): Draft {
  const plan = planOf(desc, gen.hints, gen.types, makeMessage);
  if (plan.whole) return plan.whole(a, b, s ?? a, gen, depth) as Draft; // these makers yield messages
  // A fresh message of the library is a draft.
  const draft = create(desc) as unknown as Draft;
  if (depth > DEEPEST) return draft;
  const { referents } = plan;
  if (referents.length > 0) {
    const nested = gen.stack.length > 0;
    const things = thingsOf(plan, a, nested, gen);
    return makeTold(desc, draft, plan, things, a, b, gen, depth, s, finish);
  }
  gen.item = undefined;
  return fillMessage(desc, draft, plan, [], a, b, s ?? subjectOfThing(a), gen, depth, finish);
}

function thingsOf(
  { referents, ownThing }: MessagePlan,
  a: number,
  nested: boolean,
  gen: Generation,
): (Thing | undefined)[] {
  const { item } = gen;
  gen.item = undefined;
  return referents.map((referent, index) => {
    // What stands for itself is the thing that was asked for.
    if (index === 0 && ownThing && (!nested || gen.mode === 'request')) return undefined;
    const lane = item && referent.prefix === '' ? item.lane : referentLane(a, referent);
    return referent.choose(lane, item && referent.prefix === '' ? item.at : 0, gen);
  });
}

/** A message that speaks of things, the first of them perhaps as a whole. */
function makeTold(
  desc: DescMessage,
  draft: Draft,
  plan: MessagePlan,
  things: readonly (Thing | undefined)[],
  a: number,
  b: number,
  gen: Generation,
  depth: number,
  s: number | undefined,
  finish: ((draft: Draft) => void) | undefined,
): Draft {
  const whole = plan.referents[0]!.prefix === '' ? things[0] : undefined;
  const subject = whole?.s ?? s ?? subjectOfThing(a);
  if (!whole) return fillMessage(desc, draft, plan, things, a, b, subject, gen, depth, finish);
  // One of its own type is made as the thing itself is.
  const key = plan.ownThing ? whole.key : { a, b };
  const make = (): Draft => fillMessage(desc, draft, plan, things, key.a, key.b, subject, gen, depth, finish);
  const { home } = gen;
  if (plan.ownThing) gen.home = whole.id;
  const made = callingIt(subject, wordsOfId(whole.id), make);
  gen.home = home;
  return made;
}

function fillMessage(
  desc: DescMessage,
  draft: Draft,
  plan: MessagePlan,
  things: readonly (Thing | undefined)[],
  a: number,
  b: number,
  subject: number,
  gen: Generation,
  depth: number,
  finish: ((draft: Draft) => void) | undefined,
): Draft {
  const { kinds } = plan;
  if (kinds === undefined || kindsToldOf(subject) === kinds)
    return fillAll(desc, draft, plan, things, a, b, subject, gen, depth, finish);
  const make = (): Draft => fillAll(desc, draft, plan, things, a, b, subject, gen, depth, finish);
  return callingIt(subject, calledAs(subject), make, kinds);
}

function fillAll(
  desc: DescMessage,
  draft: Draft,
  plan: MessagePlan,
  things: readonly (Thing | undefined)[],
  a: number,
  b: number,
  subject: number,
  gen: Generation,
  depth: number,
  finish: ((draft: Draft) => void) | undefined,
): Draft {
  const request = gen.mode === 'request';
  gen.stack.push(desc);
  for (const field of plan.fields) {
    const thing = field.of === undefined ? undefined : things[field.of];
    if (!thing) fill(draft, field, a, b, subject, gen, depth);
    else fillTold(draft, field, thing, a, gen, depth);
  }
  // A member may read other fields, as far as they are there.
  const { around } = gen;
  gen.around = draft;
  for (const oneof of plan.oneofs) {
    const chosen = chooseMember(oneof, a, b, subject, gen, depth);
    if (!chosen) continue;
    draft[oneof.name] = chosen.made;
    gen.trace?.made(draft, oneof.name, chosen.origin);
  }
  gen.around = around;
  gen.stack.pop();
  if (plan.rows) layOver(plan.rows.rows, draft, a, gen, plan.rows.origin);
  if (plan.reconcile && !request) agree(plan.reconcile, plan.guarded, draft, gen, subject);
  if (plan.settle) plan.settle(draft, a, b, subject, gen, depth);
  finish?.(draft);
  if (plan.late.length > 0) fillLate(draft, plan.late, a, b, subject, gen, depth);
  return draft;
}
