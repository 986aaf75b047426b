import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareStubs } from '../../../server/stubs/compile-stub.ts';
import { hiddenStubs } from '../../../server/stubs/hidden-stubs.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { callOf, stubsOf } from '../../core/stubs/stubs-of.ts';

const REPLY = { message: {} };
/** Most stubs say nothing of it. */
const seldom = <T>(...values: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...values) });
const stub = fc.record({
  method: fc.constant('Get'),
  priority: seldom(0, 1),
  enabled: seldom(true, false),
  when: fc.constantFrom(
    undefined,
    {},
    { request: {} },
    { request: { name: 'a' } },
    { request: { name: { $glob: 'a*' } } },
    { metadata: { 'x-a': 'b' } },
    { cel: 'request.left > 1' },
  ),
  times: seldom(1, 2, 3),
  session: seldom('one', 'two'),
  scenario: seldom(
    { name: 's', requires: 'started', then: 'on' },
    { name: 's', requires: 'on', then: 'started' },
    { name: 's', requires: 'on' },
    { name: 's', then: 'on' },
  ),
});
const does = fc.constantFrom<object>(
  ...Array.from({ length: 5 }, () => ({ reply: REPLY })),
  { replies: [REPLY, REPLY] },
  { replies: [REPLY], afterLast: 'cycle' },
  { replies: [REPLY], afterLast: 'fall through' },
  { fault: { delay: '1s' } },
);
const stubs = fc.array(
  fc.tuple(stub, does).map(([one, act]) => ({ ...one, ...act })),
  { minLength: 2, maxLength: 6 },
);
const call = fc.record({
  request: fc.record({ name: fc.constantFrom('a', 'ab', 'b'), left: fc.integer({ min: 0, max: 2 }) }),
  metadata: fc.constantFrom<Readonly<Record<string, string>>>({}, { 'x-a': 'b' }),
  session: fc.constantFrom('', 'one', 'two'),
});

test('a stub that is said to be hidden never answers, whatever is called and in whatever order', async () => {
  await prepareStubs(
    stubsOf('service: t.v1.Things\nstubs: [{ method: Get, when: { cel: "true" }, reply: { message: {} } }]'),
  );
  let told = 0;
  fc.assert(
    fc.property(stubs, stubs, fc.array(call, { minLength: 1, maxLength: 12 }), (first, second, calls) => {
      const store = new StubStore(() => 0);
      const files = [first, second].map((list, at) => {
        const file = `${'ab'[at]!}.stubs.yaml`;
        const specs = stubsOf(JSON.stringify({ service: 't.v1.Things', stubs: list }), file);
        store.setFile(file, specs);
        return specs;
      });
      const hidden = new Set(hiddenStubs(files.flat()).map(({ file, path }) => `${file} ${path}`));
      told += hidden.size;
      for (const { request, metadata, session } of calls) {
        const won = store.choose(callOf([request], { metadata, session }))?.stub?.spec.place;
        if (won) expect(hidden).not.toContain(`${won.file} ${won.path}`);
      }
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(20);
});
