// `npm run bench`: what a call costs, beside servers that do less. See README.md for what is measured and why.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { flood, prefixed, STREAM, textMessage } from './flood.mjs';
import { loadRows, printLoadRows } from './load.mjs';
import { cpuTime, memory } from './process-figures.mjs';
import { MANY, openPage, stubFolders } from './stubbed.mjs';

const root = resolve(import.meta.dirname, '../..');
/** Another build can be measured: `BENCH_MAIN=…/dist/server/main.js`. */
const main = resolve(root, process.env.BENCH_MAIN ?? 'dist/server/main.js');
const artifacts = join(root, 'test/.artifacts');
const METHOD = '/greeter.v1.Greeter/SayHello';
const rounds = Number(process.env.BENCH_ROUNDS ?? 4);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);

const has = (tool) => spawnSync('which', [tool]).status === 0;
const pin = has('taskset') && availableParallelism() > 1;
const h2load = has('h2load');

/** A command on one core, where this machine can say so: the server on the first, the load on the second. */
function command(core, ...words) {
  const [file, ...args] = pin ? ['taskset', '-c', String(core), ...words] : words;
  return { file, args };
}

/** Starts a server; resolves with its port, which is the last number of the first line that has one. */
function start(...args) {
  const { file, args: rest } = command(0, process.execPath, ...args);
  const child = spawn(file, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = new Promise((done, fail) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /(?:localhost:|127\.0\.0\.1:|^)(\d+)/m.exec(said);
      if (found) done(Number(found[1]));
    });
    child.once('exit', (code) => fail(new Error(`${args[0]} ended with ${code} before it listened.`)));
  });
  const stop = () =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once('exit', done);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
    });
  return { child, port, stop };
}

