import { ScalarType, type DescEnum, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { parseDuration, parseTimestamp } from '../codec/time-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import { quoted } from './fault.ts';
import { contains, wildcard } from './filter-pattern.ts';
import { plain, type Comparator, type FilterText } from './filter-syntax.ts';
import { amountOf } from './sort-key.ts';

/** Whether one value of a field satisfies a comparison; the value is set, and in the library's local form. */
export type ValueTest = (value: unknown) => boolean;

/**
 * The test of one value of a field (an item of a list or map, where it is one) against a text; a sentence where they do
 * not go together. `!=` is left to the caller. `among`: the value is one of several, and `:` asks for equality.
 */
export function valueTest(
  field: DescField,
  comparator: Exclude<Comparator, '!='>,
  text: FilterText,
  among: boolean,
): ValueTest | string {
  const label = field.name;
  if (field.message) return messageTest(field.message, label, comparator, text, among);
  if (field.enum) return enumTest(field.enum, label, comparator, text);
  return scalarTest(field.scalar!, label, comparator, text, among); // neither message nor enum
}

type Comparing = Exclude<Comparator, '!='>;

/** The same for a value of JSON, whose type is known only when it is met. */
export function jsonTest(comparator: Comparing, text: FilterText): ValueTest {
  const name = plain(text);
  const onText = textTest(comparator, text, false);
  const onNumber = NUMBER.test(name) ? ordered<number>(comparator, Number(name)) : () => false;
  const equality = comparator === '=' || comparator === ':';
  const test: ValueTest = (value) => {
    switch (typeof value) {
      case 'string':
        return (equality || text.quoted || !NUMBER.test(name)) && onText(value);
      case 'number':
        return onNumber(value);
      case 'object':
        if (value === null) return equality && name === 'null';
        if (Array.isArray(value)) return comparator === ':' && value.some((one) => !Array.isArray(one) && test(one));
        return comparator === ':' && Object.hasOwn(value, name);
      default:
        return equality && String(value) === name;
    }
  };
  return test;
}

function messageTest(
  desc: DescMessage,
  label: string,
  comparator: Comparing,
  text: FilterText,
  among: boolean,
): ValueTest | string {
  if (isWrapperDesc(desc)) {
    const test = scalarTest(desc.fields[0].scalar, label, comparator, text, among);
    // Bare, or a message where it is a member of a oneof or of a list.
    return typeof test === 'string' ? test : (value) => test(isBox(value) ? value.value : value);
  }
  const amount = amountIn(desc, plain(text));
  if (typeof amount === 'bigint') {
    const test = ordered<bigint>(comparator, amount);
    return (value) => test(amountOf(desc, value as Message) ?? 0n); // what such a field holds
  }
  if (amount !== undefined) return `${label} ${amount}`;
  const inner = desc.fields[0];
  return `${label} is a ${desc.name}, which has no single value.${inner ? ` Name one of its fields: ${label}.${inner.name}.` : ''}`;
}

const isBox = (value: unknown): value is { readonly value: unknown } =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && 'value' in value;

/** A text as the amount of a message with an order of its own; why it is none; undefined for other messages. */
function amountIn(desc: DescMessage, text: string): bigint | string | undefined {
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp': {
      const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
      const time = parseTimestamp(full.toUpperCase());
      return typeof time === 'string'
        ? `is a time, and ${quoted(text)} is none: write it as "2026-09-01T09:00:00Z".`
        : time.seconds * 1_000_000_000n + BigInt(time.nanos);
    }
    case 'google.protobuf.Duration': {
      const span = parseDuration(text);
      return typeof span === 'string'
        ? `is a duration, and ${quoted(text)} is none: write it in seconds, as 20s or 1.5s.`
        : span.seconds * 1_000_000_000n + BigInt(span.nanos);
    }
    case 'google.type.Date': {
      const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
      return match
        ? BigInt(Number(match[1]) * 10_000 + Number(match[2]) * 100 + Number(match[3]))
        : `is a date, and ${quoted(text)} is none: write it as 2026-09-01.`;
    }
    default:
      return undefined;
  }
}

