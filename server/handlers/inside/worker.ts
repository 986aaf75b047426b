import { AsyncLocalStorage } from 'node:async_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '../protocol.ts';
import type { ServiceHandlers } from '../service.ts';
import { Fault, loadModule } from './load-module.ts';
import type { RunningCall } from './running-call.ts';
import { RunningCalls } from './running-calls.ts';
import { thrownPlace, thrownText } from './value-text.ts';

// The thread in which handlers run. Whatever they do, it goes on, or is ended from outside.
const port = parentPort!;
// Handlers may replace globals: what is needed here is kept.
const now = Date.now.bind(Date);
/** Whose turn it is: read from outside when nothing is heard any more. */
const data = workerData as { readonly turn: SharedArrayBuffer; readonly compiled: ReadonlyMap<string, string> };
const turn = new Int32Array(data.turn);
const { compiled } = data;
const current = new AsyncLocalStorage<RunningCall>();
const modules = new Map<string, readonly ServiceHandlers[]>();
const paths = new Map<string, string>();
const sets = new Map<string, Uint8Array>();

const post = (message: FromWorker): void => port.postMessage(message);
const calls = new RunningCalls({
  post,
  paths,
  now,
  described: ({ file, index }) => modules.get(file)?.[index],
  descriptors: (service) => sets.get(service),
  within: (call, act) => {
    Atomics.store(turn, 0, call.id);
    current.run(call, act);
  },
});

/** Files that are being loaded, and what came meanwhile: calls wait for them. */
const loading = new Set<number>();
const backlog: ToWorker[] = [];

async function load(message: ToWorker & { t: 'load' }): Promise<void> {
  const { file, path, text, turn } = message;
  loading.add(turn);
  paths.set(path, file);
  try {
    const { services, exported, imports } = await loadModule(path, text, {
      get: (key) => compiled.get(key),
      set: (key, code) => post({ t: 'compiled', key, code }),
    });
    if (loading.has(turn)) modules.set(file, services);
    post({ t: 'loaded', turn, services: exported, imports });
  } catch (error) {
    const fault = error instanceof Fault ? error.fault : { message: thrownText(error) };
    post({ t: 'unloadable', turn, fault });
  } finally {
    loaded(turn);
  }
}

function loaded(turn: number): void {
  loading.delete(turn);
  if (loading.size === 0) for (const message of backlog.splice(0)) hear(message);
}

function hear(message: ToWorker): void {
  if ('id' in message && loading.size > 0) return void backlog.push(message);
  switch (message.t) {
    case 'load':
      return void load(message);
    case 'abandon':
      return loaded(message.turn);
    case 'descriptors':
      return void sets.set(message.service, message.set);
    case 'ping':
      return post({ t: 'pong' });
    default:
      return calls.hear(message);
  }
}

/** What nobody caught: it ends the call that it belongs to. What belongs to none is told, and nothing else stops. */
function uncaught(thrown: unknown, how: string): void {
  const call = current.getStore();
  if (call && !call.over) return call.fail(thrown);
  const place = thrownPlace(thrown, paths);
  post({
    t: 'stray',
    message: `${how}${place === '' ? '' : ` in ${place}`}: ${thrownText(thrown)}`,
    key: call?.opened.key,
  });
}

// A handler that replaces what all stand on would take the others with it.
for (const name of [
  'Promise',
  'Object',
  'Array',
  'Map',
  'Set',
  'JSON',
  'Error',
  'Uint8Array',
  'Buffer',
  'AbortController',
] as const)
  Object.defineProperty(globalThis, name, { value: globalThis[name], writable: false, configurable: false });
process.on('uncaughtException', (error) => uncaught(error, 'Nobody caught an error'));
process.on('unhandledRejection', (reason) => uncaught(reason, 'Nobody caught a rejection'));
port.on('message', hear);
