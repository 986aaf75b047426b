import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { amountField, amountOf, type AmountField } from '../amounts.ts';
import { priceOf } from '../catalog.ts';
import type { Draft, Generation } from '../context.ts';
import { hashText, mix } from '../hash.ts';
import { hintFor } from '../name-hints.ts';
import { NUMBER_HINTS } from '../number-hints.ts';
import { NUMBERS } from '../numbers.ts';
import { splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';
import type { ListField } from './lists.ts';
import { statusOf } from './states.ts';
import { numberField } from './number-field.ts';

interface Line {
  readonly quantity: DescField | undefined;
  readonly price: AmountField;
  readonly discount: AmountField | undefined;
}

/** Quantity and price of a line, where a message has both. */
export function lineOf(desc: DescMessage): Line | undefined {
  const quantity = desc.fields.find(
    (field) => /^(quantity|qty|units|hours|amount|count)$/.test(field.name) && numberField(field) !== undefined,
  );
  const price = amountField(
    desc,
    /^((unit|item|hourly|list|net|base) )?(price|cost|rate)( amount| per unit| each)?$|^price per (unit|item)$/,
  );
  const discount = amountField(desc, /^(line |item )?discount( amount)?$/);
  return quantity && price && price.field !== quantity ? { quantity, price, discount } : undefined;
}

function lineValue({ quantity, price, discount }: Line, draft: Draft): number {
  const count = Number(quantity ? (draft[quantity.localName] ?? 1) : 1);
  return price.read(draft) * count - (discount?.read(draft) ?? 0);
}

/** Total of a line: quantity times price, less its discount. */
export function lineTotal(desc: DescMessage): Agreement[] {
  const line = lineOf(desc);
  const total =
    line && amountField(desc, /^((line|item|row|net|extended) )?(total|subtotal|amount|price)( price| amount)?$/);
  if (
    !line ||
    !total ||
    total.field === line.price.field ||
    total.field === line.quantity ||
    total.type !== line.price.type
  )
    return [];
  return [
    (draft, gen) => {
      // A discount that eats the price is none.
      if (line.discount && line.discount.read(draft) > 0.5 * (lineValue(line, draft) + line.discount.read(draft)))
        line.discount.write(draft, 0, gen);
      total.write(draft, lineValue(line, draft), gen);
    },
  ];
}

/** The sum of the lines; and the total with tax, shipping and discount where they stand beside it. */
export function sums(desc: DescMessage, lists: readonly ListField[], noun: string): Agreement[] {
  const find = (words: RegExp): AmountField | undefined => amountField(desc, words);
  const subtotal = find(
    /^(sub ?total|items? total|net( total)?|merchandise total|(total )?(before|excluding) tax|taxable|base( fare| amount| price)?|room total)( price| amount)?$/,
  );
  const total = find(
    /^((grand|order|cart|invoice|gross|bill|booking|total|final) )?(total|amount|sum|price)( price| amount| cost| due| gross| charged| with tax)?$|^total (paid|payable|charge|including tax|fare)$/,
  );
  const listed = lists.flatMap((list) => {
    const line = list.message && lineOf(list.message);
    const own =
      list.message && !line
        ? amountField(list.message, /^((line|item) )?(total|amount|price|subtotal)( amount)?$/)
        : undefined;
    return (line || own) && /item|line|product|entr|charge|position|article|row|goods/.test(splitWords(list.name))
      ? [{ list, line, own }]
      : [];
  })[0];
  const nights = desc.fields.flatMap((field) =>
    /^(number of |num )?nights?( count)?$/.test(splitWords(field.name)) ? (numberField(field) ?? []) : [],
  )[0];
  const nightly =
    nights &&
    amountField(desc, /^((room|nightly) )?(rate|price)( per night)?$|^(nightly|room) rate$|^price per night$/);
  if ((!subtotal || !total) && !((listed ?? nightly) && (subtotal ?? total))) return [];
  const type = (subtotal ?? total)!.type;
  const like = (field: AmountField | undefined): AmountField | undefined =>
    field?.type === type && field.field !== total?.field && field.field !== subtotal?.field ? field : undefined;
  const tax = like(find(/^(tax|vat|gst|taxes|tax total|total tax|vat total|sales tax)( amount| total)?$/));
  const shipping = like(find(/^(shipping|delivery|freight|handling)( cost| costs| fee| price| total| amount)?$/));
  const fee = like(find(/^(service|booking|platform|processing|cleaning)? ?(fee|fees|surcharge)( amount| total)?$/));
  const tip = like(find(/^(tip|gratuity)( amount)?$/));
  const discount = like(find(/^((order|total|cart|coupon) )?(discount|savings|rebate)( amount| total)?$/));
  const paid = like(find(/^((amount|total) )?paid( amount| total)?$/));
  const due = like(find(/^((amount|balance|total) )?(due|outstanding|open|remaining)( amount| balance)?$|^balance$/));
  const rate = desc.fields.flatMap((field) =>
    /^(tax|vat|gst) (rate|percent|percentage|pct)$/.test(splitWords(field.name)) ? (numberField(field) ?? []) : [],
  )[0];
  const percent = desc.fields.flatMap((field) =>
    /^discount (percent|percentage|pct|rate)$/.test(splitWords(field.name)) ? (numberField(field) ?? []) : [],
  )[0];
  const status = statusOf(desc);
  return [
    (draft, gen) => {
      let net = subtotal?.read(draft) ?? 0;
      if (listed) {
        const items = (draft[listed.list.localName] ?? []) as readonly Draft[]; // a list of messages
        net = items.reduce((so, item) => so + (listed.line ? lineValue(listed.line, item) : listed.own!.read(item)), 0);
      } else if (nights && nightly && nightly.field !== total?.field)
        net = (nights.read(draft) ?? 1) * nightly.read(draft);
      net = subtotal?.write(draft, net, gen) ?? net;
      let sum = net;
      const off = percent?.read(draft);
      if (discount) sum -= discount.write(draft, off === undefined ? net * 0.1 : (net * off) / 100, gen);
      const share = rate?.read(draft);
      if (tax) sum += tax.write(draft, (sum * (share === undefined ? 8 : share < 1 ? share * 100 : share)) / 100, gen);
      if (shipping) sum += shipping.write(draft, 4.9, gen);
      if (fee) sum += fee.write(draft, 2.5, gen);
      if (tip) sum += tip.write(draft, net * 0.1, gen);
      const whole = total?.write(draft, sum, gen) ?? sum;
      if (paid || due)
        settle(draft, gen, whole, paid, due, status ? isPaid(status(draft)?.stage) : !/invoice|bill/.test(noun));
    },
  ];
}

/** What is paid and what is due make the total. */
function settle(
  draft: Draft,
  gen: Generation,
  total: number,
  paid: AmountField | undefined,
  due: AmountField | undefined,
  settled: boolean,
): void {
  paid?.write(draft, settled ? total : 0, gen);
  due?.write(draft, settled ? 0 : total, gen);
}

const isPaid = (stage: number | undefined): boolean => stage !== undefined && stage >= 3;

/** The fee of a payment is a small part of it, and the net amount is what is left. */
export function fees(desc: DescMessage, noun: string): Agreement[] {
  if (!/\b(payment|charge|transaction|transfer|payout)\b/.test(noun)) return [];
  const amount = amountField(desc, /^(gross |payment |charged |transaction |total )?(amount|total)( charged| paid)?$/);
  const fee = amountField(
    desc,
    /^(processing |processor |transaction |application |service |platform )?(fee|fees)( amount)?$/,
  );
  const net = amountField(desc, /^net( amount)?$/);
  if (!amount || !(fee ?? net)) return [];
  return [
    (draft, gen) => {
      const whole = amount.read(draft);
      const taken = fee?.write(draft, Math.min(whole, whole * 0.014 + 0.25), gen) ?? whole * 0.014 + 0.25;
      net?.write(draft, whole - taken, gen);
    },
  ];
}

/** An amount in a message of its own is as large as such an amount is: a fare, a rent, a salary. */
export function amounts(desc: DescMessage, noun: string): Agreement[] {
  return desc.fields.flatMap((field): Agreement[] => {
    if (field.oneof || field.fieldKind !== 'message') return [];
    const amount = amountOf(field);
    if (!amount) return [];
    const words = splitWords(field.name);
    const kind = hintFor(NUMBER_HINTS, words, noun)?.kind;
    const number = kind === undefined ? undefined : NUMBERS[kind];
    const lane = hashText(words);
    return [
      (draft, gen, s) =>
        void amount.write(
          draft,
          number && kind !== 'id' && kind !== 'plain' ? number(mix(s ^ lane), s, words) : priceOf(s),
          gen,
        ),
    ];
  });
}

/** A price after a discount is below the one before, and the percentage between them is right. */
export function discounts(desc: DescMessage): Agreement[] {
  const before = amountField(
    desc,
    /^(original|list|regular|old|full|compare at|base|retail|msrp)( price| amount)?$|^(price before discount|msrp|was price)$/,
  );
  const after = amountField(
    desc,
    /^(sale|discounted|current|offer|special|final|reduced|net)? ?price$|^(price after discount|now price)$/,
  );
  if (!before || !after || before.field === after.field || before.type !== after.type) return [];
  const percent = desc.fields.flatMap((field) =>
    /^(discount|discount (percent|percentage|pct|rate)|percent off|savings percent)$/.test(splitWords(field.name))
      ? (numberField(field) ?? [])
      : [],
  )[0];
  return [
    (draft, gen) => {
      const price = after.read(draft);
      const off = Math.min(60, Math.max(5, Math.round((percent?.read(draft) ?? 20) / 5) * 5));
      const whole = percent?.whole ?? true;
      percent?.write(draft, whole || (percent.read(draft) ?? 0) > 1 ? off : off / 100);
      before.write(draft, (price * 100) / (100 - off), gen);
    },
  ];
}