function enumTest(desc: DescEnum, label: string, comparator: Comparing, text: FilterText): ValueTest | string {
  if (comparator !== '=' && comparator !== ':')
    return `${label} is an enum: it knows =, != and :, and not ${comparator}.`;
  const name = plain(text);
  const value =
    desc.values.find((one) => one.name === name) ??
    desc.values.find((one) => one.localName === name || one.name.toLowerCase() === name.toLowerCase());
  if (value) return (held) => held === value.number;
  if (/^-?\d{1,10}$/.test(name)) return (held) => held === Number(name);
  const names = desc.values.map((one) => one.name);
  const meant = name.length > 200 ? undefined : nearestWord(name, names);
  const known = meant === undefined ? `It has ${names.slice(0, 12).join(', ')}.` : `Did you mean ${meant}?`;
  return `${label} is a ${desc.name}, which has no value ${quoted(name)}. ${known}`;
}

function scalarTest(
  scalar: ScalarType,
  label: string,
  comparator: Comparing,
  text: FilterText,
  among: boolean,
): ValueTest | string {
  const name = plain(text);
  switch (scalar) {
    case ScalarType.STRING:
      return textTest(comparator, text, among);
    case ScalarType.BOOL:
      if (!/^(true|false)$/i.test(name)) return `${label} is true or false, and not ${quoted(name)}.`;
      if (comparator !== '=' && comparator !== ':')
        return `${label} is true or false: it knows =, != and :, and not ${comparator}.`;
      return (value) => value === (name.toLowerCase() === 'true');
    case ScalarType.BYTES:
      return bytesTest(label, comparator, name);
    default:
      return numberTest(scalar, label, comparator, name);
  }
}

function textTest(comparator: Comparing, text: FilterText, among: boolean): ValueTest {
  const matches = comparator === ':' && !among ? contains(text) : wildcard(text);
  if (comparator === '=' || comparator === ':') return (value) => typeof value === 'string' && matches(value);
  const test = ordered(comparator, plain(text));
  return (value) => typeof value === 'string' && test(value);
}

function bytesTest(label: string, comparator: Comparing, text: string): ValueTest | string {
  if (comparator !== '=' && comparator !== ':')
    return `${label} holds bytes: it knows =, != and :, and not ${comparator}.`;
  try {
    const wanted = base64Decode(text);
    return (value) =>
      value instanceof Uint8Array && value.length === wanted.length && value.every((byte, at) => byte === wanted[at]);
  } catch {
    return `${label} holds bytes, and ${quoted(text)} is no base64.`;
  }
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function numberTest(scalar: ScalarType, label: string, comparator: Comparing, text: string): ValueTest | string {
  const whole = /^[+-]?\d{1,40}$/.test(text);
  const odd = /^([+-]?)inf(inity)?$/i.exec(text);
  if (!whole && !odd && !NUMBER.test(text) && !/^nan$/i.test(text))
    return `${label} is a number, and ${quoted(text)} is none.`;
  let wanted: number | bigint = odd
    ? odd[1] === '-'
      ? -Infinity
      : Infinity
    : whole
      ? BigInt(text.replace('+', ''))
      : Number(text);
  if (scalar === ScalarType.FLOAT) wanted = Math.fround(Number(wanted));
  else if (scalar === ScalarType.DOUBLE) wanted = Number(wanted);
  const test = ordered<number | bigint>(comparator, wanted);
  // A long may be kept as text.
  const single = scalar === ScalarType.FLOAT;
  return (value) => {
    if (typeof value === 'string') return test(BigInt(value));
    return test(single ? Math.fround(Number(value)) : (value as number | bigint));
  };
}

/** Numbers and bigints compare with each other exactly. */
function ordered<T extends string | number | bigint>(comparator: Comparing, wanted: T): (value: T) => boolean {
  switch (comparator) {
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
    default:
      // 5n and 5 are equal here, and NaN is equal to nothing.
      return (value) => value <= wanted && value >= wanted;
  }
}
