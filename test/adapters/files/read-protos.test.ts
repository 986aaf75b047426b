import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readProtos } from '../../../server/files/read-protos.ts';

function tree(files: Record<string, string>): { dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

test('a folder is read to the bottom, sorted, protos only', () => {
  using t = tree({
    'b/x.proto': 'x',
    'a.proto': 'a',
    'b/c/y.proto': 'y',
    'b/readme.md': '',
    'node_modules/z.proto': 'z',
  });
  const { files, problems } = readProtos([t.dir], []);
  expect(files.map((file) => file.path.slice(t.dir.length + 1))).toEqual(['a.proto', 'b/c/y.proto', 'b/x.proto']);
  expect(files.map((file) => file.text)).toEqual(['a', 'y', 'x']);
  expect(problems).toEqual([]);
});

test('a file that is named twice is read once', () => {
  using t = tree({ 'a.proto': 'a' });
  expect(readProtos([t.dir, join(t.dir, 'a.proto')], []).files).toHaveLength(1);
});

test('a loop of links ends', () => {
  using t = tree({ 'a/a.proto': 'a' });
  symlinkSync(t.dir, join(t.dir, 'a/loop'));
  expect(readProtos([t.dir], []).files).toHaveLength(1);
});

test('what is not there, or not a proto, is a problem and costs nothing else', () => {
  using t = tree({ 'a.proto': 'a', 'b.txt': 'b' });
  const { files, problems } = readProtos(
    [join(t.dir, 'nope'), join(t.dir, 'a.proto'), join(t.dir, 'b.txt')],
    [join(t.dir, 'root')],
  );
  expect(files).toHaveLength(1);
  expect(problems.map((problem) => problem.code)).toEqual(['path-not-found', 'not-a-proto', 'path-not-found']);
  expect(problems[0]?.message).toContain('nope');
});

test('imports are found in the given roots first, then above the given paths', () => {
  using t = tree({
    'project/api/v1/a.proto': 'a',
    'project/common/c.proto': 'near',
    'vendor/common/c.proto': 'vendored',
  });
  const start = join(t.dir, 'project/api/v1/a.proto');
  expect(readProtos([start], []).find('common/c.proto')?.text).toBe('near');
  expect(readProtos([start], [join(t.dir, 'vendor')]).find('common/c.proto')?.text).toBe('vendored');
  expect(readProtos([start], []).find('common/d.proto')).toBeUndefined();
});

test.each(['../secret.proto', '/etc/x.proto', 'a/../../x.proto', 'a\0.proto', 'a/b.txt', '.\\x.proto'])(
  'the import %j never reaches the disk',
  (name) => {
    using t = tree({ 'a/a.proto': 'a', 'secret.proto': 's', 'x.proto': 'x' });
    expect(readProtos([join(t.dir, 'a')], []).find(name)).toBeUndefined();
  },
);

test('a file whose name is nearly that of one that is read is told of, with the name to give it', () => {
  const names = [
    ...['pay.stub.yaml', 'stubs.json', 'shop.Worlds.yml', 'shop.hints.yaml', 'chat.handler.mts'],
    ...['pay.stubs.yaml', 'shop.world.json', 'understudy.hints.yaml', 'chat.handlers.ts', 'handler.ts', 'stubs.ts'],
  ];
  using t = tree({ 'a.proto': 'a', ...Object.fromEntries(names.map((name) => [`x/${name}`, ''])) });
  const { problems, beside } = readProtos([t.dir], []);
  const right = ({ message }: { readonly message: string }): string => /called (\S+)\.$/.exec(message)?.[1] ?? message;
  expect(problems.map((one) => [one.severity, one.code, one.file?.slice(t.dir.length + 3), right(one)])).toEqual([
    ['warning', 'misnamed', 'chat.handler.mts', '*.handlers.mts'],
    ['warning', 'misnamed', 'pay.stub.yaml', '*.stubs.yaml'],
    ['warning', 'misnamed', 'shop.Worlds.yml', '*.world.yml'],
    ['warning', 'misnamed', 'shop.hints.yaml', 'understudy.hints.yaml'],
    ['warning', 'misnamed', 'stubs.json', '*.stubs.json'],
  ]);
  expect(beside).toHaveLength(4);
  expect(readProtos([join(t.dir, 'x/stubs.json')], []).problems).toMatchObject([{ code: 'misnamed' }]);
});
