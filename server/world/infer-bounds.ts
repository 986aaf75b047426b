import type { DescField } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { kindOf, wordsOf } from './infer-field.ts';
import type { FieldPath, Resource } from './resource.ts';

/** On which side of a value something has to lie; `above` and `below` leave the value itself out. */
export type Side = 'least' | 'above' | 'most' | 'below';

/** `min_price`, `created_after`: what a field of a request bounds, and from which side. */
export interface Bound {
  readonly from: FieldPath;
  readonly to: FieldPath;
  readonly side: Side;
}

/** What can be compared with what. */
type Class = 'number' | 'time' | 'duration' | 'money' | `enum ${string}`;

/** What bounds are looked for in: a resource, or a message that stands in a list and is none. */
export type Bounded = Pick<Resource, 'desc' | 'marks'>;

const TIMES = /(^| )(time|at|on|date|day|timestamp|since|until|deadline|birthday)$/;

export function classOf(field: DescField): Class | undefined {
  const kind = kindOf(field);
  if (kind === 'whole' || kind === 'fraction') return 'number';
  if (kind === 'text') return 'time'; // where it is told as text
  if (field.fieldKind === 'enum') return `enum ${field.enum.typeName}`;
  if (field.fieldKind !== 'message') return undefined;
  switch (field.message.typeName) {
    case 'google.protobuf.Timestamp':
    case 'google.type.Date':
      return 'time';
    case 'google.protobuf.Duration':
      return 'duration';
    case 'google.type.Money':
      return 'money';
    default:
      return isWrapperDesc(field.message) && kindOf(field.message.fields[0]) !== 'text' ? 'number' : undefined;
  }
}

/** The words of a bound's name: what stands around the name of what is bounded. */
const AROUND: readonly (readonly [RegExp, Side])[] = [
  [/^(?:min|minimum|minimal|least|at least|lowest) (.+)$/, 'least'],
  [/^(.+) (?:min|minimum|gte|from|since|start|lower bound|low|or more|at least)$/, 'least'],
  [/^(?:max|maximum|maximal|most|at most|highest) (.+)$/, 'most'],
  [/^(.+) (?:max|maximum|lte|to|until|end|upper bound|high|or less|at most)$/, 'most'],
  [/^(.+) (?:gt|after|above|over|greater than|more than|newer than)$/, 'above'],
  [/^(.+) (?:lt|before|below|under|less than|older than)$/, 'below'],
];

/** Names that bound the time of a thing without saying which: `start_time`, `since`. */
const GENERAL: readonly (readonly [RegExp, Side])[] = [
  [
    /^(from|since|start|begin|(from|start|begin|since) (time|date|at|timestamp|day)|(time|date) (from|start))$/,
    'least',
  ],
  [/^(to|until|till|(to|until|till) (time|date|at|timestamp|day)|(end) date|(time|date) (to|end))$/, 'most'],
  [/^(end|end (time|at|timestamp)|before|before (time|date|timestamp))$/, 'below'],
  [/^(after|after (time|date|timestamp))$/, 'above'],
];

/** Within a message that is a range. */
const ENDS: readonly (readonly [RegExp, Side])[] = [
  [/^(min|minimum|from|start|start time|start date|begin|low|lower|lower bound|gte|since|least)$/, 'least'],
  [/^(max|maximum|to|until|end date|high|upper|upper bound|lte|most)$/, 'most'],
  [/^(gt|after|above|greater than)$/, 'above'],
  [/^(end|end time|lt|before|below|less than)$/, 'below'],
];

const sideOf = (words: string, table: typeof GENERAL): Side | undefined =>
  table.find(([pattern]) => pattern.test(words))?.[1];

/** What a field of a list's request bounds. `before`: the way to it. */
export function boundOf(field: DescField, resource: Bounded, before: readonly DescField[]): Bound | undefined {
  const words = wordsOf(field);
  const kind = classOf(field);
  if (!kind) return undefined;
  const from: FieldPath = [...before, field];
  const general = sideOf(words, GENERAL);
  if (general) {
    const to = named(words, kind, resource) ?? (mayBeTime(field) ? generalTime(resource) : undefined);
    return to && { from, to: [to], side: to.fieldKind !== 'message' && general === 'below' ? 'most' : general };
  }
  for (const [pattern, side] of AROUND) {
    const stem = pattern.exec(words)?.[1];
    const to = stem === undefined ? undefined : (named(stem, kind, resource) ?? told(stem, field, kind, resource));
    if (to) return { from, to: [to], side };
  }
  return undefined;
}

