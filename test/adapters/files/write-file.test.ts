import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../../server/files/write-file.ts';

test('what cannot be written is told in words of the place that was asked for, and leaves nothing behind', () => {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-write-'));
  mkdirSync(join(dir, 'folder'));
  writeFileSync(join(dir, 'file'), '');
  const write = (path: string): string | undefined => writeWhole(join(dir, path), new Uint8Array([1]));
  expect(write('folder')).toBe('it is a folder');
  expect(write('file/in-it')).toBe('a part of its path is a file');
  expect(write('new/deep/one')).toBeUndefined();
  expect(readdirSync(dir).toSorted()).toEqual(['file', 'folder', 'new']);
  rmSync(dir, { recursive: true });
});
