import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { status, type ServiceError } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { loadedClient } from '../support/loaded-client.ts';
import { ROOT, serve, understudy } from '../support/run-command.ts';

const run = promisify(execFile);

const PROTO = `syntax = "proto3";
package chat.v1;
// Something that was said.
message Line { string text = 1; int64 count = 2; }
// Rooms.
service Chat {
  // Says it again.
  rpc Say(Line) returns (Line);
  rpc Other(Line) returns (Line);
}
`;
const handlers = (text: string): string => `import { service } from 'understudy';

export default service('chat.v1.Chat', {
  async say(request) {
    if (request.text === 'loop') for (;;);
    return { text: ${text} };
  },
});
`;

interface Project extends Disposable {
  readonly dir: string;
  write(name: string, text: string): void;
}

function project(files: Readonly<Record<string, string>>): Project {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-project-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { dir, write, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

/** As npm installs it: by its package.json. */
function install(dir: string): void {
  mkdirSync(join(dir, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(dir, 'node_modules/understudy'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(dir, 'node_modules/@types/node'));
}

test('handlers beside the protos answer; an edit is served; an endless loop ends with its reason, and nothing else does', async () => {
  using files = project({ 'protos/chat.proto': PROTO, 'protos/chat.handlers.ts': handlers('`one ${request.text}`') });
  await using server = await serve(['protos', '--no-playground'], { cwd: files.dir });
  expect(server.ready).toMatch(/1 service, 2 methods from protos, 1 handler/);
  using client = loadedClient('chat.proto', [join(files.dir, 'protos')], 'chat.v1.Chat', server.address);
  expect(await client.call('Say', { text: 'a' })).toMatchObject({ text: 'one a' });

  files.write('protos/chat.handlers.ts', handlers('`two ${request.text}`'));
  await server.said(/reloaded protos\/chat\.handlers\.ts: 1 handler/);
  expect(await client.call('Say', { text: 'b' })).toMatchObject({ text: 'two b' });

  files.write('protos/chat.handlers.ts', handlers('`three ${'));
  await server.said(
    /protos\/chat\.handlers\.ts:\d+:\d+: error: .*last good version goes on answering[^]*?last good version in force: protos\/chat\.handlers\.ts\n/,
  );
  expect(await client.call('Say', { text: 'c' })).toMatchObject({ text: 'two c' });
  files.write('protos/chat.handlers.ts', handlers('`four ${request.text}`'));
  await server.said(/reloaded/);

  const loop: unknown = await client.call('Say', { text: 'loop' }).catch((error: unknown) => error);
  expect((loop as ServiceError).code).toBe(status.INTERNAL);
  expect((loop as ServiceError).details).toMatch(/endless loop.*chat\.v1\.Chat\/say \(protos\/chat\.handlers\.ts\)/);
  await server.said(/error: .*endless loop/);
  expect(await client.call('Say', { text: 'd' })).toMatchObject({ text: 'four d' });
  expect(await client.call('Other', {})).toMatchObject({ text: expect.any(String) as unknown });
  expect(await server.stop()).toBe(0);
});

test('check tells what is wrong with handlers, and exits with 1', async () => {
  using files = project({
    'protos/chat.proto': PROTO,
    'protos/chat.handlers.ts': handlers("'a'").replace('async say(', 'async sya('),
  });
  const { code, stdout } = await understudy(['check', 'protos'], { cwd: files.dir });
  expect(stdout).toMatch(/protos\/chat\.handlers\.ts:4: error: chat\.v1\.Chat has no method sya\. Did you mean say\?/);
  expect(code).toBe(1);
});

test('types writes what editors check handlers and tests by, and leaves what is not its own', async () => {
  using files = project({
    'protos/chat.proto': PROTO,
    'protos/chat.handlers.ts': handlers('request.text.toUpperCase()'),
    'package.json': '{ "type": "module" }',
    'suite.ts': `import { startUnderstudy, grpcImplementation, StatusError, type Understudy, type Messages } from 'understudy';
export async function suite(): Promise<void> {
  await using mock: Understudy = await startUnderstudy({ protos: 'protos', handlers: grpcImplementation('chat.v1.Chat', {}) });
  const stub = await mock.stub('Say', { when: { request: { text: { $contains: 'a' } } }, reply: { message: { text: 'b' } }, times: 2 });
  const line: Messages['chat.v1.Line'] = { text: 'a', count: '1' };
  const [call] = await mock.calls('Say', { request: line });
  if (call?.status !== 'OK' || stub.hits < 1) throw new StatusError('NOT_FOUND', 'none');
  await mock.verify('chat.v1.Chat/Say', { times: { atLeast: 1 }, within: 100 });
}
`,
  });
  install(files.dir);
  const wrote = await understudy(['types', 'protos'], { cwd: files.dir });
  expect(wrote).toMatchObject({
    code: 0,
    stdout: 'wrote protos/understudy-types.d.ts: the types of 1 service\n',
    stderr: '',
  });
  const again = await understudy(['types', 'protos'], { cwd: files.dir });
  expect(again.stdout).toMatch(/as it must be/);

  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
    '--types',
    'node',
  ];
  const typed = async (module: string, resolution: string): Promise<string> => {
    const args = [...options, '--module', module, '--moduleResolution', resolution];
    const sources = ['suite.ts', 'protos/understudy-types.d.ts', 'protos/chat.handlers.ts'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    return run(process.execPath, [tsc, ...args, ...sources], { cwd: files.dir }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  };
  expect(await typed('nodenext', 'nodenext')).toBe('');
  expect(await typed('esnext', 'bundler')).toBe('');
  files.write('protos/chat.handlers.ts', handlers('request.txet'));
  expect(await typed('esnext', 'bundler')).toMatch(/chat\.handlers\.ts\(6,.*'txet' does not exist/);

  files.write('mine.d.ts', 'export type Mine = 1;\n');
  const refused = await understudy(['types', 'protos', '-o', 'mine.d.ts'], { cwd: files.dir });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/mine\.d\.ts is there already/) as unknown });
  expect(readFileSync(join(files.dir, 'mine.d.ts'), 'utf8')).toBe('export type Mine = 1;\n');
});

test('the library runs under node:test as well, and lets its process end', async () => {
  using files = project({
    'protos/chat.proto': PROTO,
    'protos/chat.handlers.ts': handlers('`by a file ${request.text}`'),
    'package.json': '{ "type": "module" }',
    'chat.test.js': `import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startUnderstudy } from 'understudy';
let mock;
before(async () => { mock = await startUnderstudy({ protos: 'protos' }); });
after(() => mock.close());
test('a stub', async () => {
  const stub = await mock.stub('Other', { reply: { message: { text: 'stubbed' } } });
  assert.equal(stub.hits, 0);
  await mock.verify('Other', { times: 0 });
  assert.ok(mock.port > 0);
});
`,
  });
  install(files.dir);
  const { stdout, stderr } = await run(process.execPath, ['--test', 'chat.test.js'], { cwd: files.dir });
  expect(stdout).toMatch(/pass 1/);
  // It prints nothing.
  expect(stderr).toBe('');
});
