import { create, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { WIDE } from '../schema/integer-scalars.ts';
import { addressOf, phoneOf, placeOf, positionOf } from './contact.ts';
import type { Draft, Generation, Make } from './context.ts';
import { between, draw, hashText, mix, pick } from './hash.ts';
import { moneyOf } from './money.ts';
import { personOf } from './pools.ts';
import { priceOf } from './catalog.ts';
import { byKind, madeBy } from './made-by.ts';
import { hintFor, TIME_HINTS } from './name-hints.ts';
import { NUMBER_HINTS } from './number-hints.ts';
import { NUMBERS } from './numbers.ts';
import { scalarMaker } from './scalars.ts';
import { momentAt, momentKind } from './times.ts';

/** Values by proto field name; a number becomes a bigint where the field is 64 bits wide. */
type Plain = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
type Describe = (a: number, s: number, gen: Generation) => Plain;

/** What a field says about the special message in it. */
export interface SpecialField {
  readonly words: string;
  readonly noun: string;
}

const date = (millis: number): Plain => {
  const day = new Date(millis);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
};

/** The messages of google.type, and the few others that have a meaning of their own. */
function describe(typeName: string, { words, noun }: SpecialField): Describe | undefined {
  const kind = momentKind(words, noun);
  switch (typeName) {
    case 'google.type.Money':
      return (_a, s, gen) => money(priceOf(s), gen.root);
    case 'google.type.Date':
      return (a, s) => date(momentAt(kind, s, a));
    case 'google.type.DateTime':
      return (a, s) => ({ ...date(momentAt(kind, s, a)), hours: 8 + ((a >>> 0) % 10), minutes: 15 * (draw(a, 1) & 3) });
    case 'google.type.TimeOfDay':
      return (a) => ({ hours: 7 + ((a >>> 0) % 12), minutes: 15 * (draw(a, 1) & 3) });
    case 'google.type.LatLng':
      return (_a, s) => ({ latitude: positionOf(s).lat, longitude: positionOf(s).lng });
    case 'google.type.PostalAddress':
      return (_a, s) => ({
        region_code: placeOf(s).code,
        postal_code: placeOf(s).postal,
        administrative_area: placeOf(s).region,
        locality: placeOf(s).city,
        address_lines: [addressOf(s).street],
        recipients: [`${personOf(s).first} ${personOf(s).last}`],
      });
    case 'google.type.PhoneNumber':
      return (a, s) => ({ e164_number: phoneOf(s, a).replaceAll(' ', '') });
    case 'google.type.Color':
      return (a) => ({ red: unit(a, 1), green: unit(a, 2), blue: unit(a, 3) });
    case 'google.type.Decimal':
      return (_a, s) => ({ value: priceOf(s).toFixed(2) });
    case 'google.type.Fraction':
      return (a) => ({ numerator: between(a, 1, 7), denominator: 8 });
    case 'google.type.LocalizedText':
      return (a) => ({
        text: pick(['Welcome', 'Thank you', 'See you soon', 'Open every day'], a),
        language_code: 'en-US',
      });
    case 'google.type.Expr':
      return () => ({ expression: 'size(request.name) > 0', title: 'Has a name' });
    case 'google.rpc.Status':
      return /\b(error|errors|failure|failures|partial failure)$/.test(words)
        ? () => ({ code: 5, message: 'The requested item does not exist.' })
        : () => ({ code: 0 });
    default:
      return undefined;
  }
}

const unit = (lane: number, n: number): number => between(draw(lane, n), 0, 100) / 100;

/** Money of an amount, as its fields. */
export function money(amount: number, root: number): Plain {
  const units = Math.floor(amount);
  return { currency_code: moneyOf(root), units, nanos: Math.round((amount - units) * 100) * 10_000_000 };
}

/** Sets fields by proto name, where they are there and have such a type. */
export function setPlain(desc: DescMessage, draft: Draft, plain: Plain): void {
  for (const field of desc.fields) {
    const value = plain[field.name];
    if (value === undefined) continue;
    if (field.fieldKind === 'list' ? Array.isArray(value) : field.fieldKind === 'scalar' || field.fieldKind === 'enum')
      draft[field.localName] = typeof value === 'number' && isWide(field) ? wide(field, value) : value;
  }
}

const isWide = (field: DescField): boolean => field.scalar !== undefined && WIDE.has(field.scalar);
const wide = (field: DescField, value: number): bigint | string =>
  'longAsString' in field && field.longAsString ? String(value) : BigInt(value);

/** The maker of a message with a meaning of its own; undefined for every other message. It yields the message itself. */
export function specialMaker(desc: DescMessage, field: SpecialField): Make | undefined {
  const plain = describe(desc.typeName, field);
  if (plain)
    return (a, _b, s, gen) => {
      // A fresh message of the library is a draft.
      const draft = create(desc) as unknown as Draft;
      setPlain(desc, draft, plain(a, s, gen));
      return draft;
    };
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp':
      return timestampMaker(desc, field);
    case 'google.protobuf.Duration':
      return durationMaker(desc, field);
    case 'google.protobuf.Empty':
      return () => create(desc);
  }
  if (!isWrapperDesc(desc)) return undefined;
  const value = desc.fields[0];
  const { kind, make } = scalarMaker(value.scalar, value.longAsString, field.words, field.noun);
  return madeBy(
    (a, b, s, gen, depth) => ({ $typeName: desc.typeName, [value.localName]: make(a, b, s, gen, depth) }),
    byKind(kind, value),
  );
}

function timestampMaker(desc: DescMessage, { words, noun }: SpecialField): Make {
  const kind = momentKind(words, noun);
  if (kind === 'deleted') return () => undefined;
  const { typeName } = desc;
  const make: Make = (a, _b, s) => {
    const millis = momentAt(kind, s, a);
    const seconds = Math.floor(millis / 1000);
    return { $typeName: typeName, seconds: BigInt(seconds), nanos: (millis - seconds * 1000) * 1_000_000 };
  };
  return madeBy(make, hintFor(TIME_HINTS, words, noun) && { by: 'hint', hint: `${kind} time` });
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(milliseconds|millis)$/, 0.001],
  [/minutes$/, 60],
  [/hours$/, 3_600],
  [/days$/, 86_400],
];

function durationMaker({ typeName }: DescMessage, { words, noun }: SpecialField): Make {
  const hint = hintFor(NUMBER_HINTS, words, noun);
  const known = hint?.fact ? NUMBERS[hint.kind] : undefined;
  if (hint && known) {
    const scale = UNITS.find(([unit]) => unit.test(hint.kind))?.[1] ?? 1;
    const salt = hint.prefix === '' || hint.prefix === noun ? 0 : hashText(hint.prefix);
    return (a, _b, s) => ({
      $typeName: typeName,
      seconds: BigInt(Math.round(known(a, salt === 0 ? s : mix(s ^ salt), words) * scale)),
      nanos: 0,
    });
  }
  // What plays or is held is as long as such things are; everything else is a limit or a pause.
  if (/\b(duration|length|runtime)$/.test(words))
    return (a) => ({ $typeName: typeName, seconds: BigInt(30 * between(a, 6, 110)), nanos: 0 });
  return (a) => ({
    $typeName: typeName,
    seconds: BigInt(pick([1, 5, 30, 60, 90, 300, 900, 1800, 3600, 86_400], a)),
    nanos: pick([0, 0, 0, 500_000_000], draw(a, 1)),
  });
}
