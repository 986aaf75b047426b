import { expect, test } from 'vitest';
import type { Unmatched } from '#contract/stub';
import { lastAnswer, type LastAnswer } from '../../../web/src/mocks/last-answer.ts';

const WORLD = { answeredBy: 'world', summary: 'Returns the product.' } as const;
const GENERATED = { answeredBy: 'generated', summary: 'Made up.' } as const;
const HANDLER = { answeredBy: 'handler', summary: 'The handler in a.ts:1 answers.' } as const;
const BUILTIN = { answeredBy: 'builtin', summary: 'Understudy answers Health itself.' } as const;

test.each<[string, Parameters<typeof lastAnswer>[0], Unmatched | null, Unmatched, LastAnswer['who'], boolean]>([
  ['the world answers what no stub does', WORLD, 'world', 'world', 'world', false],
  ['a method without stubs has no rule', GENERATED, null, 'world', 'generated', false],
  ['a file refuses', WORLD, 'refuse', 'world', 'nobody', false],
  ['a handler answers before the stubs', HANDLER, 'world', 'world', 'handler', true],
  ['a handler answers though a file refuses', HANDLER, 'refuse', 'refuse', 'handler', true],
  ['what is built in answers on a strict server', BUILTIN, null, 'refuse', 'builtin', true],
  ['nobody makes data up on a strict server', GENERATED, null, 'refuse', 'nobody', false],
  ['a file says the world on a strict server', GENERATED, 'world', 'refuse', 'generated', false],
  ['a strict server answers from what somebody wrote', WORLD, null, 'refuse', 'world', false],
])('%s', (_, explained, to, otherwise, who, first) => {
  const rule = to === null ? null : { method: '/a.B/C' as const, to, file: 'a.stubs.yaml' };
  expect(lastAnswer(explained, rule, otherwise)).toMatchObject({ who, first });
});

test('what it says is what is known of who answers', () => {
  expect(lastAnswer(HANDLER, null, 'world').says).toBe('The handler in a.ts:1 answers.');
  expect(lastAnswer(WORLD, null, 'refuse').says).toContain('--strict');
});
