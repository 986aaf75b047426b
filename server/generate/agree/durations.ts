import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { Draft } from '../context.ts';
import { REFERENCE } from '../times.ts';
import { splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';
import { numberField, type NumberField } from './number-field.ts';
import { timeFields, type TimeField } from './time-field.ts';

/** Pairs of moments that enclose something, by the words in which they differ. */
const SPANS: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/\b(start|starts|started|begin|begins|began)\b/, /\b(end|ends|ended|finish|finished|stop|completed|complete)\b/],
  [/\bcheck ?in\b/, /\bcheck ?out\b/],
  [/\b(departure|departs|departed|depart|takeoff)\b/, /\b(arrival|arrives|arrived|arrive|landing)\b/],
  [/\b(issue|issued|invoice)\b/, /\b(due)\b/],
  [/\b(valid from|not before|effective)\b/, /\b(valid (to|until|through)|not after|expires|expiry|expiration)\b/],
  [/\b(opens|open|opened)\b/, /\b(closes|close|closed)\b/],
  [/\bfrom\b/, /\b(to|until)\b/],
  [/\b(pickup|picked up)\b/, /\b(drop ?off|return|delivery|delivered)\b/],
  [/\b(planted|sown)\b/, /\bharvested\b/],
];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Span {
  readonly from: TimeField;
  readonly to: TimeField;
  /** Times of a day or of a whole day. */
  readonly days: boolean;
}

function spansOf(times: readonly TimeField[]): Span[] {
  return SPANS.flatMap(([start, end]) => {
    const from = times.find(({ words }) => start.test(words));
    const to = times.find(
      (time) => time !== from && end.test(time.words) && stemOf(time.words, end) === stemOf(from?.words ?? '', start),
    );
    if (!from || !to) return [];
    return [{ from, to, days: /check|due|issue|invoice|valid|not before|effective/.test(`${from.words} ${to.words}`) }];
  });
}

const stemOf = (words: string, role: RegExp): string =>
  words
    .replace(role, '')
    .replaceAll(/\b(at|on|time|date|timestamp|datetime|utc)\b/g, '')
    .replaceAll(/ +/g, ' ')
    .trim();

const LENGTH =
  /^((total|actual|flight|flying|block|run|running|call|video|session|trip|ride|stay|elapsed|execution|build|job|processing|meeting|estimated|scheduled) )?(duration|length|elapsed|elapsed time|run time|runtime|flight time)( (seconds|secs|sec|s|minutes|mins|min|hours|hrs|days|ms|millis|milliseconds))?$|^(minutes|hours|seconds|days|nights)$|^(number of |num )?(nights|days)( count)?$|^night count$/;

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/\b(ms|millis|milliseconds)$/, 1],
  [/\b(minutes|mins|min)$/, 60_000],
  [/\b(hours|hrs)$/, HOUR],
  [/\b(days|nights|night count|days count)$/, DAY],
];

/** Ends come after starts, and what tells how long it takes tells the difference. */
export function durations(desc: DescMessage, noun: string): Agreement[] {
  const spans = spansOf(timeFields(desc, noun));
  const length = desc.fields.map((field) => lengthOf(field)).find((found) => found !== undefined);
  const terms = desc.fields.find((field) =>
    /^((payment|net) )?(terms?|days)( days)?$|^due (in )?days$/.test(splitWords(field.name)),
  );
  const term = terms && numberField(terms);
  if (spans.length === 0) return [];
  return spans.flatMap(({ from, to, days }, index): Agreement[] => [
    (draft) => {
      const start = from.read(draft);
      if (start === undefined) return;
      let end = to.read(draft);
      if (end === undefined) return;
      // Dates of something long, as a course, say nothing of its hours.
      const dated = /\bdate$/.test(from.words) && !/check/.test(from.words);
      const told = index === 0 && !(dated && !length?.days) ? length?.read(draft) : undefined;
      const due = /\bdue\b/.test(to.words) ? (term?.read(draft) ?? termText(draft) ?? 30) * DAY : undefined;
      if (due !== undefined) end = start + due;
      else if (told !== undefined && told > 0 && length?.sure) end = start + told;
      else if (dated && end - start < DAY) end = start + 28 * DAY;
      else if (end <= start) end = start + (days ? 3 * DAY : 45 * 60_000);
      else if (days && /check/.test(from.words))
        end = start + Math.max(1, Math.min(9, Math.round((end - start) / DAY) % 9)) * DAY;
      to.write(draft, end);
      if (index === 0 && !(dated && !length?.days))
        length?.write(draft, days && /check/.test(from.words) ? Math.round((end - start) / DAY) * DAY : end - start);
    },
  ]);
}

/** `Net 30` beside the times of an invoice. */
function termText(draft: Draft): number | undefined {
  const found = /^Net (\d+)$/.exec(String(draft['paymentTerms'] ?? draft['terms'] ?? ''));
  return found ? Number(found[1]) : undefined;
}

interface Length {
  /** It says more than the times do: the length of a flight is known, that of a meeting is not. */
  readonly sure: boolean;
  /** It counts days. */
  readonly days: boolean;
  read(draft: Draft): number | undefined;
  write(draft: Draft, millis: number): void;
}

function lengthOf(field: DescField): Length | undefined {
  const words = splitWords(field.name);
  if (!LENGTH.test(words) || field.oneof) return undefined;
  const { localName: name } = field;
  if (field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Duration')
    return {
      sure: false,
      days: false,
      // A Duration, where it is set.
      read: (draft) => draft[name] && Number((draft[name] as { readonly seconds: bigint }).seconds) * 1_000,
      write: (draft, millis) => {
        if (draft[name] === undefined) return;
        const seconds = Math.floor(millis / 1_000);
        draft[name] = {
          $typeName: 'google.protobuf.Duration',
          seconds: BigInt(seconds),
          nanos: (millis - seconds * 1_000) * 1_000_000,
        };
      },
    } as Length;
  const number: NumberField | undefined = numberField(field);
  if (!number) return undefined;
  const scale = UNITS.find(([unit]) => unit.test(words))?.[1] ?? 1_000;
  return {
    sure: scale === 60_000 || scale === DAY,
    days: scale === DAY,
    read: (draft) => {
      const value = number.read(draft);
      return value === undefined ? undefined : value * scale;
    },
    write: (draft, millis) =>
      number.write(draft, number.whole ? Math.round(millis / scale) : Math.round((millis / scale) * 100) / 100),
  };
}

/** Age is told from the birth date, at the reference date. */
export function ages(desc: DescMessage, noun: string): Agreement[] {
  const birth = timeFields(desc, noun).find(({ kind }) => kind === 'birth');
  const age = desc.fields
    .filter((field) => /^(age|age years|age in years)$/.test(splitWords(field.name)))
    .flatMap((field) => numberField(field) ?? [])[0];
  if (!birth || !age) return [];
  return [
    (draft) => {
      const born = birth.read(draft);
      if (born === undefined) return;
      const [then, now] = [new Date(born), new Date(REFERENCE)];
      const before = now.getUTCMonth() * 31 + now.getUTCDate() < then.getUTCMonth() * 31 + then.getUTCDate();
      age.write(draft, now.getUTCFullYear() - then.getUTCFullYear() - (before ? 1 : 0));
    },
  ];
}
