#!/usr/bin/env node
// `npm start`: builds what is missing or older than its sources, then runs the built server in this same process, so
// that signals reach it. Node 20 cannot run TypeScript, hence the build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function ensure(what, output, sources, script, args) {
  const built = statSync(join(root, output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...sources.map((source) => newest(join(root, source))))) return;
  process.stderr.write(`Building ${what}…\n`);
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) {
    process.stderr.write(`Building ${what} failed. Run npm run build to see why.\n`);
    process.exit(2);
  }
}

if (existsSync(join(root, 'server/main.ts'))) {
  const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);
  try {
    ensure(
      'the server',
      'dist/server/main.js',
      ['server', 'tsconfig.json', 'package.json'],
      bin('typescript', 'bin/tsc'),
      ['-p', 'server/tsconfig.json'],
    );
    const wanted = !process.argv.includes('--no-playground') && !process.argv.includes('check');
    if (wanted)
      ensure(
        'the page',
        'dist/web/index.html',
        ['web', 'server/contract', 'package.json'],
        bin('vite', 'bin/vite.js'),
        ['build', '--config', 'web/vite.config.ts', '--logLevel', 'error'],
      );
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    process.stderr.write('The build tools are not installed. Run npm ci first.\n');
    process.exit(2);
  }
}
await import('../dist/server/main.js');
