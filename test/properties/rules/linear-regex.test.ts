import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearRegex } from '../../../server/rules/linear-regex.ts';

const found = (source: string, text: string): boolean => {
  const regex = linearRegex(source);
  if (typeof regex === 'string') throw new Error(regex);
  return regex.test(text);
};

const LENGTH = 20_000;
const letter = (index: number, alphabet: string): string =>
  alphabet[(Math.imul(index + 7, 2654435761) >>> 11) % alphabet.length]!;
const text = (alphabet: string): string =>
  Array.from({ length: LENGTH }, (_, index) => letter(index, alphabet)).join('');
const TEXTS = [
  'a'.repeat(LENGTH),
  text('ab'),
  text('abcdefghijklmnopqrstuvwxyz 0123456789.@-'),
  'äöü漢字😀'.repeat(Math.floor(LENGTH / 7)),
];

test.each([
  '^(a+)+$',
  '(a|aa)+$',
  '(x+x+)+y',
  '(a|a?)+$',
  '(.*a){20}b',
  '(a?){100}a{100}$',
  '([a-z]+)*\\d$',
  '(a|b)*a(a|b){20}$',
  '(a|b)*a(a|b){200}$',
  '(a|b)*a(a|b){900}$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(.*)(.*)(.*)(.*)x$',
  '(a*)*b',
  '.{500}z$',
  '(?:[ab]{1,30}c?){30}z',
  '(.{1,200}){5}z$',
  '(?i)hello.*world$',
  '\\bfoo\\b.*\\bbar\\b',
  '(?m)^end$',
  '^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$',
  '(foo|bar|baz|qux|quux|corge|grault|garply|waldo|fred|plugh|xyzzy|thud)+$',
  '[^\\x00-\\x{10FFFF}]',
])('%s ends on long texts, whatever it is', (source) => {
  // Of these, V8's own engine does not come back from some for longer than anybody waits.
  const regex = linearRegex(source);
  if (typeof regex === 'string') throw new Error(regex);
  expect(TEXTS.map((each) => typeof regex.test(each))).toEqual(TEXTS.map(() => 'boolean'));
});

test('where a pattern has more states than are kept, the answer is the same', () => {
  const last = (text: string, place: number): boolean => text.at(-place) === 'a';
  for (const each of [text('ab'), `${text('ab')}ab`, 'b'.repeat(300)])
    for (const places of [9, 20, 200]) expect(found(`(a|b)*a(a|b){${places - 1}}$`, each)).toBe(last(each, places));
});

test.each([
  ['(?=a)b', 'look'],
  ['(a', '('],
  ['a)', ')'],
  ['*a', 'nothing to repeat'],
  ['a{2000}', 'repeats too often'],
  ['((a{100}){100}){100}', 'too large'],
  ['[z-a]', ''],
  ['\\1', ''],
  ['(?<!x)y', ''],
])('%s is refused when it is loaded', (source, why) => {
  const refused = linearRegex(source);
  expect(typeof refused).toBe('string');
  expect(refused).toContain(why);
});

test.each([
  ['^VIP-', 'VIP-1', true],
  ['^VIP-', 'a VIP-1', false],
  ['VIP', 'a VIP-1', true],
  ['a$', 'ba', true],
  ['a$', 'a\n', false],
  ['(?m)a$', 'a\nb', true],
  ['(?m)^b', 'a\nb', true],
  ['^b', 'a\nb', false],
  ['^$', '', true],
  ['^$', 'x', false],
  ['\\bfoo\\b', 'a foo b', true],
  ['\\bfoo\\b', 'afoo b', false],
  ['\\Boo', 'foo', true],
  ['\\Bfoo', 'foo', false],
  ['(?i)straSSE', 'STRASSE', true],
  ['^.$', '😀', true],
  ['^[😀-😂]+$', '😀😁😂', true],
  ['a.b', 'a\nb', false],
  ['(?s)a.b', 'a\nb', true],
  ['^(ab|c){2,3}$', 'abcab', true],
  ['^(ab|c){2,3}$', 'ccccc', false],
  ['\\d{3}-\\d{4}', 'call 555-0199', true],
  ['^\\Qa.b\\E$', 'a.b', true],
  ['^\\Qa.b\\E$', 'axb', false],
  ['', 'anything', true],
])('%s on %j is %s', (source, input, expected) => {
  expect(found(source, input)).toBe(expected);
});

const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '^', '$', '\\b', '\\B', '\\w', 'ab', '\\n', 'c');
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    piece,
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `${left}${right}`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}'))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
})).node;

test('it agrees with the engine of the language', () => {
  fc.assert(
    fc.property(pattern, fc.array(fc.constantFrom('a', 'b', 'c', '\n', ' '), { maxLength: 8 }), (source, letters) => {
      const input = letters.join('');
      expect(found(source, input)).toBe(new RegExp(source, 'u').test(input));
    }),
    { numRuns: 800 },
  );
});
