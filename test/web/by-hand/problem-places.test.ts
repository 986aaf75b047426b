import { expect, test } from 'vitest';
import type { Problem } from '#contract/problem';
import { problemPlaces } from '../../../web/src/by-hand/problem-places.ts';

const problem = (change: Partial<Problem>): Problem => ({ severity: 'error', code: 'x', message: 'No.', ...change });
const draft = (failed: Parameters<typeof problemPlaces>[0]['failed'], ...problems: Problem[]) => ({
  problems,
  failed,
  text: '{\n  "text": 1\n}',
  headers: [
    { key: 'a', value: '' },
    { key: '', value: '' },
    { key: 'b', value: '' },
  ],
  trailers: [{ key: 'c', value: '' }],
});

test('a problem of the message stands at its line, or at its path', () => {
  const { message, rest } = problemPlaces(
    draft('message', problem({ line: 2, column: 11 }), problem({ path: 'text', hint: 'Yes.' }), problem({})),
  );
  expect(message).toEqual([
    { severity: 'error', message: 'No.', from: 12, to: 13 },
    { severity: 'error', message: 'No. Yes.', from: 12, to: 13 },
  ]);
  expect(rest).toHaveLength(1);
});

test('rows are counted without those that are empty', () => {
  const at = (path: string) => problemPlaces(draft('headers', problem({ path }))).headers;
  expect(at('metadata[1].key')).toEqual([{ row: 2, part: 'key', text: 'No.' }]);
  expect(at('metadata[0].value')).toEqual([{ row: 0, part: 'value', text: 'No.' }]);
  expect(at('metadata')).toEqual([{ row: null, part: 'key', text: 'No.' }]);
  expect(at('metadata[7]')).toEqual([{ row: null, part: 'key', text: 'No.' }]);
});

test('what ends the call has its own places, and what is of no field stands where it was pressed', () => {
  const end = problemPlaces(
    draft('end', problem({ path: 'trailers[0].value' }), problem({ code: 'held-details' }), problem({ code: 'other' })),
  );
  expect([end.trailers, end.details, end.end.length, end.rest]).toEqual([
    [{ row: 0, part: 'value', text: 'No.' }],
    ['No.'],
    1,
    [],
  ]);
  expect(problemPlaces(draft('reset', problem({}))).end).toHaveLength(1);
  expect(problemPlaces(draft(null, problem({ path: 'text', line: 1 }))).rest).toHaveLength(1);
});
