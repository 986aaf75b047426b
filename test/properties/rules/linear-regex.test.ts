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
  '(?:[ab]{1,30}c?){20}z',
  '(a|b)*a((a|b){20}b*){50}z',
  '(a|b)*a(a|b){600}(a?b?){80}z',
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
  ['(a|b)*a((a|b)(b{7})?){120}z', 'too many of its parts may be left out'],
  ['(a?b?){700}z', 'too many of its parts may be left out'],
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

// What people write is far from the bound.
const OF_PEOPLE = {
  'IPv6 addresses': (() => {
    const [part, byte] = ['[0-9a-fA-F]{1,4}', '(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])'];
    const split = [1, 2, 3, 4, 5].map((left) => `(${part}:){1,${left}}(:${part}){1,${6 - left}}`);
    const v4 = `(${byte}\\.){3,3}${byte}`;
    return `^((${part}:){7,7}${part}|(${part}:){1,7}:|(${part}:){1,6}:${part}|${split.join('|')}|:((:${part}){1,7}|:)|fe80:(:[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]{1,}|::(ffff(:0{1,4}){0,1}:){0,1}${v4}|(${part}:){1,4}:${v4})$`;
  })(),
  'names of hosts': '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$',
  'semantic versions':
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$',
  durations: '^P(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?$',
  'one of many words': `^(?:${Array.from({ length: 100 }, (_, index) => `word-${index * 37}`).join('|')})$`,
  'many of many words': `^(?:(?:${Array.from({ length: 80 }, (_, index) => `word-${index * 37}`).join('|')})[ ,]?)*$`,
};
test.each(Object.entries(OF_PEOPLE))('%s are read, and found as another engine finds them', (_, source) => {
  for (const text of [
    '::1',
    '2001:db8::8a2e:370:7334',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8',
    'fe80::7:8%eth0',
    '::ffff:0:255.1.2.3',
    'a.example.com',
    '-a.example',
    'a'.repeat(63) + '.org',
    'a'.repeat(64) + '.org',
    '1.0.0-rc.1+b.5',
    '01.1.1',
    '1.2.3',
    'P3DT4H5.5S',
    'PT',
    'P',
    'word-37',
    'word-38',
    'word-37 word-74,word-0',
    'word-37  word-0',
  ])
    expect([text, found(source, text)]).toEqual([text, new RegExp(source, 'u').test(text)]);
});

/** Long ones, that fill many words of bits; of those that another engine may try in many ways there are few. */
const long = fc
  .tuple(
    fc.array(
      fc
        .tuple(fc.constantFrom('a', 'b', '[ab]', '[^a]', '.'), fc.integer({ min: 1, max: 60 }))
        .map(([of, times]) => `${of}{${times}}`),
      { maxLength: 4 },
    ),
    fc.array(
      fc.constantFrom('(?:a?b?){6}', '[ab]{1,40}', '(?:aa|bb|ab)*', 'b{1,7}a?', '\\b', '(?:ab{30}|ba{30})?', 'c?'),
      { maxLength: 2 },
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .chain(([fixed, loose, start, end]) =>
    fc
      .shuffledSubarray([...fixed, ...loose], { minLength: fixed.length + loose.length })
      .map((pieces) => `${start ? '^' : ''}${pieces.join('')}${end ? '$' : 'c'}`),
  );

test('it agrees on long patterns as well', () => {
  const input = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'ab', 'ba', 'c'), fc.integer({ min: 1, max: 25 })), { maxLength: 4 })
    .map((runs) => runs.map(([of, times]) => of.repeat(times)).join(''));
  fc.assert(
    fc.property(long, fc.array(input, { minLength: 3, maxLength: 3 }), (source, texts) => {
      for (const text of texts) expect([text, found(source, text)]).toEqual([text, new RegExp(source, 'u').test(text)]);
    }),
    { numRuns: 500 },
  );
});

test('it agrees with the engine of the language', () => {
  fc.assert(
    fc.property(pattern, fc.array(fc.constantFrom('a', 'b', 'c', '\n', ' '), { maxLength: 8 }), (source, letters) => {
      const input = letters.join('');
      expect(found(source, input)).toBe(new RegExp(source, 'u').test(input));
    }),
    { numRuns: 800 },
  );
});
