import type { Clues } from './cel-clues.ts';
import type { Draws } from './draws.ts';
import type { Plain, ValueRules } from './field-rules.ts';
import { FORMATS } from './formats.ts';
import { fitted } from './make-text.ts';
import { lengthsOf, makeMatch } from './regex-make.ts';
import { patternOf } from './regex-match.ts';
import type { ValueType } from './value-kind.ts';

/** What a value can be measured against: other values of the message, and how many members its lists have. */
export interface Neighbours {
  readonly values: readonly Plain[];
  readonly sizes: readonly number[];
}

/** Values that may satisfy an expression, from what it mentions; those that resemble the hint first. */
export function candidatesOf(
  type: ValueType,
  clues: Clues,
  hint: Plain,
  near: Neighbours,
  draws: Draws,
): readonly Plain[] {
  // Kinds say what the hint is.
  switch (type.kind) {
    case 'text':
      return textsFor(clues, hint as string, near, draws);
    case 'bytes':
      return textsFor(clues, '', { values: [], sizes: [] }, draws).map((text) => new TextEncoder().encode(text));
    case 'flag':
      return [hint !== true, hint === true];
    case 'enum':
      return [
        ...clues.numbers.filter(Number.isInteger).map(BigInt),
        ...near.values.filter((value) => typeof value === 'bigint'),
        ...(type.enum?.values.map(({ number }) => BigInt(number)) ?? []),
      ];
    case 'integer':
      return numbersFor(clues, Number(hint), near, draws).filter(Number.isSafeInteger).map(BigInt);
    case 'number':
      return numbersFor(clues, hint as number, near, draws);
    case 'duration':
      return momentsFor([...clues.durations, ...clues.numbers.map(secondsOf)], near);
    case 'timestamp':
      return momentsFor(clues.timestamps, near, clues.durations);
    default:
      return [];
  }
}

const secondsOf = (number: number): bigint => BigInt(Math.round(number * 1e9));

function textsFor(clues: Clues, hint: string, near: Neighbours, draws: Draws): readonly string[] {
  const found: string[] = near.values.filter((value) => typeof value === 'string');
  for (const source of clues.patterns) {
    const pattern = patternOf(source);
    if (typeof pattern === 'string') continue;
    const [shortest, longest] = lengthsOf(pattern.tree);
    for (const more of [6, 3, 12, 0, 24])
      found.push(makeMatch(pattern.tree, Math.min(shortest + more, longest), draws));
    for (const size of clues.numbers.filter(isSize)) found.push(makeMatch(pattern.tree, size, draws));
  }
  for (const format of clues.formats) found.push(FORMATS[format]!.make(draws));
  const sizes = clues.numbers
    .filter(isSize)
    .flatMap((size) => [size, size + 1, size - 1])
    .filter((size) => size >= 0);
  const parts = clues.texts.filter((text) => text !== '');
  const bases = [hint, hint.toLowerCase(), hint.toUpperCase(), hint.replaceAll(/[^a-zA-Z\d]/g, '').toLowerCase()];
  for (const base of bases) {
    found.push(base);
    for (const part of parts) found.push(part + base, base + part, part, base.replaceAll(part, ''));
    for (const first of parts) for (const last of parts) if (first !== last) found.push(first + base + last);
  }
  for (const size of sizes)
    for (const base of [...bases.slice(0, 2), ...parts.flatMap((part) => [part + hint, hint + part])])
      found.push(fitted(sized(size), base, () => hint, draws));
  for (const sizesOf of sizes) found.push('7'.repeat(sizesOf), 'A1b2C3d4!'.repeat(20).slice(0, sizesOf));
  const words = hint.toLowerCase().match(/[a-z\d]+/g) ?? ['a'];
  for (const part of parts)
    for (const count of clues.numbers.filter((number) => number > 1 && number <= 20))
      found.push(Array.from({ length: count }, (_, index) => words[index % words.length]!).join(part));
  const slug = hint.toLowerCase().replace(/[^a-z\d]+/g, '-');
  found.push(slug, slug.split('-')[0]!, 'Aa1!aaaaaaaa', String(draws() % 1000), '');
  return [...new Set(found)];
}

const isSize = (number: number): boolean => Number.isInteger(number) && number >= 0 && number <= 1000;
const sized = (size: number): ValueRules => ({
  kind: 'text',
  names: [],
  notIn: [],
  examples: [],
  patterns: [],
  cel: [],
  size: { min: size, max: size },
});

function numbersFor(clues: Clues, hint: number, near: Neighbours, draws: Draws): readonly number[] {
  const others = [
    ...near.values.filter((value) => typeof value === 'number' || typeof value === 'bigint').map(Number),
    ...near.sizes,
  ];
  const fixed = clues.numbers;
  const found: number[] = [];
  const sorted = fixed.toSorted((a, b) => a - b);
  for (const [index, number] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next - number > 1)
      found.push(number + 1 + Math.floor((draws() / 2 ** 32) * (next - number - 1)));
  }
  for (const number of fixed) {
    found.push(Math.round(hint / (number || 1)) * number, (Math.round(hint / (number || 1)) + 1) * number);
    found.push(number + 1 + (draws() % 20), number - 1 - (draws() % 20), number, number + 1, number - 1, -number);
    for (const other of others)
      found.push(number - other, other + number, other - number, other * number, number === 0 ? 0 : other / number);
  }
  for (const other of others)
    found.push(
      other,
      other + 1 + (draws() % 10),
      other - 1 - (draws() % 10),
      other + 1,
      other - 1,
      other * 2,
      Math.floor(other / 2),
      other / 2,
      100 - other,
      -other,
    );
  for (let first = 0; first < Math.min(others.length, 6); first++)
    for (let second = first + 1; second < Math.min(others.length, 6); second++) {
      const [a, b] = [others[first]!, others[second]!];
      found.push(a + b, a * b, a - b, b - a, (a + b) / 2, Math.floor((a + b) / 2));
    }
  if (others.length > 1) {
    const sum = others.reduce((so, other) => so + other, 0);
    found.unshift(...fixed.map((number) => number - sum), sum);
  }
  found.push(
    1,
    0,
    2,
    10,
    100,
    Math.abs(hint),
    -Math.abs(hint),
    Math.round(hint),
    hint * 2,
    hint * 2 + 1,
    Math.round(hint / 2),
    hint + 1,
  );
  return [...new Set(found)].filter(Number.isFinite);
}

const SECOND = 1_000_000_000n;
const STEPS = [
  0n,
  SECOND,
  -SECOND,
  60n * SECOND,
  -60n * SECOND,
  3600n * SECOND,
  -3600n * SECOND,
  86_400n * SECOND,
  -86_400n * SECOND,
  30n * 86_400n * SECOND,
  -30n * 86_400n * SECOND,
  3650n * 86_400n * SECOND,
  -3650n * 86_400n * SECOND,
];

function momentsFor(fixed: readonly bigint[], near: Neighbours, distances: readonly bigint[] = []): readonly bigint[] {
  const others = near.values.filter((value) => typeof value === 'bigint');
  const found = [...others, ...fixed].flatMap((moment) => [
    ...STEPS.map((step) => moment + step),
    ...distances.flatMap((distance) => [
      moment + distance,
      moment - distance,
      moment + distance / 2n,
      moment - distance / 2n,
      moment + 2n * distance,
      moment - 2n * distance,
    ]),
  ]);
  const far = fixed.length > 0 ? fixed[0]! : 0n;
  return [...new Set([...found, far * 2n, far / 2n, 0n, SECOND])];
}
