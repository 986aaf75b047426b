import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHAPES } from '../../../server/stubs/schema-shapes.ts';
import { parse } from '../../core/stubs/parse-schema-text.ts';

test('a thousand bad stubs give at most a hundred problems', () => {
  const { problems, leftOut } = parse(`stubs:\n${'  - { mehtod: a }\n'.repeat(1000)}`);
  expect([problems.length, leftOut.length]).toEqual([100, 1000]);
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('a.yaml', 'a.json'), (text, file) => {
      parse(text, file);
    }),
  );
});

const KEYS = [...new Set(Object.values(SHAPES).flatMap(({ keys }) => Object.keys(keys)))];
const HOSTILE = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '@type',
  '$eq',
  '$in',
  '$foo',
  '',
  'sku',
  'x-a',
];
const LEAVES = [
  'GetProduct',
  'Chat',
  'shop.v1.Catalog/WatchStock',
  '${a}',
  '${',
  '1s',
  'OK',
  'open',
  'call',
  'A',
  3,
  -1,
  true,
  null,
];

const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<unknown>(...LEAVES),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS, ...HOSTILE), tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries) as unknown),
  ),
})).value;

const stubLike = fc
  .record(
    {
      method: fc.constantFrom('GetProduct', 'WatchStock', 'Upload', 'Chat', '__proto__'),
      when: anything,
      reply: anything,
      script: anything,
      fault: anything,
      scenario: anything,
    },
    { requiredKeys: ['method'] },
  )
  .map((stub) => stub as unknown);

test('no file of stub-like things makes the reader throw, and each stub is whole or left out with a problem', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(stubLike, anything), { maxLength: 4 }), (list) => {
      const text = JSON.stringify({ service: 'shop.v1.Catalog', stubs: list });
      const { stubs, leftOut, problems } = parse(text, 'a.json');
      expect(stubs.length + leftOut.length).toBe(list.length);
      expect(problems.length > 0).toBe(leftOut.length > 0);
      for (const { code, message, line, file } of problems)
        expect([code, message, line, file]).not.toContain(undefined);
    }),
    { numRuns: 150 },
  );
});
