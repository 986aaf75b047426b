import { expect, test } from 'vitest';
import type { StubFile } from '#contract/stub';
import { ApiError } from '../../../web/src/api/api.ts';
import type { Ask } from '../../../web/src/api/rest.ts';
import { StubText } from '../../../web/src/state/stub-text.svelte.ts';

/** One file on a disk of the test's own. */
function disk(text: string) {
  const state = { text, asked: [] as string[], gone: false };
  const file = (): StubFile => ({
    file: 'a.stubs.yaml',
    text: state.text,
    hash: `#${state.text}`,
    problems: [],
    held: false,
  });
  const later: (() => void)[] = [];
  const ask = (async (route: string, _query: unknown, send: { body?: unknown } = {}) => {
    state.asked.push(route);
    if (state.gone) throw new ApiError('ask', [{ severity: 'error', code: 'gone', message: 'It is gone.' }], 404);
    if (route === 'POST /api/stubs/check') {
      const { text: checked } = send.body as { text: string }; // As the contract has it.
      return {
        problems: checked.includes('bad') ? [{ severity: 'error', code: 'x', message: 'Bad.' }] : [],
        stubs: [],
      };
    }
    if (route === 'PUT /api/stubs/file') {
      const body = send.body as { text: string; baseHash: string | null };
      if (body.baseHash !== `#${state.text}`)
        throw new ApiError('save', [{ severity: 'error', code: 'changed-on-disk', message: 'Changed.' }], 409);
      state.text = body.text;
    }
    return file();
  }) as unknown as Ask; // Only the routes of files are asked here.
  const opened = new StubText('a.stubs.yaml', { ask }, (_ms, act) => {
    later.push(act);
    return () => void later.splice(later.indexOf(act), 1);
  });
  const rest = async (): Promise<void> => {
    for (const act of later.splice(0)) act();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { state, opened, rest };
}

test('a file is read, edited, checked and saved', async () => {
  const { state, opened, rest } = disk('one');
  await opened.load();
  expect([opened.state, opened.text, opened.dirty]).toEqual(['ready', 'one', false]);
  opened.edit('bad');
  await rest();
  expect([opened.dirty, opened.problems.length]).toEqual([true, 1]);
  expect(await opened.save()).toBe(true);
  expect([state.text, opened.dirty, await opened.save()]).toEqual(['bad', false, false]);
});

test('what lies on disk comes in where nothing was typed, and is a choice where something was', async () => {
  const { state, opened } = disk('one');
  await opened.load();
  state.text = 'two';
  await opened.load();
  expect(opened.text).toBe('two');
  opened.edit('mine');
  state.text = 'theirs';
  await opened.load();
  expect([opened.text, opened.theirs?.text]).toEqual(['mine', 'theirs']);
  opened.keepMine();
  expect([opened.theirs, opened.dirty, await opened.save(), state.text]).toEqual([null, true, true, 'mine']);
  opened.edit('again');
  state.text = 'other';
  expect(await opened.save()).toBe(false);
  expect(opened.theirs?.text).toBe('other');
  opened.revert();
  expect([opened.text, opened.dirty]).toEqual(['other', false]);
});

test('a text is put back whatever happened to the file in between', async () => {
  const { state, opened } = disk('one');
  await opened.load();
  state.text = 'without';
  expect(await opened.put('one')).toBe(true);
  expect([state.text, opened.text]).toEqual(['one', 'one']);
});

test('a file that is not there says so, and what was typed over one that goes stays', async () => {
  const { state, opened } = disk('one');
  state.gone = true;
  await opened.load();
  expect([opened.state, opened.failures[0]?.message]).toEqual(['missing', 'It is gone.']);
  state.gone = false;
  await opened.load();
  opened.edit('mine');
  state.gone = true;
  await opened.load();
  expect([opened.state, opened.text]).toEqual(['ready', 'mine']);
});
