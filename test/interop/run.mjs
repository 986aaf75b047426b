// `npm run interop`: official gRPC clients against Understudy, whose service is `handlers/`. See README.md.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clients } from './clients.mjs';

const root = resolve(import.meta.dirname, '../..');
const build = resolve(root, process.env.UNDERSTUDY_BUILD ?? 'dist/server');
const protos = resolve(root, process.env.INTEROP_PROTOS ?? '../shared/corpora/grpc-interop');
const say = (line) => void process.stdout.write(`${line}\n`);

if (!existsSync(protos)) {
  say(`There are no protos of the interop service at ${protos}: get github.com/grpc/grpc-proto, and name it:`);
  say('  INTEROP_PROTOS=path npm run interop');
  process.exit(0);
}
const { startUnderstudy } = await import(pathToFileURL(join(build, 'index.js')).href);
// `UnimplementedService` is what no server has: with --strict nobody answers for it.
const mock = await startUnderstudy({ protos: [protos, join(import.meta.dirname, 'handlers')], strict: true });
let failed = 0;
let passed = 0;
for (const { name, missing, cases, command } of clients()) {
  if (missing) {
    say(`${name}: not installed. ${missing}`);
    continue;
  }
  say(`${name}:`);
  for (const one of cases) {
    const { file, args } = command(mock.port, one);
    // The server is in this very process: nothing may wait without it.
    const { status, said } = await new Promise((done) =>
      execFile(file, args, { timeout: 60_000 }, (error, stdout, stderr) =>
        done({ status: error ? 1 : 0, said: `${stdout}${stderr}` }),
      ),
    );
    if (status === 0) passed += 1;
    else failed += 1;
    say(`  ${status === 0 ? 'passed' : 'FAILED'}  ${one}`);
    if (status !== 0) say(said.split('\n').slice(-8).join('\n'));
  }
}
say(`${passed} passed, ${failed} failed`);
await mock.close();
process.exit(failed > 0 ? 1 : 0);
