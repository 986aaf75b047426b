// From the start of the process to the first answer, and what is resident when nobody calls any more.
import { createConnection, createServer } from 'node:net';
import { flood, textMessage } from './flood.mjs';
import { memory } from './process-figures.mjs';
import { main, start } from './servers.mjs';
import { quantile } from './throughput.mjs';

const STARTS = 5;

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Milliseconds from the start of the process to the answer of a first call that was tried again and again. */
async function firstAnswer(port, path) {
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
  const { ok } = await flood({ port, path, calls: 1, body: () => textMessage('Ines') });
  const took = performance.now() - began;
  if (ok !== 1) throw new Error('The first call was not answered.');
  return { took, server };
}

/** @param {string} path of the method that is called first */
export async function beginnings(path) {
  const times = [];
  let idle;
  for (let at = 1; at <= STARTS; at += 1) {
    const { took, server } = await firstAnswer(await freePort(), path);
    times.push(took);
    // Idle: what is left some seconds after the first call, with nobody calling.
    if (at === STARTS) {
      await new Promise((done) => setTimeout(done, 3_000));
      idle = memory(server.child.pid);
    }
    await server.stop();
  }
  return { firstAnswerMs: Math.round(quantile(times, 0.5)), idleMb: idle === undefined ? null : Math.round(idle) };
}
