import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { amountField, type AmountField } from './amounts.ts';
import type { Draft, Generation } from './context.ts';
import { itemWords, splitWords } from './words.ts';

/** Brings the values of one message into agreement after they were made. */
export type Reconcile = (draft: Draft, gen: Generation) => void;

type ListField = DescField & { readonly fieldKind: 'list' };

/** The agreements that a message's fields ask for; undefined where there are none. Compiled once for each descriptor. */
export function reconcile(desc: DescMessage): Reconcile | undefined {
  const lists = desc.fields.filter((field): field is ListField => field.fieldKind === 'list');
  const steps = [...counts(desc, lists), ...lineTotal(desc), ...sums(desc, lists)];
  if (steps.length === 0) return undefined;
  return (draft, gen) => {
    for (const step of steps) step(gen.trace ? gen.trace.agreeing(draft) : draft, gen);
  };
}

const BARE =
  /^(total|count|size|total (size|count|results?|items?|elements|hits)|(result|item|num) (count|results|items))$/;

/** `total_size` beside one list, `item_count` beside `items`: the length of the list. */
function counts(desc: DescMessage, lists: readonly ListField[]): Reconcile[] {
  return desc.fields.flatMap((field) => {
    if (field.fieldKind !== 'scalar' || field.oneof || !WHOLE.has(field.scalar)) return [];
    const words = splitWords(field.name);
    const prefix = /^(.+) count$|^(?:num|number of|total) (.+)$/.exec(words)?.slice(1).find(Boolean);
    const named = lists.find((list) => itemWords(splitWords(list.name)) === itemWords(prefix ?? ''));
    const list = named ?? (BARE.test(words) && lists.length === 1 ? lists[0] : undefined);
    if (!list) return [];
    return [
      (draft: Draft) => {
        const { length } = draft[list.localName] as readonly unknown[]; // a list
        draft[field.localName] = typeof draft[field.localName] === 'bigint' ? BigInt(length) : length;
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

interface Line {
  readonly quantity: DescField | undefined;
  readonly price: AmountField;
}

/** Quantity and price of a line, where a message has both. */
function lineOf(desc: DescMessage): Line | undefined {
  const quantity = desc.fields.find(
    (field) => /^(quantity|qty|units)$/.test(field.name) && field.fieldKind === 'scalar',
  );
  const price = amountField(desc, /^(unit )?(price|cost)$|^price per unit$/);
  return quantity && price ? { quantity, price } : undefined;
}

const lineValue = ({ quantity, price }: Line, draft: Draft): number =>
  price.read(draft) * (quantity ? Number(draft[quantity.localName] ?? 1) : 1);

function lineTotal(desc: DescMessage): Reconcile[] {
  const line = lineOf(desc);
  const total = line && amountField(desc, /^((line|item) )?(total|subtotal|amount)( price| amount)?$/);
  if (!line || !total || total.type !== line.price.type) return [];
  return [(draft, gen) => total.write(draft, lineValue(line, draft), gen)];
}

/** The sum of the lines, and the total with tax and shipping where they stand beside it. */
function sums(desc: DescMessage, lists: readonly ListField[]): Reconcile[] {
  for (const list of lists) {
    const line = list.message && lineOf(list.message);
    if (!line) continue;
    const find = (words: RegExp): AmountField | undefined => {
      const found = amountField(desc, words);
      return found?.type === line.price.type ? found : undefined;
    };
    const subtotal = find(/^(sub ?total|items total|net)( price| amount)?$/);
    const total = find(/^((grand|order|cart) )?(total|amount|sum)( price| amount| cost| due)?$/);
    const tax = find(/^(tax|vat|tax (total|amount)|total tax)$/);
    const shipping = find(/^(shipping|delivery)( cost| fee| price| total)?$/);
    if (!subtotal && !total) continue;
    return [
      (draft, gen) => {
        const lines = draft[list.localName] as readonly Draft[]; // a list of messages
        let sum = lines.reduce((so, item) => so + lineValue(line, item), 0);
        subtotal?.write(draft, sum, gen);
        const net = sum;
        if (tax) sum += tax.write(draft, net * 0.08, gen);
        if (shipping) sum += shipping.write(draft, 4.9, gen);
        total?.write(draft, sum, gen);
      },
    ];
  }
  return [];
}