/** `price_range { min, max }`, `created { from, to }`: both bounds of what the field is called. */
export function rangeIn(field: DescField, resource: Bounded, before: readonly DescField[]): readonly Bound[] {
  if (field.fieldKind !== 'message') return [];
  const stem = wordsOf(field).replace(/(^| )(range|interval|between|window|period|span|filter|bounds)$/, '');
  const bounds = field.message.fields.flatMap((inner): readonly Bound[] => {
    const [kind, side] = [classOf(inner), sideOf(wordsOf(inner), ENDS)];
    if (!kind || !side) return [];
    const general = /^(|time|date|timestamp)$/.test(stem) && mayBeTime(inner) ? generalTime(resource) : undefined;
    const to = named(stem, kind, resource) ?? general;
    return to ? [{ from: [...before, field, inner], to: [to], side }] : [];
  });
  return bounds.length === field.message.fields.length ? bounds : [];
}

/** The one field of a thing that has these words, and values to compare with. */
function named(words: string, kind: Class, { desc }: Bounded): DescField | undefined {
  const fit = desc.fields.filter((field) => comparable(field, kind));
  const stem = stemOf(words);
  const found = [
    fit.filter((field) => wordsOf(field) === words),
    fit.filter((field) => kind === 'time' && stemOf(wordsOf(field)) === stem),
    fit.filter((field) => kind === 'number' && TIMES.test(wordsOf(field)) && stemOf(wordsOf(field)) === stem),
  ].find((fields) => fields.length > 0);
  return found?.length === 1 ? found[0] : undefined;
}

// What an amount is counted in, behind its name.
const UNIT =
  / (cents|minor|minor units|micros|ms|millis|seconds|secs|minutes|hours|bytes|kb|mb|gb|percent|pct|kg|grams|km|meters|metres|celsius)$/;

/** `min_amount` of what has an `amount_cents`; and an enum tells by its type what it is, whatever the field is called. */
function told(words: string, asked: DescField, kind: Class, { desc }: Bounded): DescField | undefined {
  const fit = desc.fields.filter(
    (field) =>
      comparable(field, kind) &&
      (field.enum ? kind !== 'number' : kindOf(field) === kindOf(asked) && wordsOf(field).replace(UNIT, '') === words),
  );
  return fit.length === 1 ? fit[0] : undefined;
}

/** Texts are compared as times only, and with those that are told as such. */
function comparable(field: DescField, kind: Class): boolean {
  const own = classOf(field);
  if (field.oneof || own === undefined) return false;
  if (kindOf(field) === 'text') return kind === 'time' && TIMES.test(wordsOf(field));
  return own === kind;
}

/** `created_at`, `create_time`, `creation_date` and `created` have one stem. */
const stemOf = (words: string): string =>
  words.replace(/ (time|at|on|date|day|timestamp)$/, '').replace(/(ed|e|ion|ing)$/, '');

const mayBeTime = (field: DescField): boolean => classOf(field) === 'time';

const MOMENT =
  /^(timestamp|time|date|day|(event|start|occurred|recorded|measured|happened|sent|posted|logged|observed|received|taken|captured|scheduled|published|booking|transaction|order) ?(time|at|on|date|timestamp))$/;

/** The time of a thing, where a question does not say which one it means. */
export function generalTime({ desc, marks }: Bounded): DescField | undefined {
  const times = desc.fields.filter((field) => comparable(field, 'time'));
  const moments = times.filter((field) => MOMENT.test(wordsOf(field)));
  const [plain] = moments.filter((field) => /^(timestamp|time|event time)$/.test(wordsOf(field)));
  if (plain) return plain;
  if (moments.length === 1) return moments[0];
  const { createTime } = marks;
  if (createTime && times.includes(createTime)) return createTime;
  return times.length === 1 ? times[0] : undefined;
}
