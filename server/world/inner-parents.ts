import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { nounsOf } from './infer-noun.ts';
import { isWellKnown, kindOf, wordsOf } from './infer-field.ts';

type Fields = Record<string, unknown>;

/** What a message says about those that stand in it. */
interface Plan {
  /** An id of the message, or of what it lies under, and the field of an inner message that means the same. */
  readonly pairs: readonly { readonly holder: DescField; readonly from: DescField; readonly to: DescField }[];
  /** Fields whose messages say something about those in them. */
  readonly holders: readonly DescField[];
}

const plans = new WeakMap<DescMessage, Plan>();
const aligning = new WeakMap<DescMessage, boolean>();

// Whose they are differs from one thing to the next: comments below a post have authors of their own.
const OWN =
  /(^| )(user|author|owner|creator|member|assignee|reviewer|manager|sender|recipient|reporter|parent|person|actor|agent|employee|product|sku|item|external|trace|request|variant|reply to|last \w+|previous|next) (id|uid|uuid)$/;
const ID = /(^| )(id|uid|uuid)$/;

/** Sides of a movement: where it comes from, and where it goes. */
const SIDES: readonly RegExp[] = [
  /(^| )(from|source|debit|debited|sender|payer|origin|departure|giver)( |$)/,
  /(^| )(to|target|credit|credited|recipient|receiver|payee|destination|arrival|beneficiary)( |$)/,
];
/** 0 for where it comes from, 1 for where it goes, -1 for neither. */
export const sideOf = (words: string): number => SIDES.findIndex((side) => side.test(words));

/**
 * Ids of what a message lies under, or of itself, in the messages that it holds: transactions of a statement are of its
 * account, lessons of a course say its id, and the debit of a transfer is on the account that it comes from. Undefined
 * for types that hold no such thing. Compiled once for each descriptor.
 */
export function innerParents(desc: DescMessage): ((message: Message) => void) | undefined {
  return aligns(desc) ? (message) => align(desc, message as unknown as Fields) : undefined; // fields are properties
}

/** Whether a message, or one that it may hold, has anything to say. */
function aligns(desc: DescMessage): boolean {
  let found = aligning.get(desc);
  if (found === undefined) {
    const seen = new Set([desc]);
    for (const one of seen) for (const field of one.fields) if (isHolder(field)) seen.add(field.message);
    found = [...seen].some((one) => planOf(one).pairs.length > 0);
    aligning.set(desc, found);
  }
  return found;
}

type Holder = DescField & { readonly message: DescMessage };

const isHolder = (field: DescField): field is Holder =>
  (field.fieldKind === 'message' || field.fieldKind === 'list') &&
  field.message !== undefined &&
  field.oneof === undefined &&
  !isWellKnown(field.message);

function planOf(desc: DescMessage): Plan {
  let plan = plans.get(desc);
  if (!plan) {
    const holders = desc.fields.filter(isHolder);
    plan = {
      holders,
      pairs: holders.filter(({ message }) => message !== desc).flatMap((holder) => pairsOf(desc, holder)),
    };
    plans.set(desc, plan);
  }
  return plan;
}

function pairsOf(desc: DescMessage, holder: Holder): Plan['pairs'] {
  const ids = desc.fields.filter(isId);
  const nouns = nounsOf(desc.name);
  const side = sideOf(wordsOf(holder));
  return holder.message.fields.filter(isId).flatMap((to) => {
    const words = wordsOf(to);
    // An id alone is that of the inner thing.
    if (!/ /.test(words)) return [];
    const same = OWN.test(words) ? undefined : ids.find((from) => wordsOf(from) === words);
    const own = nouns.some((noun) => words === `${noun} id`)
      ? ids.find((from) => /^(id|uid|uuid)$/.test(wordsOf(from)))
      : undefined;
    const sided =
      side < 0 ? [] : ids.filter((from) => sideOf(wordsOf(from)) === side && wordsOf(from).endsWith(` ${words}`));
    const from = same ?? own ?? (sided.length === 1 ? sided[0] : undefined);
    return from && kindOf(from) === kindOf(to) && from.scalar === to.scalar ? [{ holder, from, to }] : [];
  });
}

const isId = (field: DescField): boolean =>
  field.fieldKind === 'scalar' &&
  !field.oneof &&
  (kindOf(field) === 'text' || kindOf(field) === 'whole') &&
  ID.test(wordsOf(field));

function align(desc: DescMessage, fields: Fields): void {
  const { pairs, holders } = planOf(desc);
  for (const { holder, from, to } of pairs) {
    const id = fields[from.localName];
    if (id === undefined || id === '' || id === 0 || id === 0n) continue;
    for (const inner of innerOf(fields, holder)) {
      const held = inner[to.localName];
      // What says nothing goes on saying nothing.
      if (held !== undefined && held !== '' && held !== 0 && held !== 0n) inner[to.localName] = id;
    }
  }
  for (const holder of holders)
    if (aligns(holder.message!)) for (const inner of innerOf(fields, holder)) align(holder.message!, inner);
}

function innerOf(fields: Fields, { localName }: DescField): readonly Fields[] {
  const value = fields[localName];
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as readonly Fields[]; // it holds messages
}
