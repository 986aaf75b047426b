import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BUF } from '../support/buf.ts';
import { ROOT, serve, understudy } from '../support/run-command.ts';
import { storedZip } from '../support/stored-zip.ts';

const run = promisify(execFile);
const SAMPLE = join(ROOT, 'protos');

function temporary(): { dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-sources-'));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

test.each(['set.binpb', 'set.json'])(
  'buf reads the %s that build writes, comments included, and calls by it',
  async (name) => {
    using t = temporary();
    const set = join(t.dir, name);
    const built = await understudy(['build', SAMPLE, '-o', set]);
    expect([built.code, built.stderr]).toEqual([0, '']);
    expect(built.stdout).toMatch(/^wrote .*: \d+ files and \d+ that they import\n$/);
    const { stdout } = await run(BUF, ['build', set, '-o', '-#format=json'], { maxBuffer: 64 * 1024 * 1024 });
    expect(stdout).toContain('greeter.v1');
    expect(stdout).toContain('leadingComments');
    await using server = await serve([SAMPLE]);
    const url = `http://${server.address}/greeter.v1.Greeter/SayHello`;
    const call = await run(BUF, [
      'curl',
      '--schema',
      set,
      '--http2-prior-knowledge',
      '--protocol',
      'grpc',
      '-d',
      '{"name": "Ada"}',
      url,
    ]);
    expect(JSON.parse(call.stdout)).toMatchObject({ name: 'Ada' });
  },
);

test('a descriptor set of buf, a zip and a folder are served together', async () => {
  using t = temporary();
  const files = {
    'base/v1/base.proto': 'syntax = "proto3"; package base.v1; message Base { string id = 1; }',
    'zip/v1/zip.proto':
      'syntax = "proto3"; package zip.v1; import "base/v1/base.proto"; service Zip { rpc Get(base.v1.Base) returns (base.v1.Base); }',
    'dir/v1/dir.proto':
      'syntax = "proto3"; package dir.v1; import "base/v1/base.proto"; service Dir { rpc Get(base.v1.Base) returns (base.v1.Base); }',
  };
  mkdirSync(join(t.dir, 'src/base/v1'), { recursive: true });
  writeFileSync(join(t.dir, 'src/base/v1/base.proto'), files['base/v1/base.proto']);
  await run(BUF, ['build', 'src', '-o', 'base.binpb'], { cwd: t.dir });
  rmSync(join(t.dir, 'src'), { recursive: true });
  writeFileSync(join(t.dir, 'zip.zip'), storedZip([['zip/v1/zip.proto', files['zip/v1/zip.proto']]]));
  mkdirSync(join(t.dir, 'protos/dir/v1'), { recursive: true });
  writeFileSync(join(t.dir, 'protos/dir/v1/dir.proto'), files['dir/v1/dir.proto']);
  const paths = ['base.binpb', 'zip.zip', 'protos'];
  const checked = await understudy(['check', ...paths], { cwd: t.dir });
  expect([checked.code, checked.stdout]).toEqual([0, '3 files, 2 services, 2 methods, 0 errors, 0 warnings\n']);
  await using server = await serve(paths, { cwd: t.dir });
  for (const method of ['zip.v1.Zip/Get', 'dir.v1.Dir/Get']) {
    const args = ['curl', '--http2-prior-knowledge', '--protocol', 'grpc', '-d', '{"id": "x"}'];
    const { stdout } = await run(BUF, [...args, `http://${server.address}/${method}`]);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'x' });
  }
});

test('what is pulled from a server is what it serves: buf sees no breaking difference', async () => {
  using t = temporary();
  await using server = await serve([SAMPLE]);
  const pulled = await understudy(['pull', server.address, '-o', 'got'], { cwd: t.dir });
  expect([pulled.code, pulled.stderr]).toEqual([0, '']);
  expect(pulled.stdout).toMatch(
    /^pulled \d+ files with 4 services, \d+ methods from localhost:\d+ \(reflection v1\) into got: \d+ new/,
  );
  for (const [paths, out] of [
    [SAMPLE, 'before.binpb'],
    ['got', 'after.binpb'],
  ] as const)
    expect((await understudy(['build', paths, '-o', out], { cwd: t.dir })).code).toBe(0);
  await run(BUF, ['breaking', 'after.binpb', '--against', 'before.binpb'], { cwd: t.dir });
  await run(BUF, ['breaking', 'before.binpb', '--against', 'after.binpb'], { cwd: t.dir });
  expect((await understudy(['check', 'got'], { cwd: t.dir })).stdout).toMatch(/0 errors, 0 warnings/);
});

test('a path that is neither protos nor a set is one sentence and exit code 2, a broken set an error', async () => {
  using t = temporary();
  writeFileSync(join(t.dir, 'a.txt'), '');
  writeFileSync(join(t.dir, 'a.binpb'), 'no set');
  const text = await understudy(['check', 'a.txt'], { cwd: t.dir });
  expect([text.code, text.stderr.trim().split('\n').length]).toEqual([2, 1]);
  const set = await understudy(['check', 'a.binpb'], { cwd: t.dir });
  expect(set.stderr + set.stdout).toMatch(/a\.binpb cannot be read: it is not a FileDescriptorSet/);
  expect(set.code).not.toBe(0);
});

test('check shows the line with a caret, and writes no colour into a pipe', async () => {
  using t = temporary();
  writeFileSync(join(t.dir, 'a.proto'), 'syntax = "proto3";\nmessage M {\n  Strin name = 1;\n}\n');
  const { stdout } = await understudy(['check', 'a.proto'], { cwd: t.dir });
  expect(stdout).toContain('  3 |   Strin name = 1;\n    |   ^~~~~\n');
  expect(stdout).not.toContain('\x1b');
  expect(readFileSync(join(t.dir, 'a.proto'), 'utf8')).toContain('Strin');
});
