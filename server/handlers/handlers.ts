import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { HandlerSource } from '../engine/handler-source.ts';
import type { Registry } from '../schema/registry.ts';
import { bindHandlers, type Binding, type LoadedFile } from './bind-handlers.ts';
import { descriptorSet } from './descriptor-set.ts';
import { HandlerThread, type LoadResult } from './handler-thread.ts';
import type { HandlerProblemCode } from './problem-codes.ts';
import type { HandlerKey, LoadFault } from './protocol.ts';

/** A file of handlers as it is on disk now. */
export interface HandlerFile {
  /** As a person names it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What came of the files of handlers. */
export interface HandlerReport {
  readonly files: readonly {
    readonly file: string;
    readonly methods: readonly MethodPath[];
    /** The last good version answers in place of what is on disk. */
    readonly held: boolean;
  }[];
  readonly problems: readonly Problem[];
  /** Files, absolute, that they import and that are not of packages: to be watched as well. */
  readonly imports: readonly string[];
}

export interface HandlersOptions {
  readonly registry: Registry;
  /** What no call shows: a rejection that nobody caught, a thread that ended. */
  readonly onProblem: (problem: Problem) => void;
  /** How long loading one file may take, in milliseconds. Default 5,000. */
  readonly loadMs?: number;
  /** Megabytes of objects that handlers may hold together. Default 512. */
  readonly heapMb?: number;
}

/** The handlers that are in force. There is a thread only where there are files. */
export interface Handlers extends HandlerSource, AsyncDisposable {
  readonly report: HandlerReport;
  /**
   * Serves these files from here on; open calls keep what they began with. One load at a time. A file that cannot be
   * loaded is a problem, and its last good version stays. Never rejects for what is in the files.
   */
  load(files: readonly HandlerFile[]): Promise<HandlerReport>;
}

const NOTHING: HandlerReport = { files: [], problems: [], imports: [] };
const UNBOUND: Binding = { handlers: new Map(), problems: [] };
const HELD = 'Its last good version goes on answering.';

/** Threads of earlier versions that still have calls. */
const RETIRED = 2;

interface Loaded extends LoadedFile {
  readonly path: string;
  readonly held: boolean;
  readonly imports: readonly string[];
}

/** Handlers of the schema of the day, in a thread of their own. */
export function createHandlers(options: HandlersOptions): Handlers {
  const { registry, onProblem } = options;
  let thread: HandlerThread | undefined;
  let loaded: readonly Loaded[] = [];
  let faults: readonly Problem[] = [];
  let binding = UNBOUND;
  let report = NOTHING;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  /** The thread of the next version. */
  let loading: HandlerThread | undefined;
  const retired: HandlerThread[] = [];
  const compiled = new Map<string, string>();

  const newThread = (): HandlerThread =>
    new HandlerThread({
      loadMs: options.loadMs ?? 5_000,
      heapMb: options.heapMb,
      compiled,
      onStray: (message, key) => onProblem(stray(message, key)),
      onDied: (message) =>
        onProblem({ severity: 'error', code: 'handler-thread-ended' satisfies HandlerProblemCode, message }),
    });

  const rebind = (): void => {
    const schema = registry.current;
    binding = bindHandlers(loaded, schema);
    if (thread) describe(thread);
    const methods = (file: string): MethodPath[] =>
      [...binding.handlers].filter(([, { key }]) => key.file === file).map(([path]) => path);
    report = {
      files: loaded.map(({ file, held }) => ({ file, held, methods: methods(file) })),
      problems: [...faults, ...binding.problems],
      imports: [...new Set(loaded.flatMap(({ imports }) => imports))],
    };
  };
  /** Implementations of grpc-js encode by themselves, and need the descriptors for it. */
  const describe = (to: HandlerThread): void => {
    const schema = registry.current;
    const services = [...binding.handlers.values()].filter(({ place }) => place.speaks === 'bytes');
    for (const service of new Set(services.map((one) => one.service))) {
      const file = schema.services.find(({ name }) => name === service)?.file;
      if (file !== undefined) to.describe(service, descriptorSet(schema, file));
    }
  };
  /** The thread that answers now; a new one where the last has ended. */
  const living = (): HandlerThread => {
    if (thread && !thread.dead) return thread;
    thread = newThread();
    // Calls wait in the thread until the files are there; what fails now is told to the calls that wanted it.
    for (const { file, path, text } of loaded) void thread.load(file, path, text);
    describe(thread);
    return thread;
  };

  const replaceThread = (next: HandlerThread | undefined): void => {
    const before = thread;
    thread = next;
    if (!before) return;
    before.retire();
    if (!before.dead) retired.push(before);
    for (const old of retired.splice(0, Math.max(0, retired.length - RETIRED)))
      old.end('UNAVAILABLE', 'The handlers were loaded again, and this call was of a version before.');
  };

  const loadNow = async (files: readonly HandlerFile[]): Promise<HandlerReport> => {
    if (closed) return report;
    if (files.length === 0) {
      replaceThread(undefined);
      loaded = [];
      faults = [];
      rebind();
      return report;
    }
    const lastGood = new Map(loaded.map((one) => [one.file, one.text]));
    const made = await loadAll(files, lastGood, () => (closed ? undefined : (loading = newThread())));
    loading = undefined;
    if (!made) return report;
    const lost = loaded.filter((one) => has(files, one) && !has(made.loaded, one));
    if (lost.length > 0 && thread && !thread.dead) {
      // What such a file imports is broken, so that its last good text is of no use: the thread that has it stays, with all.
      made.thread.end('UNAVAILABLE', 'It never answered.');
      const heldNow = (one: Loaded): boolean => !files.some(({ file, text }) => file === one.file && text === one.text);
      loaded = loaded.filter((one) => has(files, one)).map((one) => ({ ...one, held: has(lost, one) || heldNow(one) }));
      faults = made.problems.map((fault) => (has(loaded, fault) ? { ...fault, hint: HELD } : fault));
    } else {
      replaceThread(made.thread);
      loaded = made.loaded;
      faults = made.problems;
    }
    rebind();
    return report;
  };

  const unsubscribe = registry.subscribe(rebind);
  return {
    get report() {
      return report;
    },
    load(files) {
      const turn = last.then(() => loadNow(files));
      last = turn.catch(() => undefined);
      return turn;
    },
    find: (path) => binding.handlers.get(path)?.place,
    open(request, listener) {
      const { key, service, method } = binding.handlers.get(request.path)!;
      return living().open({ ...request, key, service, method: method.name }, listener);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      unsubscribe();
      for (const one of [thread, loading, ...retired]) one?.end('UNAVAILABLE', 'The server is shutting down.');
      await last;
    },
  };
}

/**
 * Loads files into a thread of its own. A text that ends the thread is left out, and the others begin again. Undefined
 * where there is to be no thread any more.
 */
async function loadAll(
  files: readonly HandlerFile[],
  lastGood: ReadonlyMap<string, string>,
  newThread: () => HandlerThread | undefined,
): Promise<
  | {
      readonly thread: HandlerThread;
      readonly loaded: readonly Loaded[];
      readonly problems: readonly Problem[];
    }
  | undefined
> {
  const deadly = new Map<string, LoadFault>();
  for (;;) {
    const thread = newThread();
    if (!thread) return undefined;
    const loaded: Loaded[] = [];
    const problems: Problem[] = [];
    for (const { file, path, text } of files) {
      const texts = [...new Set([text, lastGood.get(file) ?? text])];
      let fault: LoadFault | undefined;
      for (const tried of texts) {
        const key = `${file}\0${tried}`;
        const result: LoadResult = deadly.has(key) ? { fault: deadly.get(key)! } : await thread.load(file, path, tried);
        if ('died' in result) {
          deadly.set(key, { message: result.died.replace(/ The thread of the handlers was ended.*/, '') });
          break;
        }
        if ('services' in result) {
          loaded.push({ file, path, text: tried, held: tried !== text, ...result });
          break;
        }
        fault ??= result.fault;
      }
      if (thread.dead) break;
      if (fault) problems.push(problemOf(file, fault, loaded.at(-1)?.file === file));
    }
    if (!thread.dead) return { thread, loaded, problems };
  }
}

const has = (among: readonly { readonly file: string }[], one: { readonly file?: string | undefined }): boolean =>
  among.some(({ file }) => file === one.file);

const problemOf = (file: string, { message, line, column }: LoadFault, held: boolean): Problem => ({
  severity: 'error',
  code: 'handler-load' satisfies HandlerProblemCode,
  file,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
  message,
  hint: held ? HELD : 'Its methods stay mocked until it can be loaded.',
});

const stray = (message: string, key: HandlerKey | undefined): Problem => ({
  severity: 'warning',
  code: 'handler-stray' satisfies HandlerProblemCode,
  ...(key === undefined ? {} : { file: key.file }),
  message: `${message}${key === undefined ? '' : `, from a call of ${key.name} that is over`}.`,
  hint: 'No open call is to blame. Await what you start, and stop what you started when call.signal is aborted.',
});
