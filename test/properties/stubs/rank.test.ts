import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileStub } from '../../../server/stubs/compile-stub.ts';
import { compareStubs, rankWords } from '../../../server/stubs/rank.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import type { StubSpec } from '../../../server/stubs/spec.ts';
import type { CompiledStub } from '../../../server/stubs/stub.ts';
import { callOf, stubsOf } from '../../core/stubs/stubs-of.ts';

const WHENS = [{}, { request: { name: 'a' } }, { request: { name: 'a', left: 1 } }, { request: { left: { $gte: 1 } } }];

/** Files of stubs: each with a priority and a condition. */
const files = fc.uniqueArray(
  fc.record({
    file: fc.constantFrom('a.stubs.yaml', 'b.stubs.yaml', 'B.stubs.yaml', 'é.stubs.yaml', 'sub/a.stubs.yaml'),
    stubs: fc.array(fc.record({ priority: fc.integer({ min: -2, max: 2 }), when: fc.constantFrom(...WHENS) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  { selector: ({ file }) => file, minLength: 1 },
);

const specsOf = (file: string, stubs: readonly object[]): readonly StubSpec[] =>
  stubsOf(
    JSON.stringify({
      service: 't.v1.Things',
      stubs: stubs.map((stub) => ({ ...stub, method: 'Get', reply: { message: {} } })),
    }),
    file,
  );

function compiled(spec: StubSpec, added = 0): CompiledStub {
  const result = compileStub(spec, added);
  if ('problems' in result) throw new Error('problems');
  return result.stub;
}

const some = files.chain((list) =>
  fc.record({
    stubs: fc.constant(list.flatMap(({ file, stubs }) => specsOf(file, stubs).map((spec) => compiled(spec)))),
    added: fc.constant(
      specsOf('api', [{ priority: 0 }, { priority: 1 }]).map((spec, index) => compiled(spec, index + 1)),
    ),
  }),
);

test('the order of stubs is total: antisymmetric, transitive, and never undecided', () => {
  fc.assert(
    fc.property(some, ({ stubs, added }) => {
      const all = [...stubs, ...added];
      for (const left of all)
        for (const right of all) {
          const order = Math.sign(compareStubs(left, right));
          expect(order === 0).toBe(left === right);
          expect(Math.sign(compareStubs(right, left))).toBe(order === 0 ? 0 : -order);
          for (const third of all)
            if (order < 0 && compareStubs(right, third) < 0) expect(compareStubs(left, third)).toBeLessThan(0);
        }
    }),
    { numRuns: 20 },
  );
});

test('sorting gives the same, whatever the order before', () => {
  fc.assert(
    fc.property(
      some.chain(({ stubs }) => fc.tuple(fc.constant(stubs), fc.shuffledSubarray(stubs, { minLength: stubs.length }))),
      ([stubs, shuffled]) => {
        expect(shuffled.toSorted(compareStubs)).toEqual(stubs.toSorted(compareStubs));
      },
    ),
    { numRuns: 20 },
  );
});

test('the winner does not depend on the order in which files are loaded', () => {
  fc.assert(
    fc.property(
      files.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      fc.record({ name: fc.constantFrom('a', 'b'), left: fc.integer({ min: 0, max: 2 }) }),
      ([list, shuffled], request) => {
        const winner = (order: typeof list): string | undefined => {
          const store = new StubStore(() => 0);
          for (const { file, stubs } of order) store.setFile(file, specsOf(file, stubs));
          return store.choose(callOf([request]))?.stub?.spec.id;
        };
        expect(winner(shuffled)).toBe(winner(list));
      },
    ),
    { numRuns: 25 },
  );
});

test('priority comes before what is demanded, what is demanded before the file, the file before the place', () => {
  const one = specsOf('a.stubs.yaml', [{}, { when: WHENS[1] }, { priority: 1 }, { when: WHENS[2] }, {}]);
  const two = specsOf('b.stubs.yaml', [{}, { when: WHENS[1] }]);
  const memory = specsOf('api', [{}, {}]).map((spec, index) => compiled(spec, index + 1));
  const sorted = [...[...two, ...one].map((spec) => compiled(spec)), ...memory].toSorted(compareStubs);
  expect(sorted.map(({ spec }) => spec.id)).toEqual([
    'a.stubs.yaml#3', 'a.stubs.yaml#4', 'a.stubs.yaml#2', 'b.stubs.yaml#2', 'api#2', 'api#1', 'a.stubs.yaml#1',
    'a.stubs.yaml#5', 'b.stubs.yaml#1',
  ]); // prettier-ignore
  expect(sorted.map(rankWords)).toEqual([
    'priority 1, any call, third in the file', 'on 2 conditions, fourth in the file', 'on 1 condition, second in the file',
    'on 1 condition, second in the file', 'any call, in memory', 'any call, in memory', 'any call, first in the file',
    'any call, fifth in the file', 'any call, first in the file',
  ]); // prettier-ignore
});
