import { ScalarType, type DescMessage } from '@bufbuild/protobuf';
import { aboutOf } from './about.ts';
import type { Agreement } from './agree/agreement.ts';
import { balances } from './agree/balances.ts';
import { ages, durations } from './agree/durations.ts';
import { latest, members, ordinals, parts, series, type ListField } from './agree/lists.ts';
import { numberField } from './agree/number-field.ts';
import { products, ranges, shares } from './agree/ranges.ts';
import { states } from './agree/states.ts';
import { streets } from './agree/streets.ts';
import { amounts, discounts, fees, lineTotal, sums } from './agree/totals.ts';
import type { Draft } from './context.ts';
import { itemWords, splitWords } from './words.ts';

export type Reconcile = Agreement;

/** The agreements that a message's fields ask for; undefined where there are none. Compiled once for each descriptor. */
export function reconcile(desc: DescMessage): Reconcile | undefined {
  const lists = desc.fields.filter((field): field is ListField => field.fieldKind === 'list');
  const noun = aboutOf(desc);
  // In this order: what is told of items and times is what sums, spans and shares are then made of.
  const steps = [
    ...members(lists, noun),
    ...ordinals(lists),
    ...parts(desc, noun),
    ...series(desc, lists, noun),
    ...latest(desc, noun),
    ...states(desc, noun),
    ...streets(desc),
    ...durations(desc, noun),
    ...ages(desc, noun),
    ...amounts(desc, noun),
    ...ranges(desc),
    ...discounts(desc),
    ...lineTotal(desc),
    ...counts(desc, lists),
    ...sums(desc, lists, noun),
    ...fees(desc, noun),
    ...balances(desc, lists),
    ...shares(desc),
    ...products(desc),
  ];
  if (steps.length === 0) return undefined;
  return (draft, gen, s) => {
    for (const step of steps) step(gen.trace ? gen.trace.agreeing(draft) : draft, gen, s);
  };
}

const BARE =
  /^(total|count|size|total (size|count|results?|items?|elements|hits)|(result|item|num) (count|results|items))$/;

/** `total_size` beside one list, `item_count` beside `items`: the length of the list. */
function counts(desc: DescMessage, lists: readonly ListField[]): Agreement[] {
  return desc.fields.flatMap((field) => {
    if (field.fieldKind !== 'scalar' || !WHOLE.has(field.scalar)) return [];
    const number = numberField(field);
    if (!number) return [];
    const prefix = /^(.+) count$|^(?:num|number of|total) (.+)$/.exec(number.words)?.slice(1).find(Boolean);
    const named = lists.find((list) => itemWords(splitWords(list.name)) === itemWords(prefix ?? ''));
    const list = named ?? (BARE.test(number.words) && lists.length === 1 ? lists[0] : undefined);
    if (!list) return [];
    return [
      (draft: Draft) => {
        const held = draft[list.localName] as readonly unknown[] | undefined; // a list
        number.write(draft, held?.length ?? 0);
      },
    ];
  });
}

const WHOLE: ReadonlySet<ScalarType> = new Set([
  ScalarType.INT32,
  ScalarType.INT64,
  ScalarType.UINT32,
  ScalarType.UINT64,
]);
