import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthsOf, makeMatch } from '../../../server/rules/regex-make.ts';
import { patternOf } from '../../../server/rules/regex-match.ts';

const read = (source: string) => {
  const pattern = patternOf(source);
  if (typeof pattern === 'string') throw new Error(`${source}: ${pattern}`);
  return pattern;
};
const draws = (seed: number) => {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
};

const atom = fc.oneof(
  fc.constantFrom(
    'a',
    'Z',
    '0',
    '\\.',
    '\\d',
    '\\w',
    '[a-f]',
    '[^x]',
    '[A-Z0-9_-]',
    '.',
    '\\x41',
    '(?:ab)',
    '[[:digit:]]',
  ),
  fc.string({ minLength: 1, maxLength: 3 }).map((text) => text.replace(/[^a-z]/g, 'q')),
);
const count = fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}', '{2,}');
const regex: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(atom, count)
      .map(([text, times]) => (text.length > 1 && /^[a-z]+$/.test(text) ? `(${text})` : text) + times),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}|${b})`),
    fc.tuple(tie('node'), count).map(([a, times]) => `(?:${a})${times}`),
  ),
})).node;

const asJs = (source: string): RegExp => new RegExp(source.replaceAll('[[:digit:]]', '[0-9]'), 'u');

test('whatever the pattern, a text made from it matches it, for us and for another engine', () => {
  fc.assert(
    fc.property(regex, fc.integer(), fc.integer({ min: 0, max: 30 }), (source, seed, want) => {
      const pattern = read(`^(?:${source})$`);
      const [shortest, longest] = lengthsOf(pattern.tree);
      const text = makeMatch(pattern.tree, Math.min(Math.max(want, shortest), longest), draws(seed));
      expect(pattern.test(text)).toBe(true);
      expect(asJs(`^(?:${source})$`).test(text)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('whatever the pattern and the text, we find what another engine finds', () => {
  fc.assert(
    fc.property(regex, fc.string({ unit: fc.constantFrom(...'abZ0.x-_ 9'), maxLength: 8 }), (source, text) => {
      expect(read(source).test(text)).toBe(asJs(source).test(text));
    }),
    { numRuns: 120 },
  );
});

test('a pattern that makes other engines walk for ever takes a moment', () => {
  expect(read('^(a+)+$').test(`${'a'.repeat(5_000)}!`)).toBe(false);
});

for (const [source, says] of [
  ['(?=a)', 'look ahead'],
  ['(a', 'no )'],
  ['a)', 'no ('],
  ['[a', 'no ]'],
  ['*a', 'nothing to repeat'],
  ['a{2000}', 'too often'],
  ['(a)\\1', 'references back'],
  ['[z-a]', 'ends before it begins'],
  ['\\', 'backslash'],
  ['\\p{Nothing}', 'no class'],
  ['((((a{1000}){1000}){1000}){1000})', 'too large'],
] as const)
  test(`what RE2 does not read is said: ${source}`, () => {
    expect(patternOf(source)).toContain(says);
  });

test('sizes are met where the parts allow it', () => {
  for (const [source, want] of [
    ['^[a-z]{2,40}$', 17],
    ['^(ab|cde)+$', 7],
    ['^\\d{3}-\\d+$', 12],
  ] as const)
    // prettier-ignore
    expect(makeMatch(read(source).tree, want, draws(want))).toHaveLength(want);
});
