import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { stubsJsonSchema } from '../../../server/stubs/schema-json.ts';
import { SHAPES } from '../../../server/stubs/schema-shapes.ts';

const file = resolve(import.meta.dirname, '../../../server/stubs/stubs.schema.json');

test('the JSON Schema that editors read is written down as the table of the reader has it', async () => {
  // `npx vitest --config test/vitest.config.ts --project core --update=all test/core/stubs/parse-json-schema` writes it anew.
  await expect(`${JSON.stringify(stubsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});

test('every reference of the JSON Schema has its definition', () => {
  const text = JSON.stringify(stubsJsonSchema());
  const definitions = stubsJsonSchema()['definitions'] as object; // an object, by what it is made of
  const unknown = [...text.matchAll(/"#\/definitions\/(\w+)"/g)].filter(
    ([, name]) => !Object.hasOwn(definitions, name!),
  );
  expect(unknown).toEqual([]);
});

test('every key that excludes, needs or demands another one is a key of its shape', () => {
  const unknown = Object.values(SHAPES).flatMap(({ keys, apart = [], some = [], needs = {} }) =>
    [...apart.flat(), ...some, ...Object.entries(needs).flat()].filter((key) => !Object.hasOwn(keys, key)),
  );
  expect(unknown).toEqual([]);
});
