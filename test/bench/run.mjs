// `npm run bench`: what a call costs, beside servers that do less. See README.md for what is measured and why.
// `--calls` measures calls of the sample and nothing else, `--stubs` calls of stubs, and words after it only those rows whose names have
// one of them (and what they are compared with).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { beginnings } from './beginnings.mjs';
import { ofCalls, ofStubs, SAY_HELLO } from './contestants.mjs';
import { loadRows, printLoadRows } from './load.mjs';
import { h2load, main, pinned, root } from './servers.mjs';
import { stubFolders } from './stubbed.mjs';
import { ratioOf, rowOf, throughput } from './throughput.mjs';

const artifacts = join(root, 'test/.artifacts');
const number = (name, usual) => Number(process.env[name] ?? usual);
const plan = {
  starts: number('BENCH_STARTS', 3),
  rounds: number('BENCH_ROUNDS', 8),
  seconds: number('BENCH_SECONDS', 0.5),
  warm: number('BENCH_WARM', 5),
};
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const whole = !flags.includes('--calls') && !flags.includes('--stubs');

if (!existsSync(main)) {
  console.error('There is no dist/server/main.js to measure. Build it first: npm run build:server');
  process.exit(2);
}
if (!h2load) console.error('There is no h2load, so its column is empty. On Debian: apt-get install nghttp2-client');

/** Who is measured: what the words name, and what that is compared with. */
function chosen({ contestants, pairs }) {
  const compared = pairs.filter(([ours]) => words.length === 0 || words.some((word) => ours.name.includes(word)));
  const names = new Set(compared.flat().map(({ name }) => name));
  return { contestants: contestants.filter(({ name }) => words.length === 0 || names.has(name)), pairs: compared };
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  pinned,
  /** Processes that wanted a core, over the last minute and the last five, before the run. */
  load: loadavg()
    .slice(0, 2)
    .map((load) => Number(load.toFixed(1))),
};

const { root: stubs, folders } = stubFolders();
const sets = [
  ...(whole || flags.includes('--calls') ? [chosen(ofCalls())] : []),
  ...(whole || flags.includes('--stubs') ? [chosen(ofStubs(folders))] : []),
];
const rows = [];
const ratios = [];
try {
  for (const { contestants, pairs } of sets) {
    const results = await throughput(contestants, plan);
    for (const [name, rounds] of results) rows.push(rowOf(name, rounds));
    for (const [ours, theirs] of pairs) {
      const of = (key) => ratioOf(results.get(ours.name), results.get(theirs.name), key);
      ratios.push({ ours: ours.name, theirs: theirs.name, calls: of('calls'), cpu: of('cpu'), h2load: of('h2load') });
    }
  }
} finally {
  rmSync(stubs, { recursive: true });
}
const starts = whole ? await beginnings(SAY_HELLO) : undefined;
const loading = whole ? await loadRows() : undefined;

const result = { at: new Date().toISOString(), commit: commit(), machine, plan, rows, ratios, ...starts, ...loading };
mkdirSync(artifacts, { recursive: true });
writeFileSync(join(artifacts, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);

const where = `${machine.cores} cores${pinned ? ', server and load on one each' : ''}`;
console.log(`\n${machine.cpu}, ${where}, Node ${machine.node}, load ${machine.load.join(' and ')}`);
console.log(`${plan.starts} processes of each, ${plan.rounds} rounds of ${plan.seconds} s in each; medians\n`);
const shown = (row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? '']));
console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, shown(row)])));
console.log('\nratios within a round: median (first and third quartile); more is better, 1 is the same');
const spread = (ratio) => (ratio ? `${ratio[1].toFixed(2)} (${ratio[0].toFixed(2)}–${ratio[2].toFixed(2)})` : '');
console.table(
  Object.fromEntries(
    ratios.map(({ ours, theirs, calls, cpu, h2load: foreign }) => [
      `${ours} / ${theirs}`,
      { calls: spread(calls), cpu: spread(cpu), h2load: spread(foreign) },
    ]),
  ),
);
if (starts) {
  console.log(`start to first answered call: ${starts.firstAnswerMs} ms (median of 5)`);
  console.log(`idle memory: ${starts.idleMb ?? '?'} MB`);
}
if (loading) printLoadRows(loading);
const busiest = Math.max(...rows.map((row) => row.clientLoad));
console.log(
  busiest > 0.9
    ? `The load took ${busiest} of a core at most: beside the fastest rows it is the bottleneck.`
    : `The servers were the bottleneck: the load took ${busiest} of a core at most.`,
);
console.log(`Written to ${join('test/.artifacts', 'bench.json')}`);
