import { expect, test } from 'vitest';
import type { Problem } from '../../../server/contract/problem.ts';
import { createProblemPrinter } from '../../../server/command/print-problem.ts';

const problem = (more: Partial<Problem>): Problem => ({
  severity: 'error',
  code: 'unknown-type',
  message: 'There is no type "Strin".',
  hint: 'Did you mean "string"?',
  file: 'a.proto',
  line: 2,
  column: 3,
  ...more,
});
const print = (text: string | undefined, more: Partial<Problem> = {}, colour = false): string[] =>
  createProblemPrinter(colour, () => text)
    .print(problem(more))
    .split('\n');

test('a problem is one line, then its line of the file with a caret below', () => {
  expect(print('first\n  Strin name = 1;\n')).toEqual([
    'a.proto:2:3: error: There is no type "Strin". Did you mean "string"? [unknown-type]',
    '  2 |   Strin name = 1;',
    '    |   ^~~~~',
  ]);
});

test('without a file, a line or a column there is only the first line', () => {
  expect(print(undefined)).toHaveLength(1);
  expect(print('one line only')).toHaveLength(1);
  expect(print('a\nb', { column: 40 })).toHaveLength(1);
  const { file: _file, line: _line, column: _column, ...bare } = problem({});
  expect(createProblemPrinter(false, () => '').print(bare)).toBe(
    'error: There is no type "Strin". Did you mean "string"? [unknown-type]',
  );
});

test('the caret stands under its place behind tabs and wide characters, and at the end of a line', () => {
  expect(print('\n\t"値" x', { column: 6 }).slice(1)).toEqual(['  2 | \t"値" x', '    | \t     ^']);
  expect(print('\nabc', { column: 4 }).slice(1)).toEqual(['  2 | abc', '    |    ^']);
});

test('of a long line the piece around the place is shown', () => {
  const [, shown, caret] = print(`\n${'x'.repeat(500)} Strin ${'y'.repeat(500)}`, { column: 502 });
  expect(shown!.length).toBeLessThan(160);
  expect(shown!.slice(caret!.indexOf('^')).startsWith('Strin')).toBe(true);
});

test('colour is for terminals, and control characters of a file never reach one', () => {
  expect(print('\n  Strin', {}, true).join('\n')).toContain('\x1b[31merror:\x1b[0m');
  expect(print('\n  Strin', {}).join('\n')).not.toContain('\x1b');
  expect(print('\n  \x1b[2JStrin', { message: 'a\x1b]0;b' }).join('\n')).not.toContain('\x1b');
});
