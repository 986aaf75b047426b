import { byteCount, charCount } from './accept.ts';
import { textOf, type Draws } from './draws.ts';
import type { ValueRules } from './field-rules.ts';
import { FORMATS } from './formats.ts';
import { lengthsOf, makeMatch } from './regex-make.ts';
import { patternOf } from './regex-match.ts';

/** Longer texts than this are not made, whatever a rule asks. */
export const LONGEST_TEXT = 100_000;

/**
 * Texts that may keep the rules, most believable first. `like(n)` is what the field's name suggests, in its n-th
 * variation; `round` counts the tries so far.
 */
export function* textCandidates(rules: ValueRules, like: (n: number) => string, draws: Draws): Generator<string> {
  const hint = like(0);
  if (rules.format !== undefined) {
    yield* formatted(rules, draws);
  }
  if (rules.patterns.length > 0) {
    for (const variant of variants(hint)) yield fitted(rules, variant, like, draws);
    for (let round = 0; round < 24; round++) yield* matching(rules, like, draws);
  }
  yield fitted(rules, hint, like, draws);
  for (let round = 1; round < 4; round++) yield fitted(rules, like(round), like, draws);
  for (const variant of variants(hint)) yield fitted(rules, variant, like, draws);
  yield fitted(rules, '', like, draws);
}

/** The look of a hint in the other ways that people write such values. */
function variants(hint: string): readonly string[] {
  const plain = hint.normalize('NFD').replace(/[^\x20-\x7e]/g, '');
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
  const all = [
    plain,
    plain.toLowerCase(),
    plain.toUpperCase(),
    slug,
    slug.replaceAll('-', '_'),
    slug.replaceAll('-', ''),
  ];
  return [
    ...new Set([
      ...all,
      slug.toUpperCase(),
      slug.replaceAll(/\d|-/g, ''),
      slug.split('-')[0]!,
      plain.split(' ')[0]!,
      slug.replaceAll('-', ' '),
    ]),
  ];
}

function* formatted(rules: ValueRules, draws: Draws): Generator<string> {
  const format = FORMATS[rules.format!];
  if (!format) return;
  const { prefix = '', suffix = '', contains = '' } = rules as { prefix?: string; suffix?: string; contains?: string }; // text rules
  const max = Math.min(rules.size?.max ?? Infinity, rules.byteSize?.max ?? Infinity);
  const min = Math.max(rules.size?.min ?? 0, rules.byteSize?.min ?? 0);
  for (let round = 0; round < 12; round++) {
    const made = format.make(draws);
    yield made;
    const [local, host] = made.split('@') as [string, string | undefined]; // split yields one part at least
    const scheme = /^https?:\/\//.exec(made)?.[0] ?? '';
    for (const text of [
      prefix + made.slice(prefix.startsWith(scheme) ? scheme.length : 0) + suffix,
      prefix + made.slice(prefix.length, Math.max(prefix.length, made.length - suffix.length)) + suffix,
      prefix + local + (suffix.includes('@') ? suffix : `@${host ?? ''}`),
      `${prefix}${local}${contains}@${host ?? 'example.com'}`,
      `${prefix}${local}@${contains.replace(/^[.@]/, '')}${suffix}`,
      `${prefix}${contains}${made.slice(prefix.length + contains.length)}${suffix}`,
      `${made}${contains}`,
      ...(prefix === '' ? [] : overlaid(made, prefix)),
      ...short(made, host === undefined ? '' : `${local.slice(0, 1)}@`, max, draws),
      ...long(made, local, host, min, draws),
    ])
      yield text;
  }
}

/** An address whose first groups are given. */
function overlaid(made: string, prefix: string): readonly string[] {
  const dots = prefix.split('.').length - 1;
  return [
    prefix + made.split('.').slice(dots).join('.'),
    `${prefix}${prefix.endsWith(':') ? '' : ':'}:1`,
    `${prefix}1`,
  ];
}

/** Shorter values of the same format, for hosts, addresses and URIs. */
function short(made: string, local: string, max: number, draws: Draws): readonly string[] {
  if (made.length <= max) return [];
  const word = textOf('abcdefghijklmnopqrstuvwxyz', Math.max(1, Math.min(max - local.length - 3, 8)), draws);
  const tiny = textOf('abcdefghijklmnopqrstuvwxyz', Math.max(1, Math.min(max - local.length, 8)), draws);
  return [
    `${local}${word}.io`,
    `${local}${tiny}`,
    `https://${word.slice(0, Math.max(1, max - 11))}.io`,
    `https://${tiny.slice(0, Math.max(1, max - 8))}`,
    `10.0.0.${1 + (draws() % 9)}`,
    `::${1 + (draws() % 9)}`,
    `/${tiny.slice(1)}`,
    made.slice(0, max),
  ];
}

/** Longer ones: a longer name, host label or path. */
function long(made: string, local: string, host: string | undefined, min: number, draws: Draws): readonly string[] {
  const lack = min - made.length;
  if (lack <= 0 || lack > LONGEST_TEXT) return [];
  const more = textOf('abcdefghijklmnopqrstuvwxyz', lack, draws);
  const labels = more.replace(/.{31}(?=.)/g, (part) => `${part.slice(0, 30)}.`);
  return [
    host === undefined ? `${made}${more}` : `${local}${more}@${host}`,
    `${labels}${labels.endsWith('.') ? 'a' : ''}.${made}`.slice(-min),
    `${made}/${more}`,
    `${made.replace(/:\d+$/, '')}${more}`,
  ];
}

