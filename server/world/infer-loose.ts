import type { DescField } from '@bufbuild/protobuf';
import { referenceOf } from '../generate/annotations.ts';
import { itemWords } from '../generate/words.ts';
import { isWellKnown, itemKindOf, kindOf, wordsOf } from './infer-field.ts';
import { sideOf } from './inner-parents.ts';
import type { FieldPath, Resource } from './resource.ts';

/** Words of an id of something else: `account id`. */
const REFERENCE = /^.+ (id|uid|uuid|guid|key|no|number|code|sku|iban|email|ref|reference)$/;
const NO_REFERENCE = /^(request|trace|correlation|session|idempotency|client|tenant|operation)( |$)/;
const PERSON = /^(user|person|member|participant|employee|actor) (id|uid|uuid)$/;
const ROLE =
  /^(user|author|owner|creator|created by|assignee|assigned to|reviewer|approver|manager|sender|recipient|receiver|reporter|requester|person|member|actor|agent|employee|lead|organizer|organiser|host|driver|buyer|seller)( (user )?(id|uid|uuid))?$/;
// Names that say too little to be told from others by their last word.
const PLAIN = /^(id|name|title|type|kind|status|state|code|key|number|value|text|description|time|date|at)$/;

/**
 * Fields of a thing that a value of a list's request may be, where none has its name: `account_id` is `from_account_id`
 * or `to_account_id` of a transfer, `customer_id` that of the `customer` in an order, `airport` the `origin_airport` or
 * the `destination_airport`. Where the request says nothing else of what is meant (`alone`), `user_id` is whoever has a
 * part in it. Empty where nothing fits.
 */
export function looseFields(field: DescField, resource: Resource, alone: boolean): readonly FieldPath[] {
  const list = field.fieldKind === 'list';
  const kind = list ? itemKindOf(field) : kindOf(field);
  if (kind !== 'text' && kind !== 'whole') return [];
  const words = list ? itemWords(wordsOf(field).replace(/ in$/, '')) : wordsOf(field);
  const own = resource.desc.fields.filter(
    (one) => one !== resource.id[0] && !one.oneof && (kindOf(one) ?? itemKindOf(one)) === kind,
  );
  const type = referenceOf(field)?.type;
  if (type !== undefined) {
    if (type === resource.key) return [];
    const annotated = own.filter((one) => referenceOf(one)?.type === type);
    if (annotated.length > 0) return annotated.map((one) => [one]);
  }
  if (NO_REFERENCE.test(words) || PLAIN.test(words)) return [];
  const behind = own.filter((one) => wordsOf(one).endsWith(` ${words}`));
  if (REFERENCE.test(words)) {
    const found = [...behind.map((one): FieldPath => [one]), ...inner(words, kind, resource)];
    if (found.length > 0) return found;
    return alone && PERSON.test(words) ? own.filter((one) => ROLE.test(wordsOf(one))).map((one) => [one]) : [];
  }
  // Any word stands behind another one; two sides of a movement are no accident.
  const sides = new Set(behind.map((one) => sideOf(wordsOf(one))));
  return sides.has(0) && sides.has(1) ? behind.map((one) => [one]) : [];
}

/** `customer { id }`, `from { account_id }`. */
const inner = (words: string, kind: string, { desc, id }: Resource): readonly FieldPath[] =>
  desc.fields.flatMap((holder) =>
    holder.fieldKind === 'message' && !holder.oneof && holder !== id[0] && !isWellKnown(holder.message)
      ? holder.message.fields
          .filter(
            (one) =>
              !one.oneof &&
              kindOf(one) === kind &&
              (wordsOf(one) === words || (wordsOf(one) !== '' && `${wordsOf(holder)} ${wordsOf(one)}` === words)),
          )
          .map((one): FieldPath => [holder, one])
      : [],
  );
