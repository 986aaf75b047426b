import type { DescField } from '@bufbuild/protobuf';
import { boxOf, kindOf, wordsOf } from './infer-field.ts';
import type { Resource } from './resource.ts';

const MOST = 6;

/** What people look at first in a table: how they call a thing, where it stands, what it costs, when it came. */
const INTEREST: readonly RegExp[] = [
  /^(display name|title|name|full name|label|subject|headline)$/,
  /(^| )(first name|last name|user ?name|email|display name|title)$/,
  /(^| )(state|status|phase)$/,
  /(^| )(price|amount|total|cost|balance|quantity|stock|count|rating|size)( (cents|minor|micros|units|usd|eur))?$/,
  /(^| )(type|kind|category|role|level|priority|plan|tier)$/,
  /(^| )(name|number|code|sku|city|country|color|url|phone|address)$/,
  /^(create|created|creation) ?(time|at|on|date)$/,
  /(^| )(time|at|date)$/,
];

const shows = (field: DescField): boolean =>
  (kindOf(field) !== undefined && kindOf(field) !== 'bytes') ||
  (field.fieldKind === 'message' &&
    (boxOf(field.message) !== undefined ||
      /^google\.(protobuf\.(Timestamp|Duration)|type\.(Money|Date|DateTime|Decimal))$/.test(field.message.typeName)));

/** The fields that a table of such things shows first: ProtoJSON names, the id's first, at most 6. */
export function columnsOf({ desc, id }: Resource): readonly string[] {
  const rest = desc.fields
    .map((field, index) => {
      const interest = INTEREST.findIndex((words) => words.test(wordsOf(field)));
      return { field, order: (interest < 0 ? INTEREST.length : interest) * 1000 + index };
    })
    .filter(({ field }) => field !== id[0] && shows(field) && !field.deprecated)
    .toSorted((left, right) => left.order - right.order)
    .map(({ field }) => field);
  return [id.map(({ jsonName }) => jsonName).join('.'), ...rest.slice(0, MOST - 1).map(({ jsonName }) => jsonName)];
}
