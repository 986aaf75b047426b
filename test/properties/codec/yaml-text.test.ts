import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseYaml, printYaml } from '../../../server/codec/yaml-text.ts';

const read = (text: string, file = 'shop.world.yaml'): ReturnType<typeof parseYaml> => parseYaml(text, file);
/** Doubles beyond 2^53 come back as whole numbers. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
const codes = (text: string): string[] => read(text).problems.map(({ code }) => code);

test('numbers, words and dates are what the core schema of YAML 1.2 says', () => {
  const { value, problems } = read(`
big: 12345678901234567890
hex: 0x1F
yes: yes
on: true
none: ~
day: 2026-09-01
price: 1.10
"1": one
2: two
true: three
`);
  expect(problems).toEqual([]);
  expect(value).toEqual({
    big: 12345678901234567890n,
    hex: 31,
    yes: 'yes',
    on: true,
    none: null,
    day: '2026-09-01',
    price: 1.1,
    '1': 'one',
    '2': 'two',
    true: 'three',
  });
});

test('anchors and merges repeat what they name, and what is written beside them wins', () => {
  expect(read('a: &lamp { title: Lamp, units: 4 }\nb: { <<: *lamp, units: 5 }\nc: *lamp\n').value).toEqual({
    a: { title: 'Lamp', units: 4 },
    b: { units: 5, title: 'Lamp' },
    c: { title: 'Lamp', units: 4 },
  });
});

test('each problem says file, line and column', () => {
  expect(read('a: 1\nb: 2\na: 3\n').problems).toEqual([
    {
      severity: 'error',
      code: 'yaml-duplicate-key',
      message: 'The key "a" appears twice.',
      hint: 'Remove one of the two.',
      file: 'shop.world.yaml',
      line: 3,
      column: 1,
    },
  ]);
});

test('what cannot be read is a problem, and never an exception', () => {
  expect(codes('a: [1')).toEqual(['yaml-syntax']);
  expect(codes('a: 1\n---\nb: 2')).toEqual(['yaml-syntax']);
  expect(codes('a: !date 2026-09-01')).toContain('yaml-tag');
  expect(codes('a: !!binary aGk=')).toContain('yaml-tag');
  expect(codes('a: *nowhere')).toEqual(['yaml-alias']);
  expect(codes('a: &a [*a]')).toEqual(['yaml-alias']);
  expect(codes('? [a, b]\n: 1')).toEqual(['yaml-key']);
  expect(codes('['.repeat(150))).not.toEqual([]);
  expect(codes(`${'['.repeat(150)}${']'.repeat(150)}`)).toEqual(['yaml-too-deep']);
  expect(codes('['.repeat(5_000))).toEqual(['yaml-too-deep']);
  expect(codes('['.repeat(5_000))).not.toEqual([]);
  expect(read('{"a": 1,}', 'x.world.json').problems.map(({ code }) => code)).toEqual(['json-syntax']);
});

test('a billion laughs are one problem', () => {
  const lines = ['a0: &a0 lol'];
  for (let i = 1; i < 12; i += 1) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(10)}]`);
  expect(codes(lines.join('\n'))).toEqual(['yaml-too-large']);
});

test('names that objects have anyway are names like others', () => {
  const { value } = read('__proto__: { polluted: true }\nconstructor: 1\n');
  expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a place is that of the name, or of the item', () => {
  const text = read('people:\n  - name: Ada\n    born: 1815\n  - name: Alan\n');
  expect(text.at(['people', 0, 'born'])).toEqual({ line: 3, column: 5 });
  expect(text.at(['people', 1])).toEqual({ line: 4, column: 5 });
  expect(text.at(['people', 7])).toBeUndefined();
  expect(text.at([])).toEqual({ line: 1, column: 1 });
});

test('an empty text is null, without a problem', () => {
  expect(read('')).toMatchObject({ value: null, problems: [] });
  expect(read('# nothing yet\n')).toMatchObject({ value: null, problems: [] });
});

test('what is printed is read as the same values', () => {
  const json = fc
    .jsonValue({ depthSize: 'small', maxDepth: 4 })
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  fc.assert(
    fc.property(json, (value) => {
      const { value: again, problems } = read(printYaml(value));
      expect(problems).toEqual([]);
      expect(asJson(again)).toBe(JSON.stringify(value));
    }),
  );
});

test('JSON in a file that ends in .json is read the same way', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(asJson(read(JSON.stringify(value), 'x.json').value)).toBe(
        JSON.stringify(JSON.parse(JSON.stringify(value))),
      );
    }),
  );
});

test('no text brings the reader down', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abc:-?&*!|>\'"%@`{}[],# \n\t01~<'), maxLength: 40 }),
      (text) => void read(text),
    ),
    { numRuns: 500 },
  );
});
