// A client in a thread of its own: it makes unary calls over several connections at once and keeps a ledger of them.
// `workerData`: { port, path, connections, calls, streams }.
import { parentPort, workerData } from 'node:worker_threads';
import { flood, textMessage } from '../../bench/flood.mjs';

const { port, path, connections, calls, streams } = workerData;

async function run(connection) {
  const first = connection * calls;
  /** The numbers of the calls in the order of their answers, each read from the answer itself. */
  const answered = [];
  const { sent, ok, failed, localPort } = await flood({
    port,
    path,
    calls,
    streams,
    body: (at) => textMessage(String(first + at)),
    headers: (at) => [['x-number', String(first + at)]],
    answered: (at, reply) => answered.push(reply.equals(textMessage(String(first + at))) ? first + at : -1),
  });
  return { peer: `127.0.0.1:${localPort}`, first, sent, ok, failed, answered };
}

parentPort.postMessage(await Promise.all(Array.from({ length: connections }, (_, at) => run(at))));