/** Texts made from the pattern, with a prefix and the like where it leaves room for them. */
function* matching(rules: ValueRules, like: (n: number) => string, draws: Draws): Generator<string> {
  for (const source of rules.patterns) {
    const pattern = patternOf(source);
    if (typeof pattern === 'string') continue;
    const [shortest, longest] = lengthsOf(pattern.tree);
    const low = Math.max(
      shortest,
      Math.min(rules.size?.min ?? 0, longest),
      Math.min(rules.byteSize?.min ?? 0, longest),
    );
    const high = Math.min(longest, rules.size?.max ?? Infinity, rules.byteSize?.max ?? Infinity, LONGEST_TEXT);
    const room = Math.max(0, Math.min(high, Math.max(low, shortest) + 12) - low);
    const made = makeMatch(pattern.tree, low + (room === 0 ? 0 : draws() % (room + 1)), draws);
    yield made;
    yield fitted(rules, made, like, draws);
    if (rules.prefix !== undefined) yield `${rules.prefix as string}${made.slice((rules.prefix as string).length)}`; // text rules
    if (rules.suffix !== undefined) yield `${made.slice(0, -(rules.suffix as string).length)}${rules.suffix as string}`; // text rules
    if (rules.contains !== undefined) yield insert(made, rules.contains as string, draws); // text rules
    if (high > low) yield makeMatch(pattern.tree, low + (draws() % (Math.min(high, low + 400) - low + 1)), draws);
  }
}

function insert(text: string, part: string, draws: Draws): string {
  const at = draws() % (Math.max(0, text.length - part.length) + 1);
  return text.slice(0, at) + part + text.slice(at + part.length);
}

/** A text brought into the sizes, with what it must begin with, hold and end with. */
export function fitted(rules: ValueRules, text: string, like: (n: number) => string, draws: Draws): string {
  // Rules of text have texts.
  const { prefix = '', suffix = '', contains = '' } = rules as { prefix?: string; suffix?: string; contains?: string };
  const avoid = rules.notContains;
  let body = text;
  if (prefix !== '' && body.startsWith(prefix)) body = body.slice(prefix.length);
  if (suffix !== '' && body.endsWith(suffix)) body = body.slice(0, -suffix.length);
  if (avoid !== undefined) body = body.replaceAll(avoid, '');
  const needs = contains !== '' && !`${prefix}${body}${suffix}`.includes(contains) ? contains : '';
  const fixed = charCount(prefix) + charCount(suffix) + charCount(needs);
  const min = Math.min(rules.size?.min ?? 0, LONGEST_TEXT) - fixed;
  const max = Math.min(rules.size?.max ?? Infinity, LONGEST_TEXT) - fixed;
  body = lengthened(cut(body, max), min, max, like, avoid, draws);
  const join = needs !== '' && max > charCount(body) && /[a-z]$/i.test(body) && /^[a-z]/i.test(needs) ? ' ' : '';
  return inBytes(rules, prefix, body + join + needs, suffix);
}

/** At the end of a word where one is near. */
function cut(text: string, max: number): string {
  if (charCount(text) <= max) return text;
  const chars = [...text].slice(0, Math.max(0, max)).join('');
  const space = chars.lastIndexOf(' ');
  return space > max * 0.6 ? chars.slice(0, space) : chars.trimEnd();
}

function lengthened(
  text: string,
  min: number,
  max: number,
  like: (n: number) => string,
  avoid: string | undefined,
  draws: Draws,
): string {
  let body = text;
  for (let round = 1; charCount(body) < min && round < 50; round++) {
    const more = like(round);
    if (!/\s/.test(body) || more === '') break;
    body = cut(`${body}${/[.!?]$/.test(body) ? ' ' : ', '}${more}`, max);
    if (avoid !== undefined) body = body.replaceAll(avoid, '');
  }
  const lack = min - charCount(body);
  if (lack <= 0) return body;
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'].filter((char) => !avoid?.includes(char)).join('');
  const more = textOf(/^\d*$/.test(body) && body !== '' ? '0123456789' : letters || 'x', lack, draws);
  return body + (lack > 40 && avoid !== ' ' ? more.replace(/(.{7})./g, '$1 ').slice(0, -1) + 'e' : more);
}

/** Sizes in bytes: wide characters are replaced to save bytes, and come in where more bytes than characters are asked. */
function inBytes({ size, byteSize }: ValueRules, prefix: string, middle: string, suffix: string): string {
  if (!byteSize) return prefix + middle + suffix;
  let body = middle;
  const total = (): number => byteCount(prefix + body + suffix);
  if (total() > byteSize.max) body = body.normalize('NFD').replace(/[^\x20-\x7e]/g, '');
  while (total() > byteSize.max && body !== '') body = [...body].slice(0, -1).join('');
  const lack = Math.min(byteSize.min, LONGEST_TEXT) - total();
  if (lack <= 0) return prefix + body + suffix;
  const room = (size?.max ?? Infinity) - charCount(prefix + body + suffix);
  if (room >= lack) return `${prefix}${body}${'x'.repeat(lack)}${suffix}`;
  const chars = [...body, ...(room > 0 ? 'x'.repeat(room) : '')];
  let missing = lack - Math.max(room, 0);
  for (let index = chars.length - 1; index >= 0 && missing > 0; index--) {
    const wide = ['é', '€', '😀'][Math.min(missing, 3) - 1]!;
    missing -= byteCount(wide) - byteCount(chars[index]!);
    chars[index] = wide;
  }
  return prefix + chars.join('') + suffix;
}
