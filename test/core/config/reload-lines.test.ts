import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Reloaded } from '../../../server/workspace/reload.ts';
import { dataLines, reloadLines, sideText } from '../../../server/command/reload-lines.ts';

const reloaded = (more: Partial<Reloaded>): Reloaded => ({
  files: [resolve('protos/a.proto')],
  counts: { files: 3, services: 2, methods: 5, errors: 0, warnings: 0 },
  problems: [],
  held: [],
  difference: { added: [], removed: [], changed: [] },
  tookMs: 1,
  ...more,
});
const print = ({ message }: { message: string }): string => `! ${message}`;

test('a reload is one line, with paths as a person types them', () => {
  expect(reloadLines(reloaded({}), print)).toEqual(['reloaded protos/a.proto: 2 services, 5 methods']);
});

test('many files are counted', () => {
  const files = ['a', 'b', 'c', 'd'].map((name) => resolve(`${name}.proto`));
  expect(reloadLines(reloaded({ files }), print)).toEqual(['reloaded 4 files: 2 services, 5 methods']);
});

test('a bad edit shows the new problems and what is served in its place', () => {
  const problems = [{ severity: 'error', code: 'syntax', message: 'wrong' }] as const;
  const counts = { files: 3, services: 2, methods: 5, errors: 1, warnings: 0 };
  expect(reloadLines(reloaded({ problems, counts, held: ['protos/a.proto'] }), print)).toEqual([
    '! wrong',
    'last good version served: protos/a.proto',
    'reloaded protos/a.proto: 2 services, 5 methods, 1 error',
  ]);
});

test('what is too much to read is counted', () => {
  const problems = Array.from({ length: 30 }, () => ({ severity: 'error', code: 'x', message: 'm' }) as const);
  expect(reloadLines(reloaded({ problems }), print)).toContain('… and 10 more');
});

test('what lies beside the protos is counted by kind, and a reload of it is one line', () => {
  const world = { worlds: [], hints: undefined, problems: [] };
  const stubs = {
    files: [{ file: 'a.stubs.yaml', stubs: 2, problems: [], held: false, unmatched: null }],
    problems: [],
  };
  const methods = ['/a.B/One', '/a.B/Two'] as const;
  const handlers = { files: [{ file: 'a.handlers.ts', methods, held: false }], problems: [], imports: [] };
  const none = { files: [], problems: [], imports: [] };
  expect(sideText(world, stubs, handlers)).toBe('2 stubs, 2 handlers');
  expect(sideText(world, { files: [], problems: [] }, none)).toBe('');
  const files = [resolve('a.handlers.ts')];
  const lines = dataLines({ files, report: world, stubs, handlers, problems: [] }, print);
  expect(lines).toEqual(['reloaded a.handlers.ts: 2 stubs, 2 handlers']);
});

test('an edit of stubs that is not taken says so, each time, and not that it was read', () => {
  const world = { worlds: [], hints: undefined, problems: [] };
  const none = { files: [], problems: [], imports: [] };
  const file = 'a.stubs.yaml';
  const wrong = { severity: 'error', code: 'stub-unknown-field', file, message: 'wrong' } as const;
  const held = { severity: 'warning', code: 'stubs-held', file, message: 'held' } as const;
  const stubs = { files: [{ file, stubs: 2, problems: [wrong, held], held: true, unmatched: null }], problems: [wrong, held] }; // prettier-ignore
  const files = [resolve(file)];
  const told = (problems: readonly (typeof wrong | typeof held)[], changed = files): readonly string[] =>
    dataLines({ files: changed, report: world, stubs, handlers: none, problems }, print);
  expect(told([wrong, held])).toEqual(['! wrong', `last good version in force: ${file}`]);
  // The second wrong edit: that the file is held is no news, and is true all the same.
  expect(told([wrong])).toEqual(['! wrong', `last good version in force: ${file}`]);
  expect(told([], [resolve('b.stubs.yaml'), ...files])).toEqual([
    `last good version in force: ${file}`,
    'reloaded b.stubs.yaml: 2 stubs',
  ]);
});
