import { AsyncLocalStorage } from 'node:async_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, OpenedCall, Payload, ToWorker } from '../protocol.ts';
import { MARK, type ServiceHandlers } from '../service.ts';
import { Fault, loadModule } from './load-module.ts';
import { RunningCall, PLAIN, type Shape, type Surroundings } from './running-call.ts';
import { runHandler, type AnyHandler } from './run-handler.ts';
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
const calls = new Map<number, { readonly call: RunningCall; start: (() => void) | undefined }>();

const post = (message: FromWorker): void => {
  port.postMessage(message);
  if (message.t === 'end') calls.delete(message.id);
};
const around: Surroundings = { post, paths, now };

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

async function open(id: number, opened: OpenedCall): Promise<void> {
  const { key } = opened;
  const described = modules.get(key.file)?.[key.index];
  const given = (described?.handlers as Record<string, unknown> | undefined)?.[key.name];
  let shape: Shape = PLAIN;
  let handler = given as AnyHandler;
  const pending: ToWorker[] = [];
  if (typeof given !== 'function')
    handler = () => {
      throw new Error('this file could not be loaded again after its thread had ended.');
    };
  if (described?.[MARK] === 'grpc') {
    waiting.set(id, pending);
    try {
      const { grpcHandler } = await import('./grpc-handler.ts');
      const made = await grpcHandler(given as never, described, opened, sets.get(opened.service));
      shape = made.shape;
      handler = made.handler;
    } catch (error) {
      handler = () => {
        throw error;
      };
    }
  }
  const call = new RunningCall(id, opened, shape, around);
  const streamsUp = opened.kind === 'client_streaming' || opened.kind === 'bidi_streaming';
  let request: unknown;
  const run = (): void => {
    Atomics.store(turn, 0, id);
    current.run(call, () => void runHandler(handler, described?.handlers, call, request));
  };
  if (streamsUp) calls.set(id, { call, start: undefined });
  else
    calls.set(id, {
      call,
      start: () => {
        void call.incoming.next().then(({ value }) => {
          request = value;
          run();
        });
      },
    });
  if (streamsUp) run();
  waiting.delete(id);
  for (const message of pending) hear(message);
}

/** What came for calls that are still being opened. */
const waiting = new Map<number, ToWorker[]>();

function hear(message: ToWorker): void {
  if ('id' in message && loading.size > 0) return void backlog.push(message);
  if ('id' in message && waiting.has(message.id)) return void waiting.get(message.id)!.push(message);
  switch (message.t) {
    case 'load':
      return void load(message);
    case 'abandon':
      return loaded(message.turn);
    case 'descriptors':
      return void sets.set(message.service, message.set);
    case 'ping':
      return post({ t: 'pong' });
    case 'open':
      return void open(message.id, message).catch((error: unknown) => {
        const text = `A defect of the thread of the handlers: ${thrownText(error)}`;
        post({ t: 'end', id: message.id, status: 'INTERNAL', message: text, trailers: [], details: [] });
      });
    case 'message':
      return withCall(message.id, (call) => told(call, message.data));
    case 'half': {
      const start = calls.get(message.id)?.start;
      return start ? start() : withCall(message.id, (call) => call.incoming.finish());
    }
    case 'cancel':
      withCall(message.id, (call) => call.cancel());
      return void calls.delete(message.id);
    case 'read':
      return withCall(message.id, (call) => call.read(message.count));
    default:
      message satisfies never;
  }
}

function told(call: RunningCall, data: Payload): void {
  try {
    call.hear(data);
  } catch (error) {
    call.fail(error);
  }
}

function withCall(id: number, act: (call: RunningCall) => void): void {
  const call = calls.get(id)?.call;
  if (!call) return;
  Atomics.store(turn, 0, id);
  current.run(call, () => act(call));
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
