import { expect, test } from 'vitest';
import type { Problem } from '#contract/problem';
import type { ProtoFileText, ProtoSaveRequest } from '#contract/protos';
import { ApiError } from '../../../web/src/api/api.ts';
import { ProtoFile } from '../../../web/src/state/proto-file.svelte.ts';
import { fakeApi } from '../fake-api.ts';

const on = (text: string, hash: string, change: Partial<ProtoFileText> = {}): ProtoFileText => ({
  name: 'a.proto',
  path: 'protos/a.proto',
  origin: 'workspace',
  errors: 0,
  warnings: 0,
  revision: 1,
  text,
  hash,
  problems: [],
  ...change,
});
const wrong: Problem = { severity: 'error', code: 'x', message: 'Wrong.' };
const refused = (code: string) => new ApiError('save', [{ severity: 'error', code, message: code }]);

/** A disk with one file, and a clock that goes when it is told to. */
function open(text = 'one') {
  let disk: ProtoFileText | null = on(text, '1');
  let waiting: (() => void) | null = null;
  const checks: { readonly text: string; readonly answer: (problems: readonly Problem[]) => void }[] = [];
  const saves: ProtoSaveRequest[] = [];
  const file = new ProtoFile(
    'a.proto',
    {
      ...fakeApi().protos,
      file: async () => disk ?? Promise.reject(refused('unknown-file')),
      check: (_name, checked) =>
        new Promise((resolve) => checks.push({ text: checked, answer: (problems) => resolve({ problems }) })),
      save: async (name, request) => {
        saves.push(request);
        if (request.baseHash !== (disk?.hash ?? null)) throw refused('changed-on-disk');
        disk = on(request.text, `${saves.length}s`);
        return { name, path: 'protos/a.proto', hash: disk.hash };
      },
    },
    (_ms, act) => ((waiting = act), () => (waiting = null)),
  );
  const rest = (): void => {
    const act = waiting;
    waiting = null;
    act?.();
  };
  return { file, checks, saves, rest, put: (next: ProtoFileText | null) => (disk = next) };
}

test('typing is checked when it rests, and only the newest text counts', async () => {
  const { file, checks, rest } = open();
  await file.load();
  file.edit('two');
  file.edit('three');
  expect(checks).toHaveLength(0);
  rest();
  expect(checks.map(({ text }) => text)).toEqual(['three']);
  file.edit('four');
  checks[0]!.answer([wrong]);
  rest();
  checks[1]!.answer([]);
  await Promise.resolve();
  expect(file.problems).toEqual([]);
});

test('a save sends the version it was made from, and the text is clean', async () => {
  const { file, saves } = open();
  await file.load();
  expect(await file.save()).toBe(false);
  file.edit('two');
  expect(file.dirty).toBe(true);
  expect(await file.save()).toBe(true);
  expect(saves).toEqual([{ text: 'two', baseHash: '1' }]);
  expect(file).toMatchObject({ dirty: false, state: 'ready', theirs: null });
});

test('a file that changed on disk is shown as it is there, where nothing was typed', async () => {
  const { file, put } = open();
  await file.load();
  put(on('theirs', '2'));
  await file.load();
  expect(file).toMatchObject({ text: 'theirs', dirty: false, theirs: null });
});

test('what was typed stays when the file changes on disk, and one of the two is chosen', async () => {
  const { file, put, saves } = open();
  await file.load();
  file.edit('mine');
  put(on('theirs', '2'));
  expect(await file.save()).toBe(false);
  expect(file.theirs?.text).toBe('theirs');
  expect(file.text).toBe('mine');
  file.keepMine();
  expect(await file.save()).toBe(true);
  expect(saves.at(-1)).toEqual({ text: 'mine', baseHash: '2' });
  file.edit('mine again');
  put(on('theirs again', '9'));
  await file.load();
  expect(file.theirs?.text).toBe('theirs again');
  file.revert();
  expect(file).toMatchObject({ text: 'theirs again', dirty: false, theirs: null });
});

test('a new file is written where there was none; another that is there already stands in the way', async () => {
  const { file, put } = open();
  put(null);
  file.begin('syntax = "proto3";');
  expect(file).toMatchObject({ state: 'new', editable: true, dirty: true });
  expect(await file.save()).toBe(true);
  expect(file.state).toBe('ready');
  const other = open();
  other.file.begin('mine');
  expect(await other.file.save()).toBe(false);
  expect(other.file.theirs?.text).toBe('one');
});

test('built-in files cannot be written', async () => {
  const { file, put, saves } = open();
  put(on('one', '', { origin: 'built-in', path: null }));
  await file.load();
  expect(file.editable).toBe(false);
  file.edit('two');
  expect(await file.save()).toBe(false);
  expect(saves).toEqual([]);
});
