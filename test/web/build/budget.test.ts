import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { overweight, weigh, type Weighed } from '../../../web/budget.ts';

const chunk = (fileName: string, change: Partial<Weighed> = {}): Weighed => ({
  fileName,
  code: `export const name = '${fileName}';`,
  isEntry: false,
  imports: [],
  ...change,
});
const size = (...chunks: readonly Weighed[]): number =>
  chunks.reduce((bytes, { code }) => bytes + gzipSync(code).length, 0);

test('the first load is the entry with everything that it imports, each chunk once', () => {
  const entry = chunk('entry.js', { isEntry: true, imports: ['a.js', 'b.js'] });
  const a = chunk('a.js', { imports: ['b.js'] });
  const b = chunk('b.js', { imports: ['a.js'] });
  const lazy = chunk('lazy.js', { imports: ['b.js'] });
  expect(weigh([entry, a, b, lazy])).toEqual({ first: size(entry, a, b), all: size(entry, a, b, lazy) });
});

test('each limit that is passed is told with its figures, and nothing else', () => {
  expect(overweight({ first: 10, all: 20 }, { first: 10, all: 20 })).toEqual([]);
  expect(overweight({ first: 11, all: 20 }, { first: 10, all: 20 })).toEqual([
    'The first load is 11 bytes of JavaScript, gzipped; the budget of web/vite.config.ts is 10.',
  ]);
  expect(overweight({ first: 11, all: 21 }, { first: 10, all: 20 })).toHaveLength(2);
});
