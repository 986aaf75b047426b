import { expect, test } from 'vitest';
import { checkHints } from '../../../server/generate/check-hints.ts';
import { HINT_PROBLEM_CODES } from '../../../server/generate/hint-problems.ts';
import { parseHints } from '../../../server/generate/hints-file.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`syntax = "proto3"; package p;
  message Lamp { string name = 1; int32 stock = 2; } service S { rpc Get(Lamp) returns (Lamp); }`);

test('every problem of a hints file has a documented code', () => {
  const texts = [
    'hints: 3',
    'hints: [{ feild: x }]',
    'hints: [{ field: Lamp.name, like: nothing of the kind }]',
    'hints: [{ field: Lamp.nane, values: [a] }]',
    'hints: [{ field: Lamp.stock, values: [many] }]',
    'hints: [{ field: Lamp.name, values: [a] }, { field: "*.name", values: [b] }]',
  ];
  const codes = texts.flatMap((text) => {
    const { hints, problems } = parseHints(text, 'understudy.hints.yaml');
    return [...problems, ...checkHints(hints, schema)].map(({ code }) => code);
  });
  expect(codes.length).toBeGreaterThanOrEqual(texts.length);
  expect(codes.filter((code) => !code.startsWith('json-') && !Object.hasOwn(HINT_PROBLEM_CODES, code))).toEqual([]);
});
