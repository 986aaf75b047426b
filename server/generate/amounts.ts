import { create, ScalarType, type DescMessage } from '@bufbuild/protobuf';
import type { Draft, Generation } from './context.ts';
import { money, setPlain } from './special.ts';
import { splitWords } from './words.ts';

/** A field that holds an amount of money, as a number or as google.type.Money. */
export interface AmountField {
  /** Amounts of one type can be added. */
  readonly type: string;
  read(draft: Draft): number;
  /** Rounds to cents; returns what was written. */
  write(draft: Draft, amount: number, gen: Generation): number;
}

/** The first field whose words match and that holds an amount. */
export function amountField(desc: DescMessage, words: RegExp): AmountField | undefined {
  for (const field of desc.fields) {
    if (field.oneof || !words.test(splitWords(field.name))) continue;
    const name = field.localName;
    if (field.fieldKind === 'message' && field.message.typeName === 'google.type.Money') {
      const { message } = field;
      return {
        type: 'money',
        read: (draft) => {
          // A Money that we made ourselves, or none.
          const held = draft[name] as { readonly units?: bigint; readonly nanos?: number } | undefined;
          return Number(held?.units ?? 0) + (held?.nanos ?? 0) / 1e9;
        },
        write: (draft, amount, gen) => {
          const rounded = cents(amount);
          const made = create(message) as unknown as Draft; // a fresh message is a draft
          setPlain(message, made, money(rounded, gen.root));
          draft[name] = made;
          return rounded;
        },
      };
    }
    if (field.fieldKind !== 'scalar') continue;
    if (field.scalar === ScalarType.DOUBLE || field.scalar === ScalarType.FLOAT)
      return scalarAmount(name, 'fraction', (amount) =>
        field.scalar === ScalarType.FLOAT ? Math.fround(cents(amount)) : cents(amount),
      );
    if (field.scalar === ScalarType.INT32 || field.scalar === ScalarType.UINT32)
      return scalarAmount(name, 'whole', Math.round);
    if ((field.scalar === ScalarType.INT64 || field.scalar === ScalarType.UINT64) && !field.longAsString)
      return scalarAmount(name, 'whole', Math.round, true);
  }
  return undefined;
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;

const scalarAmount = (name: string, type: string, round: (amount: number) => number, wide = false): AmountField => ({
  type,
  read: (draft) => Number(draft[name] ?? 0),
  write: (draft, amount) => {
    const rounded = round(amount);
    draft[name] = wide ? BigInt(rounded) : rounded;
    return rounded;
  },
});
