import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { HandlerSource } from '../engine/handler-source.ts';
import type { Registry } from '../schema/registry.ts';
import { bindHandlers, type Binding } from './bind-handlers.ts';
import { descriptorSet } from './descriptor-set.ts';
import { HandlerThread } from './handler-thread.ts';
import { HELD, loadFiles, type HandlerFile, type Loaded } from './load-files.ts';
import type { HandlerProblemCode } from './problem-codes.ts';
import type { HandlerKey } from './protocol.ts';

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

/** Threads of earlier versions that still have calls. */
const RETIRED = 2;
/** Threads that are kept for files whose imports are broken. */
const HOLDING = 8;

/** A thread, and what it answers with. */
interface Slot {
  thread: HandlerThread;
  readonly files: readonly Loaded[];
}

/** Handlers of the schema of the day, in a thread of their own. */
export function createHandlers(options: HandlersOptions): Handlers {
  const { registry, onProblem } = options;
  /**
   * The first has all that could be loaded last. Each of the others has files of which no text is of any use any more,
   * because something that they import is broken: they stay where they are, and hold back nothing else.
   */
  let slots: readonly Slot[] = [];
  let slotOf: ReadonlyMap<string, Slot> = new Map();
  /** All files of the slots, in the order in which they were given. */
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
    for (const slot of slots) describe(slot);
    const methods = (file: string): MethodPath[] =>
      [...binding.handlers].filter(([, { key }]) => key.file === file).map(([path]) => path);
    report = {
      files: loaded.map(({ file, held }) => ({ file, held, methods: methods(file) })),
      problems: [...faults, ...binding.problems],
      imports: [...new Set(loaded.flatMap(({ imports }) => imports))],
    };
  };
  /** Implementations of grpc-js encode by themselves, and need the descriptors for it. */
  const describe = ({ thread, files }: Slot): void => {
    const schema = registry.current;
    const services = [...binding.handlers.values()].filter(
      ({ place, key }) => place.speaks === 'bytes' && has(files, key),
    );
    for (const service of new Set(services.map((one) => one.service))) {
      const file = schema.services.find(({ name }) => name === service)?.file;
      if (file !== undefined) thread.describe(service, descriptorSet(schema, file));
    }
  };
  /** The thread that answers with a file now; a new one where the last has ended. */
  const living = (key: HandlerKey): HandlerThread => {
    const slot = slotOf.get(key.file)!; // What is bound is loaded.
    if (!slot.thread.dead) return slot.thread;
    slot.thread = newThread();
    // Calls wait in the thread until the files are there; what fails now is told to the calls that wanted it.
    for (const { file, path, text } of slot.files) void slot.thread.load(file, path, text);
    describe(slot);
    return slot.thread;
  };

  const retire = (before: HandlerThread): void => {
    before.retire();
    if (!before.dead) retired.push(before);
    for (const old of retired.splice(0, Math.max(0, retired.length - RETIRED)))
      old.end('UNAVAILABLE', 'The handlers were loaded again, and this call was of a version before.');
  };

  const loadNow = async (files: readonly HandlerFile[]): Promise<HandlerReport> => {
    if (closed) return report;
    const lastGood = new Map(loaded.map((one) => [one.file, one.text]));
    const none = { thread: undefined, loaded: [], problems: [] };
    const made =
      files.length === 0
        ? none
        : await loadFiles(files, lastGood, () => (closed ? undefined : (loading = newThread())));
    loading = undefined;
    if (!made) return report;
    const stays = (one: Loaded): boolean => has(files, one) && !has(made.loaded, one);
    const held = slots
      .map(({ thread, files: own }) => ({ thread, files: own.filter(stays).map((one) => ({ ...one, held: true })) }))
      .filter(({ thread, files: own }) => own.length > 0 && !thread.dead)
      .slice(0, HOLDING);
    for (const { thread } of slots) if (!held.some((slot) => slot.thread === thread)) retire(thread);
    if (made.thread && made.loaded.length === 0) made.thread.end('UNAVAILABLE', 'It never answered.');
    const fresh = made.thread && made.loaded.length > 0 ? [{ thread: made.thread, files: made.loaded }] : [];
    slots = [...fresh, ...held];
    slotOf = new Map(slots.flatMap((slot) => slot.files.map(({ file }) => [file, slot])));
    loaded = files.flatMap(({ file }) => slotOf.get(file)?.files.find((one) => one.file === file) ?? []);
    const heldFiles = held.flatMap((slot) => slot.files);
    faults = made.problems.map((fault) => (has(heldFiles, fault) ? { ...fault, hint: HELD } : fault));
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
      return living(key).open({ ...request, key, service, method: method.name }, listener);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      unsubscribe();
      for (const one of [...slots.map(({ thread }) => thread), loading, ...retired])
        one?.end('UNAVAILABLE', 'The server is shutting down.');
      await last;
    },
  };
}

const has = (among: readonly { readonly file: string }[], one: { readonly file?: string | undefined }): boolean =>
  among.some(({ file }) => file === one.file);

const stray = (message: string, key: HandlerKey | undefined): Problem => ({
  severity: 'warning',
  code: 'handler-stray' satisfies HandlerProblemCode,
  ...(key === undefined ? {} : { file: key.file }),
  message: `${message}${key === undefined ? '' : `, from a call of ${key.name} that is over`}.`,
  hint: 'No open call is to blame. Await what you start, and stop what you started when call.signal is aborted.',
});
