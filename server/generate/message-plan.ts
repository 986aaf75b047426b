import { create, type DescField, type DescMessage, type DescOneof, type Registry } from '@bufbuild/protobuf';
import { aboutOf } from './about.ts';
import { kindsOf } from './assortment.ts';
import type { Make } from './context.ts';
import { valueOf } from './dynamic.ts';
import { kindsOfReferent, planTold, type FieldPlan, type Planning } from './field-plan.ts';
import { hintedRows, type HintedRows } from './hinted-field.ts';
import type { HintsFile } from './hints-file.ts';
import type { Remake } from './move-values.ts';
import { reconcile, type Reconcile } from './reconcile.ts';
import { referentsOf, type Referent } from './referents.ts';
import { settlerFor, type Settle } from './settle.ts';
import { specialMaker } from './special.ts';
import type { MakeMessage } from './values.ts';

export interface OneofPlan {
  readonly name: string;
  readonly members: readonly FieldPlan[];
  /** A oneof of `result` and `error` answers with the result. */
  readonly preferred: readonly FieldPlan[];
}

export interface MessagePlan {
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

/** The plan of a message; compiled once, as soon as the types around it are known. */
export function planOf(
  desc: DescMessage,
  hints: HintsFile | undefined,
  types: Registry | undefined,
  makeMessage: MakeMessage,
): MessagePlan {
  const plans = plansFor(hints);
  let plan = plans.get(desc);
  if (!plan) {
    const planning: Planning = { hints, types, makeMessage };
    const noun = aboutOf(desc);
    const referents = desc.typeName.startsWith('google.protobuf.') ? [] : referentsOf(desc, types);
    const planned = (field: DescField): FieldPlan => planTold(field, noun, referents, planning);
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

const ERROR_LIKE = /^(error|failure|err|status|not_found|exception|problem)/;

function planOneof(oneof: DescOneof, planned: (field: DescField) => FieldPlan): OneofPlan {
  const members = oneof.fields.map(planned);
  const fine = members.filter((_, index) => !ERROR_LIKE.test(oneof.fields[index]!.name));
  return { name: oneof.localName, members, preferred: fine.length > 0 ? fine : members };
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
