// `npm run bench`: what a call costs, beside servers that do less. See README.md for what is measured and why.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { flood, prefixed, textMessage } from './flood.mjs';
import { loadRows, printLoadRows } from './load.mjs';
import { cpuTime, memory } from './process-figures.mjs';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'dist/server/main.js');
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

async function attack({ port, method = METHOD, names }, time, seed) {
  const { file, args } = command(
    1,
    process.execPath,
    join(import.meta.dirname, 'attack.mjs'),
    port,
    method,
    time,
    seed,
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
async function attackByH2load({ port, method = METHOD }, time, bodyFile) {
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
  const bodyFile = join(bodies, 'body');
  writeFileSync(bodyFile, prefixed(textMessage('Ines')));
  const running = [];
  try {
    for (const { name, args, method, names } of contestants) {
      const server = start(...args);
      running.push({
        name,
        method,
        names,
        server,
        port: await server.port,
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
        const foreign = await attackByH2load(one, seconds, bodyFile);
        one.byH2load.push(foreign.rate);
        one.failed += foreign.failed;
      }
    }
  } finally {
    for (const { server } of running) await server.stop();
    rmSync(bodies, { recursive: true });
  }
  const row = ({ name, own, cpu, byH2load, failed, clientLoad }) => ({
    name,
    callsPerSecond: Math.round(median(own)),
    spread: Number(spread(own).toFixed(2)),
    microsOfCpu: cpu.length > 0 ? Math.round(median(cpu)) : null,
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

const contestant = join(import.meta.dirname, 'contestant.mjs');
const rows = await throughput([
  { name: 'node:http2, fixed bytes', args: [contestant, 'http2'] },
  { name: 'grpc-js, fixed object (proto-loader)', args: [contestant, 'object'] },
  { name: 'grpc-js, identity serializer', args: [contestant, 'identity'] },
  { name: 'Understudy, generated', args: [main, 'serve', 'protos', '--port', '0', '--no-playground'] },
  {
    name: 'Understudy, world unary',
    args: [main, 'serve', 'protos', '--port', '0', '--no-playground'],
    // Its request holds one text in field 1 as well; the answer is a whole product.
    method: '/shop.v1.Catalog/GetProduct',
    names: 500,
  },
]);
const starts = await beginnings();
const loading = await loadRows();

const of = (name) => rows.find((row) => row.name.startsWith(name));
const ratio = (key, base, who = 'Understudy, generated') => {
  const [ours, theirs] = [of(who)[key], of(base)[key]];
  return ours && theirs ? Number((ours / theirs).toFixed(2)) : null;
};
/** Of CPU time: see README.md. */
const cpuRatio = (base) => {
  const [ours, theirs] = [of('Understudy, generated').microsOfCpu, of(base).microsOfCpu];
  return ours && theirs ? Number((theirs / ours).toFixed(2)) : null;
};
const ratios = {
  'generated / grpc-js object': ratio('callsPerSecond', 'grpc-js, fixed'),
  'world unary / grpc-js object': ratio('callsPerSecond', 'grpc-js, fixed', 'Understudy, world'),
  'generated / grpc-js identity': ratio('callsPerSecond', 'grpc-js, identity'),
  'generated / grpc-js object, by CPU time': cpuRatio('grpc-js, fixed'),
  'generated / node:http2': ratio('callsPerSecond', 'node:http2'),
  'generated / grpc-js object, by h2load': ratio('h2load', 'grpc-js, fixed'),
};
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
  `\n${machine.cpu}, ${machine.cores} cores${pin ? ', server and load on one each' : ''}, Node ${machine.node}\n`,
);
console.table(
  Object.fromEntries(
    rows.map(({ name, ...row }) => [name, { ...row, microsOfCpu: row.microsOfCpu ?? '', h2load: row.h2load ?? '' }]),
  ),
);
console.table(Object.fromEntries(Object.entries(ratios).map(([name, value]) => [name, { ratio: value ?? '' }])));
console.log(`start to first answered call: ${starts.firstAnswerMs} ms (median of 5)`);
console.log(`idle memory: ${starts.idleMb ?? '?'} MB`);
printLoadRows(loading);
const busiest = Math.max(...rows.map((row) => row.clientLoad));
console.log(
  busiest > 0.9
    ? `The load took ${busiest} of a core at most: beside the fastest rows it is the bottleneck.`
    : `The servers were the bottleneck: the load took ${busiest} of a core at most.`,
);
console.log(`Written to ${join('test/.artifacts', 'bench.json')}`);
