// Starts the servers that are measured, and sends them calls: the server on one core, the load on the other.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
/** Another build can be measured: `BENCH_MAIN=…/dist/server/main.js`. */
export const main = resolve(root, process.env.BENCH_MAIN ?? 'dist/server/main.js');

const has = (tool) => spawnSync('which', [tool]).status === 0;
/** Whether each side has a core of its own. */
export const pinned = has('taskset') && availableParallelism() > 1;
export const h2load = has('h2load');

const CONNECTIONS = 2;
const STREAMS = 50;

/** A program on one core, where this machine can say so. */
function run(core, file, args) {
  const words = [file, ...args].map(String);
  const [first, ...rest] = pinned ? ['taskset', '-c', String(core), ...words] : words;
  return spawn(first, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a program prints, when it has ended well. */
async function said(child) {
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error('The load could not be made: see above.');
  return text;
}

const end = (child) =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', done);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });

/** Starts a server; `port` is the last number of the first line that has one. */
export function start(...args) {
  const child = run(0, process.execPath, args);
  const port = new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /(?:localhost:|127\.0\.0\.1:|^)(\d+)/m.exec(text);
      if (found) done(Number(found[1]));
    });
    child.once('exit', (code) => fail(new Error(`${args[0]} ended with ${code} before it listened.`)));
  });
  return { child, port, stop: () => end(child) };
}

/** A page that looks at the traffic, in a process of its own beside the load. Resolves once it is told of calls. */
export async function openPage(port) {
  const child = run(1, process.execPath, [join(import.meta.dirname, 'page.mjs'), port]);
  await new Promise((done, fail) => {
    child.stdout.once('data', done);
    child.once('exit', () => fail(new Error('The page could not be opened.')));
  });
  return { close: () => end(child) };
}

/** Calls for so many seconds; each has another body, by `seed`. */
export async function attack({ port, method, text = 'Guest', names }, seconds, seed) {
  const words = [port, method, seconds, seed, text, ...(names ? [names] : [])];
  const result = JSON.parse(await said(run(1, process.execPath, [join(import.meta.dirname, 'attack.mjs'), ...words])));
  return { ...result, rate: result.ok / result.seconds };
}

/** The same by a stranger; it sends one body only, of a file. */
export async function attackByH2load({ port, method, bodyFile }, seconds) {
  const flags = ['-D', `${seconds * 1000}ms`, '-c', CONNECTIONS, '-m', STREAMS, '-t', 1, '-d', bodyFile];
  const headers = ['-H', 'content-type: application/grpc', '-H', 'te: trailers'];
  const text = await said(run(1, 'h2load', [...flags, ...headers, `http://127.0.0.1:${port}${method}`]));
  return {
    rate: Number(/finished in [\d.]+m?s, ([\d.]+) req\/s/.exec(text)?.[1] ?? NaN),
    failed: Number(/(\d+) failed/.exec(text)?.[1] ?? NaN),
  };
}
