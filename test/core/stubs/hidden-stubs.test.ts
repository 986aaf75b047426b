import { expect, test } from 'vitest';
import { hiddenStubs } from '../../../server/stubs/hidden-stubs.ts';
import { stubsOf } from './stubs-of.ts';

const file = (...stubs: readonly string[]): string =>
  `service: t.v1.Things\nstubs:\n${stubs.map((stub) => `  - { method: Get, ${stub} }\n`).join('')}`;
const REPLY = 'reply: { generated: true }';
/** Lines of the stubs that are told of, as places in the list: 0 for the first. */
const told = (...stubs: readonly string[]): readonly number[] =>
  hiddenStubs(stubsOf(file(...stubs))).map(({ line }) => line! - 3);

test('a stub behind another with the same conditions is told, with what to do', () => {
  const stubs = stubsOf(file(`when: { request: { name: a } }, ${REPLY}`, `when: { request: { name: a } }, ${REPLY}`));
  expect(hiddenStubs(stubs)).toMatchObject([
    {
      severity: 'warning',
      code: 'stub-hidden',
      line: 4,
      path: 'stubs[1]',
      message: 'No call reaches this stub: the one of line 3 takes each of its calls first.',
      hint: 'Give one of them other conditions or times:, or make them one with replies: […].',
    },
  ]);
});

test('a stub behind one of a higher priority that takes every call is told', () => {
  const stubs = stubsOf(file(`when: { request: { name: a } }, ${REPLY}`, `priority: 10, ${REPLY}`));
  expect(hiddenStubs(stubs)).toMatchObject([
    {
      line: 3,
      message: 'No call reaches this stub: the one of line 4 takes each of its calls first, by its priority 10.',
      hint: 'Give this one a higher priority, or that one conditions or times:.',
    },
  ]);
});

const NAMED = 'when: { request: { name: a } }';
test.each([
  ['the first of two for any call', [REPLY, REPLY], [1]],
  ['no conditions, written out', [REPLY, `when: {}, ${REPLY}`], [1]],
  ['more conditions come first', [REPLY, `${NAMED}, ${REPLY}`], []],
  ['the same in another place of higher priority', [`${NAMED}, ${REPLY}`, `${NAMED}, priority: 1, ${REPLY}`], [0]],
  ['a priority that is lower hides nothing', [`priority: -1, ${REPLY}`, `${NAMED}, ${REPLY}`], []],
  ['each of three', [`${NAMED}, ${REPLY}`, `${NAMED}, ${REPLY}`, `${NAMED}, ${REPLY}`], [1, 2]],
  ['other values', [`${NAMED}, ${REPLY}`, `when: { request: { name: b } }, ${REPLY}`], []],
  ['the same operator', Array.from({ length: 2 }, () => `when: { request: { name: { $glob: "a*" } } }, ${REPLY}`), [1]],
  ['the same metadata', Array.from({ length: 2 }, () => `when: { metadata: { x-a: b } }, ${REPLY}`), [1]],
  ['metadata and none', [`when: { metadata: { x-a: b } }, ${REPLY}`, `when: { metadata: { x-b: b } }, ${REPLY}`], []],
  ['the same expression', Array.from({ length: 2 }, () => `when: { cel: request.name == "x" }, ${REPLY}`), [1]],
  ['other expressions', ['a', 'b'].map((name) => `when: { cel: request.name == "${name}" }, ${REPLY}`), []],
  ['one that answers so many times', [`times: 2, ${REPLY}`, REPLY], []],
  ['one that is hidden answers so many times', [REPLY, `times: 2, ${REPLY}`], [1]],
  ['replies that end', ['replies: [{ generated: true }], afterLast: fall through', REPLY], []],
  ['replies that repeat', ['replies: [{ generated: true }]', REPLY], [1]],
  ['one that is switched off', [`enabled: false, ${REPLY}`, REPLY], []],
  ['what is switched off is not told', [REPLY, `enabled: false, ${REPLY}`], []],
  ['a state of a scenario', [`scenario: { name: s, requires: started, then: on }, ${REPLY}`, REPLY], []],
  ['the same state', Array.from({ length: 2 }, () => `scenario: { name: s, requires: started }, ${REPLY}`), [1]],
  ['another state', ['started', 'on'].map((state) => `scenario: { name: s, requires: ${state} }, ${REPLY}`), []],
  ['one that moves a scenario and needs none', [`scenario: { name: s, then: on }, ${REPLY}`, REPLY], [1]],
  ['a session', [`session: till-7, ${REPLY}`, REPLY], []],
  ['for a session, behind one for all', [REPLY, `session: till-7, ${REPLY}`], [1]],
  ['a fault alone answers nothing', ['fault: { delay: 1s }', REPLY], []],
  ['a fault alone breaks what another answers', [REPLY, 'fault: { delay: 1s }'], []],
] as const)('%s', (_, stubs, lines) => expect(told(...stubs)).toEqual(lines));

test('stubs of other methods hide nothing', () => {
  expect(hiddenStubs(stubsOf(file(REPLY, REPLY).replace('Get', 'Watch')))).toEqual([]);
});

test('a stub of another file is named by it', () => {
  const [first, second] = [stubsOf(file(REPLY), 'a.stubs.yaml'), stubsOf(file(REPLY), 'b.stubs.yaml')];
  expect(hiddenStubs([...first, ...second])).toMatchObject([
    { file: 'b.stubs.yaml', message: expect.stringContaining('the one of a.stubs.yaml:3 takes') as string },
  ]);
});

test('five thousand stubs of one method are looked through at once', () => {
  const all = stubsOf(
    file(...Array.from({ length: 5_000 }, (_, at) => `when: { request: { name: n${at} } }, ${REPLY}`)),
  );
  expect(hiddenStubs([...all, ...stubsOf(file(`priority: 1, ${REPLY}`))])).toHaveLength(5_000);
});
