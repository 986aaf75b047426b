import { create, type DescField, type DescMessage, type DescOneof, type Registry } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { aboutOf } from './about.ts';
import { behaviorsOf, resourceOf, INPUT_ONLY, OUTPUT_ONLY, REQUIRED } from './annotations.ts';
import type { Draft, Generation, Make } from './context.ts';
import { chance, draw, hashText, mix, mixA, mixB } from './hash.ts';
import { valueOf } from './dynamic.ts';
import { layOver } from './hint-rows.ts';
import { hintedField, hintedRows, type HintedRows } from './hinted-field.ts';
import type { HintsFile } from './hints-file.ts';
import type { ValueOrigin } from '../contract/origin.ts';
import { byType, makerOf } from './made-by.ts';
import { rulingOf } from './ruled-field.ts';
import type { Remake } from './moves.ts';
import { absentShare } from './presence.ts';
import { reconcile, type Reconcile } from './reconcile.ts';
import { settlerFor, type Settle } from './settle.ts';
import { specialMaker } from './special.ts';
import { valueMaker } from './values.ts';
import { kindsOf } from './assortment.ts';
import { calledAs, callingIt, isCalling, kindsToldOf, wordsOfId } from './called.ts';
import {
  nounOfReferent,
  referentLane,
  referentsOf,
  toldOf,
  subjectOfThing,
  type Chosen as Thing,
  type Referent,
} from './referents.ts';
import { splitWords } from './words.ts';

/** How one field of a message is filled; compiled once for each descriptor. */
interface FieldPlan {
  readonly name: string;
  readonly salt: number;
  readonly make: Make;
  /** Where its values come from; undefined for a message whose fields have origins of their own. */
  readonly origin: ValueOrigin | undefined;
  /** Unset in this share of messages. */
  readonly absent: number;
  readonly required: boolean;
  /** Local names of other fields that it reads: it is made after them. */
  readonly reads: readonly string[];
  /** Whether a value that was set later keeps the field's rules. */
  readonly keeps: ((value: unknown) => boolean) | undefined;
  /** The thing that it speaks of, in the list of referents; `names`: it is what names the thing. */
  readonly of: number | undefined;
  readonly names: boolean;
  /** What the shop sells that the thing is a product of. */
  readonly kinds: string | undefined;
  /** The member of its oneof that must be set. */
  readonly oneofFirst: boolean;
  readonly inRequest: boolean;
  readonly inAnswer: boolean;
}

interface OneofPlan {
  readonly name: string;
  readonly members: readonly FieldPlan[];
  /** A oneof of `result` and `error` answers with the result. */
  readonly preferred: readonly FieldPlan[];
}

interface MessagePlan {
  /** Things that the message speaks of by their names. */
  readonly referents: readonly Referent[];
  /** Whether what the whole message speaks of is one of its own type. */
  readonly ownThing: boolean;
  /** What the shop sells that the message, or what it speaks of as a whole, is a product of. */
  readonly kinds: string | undefined;
  /** For a message with a meaning of its own, which is otherwise met as a field. */
  readonly whole: Make | undefined;
  readonly fields: readonly FieldPlan[];
  readonly oneofs: readonly OneofPlan[];
  readonly reconcile: Reconcile | undefined;
  /** Fields with rules that agreement must not break. */
  readonly guarded: readonly FieldPlan[];
  /** What rules demand of several fields, or by an expression. */
  readonly settle: Settle | undefined;
  /** Fields that read other fields, those that are read by others first. */
  readonly late: readonly FieldPlan[];
  /** What the hints file says of all messages of this type. */
  readonly rows: HintedRows | undefined;
}

type Plans = WeakMap<DescMessage, MessagePlan>;
const builtin: Plans = new WeakMap();
const byHints = new WeakMap<HintsFile, Plans>();

/** Each hints file has plans of its own: they live and die with it. */
function plansFor(hints: HintsFile | undefined): Plans {
  if (!hints) return builtin;
  let plans = byHints.get(hints);
  if (!plans) byHints.set(hints, (plans = new WeakMap()));
  return plans;
}

function planOf(desc: DescMessage, hints: HintsFile | undefined, types: Registry | undefined): MessagePlan {
  const plans = plansFor(hints);
  let plan = plans.get(desc);
  if (!plan) {
    const noun = aboutOf(desc);
    const referents = desc.typeName.startsWith('google.protobuf.') ? [] : referentsOf(desc, types);
    const planned = (field: DescField): FieldPlan => planTold(field, noun, referents, hints, types);
    const again = new Map<string, Make>();
    const made: Remake = (field, ...at) => {
      let make = again.get(field.name);
      if (!make) again.set(field.name, (make = planned(field).make));
      return make(...at);
    };
    const fields = desc.fields.filter((field) => !field.oneof).map(planned);
    plan = {
      referents,
      ownThing: referents[0]?.target === desc && referents[0].prefix === '',
      kinds: kindsOf(desc) ?? (referents[0]?.prefix === '' ? kindsOfReferent(referents[0]) : undefined),
      whole: wholeMaker(desc),
      fields: fields.filter(({ reads }) => reads.length === 0),
      oneofs: desc.oneofs.map((oneof) => planOneof(oneof, planned)),
      reconcile: reconcile(desc),
      guarded: fields.filter(({ keeps }) => keeps !== undefined),
      settle: settlerFor(desc, made),
      late: inOrder(fields.filter(({ reads }) => reads.length > 0)),
      rows: hints && hintedRows(hints, desc, types),
    };
    // What the whole schema holds shows only with its types.
    if (types) plans.set(desc, plan);
  }
  return plan;
}