async function attack({ port, method = METHOD, text = 'Guest', names }, time, seed) {
  const { file, args } = command(
    1,
    process.execPath,
    join(import.meta.dirname, 'attack.mjs'),
    port,
    method,
    time,
    seed,
    text,
    ...(names ? [names] : []),
  );
  const child = spawn(file, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error('The load could not be made: see above.');
  const result = JSON.parse(said);
  return { ...result, rate: result.ok / result.seconds };
}

/** The same by a stranger; it sends one body only. */
async function attackByH2load({ port, method = METHOD, bodyFile }, time) {
  const flags = ['-D', time, '-c', 2, '-m', 50, '-t', 1, '-d', bodyFile];
  const headers = ['-H', 'content-type: application/grpc', '-H', 'te: trailers'];
  const { file, args } = command(1, 'h2load', ...flags, ...headers, `http://127.0.0.1:${port}${method}`);
  const child = spawn(file, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await new Promise((done) => child.once('close', done));
  const rate = Number(/finished in [\d.]+s, ([\d.]+) req\/s/.exec(said)?.[1] ?? NaN);
  const failed = Number(/(\d+) failed/.exec(said)?.[1] ?? NaN);
  return { rate, failed };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values) => (Math.max(...values) - Math.min(...values)) / median(values);

async function throughput(contestants) {
  const bodies = mkdtempSync(join(tmpdir(), 'bench-'));
  const bodyOf = (text) => {
    const file = join(bodies, encodeURIComponent(text));
    writeFileSync(file, prefixed(textMessage(text)));
    return file;
  };
  const running = [];
  try {
    for (const { name, args, body = 'Ines', page = false, ...asks } of contestants) {
      const server = start(...args);
      const port = await server.port;
      running.push({
        name,
        ...asks,
        server,
        port,
        bodyFile: bodyOf(body),
        page: page ? await openPage(port) : undefined,
        own: [],
        cpu: [],
        byH2load: [],
        failed: 0,
        clientLoad: [],
      });
    }
    for (const one of running) {
      process.stderr.write(`warming up ${one.name}\n`);
      await attack(one, 2, 'warm');
    }
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`round ${round} of ${rounds}\n`);
      for (const one of running) {
        const before = cpuTime(one.server.child.pid);
        const result = await attack(one, seconds, round);
        one.own.push(result.rate);
        if (before !== undefined) one.cpu.push(((cpuTime(one.server.child.pid) - before) * 1000) / result.ok);
        one.failed += result.failed;
        one.clientLoad.push(result.clientLoad);
        if (!h2load) continue;
        const foreign = await attackByH2load(one, seconds);
        one.byH2load.push(foreign.rate);
        one.failed += foreign.failed;
      }
    }
  } finally {
    for (const { server, page } of running) {
      page?.disconnect();
      await server.stop();
    }
    rmSync(bodies, { recursive: true });
  }
  const row = ({ name, own, cpu, byH2load, failed, clientLoad }) => ({
    name,
    callsPerSecond: Math.round(median(own)),
    spread: Number(spread(own).toFixed(2)),
    microsOfCpu: cpu.length > 0 ? Math.round(median(cpu)) : null,
    leastMicrosOfCpu: cpu.length > 0 ? Math.round(Math.min(...cpu)) : null,
    h2load: byH2load.length > 0 ? Math.round(median(byH2load)) : null,
    clientLoad: Number(median(clientLoad).toFixed(2)),
    failed,
  });
  return running.map(row);
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Milliseconds from the start of the process to the answer of a first call that was tried again and again. */
async function firstAnswer(port) {
  const began = performance.now();
  const server = start(main, 'serve', 'protos', '--port', String(port));
  server.port.catch(() => undefined);
  for (;;) {
    const open = await new Promise((done) => {
      const socket = createConnection({ host: '127.0.0.1', port }, () => done(true)).on('error', () => done(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) break;
    if (server.child.exitCode !== null) throw new Error('The server ended before it answered.');
    await new Promise((done) => setTimeout(done, 2));
  }
  const { ok } = await flood({ port, path: METHOD, calls: 1, body: () => textMessage('Ines') });
  const took = performance.now() - began;
  if (ok !== 1) throw new Error('The first call was not answered.');
  return { took, server };
}

async function beginnings() {
  const times = [];
  let idle;
  for (let at = 0; at < 5; at += 1) {
    const { took, server } = await firstAnswer(await freePort());
    times.push(took);
    // Idle: what is left some seconds after the first call, with nobody calling.
    if (at === 4) {
      await new Promise((done) => setTimeout(done, 3_000));
      idle = memory(server.child.pid);
    }
    await server.stop();
  }
  return { firstAnswerMs: Math.round(median(times)), idleMb: idle === undefined ? null : Math.round(idle) };
}

if (!existsSync(main)) {
  console.error('There is no dist/server/main.js to measure. Build it first: npm run build:server');
  process.exit(2);
}
if (!h2load) console.error('There is no h2load, so its column is empty. On Debian: apt-get install nghttp2-client');

const loadBefore = loadavg()
  .slice(0, 2)
  .map((load) => Number(load.toFixed(1)));
const contestant = join(import.meta.dirname, 'contestant.mjs');
const understudy = [main, 'serve', 'protos', join(import.meta.dirname, 'protos'), '--port', '0', '--no-playground'];
/** A product by its name, as a test asks for those that it knows, and one that nobody has asked for before. */
const product = { method: '/shop.v1.Catalog/GetProduct', text: 'products/p' };
const { root: stubs, folders } = stubFolders();
/** Stubs stand beside the same protos. `Guest-n` is what the n-th of many is for. */
const stubbed = (folder) => [main, 'serve', 'protos', folder, '--port', '0', '--no-playground'];
const many = { method: '/greeter.v1.Greeter/SayHelloInManyLanguages' };
const STUBBED = [
  { name: 'grpc-js, fixed object (proto-loader)', args: [contestant, 'object'] },
  { name: `grpc-js, stream of ${STREAM} (proto-loader)`, args: [contestant, 'stream'], ...many },
  { name: 'Understudy, stubbed', args: stubbed(folders.plain) },
  { name: 'Understudy, stubbed, page open', args: stubbed(folders.plain).slice(0, -1), page: true },
  { name: `Understudy, stubbed stream of ${STREAM}`, args: stubbed(folders.plain), ...many },
  {
    name: `Understudy, stubbed stream of ${STREAM}, page open`,
    args: stubbed(folders.plain).slice(0, -1),
    page: true,
    ...many,
  },
  { name: 'Understudy, stubbed, a template', args: stubbed(folders.template) },
  { name: 'Understudy, one stub for one name', args: stubbed(folders.one), names: 1, body: 'Guest-0' },
  { name: `Understudy, ${MANY} stubs, each for a name`, args: stubbed(folders.many), names: MANY, body: 'Guest-0' },
  { name: `Understudy, the last of ${MANY} patterns`, args: stubbed(folders.patterns), names: 1, body: 'Guest-0' },
];
const ALL = [
  { name: 'node:http2, fixed bytes', args: [contestant, 'http2'] },
  { name: 'grpc-js, fixed object (proto-loader)', args: [contestant, 'object'] },
  { name: 'grpc-js, identity serializer', args: [contestant, 'identity'] },
  { name: 'grpc-js, fixed product (proto-loader)', args: [contestant, 'product'], ...product },
  { name: 'Understudy, generated', args: understudy },
  { name: 'Understudy, generated, 14 fields', args: understudy, method: '/bench.v1.Quotes/Estimate' },
  { name: 'Understudy, world unary', args: understudy, ...product, names: 500 },
  { name: 'Understudy, world unary, each another', args: understudy, ...product },
];
const known = new Set(ALL.map(({ name }) => name));
// `npm run bench -- --calls` measures calls of the sample and nothing else, and `--stubs` calls of stubs: for looking at
// one change after the other. Without either, everything is measured.
const asked = (flag) => process.argv.includes(flag);
const whole = !asked('--calls') && !asked('--stubs');
const calls = whole || asked('--calls') ? ALL : [];
const ofStubs = whole || asked('--stubs') ? STUBBED.filter(({ name }) => calls.length === 0 || !known.has(name)) : [];
const rows = await throughput([...calls, ...ofStubs]).finally(() => rmSync(stubs, { recursive: true }));
const starts = whole ? await beginnings() : undefined;
const loading = whole ? await loadRows() : undefined;

const of = (name) => rows.find((row) => row.name === name);
/** Calls per second of ours against theirs, or CPU time of theirs against ours: more is better, 1 is the same. */
const ratio = (key, ours, theirs) => {
  const [left, right] = [of(ours)[key], of(theirs)[key]];
  const value = /microsOfCpu/i.test(key) ? right / left : left / right;
  return left && right ? Number(value.toFixed(2)) : null;
};
const GENERATED = 'Understudy, generated';
const WORLD = 'Understudy, world unary';
const GREETING = 'grpc-js, fixed object (proto-loader)';
const PRODUCT = 'grpc-js, fixed product (proto-loader)';
const PAIRS = [
  [GENERATED, GREETING],
  [GENERATED, 'grpc-js, identity serializer'],
  [GENERATED, 'node:http2, fixed bytes'],
  ['Understudy, generated, 14 fields', GREETING],
  ['Understudy, generated, 14 fields', PRODUCT],
  [WORLD, GREETING],
  [WORLD, PRODUCT],
  ['Understudy, world unary, each another', GREETING],
  ['Understudy, world unary, each another', PRODUCT],
  ['Understudy, stubbed', GREETING],
  ['Understudy, stubbed, page open', GREETING],
  ['Understudy, stubbed, a template', GREETING],
  [`Understudy, stubbed stream of ${STREAM}`, `grpc-js, stream of ${STREAM} (proto-loader)`],
  [`Understudy, stubbed stream of ${STREAM}, page open`, `grpc-js, stream of ${STREAM} (proto-loader)`],
  [`Understudy, ${MANY} stubs, each for a name`, 'Understudy, one stub for one name'],
  [`Understudy, the last of ${MANY} patterns`, 'Understudy, one stub for one name'],
].filter((pair) => pair.every(of));
const ratios = PAIRS.map(([ours, theirs]) => ({
  ours,
  theirs,
  calls: ratio('callsPerSecond', ours, theirs),
  cpu: ratio('microsOfCpu', ours, theirs),
  leastCpu: ratio('leastMicrosOfCpu', ours, theirs),
  h2load: ratio('h2load', ours, theirs),
}));
const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
};
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  pinned: pin,
  /** Processes that wanted a core, over the last minute and the last five, before the run. */
  load: loadBefore,
};
const result = {
  at: new Date().toISOString(),
  commit: commit(),
  machine,
  rounds,
  seconds,
  rows,
  ratios,
  ...starts,
  ...loading,
};
mkdirSync(artifacts, { recursive: true });
writeFileSync(join(artifacts, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);

console.log(
  `\n${machine.cpu}, ${machine.cores} cores${pin ? ', server and load on one each' : ''}, Node ${machine.node}, load ${loadBefore.join(' and ')}\n`,
);
console.table(
  Object.fromEntries(
    rows.map(({ name, ...row }) => [
      name,
      {
        ...row,
        microsOfCpu: row.microsOfCpu ?? '',
        leastMicrosOfCpu: row.leastMicrosOfCpu ?? '',
        h2load: row.h2load ?? '',
      },
    ]),
  ),
);
console.table(
  Object.fromEntries(
    ratios.map(({ ours, theirs, ...row }) => [
      `${ours} / ${theirs}`,
      { calls: row.calls ?? '', cpu: row.cpu ?? '', leastCpu: row.leastCpu ?? '', h2load: row.h2load ?? '' },
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
