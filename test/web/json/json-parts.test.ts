import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonParts } from '../../../web/src/lib/json-parts.ts';

test('keys, texts, numbers, words and signs have the class of their colour', () => {
  const parts = jsonParts('{"a" : "b\\"", "n": [-1.5, null]}').filter(({ kind }) => kind !== '');
  expect(parts.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'p {',
    'k "a"',
    'p :',
    's "b\\""',
    'p ,',
    'k "n"',
    'p :',
    'p [',
    'n -1.5',
    'p ,',
    'a null',
    'p ]',
    'p }',
  ]);
});

test('nothing of a text is lost, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(
        jsonParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
