import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { status, type StatusName } from '../contract/status.ts';
import type { HandlerListener, OpenHandler } from '../engine/handler-source.ts';
import type { ExportedService, FromWorker, HandlerKey, LoadFault, OpenedCall, ToWorker } from './protocol.ts';
import { PING_MS, Watchdog } from './watchdog.ts';

/** Compiled texts that are kept. */
const COMPILED = 200;
/** Megabytes of JavaScript objects that all handlers may hold. */
const HEAP_MB = 512;

export interface ThreadOptions {
  /** How long a file may wait for something while it is loaded, in milliseconds; what it computes does not count. */
  readonly loadMs: number;
  readonly heapMb?: number | undefined;
  /** What was compiled by threads before. */
  readonly compiled: Map<string, string>;
  /** Something went wrong that no call is to blame for. */
  readonly onStray: (message: string, key: HandlerKey | undefined) => void;
  /** The thread ended by itself, or had to be ended. */
  readonly onDied: (reason: string) => void;
}

/** What came of loading one file. `died`: the thread did not survive it. */
export type LoadResult =
  | { readonly services: readonly ExportedService[]; readonly imports: readonly string[] }
  | { readonly fault: LoadFault }
  | { readonly died: string };

interface Load {
  readonly file: string;
  readonly done: (result: LoadResult) => void;
  /** Milliseconds. */
  waited: number;
}

interface ThreadCall {
  readonly opened: OpenedCall;
  readonly listener: HandlerListener;
}

const here = import.meta.url;
/** From the sources, the worker is loaded by the loader of handlers themselves: Node 20 runs no TypeScript. */
const FROM_SOURCES = here.endsWith('.ts');
const BOOT = `const { createRequire } = require('node:module');
const { workerData: { from, entry } } = require('node:worker_threads');
createRequire(from)('jiti').createJiti(from).import(entry);`;

