// `npm run conformance [-- grpc|grpc-web|connect|all [handlers|stubs] [options of the runner]]`: runs the official suite
// against Understudy, once for each protocol. See README.md for what is expected.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const runner = process.env.CONFORMANCE_RUNNER ?? 'connectconformance';
const protos = resolve(root, process.env.CONFORMANCE_PROTOS ?? '../shared/corpora/connectrpc-conformance');
const PROTOCOLS = ['grpc', 'grpc-web', 'connect', 'tls'];
const say = (line) => void process.stdout.write(`${line}\n`);

const [which = 'all', form = 'handlers', ...options] = process.argv.slice(2);
const protocols = which === 'all' ? PROTOCOLS : [which];
if (!protocols.every((one) => PROTOCOLS.includes(one)) || !['handlers', 'stubs'].includes(form)) {
  say(`Usage: npm run conformance -- [all|${PROTOCOLS.join('|')}] [handlers|stubs] [options of the runner]`);
  process.exit(2);
}
if (spawnSync(runner, ['--version']).status !== 0) {
  say(`The runner of connectrpc/conformance is not installed (${runner}). With Go:`);
  say('  go install connectrpc.com/conformance/cmd/connectconformance@v1.0.5');
  say('Then put it on PATH, or name it: CONFORMANCE_RUNNER=path npm run conformance');
  process.exit(0);
}
if (!existsSync(protos)) {
  say(`There are no protos of the suite at ${protos}: get the folder proto of github.com/connectrpc/conformance,`);
  say('and name it: CONFORMANCE_PROTOS=path npm run conformance');
  process.exit(0);
}

let failed = 0;
for (const protocol of protocols) {
  const conf = join(here, 'suites', `${protocol}.yaml`);
  say(`\n${protocol}, the service as ${form}:`);
  const server = [process.execPath, join(here, 'serve.mjs'), form];
  const { status } = spawnSync(runner, ['--mode', 'server', '--conf', conf, ...options, '--', ...server], {
    stdio: 'inherit',
  });
  if (status !== 0) failed += 1;
}
process.exit(failed > 0 ? 1 : 0);
