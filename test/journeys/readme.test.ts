import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT, serve, understudy } from '../support/run-command.ts';

const run = promisify(execFile);
const commands = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) =>
  match[1]!.trim().split('\n'),
);
const command = (start: string): string => {
  const found = commands.find((line) => line.startsWith(start));
  if (!found) throw new Error(`The README has no command that starts with: ${start}`);
  return found;
};
const installed = (tool: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
};

test('every command of the README is one that this file runs', () => {
  const known = [
    /^npm ci && npm (start|test)$/,
    /^npm start -- (check|explain|build|pull|path\/to\/protos)/,
    /^npx buf curl/,
    /^curl/,
    /^grpcurl/,
    /^npm run (check|bench)$/,
  ];
  expect(commands.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
});

test.skipIf(!existsSync(join(ROOT, '.git')))(
  'on a clean clone the two commands of the README work',
  { timeout: 1_800_000 },
  async () => {
    const clone = join(mkdtempSync(join(tmpdir(), 'understudy-clone-')), 'understudy');
    execFileSync('git', ['clone', '--quiet', '--local', ROOT, clone]);
    try {
      // In a group of its own, so that npm and the server below it end together.
      const child = spawn('sh', ['-c', `${command('npm ci && npm start')} -- --port 0`], {
        cwd: clone,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
      const address = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const ready = /ready on (\S+?:\d+)/.exec(line);
          if (ready) resolve(ready[1]!);
        });
        child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`)));
      });
      try {
        expect(await (await fetch(`http://${address}/api/status`)).json()).toMatchObject({ services: 4 });
        const page = await (await fetch(`http://${address}/`)).text();
        expect(page).toContain('<script');
      } finally {
        const ended = once(child, 'exit');
        process.kill(-child.pid!, 'SIGTERM');
        await ended;
      }
      // The rings that need this very test to have passed are left out: a room of the core stands for them, as all of
      // them run beside this test.
      const { stdout } = await run(
        'sh',
        ['-c', `${command('npm ci && npm test')} -- --project core test/core/codec`.replace('npm ci && ', '')],
        {
          cwd: clone,
          maxBuffer: 16 * 1024 * 1024,
          timeout: 900_000,
        },
      );
      expect(stdout).toMatch(/Tests .*passed/);
    } finally {
      rmSync(join(clone, '..'), { recursive: true, force: true });
    }
  },
);

test('the files that the README shows fit the sample, and say what it says', async () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = (start: string): string => {
    const found = [...text.matchAll(/```(?:ya?ml|ts)\n([\s\S]*?)```/g)].find(([, one]) => one!.startsWith(start));
    if (!found) throw new Error(`The README shows no file that starts with: ${start}`);
    return found[1]!;
  };
  const dir = mkdtempSync(join(tmpdir(), 'understudy-readme-'));
  try {
    cpSync(join(ROOT, 'protos'), dir, { recursive: true });
    writeFileSync(join(dir, 'my.stubs.yaml'), block('service:'));
    writeFileSync(join(dir, 'my.world.yaml'), block('shop.v1.Product:'));
    writeFileSync(join(dir, 'understudy.hints.yaml'), block('hints:'));
    writeFileSync(join(dir, 'my.handlers.ts'), block("import { service } from 'understudy';\n\nexport default"));
    expect(await understudy(['check', dir])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/0 errors, 0 warn/),
    });
    await using server = await serve([dir]);
    const name = 'products/sold-out';
    const answer = await fetch(`http://${server.address}/v1/${name}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: `no ${name}` });
    const vip = await fetch(`http://${server.address}/v1/products/vip-1`);
    expect(await vip.json()).toMatchObject({ name: 'products/vip-1', price: { units: '12' } });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('explain says how the sample is answered', async () => {
  const { stdout } = await run('sh', ['-c', command('npm start -- explain')], { cwd: ROOT });
  expect(stdout).toContain('/shop.v1.Catalog/GetProduct');
  expect(stdout).toContain('Why');
});

test('the check command of the README passes', async () => {
  const { stdout } = await run('sh', ['-c', command('npm start -- check')], { cwd: ROOT });
  expect(stdout).toMatch(/0 errors/);
});

test('the pull and the build line of the README write what they say', async () => {
  await using server = await serve();
  const dir = mkdtempSync(join(tmpdir(), 'understudy-readme-'));
  try {
    for (const line of [command('npm start -- pull'), command('npm start -- build')]) {
      const there = line.replace('localhost:50051', server.address).replace(/ -o (\S+)/, ` -o ${dir}/$1`);
      await run('sh', ['-c', there], { cwd: ROOT });
    }
    expect(readdirSync(join(dir, 'pulled'), { recursive: true })).toContain('greeter/v1/greeter.proto');
    expect(readFileSync(join(dir, 'protos.binpb')).length).toBeGreaterThan(1000);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('the buf curl line of the README gets an answer', async () => {
  await using server = await serve();
  const line = command('npx buf curl').replaceAll('localhost:50051', server.address);
  const { stdout } = await run('sh', ['-c', line], { cwd: ROOT });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Ada', greeting: expect.any(String) });
});

test.skipIf(!installed('curl'))('the curl line of the README gets an answer (needs curl)', async () => {
  await using server = await serve();
  // As it is written, and as a client that asks for HTTP/2 on its way.
  for (const more of ['', ' --http2']) {
    const line = command('curl').replaceAll('localhost:50051', server.address);
    const { stdout } = await run('sh', ['-c', line + more], { cwd: ROOT });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Ada' });
  }
});

test.skipIf(!installed('grpcurl'))(
  'the grpcurl line of the README gets an answer (needs grpcurl: go install github.com/fullstorydev/grpcurl/cmd/grpcurl@latest)',
  async () => {
    await using server = await serve();
    const { stdout } = await run('sh', ['-c', command('grpcurl').replaceAll('localhost:50051', server.address)], {
      cwd: ROOT,
    });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Ada' });
  },
);