/** One thread in which handlers run, from its start to its end. Whatever happens in it, every call of it ends. */
export class HandlerThread {
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #turn = new Int32Array(new SharedArrayBuffer(4));
  readonly #calls = new Map<number, ThreadCall>();
  readonly #loads = new Map<number, Load>();
  readonly #watchdog = new Watchdog({
    busy: () =>
      this.#loads.size > 0 ? (this.#heard ? 'loading' : 'starting') : this.#calls.size > 0 ? 'calls' : 'idle',
    ping: () => this.#post({ t: 'ping' }),
    waits: () => this.#waited(),
    silent: (seconds) => this.#died(`A handler did not give back control for ${seconds} s: an endless loop?`),
  });
  #ids = 0;
  #heard = false;
  #retired = false;
  #dead = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const from = fileURLToPath(here);
    const entry = fileURLToPath(new URL(`./inside/worker.${FROM_SOURCES ? 'ts' : 'js'}`, here));
    this.#worker = new Worker(FROM_SOURCES ? BOOT : entry, {
      name: 'understudy handlers',
      eval: FROM_SOURCES,
      execArgv: [],
      workerData: { from, entry, turn: this.#turn.buffer, compiled: options.compiled },
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb ?? HEAP_MB },
    });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.#died(deathOf(error)));
    this.#worker.on('exit', (code) => this.#died(`A handler ended its thread: process.exit(${code})`));
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Loads the text of a file; always resolves. */
  load(file: string, path: string, text: string): Promise<LoadResult> {
    if (this.#dead) return Promise.resolve({ died: 'the thread has ended' });
    const turn = (this.#ids += 1);
    return new Promise((resolve) => {
      const done = (result: LoadResult): void => {
        this.#loads.delete(turn);
        resolve(result);
      };
      this.#loads.set(turn, { file, done, waited: 0 });
      this.#post({ t: 'load', turn, file, path, text });
      this.#watchdog.wake();
    });
  }

  describe(service: string, set: Uint8Array): void {
    this.#post({ t: 'descriptors', service, set });
  }

  open(opened: OpenedCall, listener: HandlerListener): OpenHandler {
    const id = (this.#ids += 1);
    this.#calls.set(id, { opened, listener });
    this.#post({ t: 'open', id, ...opened });
    this.#watchdog.wake();
    const told = (message: ToWorker): void => {
      if (this.#calls.has(id)) this.#post(message);
    };
    return {
      message: (data, compressed) => told({ t: 'message', id, data, compressed }),
      halfClose: () => told({ t: 'half', id }),
      read: (count) => told({ t: 'read', id, count }),
      cancel: () => {
        told({ t: 'cancel', id });
        this.#closed(id);
      },
    };
  }

  /** Takes no more calls: ends when those that are open have ended. */
  retire(): void {
    this.#retired = true;
    if (this.#calls.size === 0) this.end('UNAVAILABLE', '');
  }

  /** Ends now, and all its calls with this status. */
  end(code: StatusName, message: string): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#watchdog.sleep();
    for (const { done } of [...this.#loads.values()]) done({ died: message });
    for (const id of [...this.#calls.keys()]) this.#endCall(id, code, message);
    void this.#worker.terminate();
  }

  #endCall(id: number, code: StatusName, message: string): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.listener.end({ status: status(code, message), trailers: [], details: [] });
  }

  #post(message: ToWorker): void {
    if (!this.#dead) this.#worker.postMessage(message);
  }

  #closed(id: number): void {
    this.#calls.delete(id);
    if (this.#retired && this.#calls.size === 0) this.end('UNAVAILABLE', '');
  }

  #hear(message: FromWorker): void {
    if (this.#dead) return;
    this.#heard = true;
    switch (message.t) {
      case 'pong':
        return this.#watchdog.pong();
      case 'compiled': {
        const { compiled } = this.#options;
        if (compiled.size >= COMPILED) compiled.clear();
        compiled.set(message.key, message.code);
        return;
      }
      case 'loaded':
        return this.#loads.get(message.turn)?.done({ services: message.services, imports: message.imports });
      case 'unloadable':
        return this.#loads.get(message.turn)?.done({ fault: message.fault });
      case 'stray':
        return this.#options.onStray(message.message, message.key);
      case 'headers':
        return this.#calls.get(message.id)?.listener.headers(message.metadata, message.compress);
      case 'message':
        return this.#calls.get(message.id)?.listener.message(message.data, message.compress);
      case 'taken':
        return this.#calls.get(message.id)?.listener.taken();
      case 'end': {
        const call = this.#calls.get(message.id);
        this.#closed(message.id);
        const { trailers, details } = message;
        call?.listener.end({ status: status(message.status, message.message), trailers, details });
        return;
      }
      default:
        message satisfies never;
    }
  }

  /** A load that waits is given up at some time. */
  #waited(): void {
    const { loadMs } = this.#options;
    const message = `It was not loaded within ${loadMs / 1000} s: something that it awaits at its top does not end.`;
    for (const [turn, load] of this.#loads) {
      load.waited += PING_MS;
      if (load.waited < loadMs) continue;
      this.#post({ t: 'abandon', turn });
      load.done({ fault: { message } });
    }
  }

  #died(reason: string): void {
    if (this.#dead) return;
    const [load] = this.#loads.values();
    const call = load ? undefined : this.#calls.get(Atomics.load(this.#turn, 0));
    const { key, service } = call?.opened ?? {};
    const who = load
      ? ` It was loading ${load.file}.`
      : key
        ? ` It was most likely ${service}/${key.name} (${key.file}).`
        : '';
    const whole = `${reason}${/[.?!]$/.test(reason) ? '' : '.'}${who} The thread of the handlers was ended, and starts again.`;
    this.end('INTERNAL', whole);
    if (!load) this.#options.onDied(whole);
  }
}

function deathOf(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { code: '', message: String(error) };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'Handlers used more memory than they may have.'
    : `The thread of the handlers failed: ${message}`;
}
