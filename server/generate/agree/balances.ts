import type { DescEnum, DescField, DescMessage } from '@bufbuild/protobuf';
import { amountField } from '../amounts.ts';
import type { Draft } from '../context.ts';
import { splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';
import type { ListField } from './lists.ts';

const BALANCE = /^(running |account |new |closing )?balance( after| amount)?$/;

/** The balance after each transaction of a list follows from the one before; what stands around them agrees. */
export function balances(desc: DescMessage, lists: readonly ListField[]): Agreement[] {
  return lists.flatMap((list): Agreement[] => {
    const { message } = list;
    const amount = message && amountField(message, /^(transaction |booking )?(amount|value)$/);
    const after = message && amountField(message, BALANCE);
    if (!message || !amount || !after || amount.field === after.field) return [];
    const opening = amountField(desc, /^(opening|starting|initial|previous|start) balance$/);
    const closing = amountField(desc, /^(closing|ending|final|current|new|end)? ?balance$/);
    const side = message.fields.find((field) => /^(type|direction|side|kind)$/.test(splitWords(field.name)));
    return [
      (draft, gen) => {
        const items = (draft[list.localName] ?? []) as readonly Draft[]; // a list of messages
        const moved = (item: Draft): number => {
          const value = amount.read(item);
          return isCredit(item, side) ? Math.abs(value) : -Math.abs(value);
        };
        const least = items.reduce((sum, item) => sum + Math.abs(moved(item)), 0);
        let balance = opening?.read(draft) ?? (items[0] ? after.read(items[0]) : 0);
        if (balance < least) balance = opening?.write(draft, least * 2 + 100, gen) ?? least * 2 + 100;
        for (const item of items) {
          balance += moved(item);
          after.write(item, balance, gen);
        }
        closing?.write(draft, balance, gen);
      },
    ];
  });
}

const CREDIT = /^(credit|deposit|in|incoming|inbound|refund|received)\b/;

function isCredit(item: Draft, side: DescField | undefined): boolean {
  const value = side && item[side.localName];
  if (typeof value === 'string') return CREDIT.test(splitWords(value));
  if (typeof value !== 'number' || side?.fieldKind !== 'enum') return false;
  return CREDIT.test(nameIn(side.enum, value));
}

const nameIn = (desc: DescEnum, number: number): string => {
  const words = splitWords(desc.value[number]?.name ?? '').split(' ');
  return words.slice(-1).join(' ');
};
