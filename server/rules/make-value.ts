import { breaches, latin1 } from './accept.ts';
import type { Draws } from './draws.ts';
import type { Moments, Plain, ValueRules } from './field-rules.ts';
import { FORMATS } from './formats.ts';
import { durationFor, fractionBetween, momentFor, wholeBetween, wholeRange } from './make-number.ts';
import { makeMatch, lengthsOf } from './regex-make.ts';
import { patternOf } from './regex-match.ts';
import { LONGEST_TEXT, textCandidates } from './make-text.ts';
import { rangeOfType, type ValueType } from './value-kind.ts';

/** What the field's name suggests, in its n-th variation: the same for the same n. */
export type Like = (n: number) => Plain;

/** A value and whether it keeps the rules; where it does not, none that was tried breaks fewer. */
export interface Made {
  readonly value: Plain;
  readonly kept: boolean;
}

/**
 * A value that keeps the rules, CEL aside: an example, else what the name suggests, else something in the look of it,
 * else whatever fits. The number of tries is bounded.
 */
export function makeValue(rules: ValueRules, type: ValueType, like: Like, draws: Draws, moments: Moments): Made {
  let best: Plain | undefined;
  let least = Infinity;
  for (const value of candidates(rules, type, like, draws, moments)) {
    const count = breaches(rules, value, moments);
    if (count === 0) return { value, kept: true };
    if (count < least) [best, least] = [value, count];
  }
  return { value: best ?? like(0), kept: false };
}

function* candidates(rules: ValueRules, type: ValueType, like: Like, draws: Draws, moments: Moments): Generator<Plain> {
  if (rules.const !== undefined) yield rules.const;
  if (rules.examples.length > 0) {
    const first = draws() % rules.examples.length;
    for (let index = 0; index < rules.examples.length; index++)
      yield rules.examples[(first + index) % rules.examples.length]!;
  }
  yield like(0);
  if (rules.in && rules.in.length > 0) yield* rotated(rules.in, draws);
  if (rules.defined && rules.defined.length > 0) yield* rotated(rules.defined, draws);
  yield* byKind(rules, type, like, draws, moments);
}

function* rotated(list: readonly Plain[], draws: Draws): Generator<Plain> {
  const first = draws() % list.length;
  for (let index = 0; index < list.length; index++) yield list[(first + index) % list.length]!;
}

function* byKind(rules: ValueRules, type: ValueType, like: Like, draws: Draws, moments: Moments): Generator<Plain> {
  // The kinds of rules say what kind of value the hint is.
  switch (rules.kind) {
    case 'text':
      yield* textCandidates(rules, (n) => like(n) as string, draws);
      return;
    case 'bytes':
      yield* bytesCandidates(rules, like(0) as Uint8Array, draws);
      return;
    case 'flag':
      yield true;
      yield false;
      return;
    case 'enum':
      for (let round = 1; round < 8; round++) yield like(round);
      for (const { number } of type.enum?.values ?? []) yield BigInt(number);
      for (let number = 0n; number < 64n; number++) yield number;
      return;
    case 'integer':
      yield* wholeCandidates(rules, type, like(0) as bigint, draws);
      return;
    case 'number':
      for (let round = 0; round < 8; round++)
        yield fractionBetween(rules, round === 0 ? (like(0) as number) : NaN, draws, type.type === 'float');
      for (const bound of [rules.low, rules.high]) if (bound) yield Number(bound.value);
      return;
    case 'duration':
      for (let round = 0; round < 8; round++)
        yield durationFor(rules, round === 0 ? (like(0) as bigint) : -(10n ** 30n), rangeOfType(type), draws);
      return;
    case 'timestamp':
      yield momentFor(rules, like(0) as bigint, moments, rangeOfType(type), draws);
      for (let round = 1n; round < 8n; round++)
        yield momentFor(rules, (like(0) as bigint) + round * 1_000_000_000n, moments, rangeOfType(type), draws) + round;
      return;
    case 'mask':
      yield (like(0) as string)
        .split(',')
        .filter((path) => !rules.notIn.includes(path))
        .join();
      yield (rules.in ?? []).filter((path) => !rules.notIn.includes(path)).slice(0, 2).join(); // prettier-ignore
      yield '';
      return;
    default:
      return;
  }
}

function* wholeCandidates(rules: ValueRules, type: ValueType, like: bigint, draws: Draws): Generator<Plain> {
  const [low, high] = wholeRange(rules, rangeOfType(type), draws);
  const first = wholeBetween(low, high, like, draws);
  yield first;
  if (rules.multipleOf !== undefined && rules.multipleOf >= 1) {
    const step = BigInt(Math.round(rules.multipleOf));
    yield (first / step) * step;
    yield (first / step + 1n) * step;
    yield (first / step - 1n) * step;
  }
  // What is not allowed in the range is stepped over.
  for (let step = 1n; step <= BigInt(rules.notIn.length) + 1n && step < 2_000n; step++) {
    yield first + step;
    yield first - step;
    yield low + step - 1n;
  }
}

function* bytesCandidates(rules: ValueRules, like: Uint8Array, draws: Draws): Generator<Uint8Array> {
  const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);
  const part = (value: string | Uint8Array | undefined): string => (value instanceof Uint8Array ? latin1(value) : '');
  const [prefix, suffix, contains] = [part(rules.prefix), part(rules.suffix), part(rules.contains)];
  const min = Math.min(rules.size?.min ?? 0, LONGEST_TEXT);
  const max = Math.min(rules.size?.max ?? Infinity, LONGEST_TEXT);
  const fit = (text: string): Uint8Array => {
    const fixed = prefix.length + suffix.length + contains.length;
    let body = text.slice(0, Math.max(0, max - fixed));
    while (body.length + fixed < min) body += String.fromCharCode(draws() & 255);
    return bytesOf(prefix + body + contains + suffix);
  };
  if (rules.format !== undefined)
    for (let round = 0; round < 4; round++) {
      const made = FORMATS[rules.format]?.make(draws) ?? '';
      yield bytesOf(made);
      yield bytesOf(prefix + made.slice(prefix.length, made.length - suffix.length) + suffix);
    }
  for (const source of rules.patterns) {
    const pattern = patternOf(source);
    if (typeof pattern === 'string') continue;
    const [shortest, longest] = lengthsOf(pattern.tree);
    for (let round = 0; round < 24; round++) {
      const want = Math.max(shortest, Math.min(min, longest)) + (draws() % 8);
      const made = new TextEncoder().encode(makeMatch(pattern.tree, Math.min(want, max, longest), draws));
      yield made;
      yield bytesOf(prefix + latin1(made).slice(prefix.length, made.length - suffix.length) + suffix);
      yield fit(latin1(made));
    }
  }
  yield fit(latin1(like));
  yield fit('');
}
