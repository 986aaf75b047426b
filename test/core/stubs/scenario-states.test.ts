import { expect, test } from 'vitest';
import { lostStates } from '../../../server/stubs/scenario-states.ts';
import { stubsOf } from './stubs-of.ts';

const file = (...stubs: readonly string[]): string =>
  `service: t.v1.Things\nstubs:\n${stubs.map((stub) => `  - ${stub}\n`).join('')}`;
const GET = 'method: Get, reply: { generated: true }';

test('a state to which nothing leads is told, with what was meant', () => {
  const specs = [
    ...stubsOf(
      file(
        `{ ${GET}, scenario: { name: pay, requires: Started, then: paid } }`,
        `{ ${GET}, scenario: { name: pay, requires: payd } }`,
        `{ ${GET}, scenario: { name: other, requires: open } }`,
      ),
    ),
  ];
  expect(lostStates(specs).map(({ severity, line, message, hint }) => [severity, line, message, hint])).toEqual([
    ['warning', 3, 'No stub leads to the state "Started" of the scenario pay.', 'Did you mean started?'],
    ['warning', 4, 'No stub leads to the state "payd" of the scenario pay.', 'Did you mean paid?'],
    [
      'warning',
      5,
      'No stub leads to the state "open" of the scenario other.',
      'A scenario begins in the state started; then: moves it on.',
    ],
  ]);
});

test('stubs of other files and scripts lead to states as well', () => {
  const specs = [
    ...stubsOf(
      file(`{ ${GET}, scenario: { name: a, requires: one } }`, `{ ${GET}, scenario: { name: a, requires: two } }`),
    ),
    ...stubsOf(file(`{ ${GET}, scenario: { name: a, requires: started, then: one } }`), 'b.stubs.yaml'),
    ...stubsOf(
      file('{ method: Talk, script: [{ on: open, do: [{ scenario: { name: a, to: two } }] }] }'),
      'c.stubs.yaml',
    ),
  ];
  expect(lostStates(specs)).toEqual([]);
});
