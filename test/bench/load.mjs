// What loading costs: start, all of google-proto-files cold and from the cache, and a save until it is served.
// Part of `npm run bench`; alone: node test/bench/load.mjs
import { spawn } from 'node:child_process';
import { connect } from 'node:http2';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cpuTime } from './process-figures.mjs';

const root = resolve(import.meta.dirname, '../..');
const main = process.env.BENCH_MAIN ?? join(root, 'dist/server/main.js');
const google = join(root, 'node_modules/google-proto-files');
const FILES = 500;
const saves = Number(process.env.BENCH_SAVES ?? 100);

/** Serves and waits for the line that says so. */
async function serve(args, env = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--no-playground', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const port = await new Promise((done, fail) => {
    child.stdout.on('data', (chunk) => {
      const found = /localhost:(\d+)/.exec(String(chunk));
      if (found) done(Number(found[1]));
    });
    child.once('exit', (code) => fail(new Error(`The server ended with ${code} before it was ready.`)));
  });
  const ms = Math.round(performance.now() - began);
  const stop = () =>
    new Promise((done) => {
      child.once('exit', done);
      child.kill('SIGTERM');
    });
  const cpu = cpuTime(child.pid);
  return { port, ms, cpuMs: cpu === undefined ? null : Math.round(cpu), peakMb: peak(child.pid), stop };
}

/** The most memory that a process had so far, in MB; Linux only. */
function peak(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return null;
  }
}

/** The status of a unary call with an empty message. */
function call(session, path) {
  return new Promise((done, fail) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status;
    const note = (headers) => (status = headers['grpc-status'] ?? status);
    stream.on('response', note).on('trailers', note).on('error', fail);
    stream.on('end', () => done(Number(status))).resume();
    stream.end(Buffer.alloc(5));
  });
}

async function loading(name, args, env) {
  const { ms, cpuMs, peakMb, stop } = await serve(args, env);
  await stop();
  return { name, ms, cpuMs, peakMb };
}

const source = (at, edit) => `syntax = "proto3";
package bench.p${at};
import "p${at - (at % 10)}/base.proto";
message Item { bench.b${at - (at % 10)}.Base base = 1; string name = 2; repeated Item parts = 3; string f${edit} = ${edit + 10}; }
service Items { rpc Get(Item) returns (Item); rpc Edit${edit}(Item) returns (Item); rpc List(Item) returns (stream Item); }
`;

/** Milliseconds from the end of a write to the first answer of the method that it brings. */
async function saveToServed(folder, args, write, count) {
  const server = await serve([folder, ...args]);
  const session = connect(`http://127.0.0.1:${server.port}`);
  const times = [];
  try {
    for (let edit = 1; edit <= count; edit += 1) {
      const path = write(edit);
      const began = performance.now();
      while ((await call(session, path)) !== 0)
        if (performance.now() - began > 120_000) throw new Error(`${path} was never served.`);
      times.push(performance.now() - began);
    }
  } finally {
    session.close();
    await server.stop();
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  return { saves: count, p50: at(0.5), p95: at(0.95) };
}

async function reloads() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (let at = 0; at < FILES; at += 1) {
      mkdirSync(join(folder, `p${at}`));
      writeFileSync(join(folder, `p${at}/items.proto`), source(at, 0));
      if (at % 10 === 0)
        writeFileSync(
          join(folder, `p${at}/base.proto`),
          `syntax = "proto3"; package bench.b${at}; message Base { string id = 1; }\n`,
        );
    }
    return await saveToServed(
      folder,
      [],
      (edit) => {
        const at = (edit * 7) % FILES;
        writeFileSync(join(folder, `p${at}/items.proto`), source(at, edit));
        return `/bench.p${at}.Items/Edit${edit}`;
      },
      saves,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One more file beside all of google-proto-files, saved again and again. */
async function reloadsBesideGoogle() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const text = (edit) =>
    `syntax = "proto3"; package beside; message M { string name = 1; } service S { rpc Get${edit}(M) returns (M); }\n`;
  try {
    writeFileSync(join(folder, 'beside.proto'), text(0));
    return await saveToServed(
      folder,
      [google, '--no-cache'],
      (edit) => {
        writeFileSync(join(folder, 'beside.proto'), text(edit));
        return `/beside.S/Get${edit}`;
      },
      10,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rows of loading and reloading, for the table and for bench.json. */
export async function loadRows() {
  const cache = mkdtempSync(join(tmpdir(), 'bench-'));
  const env = { XDG_CACHE_HOME: cache };
  try {
    const rows = [
      await loading('sample workspace', ['protos']),
      await loading('google-proto-files, cold', [google, '--no-cache']),
    ];
    await loading('to fill the cache', [google], env);
    rows.push(await loading('google-proto-files, from the cache', [google], env));
    return {
      load: rows,
      reload: [
        { name: `${FILES} files and more`, ...(await reloads()) },
        { name: 'google-proto-files and one', ...(await reloadsBesideGoogle()) },
      ],
    };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

export function printLoadRows({ load, reload }) {
  const table = (rows) => Object.fromEntries(rows.map(({ name, ...row }) => [name, row]));
  console.log('\nloading, from the start of the process to ready; user and system time; peak memory');
  console.table(table(load));
  console.log('milliseconds from the end of a write to the first answer of the method that it brings');
  console.table(table(reload));
}

if (process.argv[1] === import.meta.filename) printLoadRows(await loadRows());
