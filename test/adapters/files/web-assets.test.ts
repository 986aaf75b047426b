import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWebAssets } from '../../../server/files/web-assets.ts';

async function built(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'web-assets-'));
  await mkdir(join(folder, 'web/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.js'), 'secret');
  await writeFile(join(folder, 'web/index.html'), 'one');
  await writeFile(join(folder, 'web/assets/index-abcdefgh.js'), '0');
  await symlink(join(folder, 'secret.js'), join(folder, 'web/out.js'));
  await symlink(folder, join(folder, 'web/up'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('files are found by name, typed, and known as immutable by their hash', async () => {
  await using place = await built();
  const read = createWebAssets(join(place.folder, 'web'));
  expect(await read('assets/index-abcdefgh.js')).toEqual({
    bytes: Buffer.from('0'),
    type: 'text/javascript; charset=utf-8',
    immutable: true,
  });
  expect(await read('index.html')).toMatchObject({ type: 'text/html; charset=utf-8', immutable: false });
});

test.each([
  '../secret.js',
  'assets/../../secret.js',
  './index.html',
  '/index.html',
  'out.js',
  'up/secret.js',
  'assets',
  '',
  'index.html\0',
  '..\\secret.js',
  '__proto__',
])('%j leads nowhere', async (path) => {
  await using place = await built();
  expect(await createWebAssets(join(place.folder, 'web'))(path)).toBeUndefined();
});

test('a page that is not built is no error, and is there once it is built', async () => {
  await using place = await built();
  const read = createWebAssets(join(place.folder, 'later'));
  expect(await read('index.html')).toBeUndefined();
  await mkdir(join(place.folder, 'later'));
  await writeFile(join(place.folder, 'later/index.html'), 'built');
  expect(Buffer.from((await read('index.html'))!.bytes).toString()).toBe('built');
});

test('a new build is served at the next visit', async () => {
  await using place = await built();
  const read = createWebAssets(join(place.folder, 'web'));
  await read('index.html');
  await writeFile(join(place.folder, 'web/index.html'), 'two');
  await utimes(join(place.folder, 'web/index.html'), 1, 1);
  expect(Buffer.from((await read('index.html'))!.bytes).toString()).toBe('two');
});
