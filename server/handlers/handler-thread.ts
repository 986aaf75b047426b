import { url as debuggerUrl } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { status, type StatusName } from '../contract/status.ts';
import type { HandlerListener, OpenHandler } from '../engine/handler-source.ts';
import type { ExportedService, FromWorker, HandlerKey, LoadFault, OpenedCall, ToWorker } from './protocol.ts';

/** How often a thread is asked whether it lives, in milliseconds, and how many questions it may leave open. */
const PING_MS = 500;
const SILENT_PINGS = 8;
/** Compiled texts that are kept. */
const COMPILED = 200;
/** Megabytes of JavaScript objects that all handlers may hold. */
const HEAP_MB = 512;

export interface ThreadOptions {
  /** How long loading one file may take, in milliseconds. */
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
  readonly #loads = new Map<number, { readonly file: string; readonly done: (result: LoadResult) => void }>();
  #ids = 0;
  #watch: NodeJS.Timeout | undefined;
  #unanswered = 0;
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
      const seconds = this.#options.loadMs / 1000;
      const message = `It was not loaded within ${seconds} s: something that it awaits at its top does not end.`;
      const timer = setTimeout(() => {
        this.#post({ t: 'abandon', turn });
        done({ fault: { message } });
      }, this.#options.loadMs);
      const done = (result: LoadResult): void => {
        clearTimeout(timer);
        this.#loads.delete(turn);
        resolve(result);
      };
      this.#loads.set(turn, { file, done });
      this.#post({ t: 'load', turn, file, path, text });
      this.#guard();
    });
  }

  describe(service: string, set: Uint8Array): void {
    this.#post({ t: 'descriptors', service, set });
  }

  open(opened: OpenedCall, listener: HandlerListener): OpenHandler {
    const id = (this.#ids += 1);
    this.#calls.set(id, { opened, listener });
    this.#post({ t: 'open', id, ...opened });
    this.#guard();
    const told = (message: ToWorker): void => {
      if (this.#calls.has(id)) this.#post(message);
    };
    return {
      message: (data) => told({ t: 'message', id, data }),
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
    clearInterval(this.#watch);
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
    switch (message.t) {
      case 'pong':
        this.#unanswered = 0;
        return;
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
        return this.#calls.get(message.id)?.listener.headers(message.metadata);
      case 'message':
        return this.#calls.get(message.id)?.listener.message(message.data);
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

  /** Asks while there is something to wait for. Silence is counted in questions, so that our own pauses are not held against it. */
  #guard(): void {
    // Somebody may be standing at a breakpoint.
    if (this.#watch || this.#dead || debuggerUrl() !== undefined) return;
    this.#unanswered = 0;
    this.#watch = setInterval(() => {
      if (this.#calls.size + this.#loads.size === 0) {
        clearInterval(this.#watch);
        this.#watch = undefined;
      } else if (this.#unanswered >= SILENT_PINGS) {
        this.#died(`A handler did not give back control for ${(PING_MS * SILENT_PINGS) / 1000} s: an endless loop?`);
      } else {
        this.#unanswered += 1;
        this.#post({ t: 'ping' });
      }
    }, PING_MS);
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
