import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, serve, understudy } from '../support/run-command.ts';

function workspace(files: Record<string, string>): { dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

const BROKEN =
  'syntax = "proto3";\npackage a;\nmessage M {\n  Strin name = 1;\n}\nservice S { rpc Get(M) returns (M); }\n';

test('check says how much it compiled and exits 0 on the sample', async () => {
  const { code, stdout } = await understudy(['check']);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ files, 4 services, \d+ methods, 0 errors, 0 warnings$/);
  expect(code).toBe(0);
});

test('check prints each problem with file, line and column, and exits 1', async () => {
  using w = workspace({ 'a.proto': BROKEN });
  const { code, stdout } = await understudy(['check', 'a.proto'], { cwd: w.dir });
  expect(stdout).toMatch(/^a\.proto:4:3: error: .*Strin/m);
  expect(stdout.trimEnd()).toMatch(/\n1 file, \d+ services?, \d+ methods?, 1 error, 0 warnings$/);
  expect(code).toBe(1);
});

test('check --json has the same as data', async () => {
  using w = workspace({ 'a.proto': BROKEN });
  const { code, stdout } = await understudy(['check', '--json', '.'], { cwd: w.dir });
  const report: unknown = JSON.parse(stdout);
  expect(report).toMatchObject({
    files: 1,
    problems: [
      { severity: 'error', file: 'a.proto', line: 4, column: 3, code: expect.any(String), message: expect.any(String) },
    ],
  });
  expect(code).toBe(1);
});

test('explain says who answers a method, what each field is for and which statuses it ends with', async () => {
  const { code, stdout } = await understudy(['explain', 'GetProduct']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\/shop\.v1\.Catalog\/GetProduct\nReturns the product that "name" names\.\n/);
  expect(stdout).toContain('GetProduct returns a Product, and GetProductRequest.name is its name.');
  expect(stdout).toMatch(/NOT_FOUND +the product was deleted/);
  const json = await understudy(['explain', 'shop.v1.Catalog.GetProduct', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    method: '/shop.v1.Catalog/GetProduct',
    answeredBy: 'world',
    resource: { type: 'shop.example.com/Product', verb: 'get' },
    request: [{ field: 'name', use: 'says which product' }],
  });
});

test('explain asks back where a name is of several methods, and says where there is none', async () => {
  using w = workspace({
    'a.proto':
      'syntax = "proto3"; package a; message M { string id = 1; } service S { rpc Get(M) returns (M); } service T { rpc Get(M) returns (M); }',
  });
  const both = await understudy(['explain', 'Get', '.'], { cwd: w.dir });
  expect([both.code, both.stderr]).toEqual([1, 'understudy: Get may be 2 methods. Say which:\n  a.S/Get\n  a.T/Get\n']);
  const none = await understudy(['explain', 'a.S/Got', '.'], { cwd: w.dir });
  expect([none.code, none.stdout]).toEqual([1, '']);
  expect(none.stderr).toBe('understudy: There is no method a.S/Got. Did you mean a.S/Get?\n');
});

test.each([
  ['a path that is not there', ['nowhere'], /no file or folder nowhere/],
  ['an unknown option', ['--bogus'], /--bogus/],
  ['a bad port', ['--port', 'x'], /port is "x"/],
])('%s is one sentence and exit code 2', async (_, args, sentence) => {
  const { code, stdout, stderr } = await understudy(args);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test('a folder without protos is one sentence and exit code 2', async () => {
  using w = workspace({ 'readme.txt': '' });
  const { code, stderr } = await understudy(['.'], { cwd: w.dir });
  expect(stderr).toMatch(/no \.proto file/);
  expect(code).toBe(2);
});

test('a port in use is one sentence and exit code 2', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { code, stderr } = await understudy(['--port', String(port)]);
  other.close();
  expect(stderr).toContain(String(port));
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});

test('a command that is misspelt is named, and so is a folder that is not there', async () => {
  const { code, stderr } = await understudy(['chekc', 'protos']);
  expect([code, stderr]).toEqual([2, 'understudy: There is no file or folder chekc. Did you mean understudy check?\n']);
  expect((await understudy(['nowhere'])).stderr).toContain('nowhere. Check the spelling, or give another path.');
});

test('who serves where there is nothing is told what to name', async () => {
  using w = workspace({});
  const none = await understudy([], { cwd: w.dir });
  expect(none.stderr).toBe(
    'understudy: There is no file or folder protos. Name the folder that has your .proto files: understudy path/to/protos.\n',
  );
  expect((await understudy(['explain', 'protos', 'GetProduct'], { cwd: w.dir })).stderr).toContain(
    'The method comes first',
  );
});

test('--help and --version answer and exit 0', async () => {
  const help = await understudy(['--help']);
  expect(help.stdout).toContain('understudy check');
  expect(help.code).toBe(0);
  const pull = await understudy(['pull', '--help']);
  expect(pull.stdout).toMatch(/^Usage\n {2}understudy pull HOST:PORT/);
  expect(pull.stdout).not.toContain('--port');
  const version = await understudy(['--version']);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(version.code).toBe(0);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s drains and exits 0', async (signal) => {
  await using server = await serve();
  const status = await fetch(`http://${server.address}/api/status`);
  expect(await status.json()).toMatchObject({ name: 'understudy', services: 4, errors: 0 });
  expect(await server.stop(signal)).toBe(0);
});

test('broken files cost only themselves: the rest is served', async () => {
  using w = workspace({
    'bad.proto': 'syntax = "proto3"; package bad; message {',
    'good.proto':
      'syntax = "proto3"; package good; message M { string name = 1; } service S { rpc Get(M) returns (M); }',
  });
  await using server = await serve(['.'], { cwd: w.dir });
  const schema: unknown = await (await fetch(`http://${server.address}/api/schema`)).json();
  expect(JSON.stringify(schema)).toContain('/good.S/Get');
  expect(schema).toMatchObject({ problemCount: { errors: 1 } });
});

test('without the playground only the API answers', async () => {
  await using server = await serve(['--no-playground'], { cwd: ROOT });
  expect((await fetch(`http://${server.address}/`)).status).toBe(404);
  expect((await fetch(`http://${server.address}/api/status`)).status).toBe(200);
});
