import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileCached } from '../../../server/workspace/compile-cached.ts';
import { cacheFolder, SchemaCache } from '../../../server/files/schema-cache.ts';
import { createCompiler } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';

const FILES = [
  {
    path: 'a.proto',
    text: 'syntax = "proto3"; package a; import "b.proto"; // One.\nservice S { rpc Get(b.M) returns (b.M); }',
  },
  { path: 'bad.proto', text: 'syntax = "proto3"; package bad; message X { Strin s = 1; }' },
];
const B = { path: 'lib/b.proto', text: 'syntax = "proto3"; package b; message M { string name = 1; }' };

function folder(): { path: string; only: () => string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'understudy-'));
  return {
    path,
    only: () => join(path, readdirSync(path)[0]!),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

function load(path: string, files = FILES): { schema: Schema; hit: boolean } {
  const find = (name: string): typeof B | undefined => (name === 'b.proto' ? B : undefined);
  return compileCached(new SchemaCache(path), { files, roots: [], find }, createCompiler());
}

const summary = ({ files, services, problems }: Schema): unknown => ({
  files: [...files.values()].map((file) => ({ ...file, bytes: Buffer.from(file.bytes).toString('base64') })),
  services,
  problems,
});

test('the second start gives the same schema, problems included, without compiling', () => {
  using f = folder();
  const first = load(f.path);
  const second = load(f.path);
  expect([first.hit, second.hit]).toEqual([false, true]);
  expect(summary(second.schema)).toEqual(summary(first.schema));
  expect(second.schema.method('/a.S/Get')?.desc.input.fields.map(({ name }) => name)).toEqual(['name']);
});

test.each<[string, () => { files: typeof FILES; found: typeof B | undefined }]>([
  ['a text', () => ({ files: FILES.map((file) => ({ ...file, text: `${file.text}\n` })), found: B })],
  ['a path', () => ({ files: FILES.map((file) => ({ ...file, path: `x/${file.path}` })), found: B })],
  ['a file that was found beyond them', () => ({ files: FILES, found: { ...B, text: `${B.text} message N {}` } })],
  ['a file that is no longer found', () => ({ files: FILES, found: undefined })],
])('%s that is another one is compiled', (_, change) => {
  using f = folder();
  load(f.path);
  const { files, found } = change();
  const find = (): typeof B | undefined => found;
  const again = compileCached(new SchemaCache(f.path), { files, roots: [], find }, createCompiler());
  expect(again.hit).toBe(false);
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ['changed in one place', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -3), Buffer.from([1, 2, 3])])],
  ['empty', () => Buffer.alloc(0)],
  ['something else', () => Buffer.from('{}'.repeat(100))],
])('a kept tree that is %s is not used, and made anew', (_, spoil) => {
  using f = folder();
  load(f.path);
  writeFileSync(f.only(), spoil(readFileSync(f.only())));
  expect(load(f.path).hit).toBe(false);
  expect(load(f.path).hit).toBe(true);
});

test('a folder that cannot be written costs nothing but the time', () => {
  using f = folder();
  writeFileSync(join(f.path, 'file'), '');
  expect(load(join(f.path, 'file', 'below')).schema.method('/a.S/Get')).toBeDefined();
});

test('few trees are kept', () => {
  using f = folder();
  for (let at = 0; at < 8; at++) load(f.path, [{ path: 'a.proto', text: `syntax = "proto3"; package p${at};` }]);
  expect(readdirSync(f.path)).toHaveLength(4);
});

test('the folder is the one that the system has for caches', () => {
  expect(cacheFolder('linux', { XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'understudy'));
  expect(cacheFolder('win32', { LOCALAPPDATA: 'L' })).toBe(join('L', 'understudy'));
  expect(cacheFolder('win32', {})).toBeUndefined();
  expect(cacheFolder('darwin', {})).toMatch(/Library.Caches.understudy$/);
});
