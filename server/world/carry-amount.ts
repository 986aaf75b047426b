import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { amountOf } from '../generate/amounts.ts';
import type { Draft, Generation } from '../generate/context.ts';
import { readField, readPath, writeField } from './field-access.ts';
import { kindOf, wordsOf } from './infer-field.ts';
import type { FieldPath } from './resource.ts';

/** Money as one type has it, put where another has it: cents into a Money, a Money into a decimal text. */
export function carryAmount(source: Message, from: FieldPath, target: Message, to: FieldPath): void {
  const [own, shown] = [from.at(-1)!, to.at(-1)!];
  const holder = readPath(source, from.slice(0, -1)) as Message | undefined; // all but the last of a path hold messages
  const place = readPath(target, to.slice(0, -1)) as Message | undefined; // the same
  const [read, write] = [amountOf(own), amountOf(shown)];
  if (!holder || !place || !read || !write) return;
  // Messages keep fields as properties; where there is a Money already, nothing of the generation is asked for its currency.
  write.write(place as unknown as Draft, read.read(holder as unknown as Draft), NOWHERE);
  const currency = currencyOf(own, holder);
  const at = shown.message && currencyIn(shown.message);
  const inside = at && (readField(place, shown) as Message | undefined); // a message field
  if (inside && currency !== '') writeField(inside, at, currency);
}

// Of a generation, amounts ask only for the currency of the mock, which is then written over.
const NOWHERE = { root: 0 } as Generation;

const currencyIn = (desc: DescMessage): DescField | undefined =>
  desc.fields.find((field) => kindOf(field) === 'text' && /^currency( code)?$/.test(wordsOf(field)));

/** The currency that stands in the money, or beside it. */
function currencyOf(own: DescField, holder: Message): string {
  const inner = own.message && currencyIn(own.message);
  const inside = inner && (readField(holder, own) as Message | undefined); // a message field
  const beside = inside ? undefined : currencyIn(own.parent);
  const said = inside ? readField(inside, inner) : beside ? readField(holder, beside) : '';
  return typeof said === 'string' ? said : '';
}
