import { isFieldSet, type DescEnum, type DescField, type Message } from '@bufbuild/protobuf';
import { parseTimestamp } from '../codec/time-text.ts';
import { fault, quoted, type Fault } from './fault.ts';
import { readField, readPath } from './field-access.ts';
import { isInverted } from './enum-rank.ts';
import type { Bound, Side } from './infer-bounds.ts';
import { amountOf } from './sort-key.ts';

const DAY = 86_400_000_000_000n;

/** A value that can be compared; `whole` for a day of which no hour is said. */
interface Amount {
  readonly value: bigint | number;
  readonly whole: boolean;
}

/** Whether a thing lies on the right side of what the request says; a fault for text that is no time. */
export function boundTest(
  { from, to, side: said }: Bound,
  request: Message,
): ((message: Message) => boolean) | { readonly fault: Fault } {
  const [asked, own] = [from.at(-1)!, to.at(-1)!];
  const text = readPath(request, from);
  const wanted = amount(asked, text);
  const name = from.map((field) => field.name).join('.');
  if (!wanted)
    return fault(
      name,
      `${name} is ${quoted(String(text))}, which is no time: write it as "2026-09-01" or "2026-09-01T09:00:00Z".`,
    );
  const side = asked.enum && isInverted(asked.enum) ? OPPOSITE[said] : said;
  // A day as a last one ends when it is over.
  const limit = wanted.whole && side === 'most' ? (wanted.value as bigint) + DAY - 1n : wanted.value; // a time is a bigint
  return (message) => {
    const holder = readPath(message, to.slice(0, -1)) as Message | undefined; // all but the last of a path hold messages
    if (!holder || (own.fieldKind === 'message' && !isFieldSet(holder, own))) return false;
    const held = amount(own, readField(holder, own))?.value;
    if (held === undefined || (own.enum && isUnsaid(own.enum, held))) return false;
    switch (side) {
      case 'least':
        return held >= limit;
      case 'above':
        return held > limit;
      case 'most':
        return held <= limit;
      default:
        return held < limit;
    }
  };
}

/** Where much comes before little. */
const OPPOSITE: Readonly<Record<Side, Side>> = { least: 'most', most: 'least', above: 'below', below: 'above' };

/** `SEVERITY_UNSPECIFIED` is neither much nor little. */
const isUnsaid = ({ values }: DescEnum, held: number | bigint): boolean =>
  held === 0 && /(unspecified|unknown|undefined|none|unset)$/i.test(values[0]!.name);

/** Numbers as they are; times in nanoseconds. */
function amount(field: DescField, value: unknown): Amount | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return { value, whole: false };
  if (typeof value === 'string') {
    // A long that is kept as text.
    if (field.fieldKind === 'scalar' && field.scalar !== 9) return { value: BigInt(value), whole: false };
    const day = /^\d{4}-\d\d-\d\d$/.test(value);
    const time = parseTimestamp((day ? `${value}T00:00:00Z` : value).toUpperCase());
    return typeof time === 'string'
      ? undefined
      : { value: time.seconds * 1_000_000_000n + BigInt(time.nanos), whole: day };
  }
  if (field.fieldKind !== 'message' || typeof value !== 'object' || value === null) return undefined;
  if (field.message.typeName === 'google.type.Date') {
    const { year, month, day } = value as { readonly year: number; readonly month: number; readonly day: number }; // its fields
    return { value: BigInt(Date.UTC(year, month - 1, day)) * 1_000_000n, whole: true };
  }
  const held = amountOf(field.message, value as Message); // what such a field holds
  return held === undefined ? undefined : { value: held, whole: false };
}