/** Where the values of a field come from, as far as its maker can say beforehand. */
export function fieldOrigin(field: DescField, hints: HintsFile | undefined): ValueOrigin | undefined {
  const { fields, late, oneofs } = planOf(field.parent, hints, undefined);
  const plans = field.oneof ? oneofs.flatMap(({ members }) => members) : [...fields, ...late];
  return plans.find(({ name }) => name === field.localName)?.origin;
}

function wholeMaker(desc: DescMessage): Make | undefined {
  switch (desc.typeName) {
    case 'google.protobuf.Value':
      return (a) => valueOf(a);
    case 'google.protobuf.ListValue':
      return (a) => ({ $typeName: desc.typeName, values: [valueOf(a)] });
    case 'google.protobuf.FieldMask':
      return () => ({ $typeName: desc.typeName, paths: ['name'] });
    case 'google.protobuf.Any':
      return () => create(desc);
    default:
      return specialMaker(desc, { words: '', noun: '' });
  }
}

const kindsOfReferent = ({ target }: Referent): string | undefined => target && kindsOf(target);

/** A field that speaks of a thing says what the thing says in a field of the same name. */
function planTold(
  field: DescField,
  noun: string,
  referents: readonly Referent[],
  hints: HintsFile | undefined,
  types: Registry | undefined,
): FieldPlan {
  const told = referents.length === 0 ? undefined : toldOf(field, referents);
  if (!told) return planField(field, noun, hints, types);
  const { of, words, same } = told;
  const referent = referents[of]!;
  const names = referent.by === field;
  const own = { ...planField(field, noun, hints, types), kinds: kindsOfReferent(referent) };
  // Rules and hints are about this field, wherever its value follows from.
  if (names || same === field || own.keeps || own.reads.length > 0) return { ...own, of, names };
  if (same)
    return { ...own, of, salt: hashText(same.name), make: planField(same, aboutOf(same.parent), hints, types).make };
  return {
    ...own,
    of,
    salt: hashText(words.replaceAll(' ', '_')),
    make: planField(field, nounOfReferent(referent), hints, types, words).make,
  };
}

function planField(
  field: DescField,
  noun: string,
  hints: HintsFile | undefined,
  types: Registry | undefined,
  words = splitWords(field.name),
): FieldPlan {
  const hinted = hints && hintedField(hints, field, words, noun, types);
  const behaviors = behaviorsOf(field);
  const required = field.presence === Presence.LEGACY_REQUIRED;
  const ruling = rulingOf(field, words, noun, makeMessage);
  const wrap = ruling ? (made: Make): Make => ruling.wrap(hinted ? hinted.wrap(made) : made) : hinted?.wrap;
  const make = valueMaker(field, words, noun, makeMessage, wrap, ruling);
  const line = hinted?.found();
  const forced = ruling?.rules.forced ?? false;
  const demanded = behaviors.has(REQUIRED);
  return {
    name: field.localName,
    salt: hashText(field.name),
    make,
    origin: makerOf(make) ?? (field.message ? undefined : byType(field)),
    absent: forced || demanded ? 0 : (line?.unset ?? absentShare(field)),
    reads: line?.reads ?? [],
    required,
    of: undefined,
    names: false,
    kinds: undefined,
    keeps: ruling?.keeps,
    oneofFirst: ruling?.rules.required ?? false,
    // An update says what it updates.
    inRequest:
      required ||
      forced ||
      resourceOf(field.parent)?.nameField === field.name ||
      !(behaviors.has(OUTPUT_ONLY) || SERVER_ONLY.test(field.name)),
    inAnswer: required || forced || !behaviors.has(INPUT_ONLY),
  };
}

// Without annotations, these still are the server's to set.
const SERVER_ONLY = /^(create|update|delete|created|updated|deleted)_(time|at|on)$|^etag$/;

const ERROR_LIKE = /^(error|failure|err|status|not_found|exception|problem)/;

function planOneof(oneof: DescOneof, planned: (field: DescField) => FieldPlan): OneofPlan {
  const members = oneof.fields.map(planned);
  const fine = members.filter((_, index) => !ERROR_LIKE.test(oneof.fields[index]!.name));
  return { name: oneof.localName, members, preferred: fine.length > 0 ? fine : members };
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
  const plan = planOf(desc, gen.hints, gen.types);
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

/** Brings values into agreement, where their rules allow it. */
function agree(reconcile: Reconcile, guarded: readonly FieldPlan[], draft: Draft, gen: Generation, s: number): void {
  if (guarded.length === 0) return reconcile(draft, gen, s);
  const before = guarded.map(({ name }) => draft[name]);
  reconcile(draft, gen, s);
  guarded.forEach(({ name, keeps, origin }, index) => {
    if (draft[name] === before[index] || keeps!(draft[name])) return;
    draft[name] = before[index];
    gen.trace?.note(draft, name, origin);
  });
}

function fill(draft: Draft, field: FieldPlan, a: number, b: number, s: number, gen: Generation, depth: number): void {
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
function fillTold(draft: Draft, field: FieldPlan, thing: Thing, a: number, gen: Generation, depth: number): void {
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

/** Those that are read before those that read them; in a circle, some see nothing. */
function inOrder(late: readonly FieldPlan[]): readonly FieldPlan[] {
  const ordered: FieldPlan[] = [];
  const left = new Set(late);
  while (left.size > 0) {
    const waits = ({ reads }: FieldPlan): boolean => [...left].some(({ name }) => reads.includes(name));
    const [next = [...left][0]!] = [...left].filter((field) => !waits(field));
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function fillLate(
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
function chooseMember(
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
