import { create, ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Draft, Generation } from './context.ts';
import { isThere, numberField } from './agree/number-field.ts';
import { money, setPlain } from './special.ts';
import { splitWords } from './words.ts';

/** A field that holds an amount of money: a number, a decimal in a text, a Money of google.type or of the schema's own. */
export interface AmountField {
  /** Amounts of one type can be added: all but whole numbers are in units of the currency. */
  readonly type: 'amount' | 'whole';
  readonly field: DescField;
  readonly words: string;
  /** In units of the currency; zero where it is unset. */
  read(draft: Draft): number;
  /** Rounds to cents; returns what was written. Leaves unset what is unset. */
  write(draft: Draft, amount: number, gen: Generation): number;
}

const MINOR = / (cent|cents|pence|minor|minor units?|e2)$/;

const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** The first field whose words match, without the unit, and that holds an amount. */
export function amountField(desc: DescMessage, words: RegExp): AmountField | undefined {
  for (const field of desc.fields) {
    const own = splitWords(field.name);
    if (field.oneof || !(words.test(own) || (MINOR.test(own) && words.test(own.replace(MINOR, ''))))) continue;
    const found = amountOf(field);
    if (found) return found;
  }
  return undefined;
}

/** How a field holds an amount, if it does. */
export function amountOf(field: DescField): AmountField | undefined {
  const words = splitWords(field.name);
  const { localName: name } = field;
  if (field.fieldKind === 'message') return messageAmount(field, words);
  if (field.fieldKind !== 'scalar') return undefined;
  if (field.scalar === ScalarType.STRING)
    return {
      type: 'amount',
      field,
      words,
      read: (draft) => Number(draft[name] ?? 0) || 0,
      write: (draft, amount) => {
        if (isThere(draft, name)) draft[name] = cents(amount).toFixed(2);
        return cents(amount);
      },
    };
  const number = numberField(field);
  if (!number) return undefined;
  const scale = MINOR.test(words) ? 100 : words.endsWith(' micros') ? 1_000_000 : 1;
  const round = number.whole && scale === 1 ? Math.round : cents;
  return {
    type: number.whole && scale === 1 ? 'whole' : 'amount',
    field,
    words,
    read: (draft) => (number.read(draft) ?? 0) / scale,
    write: (draft, amount) => {
      number.write(draft, round(amount) * scale);
      return round(amount);
    },
  };
}

const MONEY = /(Money|Price|Amount|Cost|MonetaryValue|CurrencyValue)$/;

/** A message of an amount and its currency. */
function messageAmount(field: DescField & { fieldKind: 'message' }, words: string): AmountField | undefined {
  const { localName: name, message } = field;
  if (message.typeName === 'google.type.Money')
    return {
      type: 'amount',
      field,
      words,
      read: (draft) => {
        // A Money that we made ourselves, or none.
        const held = draft[name] as { readonly units?: bigint; readonly nanos?: number } | undefined;
        return Number(held?.units ?? 0) + (held?.nanos ?? 0) / 1e9;
      },
      write: (draft, amount, gen) => {
        if (draft[name] === undefined) return cents(amount);
        const made = create(message) as unknown as Draft; // a fresh message is a draft
        setPlain(message, made, money(cents(amount), gen.root));
        draft[name] = made;
        return cents(amount);
      },
    };
  if (!MONEY.test(message.name)) return undefined;
  const units = message.fields.find(({ name: own }) => own === 'units');
  const nanos = message.fields.find(({ name: own }) => own === 'nanos');
  const main =
    units ??
    message.fields.find(({ name: own }) =>
      /^(amount|value|cents|amount_cents|minor_units|amount_minor|decimal)$/.test(own),
    );
  const inner = main && amountOf(main);
  if (!inner) return undefined;
  // Whole amounts beside a currency are in its smallest unit, as payment services have it.
  const scale =
    units === undefined && inner.type === 'whole'
      ? 100
      : inner.field.name === 'cents' || inner.field.name === 'minor_units'
        ? 100
        : 1;
  const rest = nanos && numberField(nanos);
  const held = (draft: Draft): Draft | undefined => draft[name] as Draft | undefined; // a message, where it is set
  return {
    type: 'amount',
    field,
    words,
    read: (draft) => {
      const inside = held(draft);
      return inside ? inner.read(inside) / scale + (rest?.read(inside) ?? 0) / 1e9 : 0;
    },
    write: (draft, amount, gen) => {
      const inside = held(draft);
      const value = cents(amount);
      if (!inside) return value;
      inner.write(inside, units === undefined ? value * scale : Math.floor(value), gen);
      rest?.write(inside, units === undefined ? 0 : Math.round((value - Math.floor(value)) * 100) * 10_000_000);
      return value;
    },
  };
}
