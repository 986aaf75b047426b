import { expect, test } from 'vitest';
import { WORLD_PROBLEM_CODES } from '../../../server/world/seed-problems.ts';
import { load, newWorld } from './seed-world.ts';

test('every problem of a file of entities has a documented code', () => {
  const texts = [
    '[',
    'a: 1\n---\nb: 2',
    'a: *b',
    'a: !x 1',
    '? [a]\n: 1',
    '- a list',
    'Nothing: []',
    'Product: 1',
    'Product: { only: 3, entities: 4, deleted: 5 }',
    'Product: [{ name: shelves/1 }, { name: products/a }, { name: products/a }]',
    'Customer: { 1: { id: 2 } }',
    'Product: { <<: 3 }',
  ];
  const codes = texts.flatMap((text) =>
    load(newWorld(), { 'a.world.yaml': text }).flatMap(({ problems }) => problems.map(({ code }) => code)),
  );
  expect(codes.length).toBeGreaterThanOrEqual(texts.length);
  expect(codes.filter((code) => !code.startsWith('json-') && !Object.hasOwn(WORLD_PROBLEM_CODES, code))).toEqual([]);
});
